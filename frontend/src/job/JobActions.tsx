import { Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Job } from "../api/types";
import { MenuHint } from "../app/MenuHint";
import { ChevronIcon } from "../icons";
import { ACTIONS_OF_ONE, type BulkAction, concerned } from "../jobs/bulk";
import { AskPriority } from "../jobs/ChangePriorities";
import { strings } from "../strings";

const text = strings.job.actions;

interface JobActionsProps {
  job: Job;
  pending: boolean;
  onAction: (action: BulkAction, jobs: readonly Job[], priority?: number) => void;
}

/** What would change something of a job now, each with what follows from it. */
export function JobActions({ job, pending, onAction }: JobActionsProps) {
  const [asking, { open, close }] = useDisclosure(false);
  const jobs = [job];
  const actions = ACTIONS_OF_ONE.filter((action) => concerned(action, jobs).length > 0);
  if (actions.length === 0) return null;
  return (
    <>
      <Menu withInitialFocusPlaceholder={false} position="bottom-end" shadow="md" width={290}>
        <Menu.Target>
          <Button
            variant="default"
            size="sm"
            disabled={pending}
            rightSection={<ChevronIcon size={12} />}
          >
            {text.title}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map((action) => (
            <Menu.Item
              key={action}
              onClick={() => (action === "CHANGE_PRIORITY" ? open() : onAction(action, jobs))}
            >
              {text.labels[action]}
              <MenuHint>
                {action === "CHANGE_PRIORITY"
                  ? text.priority(job.priority)
                  : text.effects[action](job.state === "RUNNING")}
              </MenuHint>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <AskPriority
        opened={asking}
        jobs={jobs}
        pending={pending}
        onConfirm={(priority) => onAction("CHANGE_PRIORITY", jobs, priority)}
        onClose={close}
      />
    </>
  );
}
