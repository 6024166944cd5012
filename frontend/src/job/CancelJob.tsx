import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { asProblem } from "../api/problem";
import type { Job } from "../api/types";
import { Callout } from "../app/Callout";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import classes from "./CancelJob.module.css";
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
      <Button color="red" variant="light" size="sm" disabled={job.cancelRequested} onClick={open}>
        {text.action}
      </Button>
      <Modal.Root opened={opened} onClose={close} centered>
        <Modal.Overlay />
        <Modal.Content>
          <Modal.Body>
            <Modal.Title className={classes.title}>{text.title(job.name)}</Modal.Title>
            <Stack>
              <Text>{lossByCancel(job.optimizerStep, saved, formatCount)}</Text>
              <Text c="dimmed" size="sm">
                {text.kept}
              </Text>
              {cancel.isError && (
                <Callout tone="bad" role="alert">
                  {asProblem(cancel.error).message}
                </Callout>
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
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
