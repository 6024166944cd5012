import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { Job } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { checkpointsQuery } from "../checkpoint/queries";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import { lossByCancel } from "./lossByCancel";
import { useCancelJob } from "./queries";

const text = strings.job.cancel;

/** Ends a job, after saying what that costs. */
export function CancelJob({ job }: { job: Job }) {
  const [opened, { open, close }] = useDisclosure(false);
  const { data: checkpoints = [] } = useQuery(checkpointsQuery(job.id));
  const cancel = useCancelJob(job.id);
  const saved = Math.max(0, ...checkpoints.map((checkpoint) => checkpoint.optimizerStep));
  return (
    <>
      <Button color="red" variant="light" size="sm" disabled={job.cancelRequested} onClick={open}>
        {text.action}
      </Button>
      <Confirmation
        danger
        opened={opened}
        onClose={close}
        title={text.title(job.name)}
        confirm={text.confirm}
        keep={text.keep}
        pending={cancel.isPending}
        error={cancel.error}
        onConfirm={() => cancel.mutate(undefined, { onSuccess: close })}
      >
        <Text>{lossByCancel(job.optimizerStep, saved, formatCount)}</Text>
        <Text c="dimmed" size="sm">
          {text.kept}
        </Text>
      </Confirmation>
    </>
  );
}
