import { Text } from "@mantine/core";
import { sentence } from "../api/problem";
import { Toast } from "../app/Toast";
import { strings } from "../strings";
import type { Outcome } from "./useBulkActions";

const text = strings.jobs.bulk;
const MOST_REASONS = 3;

interface BulkToastProps {
  outcome: Outcome;
  pending: boolean;
  undo: () => void;
  close: () => void;
}

/** Says what became of several jobs, and takes it back where that is possible. */
export function BulkToast({ outcome, pending, undo, close }: BulkToastProps) {
  const reasons = outcome.reasons.slice(0, MOST_REASONS);
  return (
    <Toast
      key={outcome.words}
      action={outcome.undo.length > 0 ? { label: text.undo, pending, onClick: undo } : undefined}
      onClose={close}
    >
      <Text size="sm" fw={550}>
        {outcome.words}
      </Text>
      {reasons.map((reason) => (
        <Text key={reason} size="xs" c="dimmed">
          {sentence(reason)}
        </Text>
      ))}
      {outcome.reasons.length > MOST_REASONS && (
        <Text size="xs" c="dimmed">
          {text.moreReasons(outcome.reasons.length - MOST_REASONS)}
        </Text>
      )}
    </Toast>
  );
}
