import { Button, NumberInput, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { Job } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { strings } from "../strings";

const text = strings.jobs.bulk.priority;
const LEAST = -100;
const MOST = 100;

interface ChangePrioritiesProps {
  label: string;
  jobs: readonly Job[];
  pending: boolean;
  onConfirm: (priority: number) => void;
}

/** A button that asks for the priority that several jobs get. */
export function ChangePriorities({ label, jobs, pending, onConfirm }: ChangePrioritiesProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button size="xs" variant="default" disabled={pending} onClick={open}>
        {label}
      </Button>
      <AskPriority
        opened={opened}
        jobs={jobs}
        pending={pending}
        onConfirm={onConfirm}
        onClose={close}
      />
    </>
  );
}

interface AskPriorityProps {
  opened: boolean;
  jobs: readonly Job[];
  pending: boolean;
  onConfirm: (priority: number) => void;
  onClose: () => void;
}

/** Asks for the priority that jobs get. */
export function AskPriority({ opened, jobs, pending, onConfirm, onClose }: AskPriorityProps) {
  /** What was typed; null while nothing was. */
  const [typed, setTyped] = useState<number | string | null>(null);
  const priority = typed ?? common(jobs) ?? "";
  const close = () => {
    setTyped(null);
    onClose();
  };
  return (
    <Confirmation
      opened={opened}
      onClose={close}
      title={text.title(jobs.length)}
      confirm={text.confirm}
      keep={strings.cancel}
      pending={pending}
      onConfirm={() => {
        if (typeof priority !== "number") return;
        close();
        onConfirm(priority);
      }}
    >
      <NumberInput
        data-autofocus
        label={text.label}
        description={text.hint(LEAST, MOST)}
        placeholder={text.different}
        min={LEAST}
        max={MOST}
        allowDecimal={false}
        clampBehavior="strict"
        value={priority}
        onChange={setTyped}
      />
      <Text size="sm" c="dimmed">
        {text.effect}
      </Text>
    </Confirmation>
  );
}

/** The priority that all of the jobs have; null when they differ. */
function common(jobs: readonly Job[]): number | null {
  const priorities = new Set(jobs.map(({ priority }) => priority));
  return priorities.size === 1 ? (jobs[0]?.priority ?? null) : null;
}
