import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { asProblem } from "../api/problem";
import type { Job } from "../api/types";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import { lossByCancel } from "./lossByCancel";
import { checkpointsQuery, useCancelJob } from "./queries";

const text = strings.job.cancel;

/** Ends a job, after saying what that costs. */
export function CancelJob({ job }: { job: Job }) {
  const [opened, { open, close }] = useDisclosure(false);
  const { data: checkpoints = [] } = useQuery(checkpointsQuery(job.id));
  const cancel = useCancelJob(job.id);
  const saved = Math.max(0, ...checkpoints.map((checkpoint) => checkpoint.optimizerStep));
  return (
    <>
      <Button
        color="red"
        variant="light"
        size="compact-md"
        disabled={job.cancelRequested}
        onClick={open}
      >
        {text.action}
      </Button>
      <Modal opened={opened} onClose={close} title={text.title(job.name)} centered>
        <Stack>
          <Text>{lossByCancel(job.optimizerStep, saved, formatCount)}</Text>
          <Text c="dimmed" size="sm">
            {text.kept}
          </Text>
          {cancel.isError && (
            <Alert color="red" role="alert">
              {asProblem(cancel.error).message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {text.keep}
            </Button>
            <Button
              color="red"
              loading={cancel.isPending}
              onClick={() => cancel.mutate(undefined, { onSuccess: close })}
            >
              {text.confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
