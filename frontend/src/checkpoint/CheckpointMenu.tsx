import { Button, Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Checkpoint, Job } from "../api/types";
import { formatCount } from "../format/numbers";
import { ChevronIcon } from "../icons";
import { strings } from "../strings";
import { downloadsOf } from "./fork";

const text = strings.job.checkpointMenu;

/** What can be done with a checkpoint: download it as a file, or begin another job from it. */
export function CheckpointMenu({ job, checkpoint }: { job: Job; checkpoint: Checkpoint }) {
  const navigate = useNavigate();
  const fork = (take: "everything" | undefined) =>
    void navigate({
      to: "/jobs/new",
      search: { from: job.id, checkpoint: checkpoint.id, take },
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-xs"
          rightSection={<ChevronIcon size={12} />}
          aria-label={text.label(formatCount(checkpoint.optimizerStep))}
        >
          {text.open}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{text.download}</Menu.Label>
        {downloadsOf(job, checkpoint.id).map(({ name, href }) => (
          <Menu.Item key={href} component="a" href={href} download>
            {text.files[name]}
          </Menu.Item>
        ))}
        <Menu.Label>{text.fork}</Menu.Label>
        <Menu.Item onClick={() => fork(undefined)}>{text.forkWeights}</Menu.Item>
        <Menu.Item onClick={() => fork("everything")}>{text.forkEverything}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
