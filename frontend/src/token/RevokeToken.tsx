import { Text } from "@mantine/core";
import type { Token } from "../api/types";
import { ConfirmedButton } from "../app/ConfirmedButton";
import { formatAge } from "../format/time";
import { useNow } from "../format/useNow";
import { strings } from "../strings";
import { type Owner, useRevokeToken } from "./queries";

const text = strings.tokens.revoke;

/** Ends a token, once the person has read what will stop working. */
export function RevokeToken({ owner, token }: { owner: Owner; token: Token }) {
  const revoke = useRevokeToken(owner, token.id);
  return (
    <ConfirmedButton
      text={text}
      label={text.label(token.name)}
      title={text.title(token.name)}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={(done) => revoke.mutate(undefined, { onSuccess: done })}
    >
      <Text>{owner ? text.effectOfService(token.user) : text.effect}</Text>
      <LastUse at={token.lastUsedAt} />
      <Text>{text.jobsGoOn}</Text>
    </ConfirmedButton>
  );
}

/** A part of its own, so that the list does not follow the clock for a dialog that is not open. */
function LastUse({ at }: { at: Token["lastUsedAt"] }) {
  const now = useNow();
  return <Text>{at ? text.lastUsed(formatAge(at, now)) : text.neverUsed}</Text>;
}
