import { ActionIcon, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { Checkpoint } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { formatCount } from "../format/numbers";
import { PinIcon } from "../icons";
import { strings } from "../strings";
import { useChangeCheckpoint } from "./queries";

const text = strings.job.checkpoints.pin;
const LONGEST_NOTE = 500;

/** Keeps a checkpoint whatever the policy says, or leaves it to the policy again. */
export function PinCheckpoint({ jobId, checkpoint }: { jobId: string; checkpoint: Checkpoint }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [note, setNote] = useState("");
  const change = useChangeCheckpoint(jobId, checkpoint.id);
  const step = formatCount(checkpoint.optimizerStep);
  const { pin } = checkpoint;
  const label = pin ? text.unpin(step) : text.action(step);
  return (
    <>
      <ActionIcon
        size={26}
        variant={pin ? "light" : "subtle"}
        color={pin ? "blue" : "gray"}
        aria-label={label}
        title={label}
        onClick={open}
      >
        <PinIcon size={14} />
      </ActionIcon>
      <Confirmation
        opened={opened}
        onClose={close}
        title={pin ? text.unpinTitle(step) : text.title(step)}
        confirm={pin ? text.unpinConfirm : text.confirm}
        keep={pin ? text.unpinKeep : text.keep}
        pending={change.isPending}
        error={change.error}
        onConfirm={() =>
          change.mutate(pin ? { to: "unpin" } : { to: "pin", note: note.trim() }, {
            onSuccess: close,
          })
        }
      >
        <Text>{pin ? text.unpinEffect : text.effect}</Text>
        {!pin && (
          <TextInput
            label={text.note}
            description={text.noteHint}
            maxLength={LONGEST_NOTE}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            data-autofocus
          />
        )}
      </Confirmation>
    </>
  );
}
