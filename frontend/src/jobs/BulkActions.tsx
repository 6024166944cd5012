import { Button } from "@mantine/core";
import type { Job } from "../api/types";
import { strings } from "../strings";
import { ACTIONS, type BulkAction, concerned } from "./bulk";
import { CancelJobs } from "./CancelJobs";
import { ChangePriorities } from "./ChangePriorities";

const text = strings.jobs.bulk;

interface BulkActionsProps {
  /** Jobs that the person may change. */
  jobs: readonly Job[];
  pending: boolean;
  onAction: (action: BulkAction, jobs: readonly Job[], priority?: number) => void;
}

/** What would change something of the selected jobs, each with how many it concerns. */
export function BulkActions({ jobs, pending, onAction }: BulkActionsProps) {
  return ACTIONS.map((action) => {
    const some = concerned(action, jobs);
    if (some.length === 0) return null;
    const label = text.actions[action](some.length);
    if (action === "CANCEL") {
      return (
        <CancelJobs
          key={action}
          label={label}
          jobs={some}
          pending={pending}
          onConfirm={() => onAction(action, some)}
        />
      );
    }
    if (action === "CHANGE_PRIORITY") {
      return (
        <ChangePriorities
          key={action}
          label={label}
          jobs={some}
          pending={pending}
          onConfirm={(priority) => onAction(action, some, priority)}
        />
      );
    }
    return (
      <Button
        key={action}
        size="xs"
        variant="default"
        disabled={pending}
        onClick={() => onAction(action, some)}
      >
        {label}
      </Button>
    );
  });
}
