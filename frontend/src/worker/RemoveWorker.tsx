import { Text } from "@mantine/core";
import type { Worker } from "../api/types";
import { ConfirmedButton } from "../app/ConfirmedButton";
import { strings } from "../strings";
import { useRemoveWorker } from "./queries";

const text = strings.workers.remove;

/** Takes a worker that is gone for good off the lists. */
export function RemoveWorker({ worker: { id, name } }: { worker: Worker }) {
  const remove = useRemoveWorker(id);
  return (
    <ConfirmedButton
      text={text}
      label={text.label(name)}
      title={text.title(name)}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={(done) => remove.mutate(undefined, { onSuccess: done })}
    >
      <Text>{text.effect}</Text>
      <Text>{text.back}</Text>
    </ConfirmedButton>
  );
}
