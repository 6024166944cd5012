import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Token } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { formatAge } from "../format/time";
import { useNow } from "../format/useNow";
import { strings } from "../strings";
import { type Owner, useRevokeToken } from "./queries";

const text = strings.tokens.revoke;

/** Ends a token, once the person has read what will stop working. */
export function RevokeToken({ owner, token }: { owner: Owner; token: Token }) {
  const [opened, { open, close }] = useDisclosure(false);
  const revoke = useRevokeToken(owner, token.id);
  const now = useNow();
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={text.label(token.name)}
        onClick={open}
      >
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title(token.name)}
        confirm={text.confirm}
        keep={text.keep}
        danger
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoke.mutate(undefined, { onSuccess: close })}
      >
        <Text>{owner ? text.effectOfService(token.user) : text.effect}</Text>
        <Text>
          {token.lastUsedAt ? text.lastUsed(formatAge(token.lastUsedAt, now)) : text.neverUsed}
        </Text>
        <Text>{text.jobsGoOn}</Text>
      </Confirmation>
    </>
  );
}
