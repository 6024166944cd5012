import { Button, List, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueries } from "@tanstack/react-query";
import type { Job } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { checkpointsQuery } from "../checkpoint/queries";
import { formatCount } from "../format/numbers";
import { lossByCancel } from "../job/lossByCancel";
import { strings } from "../strings";

const text = strings.jobs.bulk.cancel;
/** So many jobs are asked what they would lose; of the others there is a word together. */
const MOST_ASKED = 10;

interface CancelJobsProps {
  label: string;
  jobs: readonly Job[];
  pending: boolean;
  onConfirm: () => void;
}

/** Ends several jobs, after saying what that costs: it is the one action without a way back. */
export function CancelJobs({ label, jobs, pending, onConfirm }: CancelJobsProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button size="xs" color="red" variant="light" disabled={pending} onClick={open}>
        {label}
      </Button>
      <Confirmation
        danger
        opened={opened}
        onClose={close}
        title={text.title(jobs.length)}
        confirm={text.confirm(jobs.length)}
        keep={text.keep(jobs.length)}
        pending={pending}
        onConfirm={() => {
          close();
          onConfirm();
        }}
      >
        <Loss jobs={jobs} />
        <Text c="dimmed" size="sm">
          {text.kept}
        </Text>
      </Confirmation>
    </>
  );
}

function Loss({ jobs }: { jobs: readonly Job[] }) {
  const begun = jobs.filter(({ optimizerStep }) => optimizerStep > 0);
  const asked = begun.slice(0, MOST_ASKED);
  const saved = useQueries({ queries: asked.map(({ id }) => checkpointsQuery(id)) });
  const waiting = jobs.length - begun.length;
  return (
    <>
      {waiting > 0 && <Text>{text.notStarted(waiting)}</Text>}
      {asked.length > 0 && (
        <List spacing="xs" listStyleType="none">
          {asked.map(({ id, name, optimizerStep }, index) => {
            const checkpoints = saved[index]?.data;
            const newest = Math.max(0, ...(checkpoints ?? []).map((each) => each.optimizerStep));
            return (
              <List.Item key={id}>
                <Text fw={550}>{name}</Text>
                <Text size="sm">
                  {checkpoints ? lossByCancel(optimizerStep, newest, formatCount) : strings.loading}
                </Text>
              </List.Item>
            );
          })}
        </List>
      )}
      {begun.length > asked.length && <Text>{text.more(begun.length - asked.length)}</Text>}
    </>
  );
}
