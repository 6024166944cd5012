import { Text } from "@mantine/core";
import type { WorkerToken } from "../api/types";
import { ConfirmedButton } from "../app/ConfirmedButton";
import { strings } from "../strings";
import { useRevokeWorkerToken } from "./queries";

const text = strings.workerTokens.revoke;

/** Puts the machines out that registered with a token. */
export function RevokeWorkerToken({ token }: { token: WorkerToken }) {
  const revoke = useRevokeWorkerToken();
  return (
    <ConfirmedButton
      text={text}
      label={text.label(token.name)}
      title={text.title(token.name)}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={(done) => revoke.mutate(token.id, { onSuccess: done })}
    >
      <Text>{text.effect}</Text>
    </ConfirmedButton>
  );
}
