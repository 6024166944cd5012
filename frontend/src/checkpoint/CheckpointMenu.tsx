import { Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import type { Checkpoint, Job } from "../api/types";
import { MenuHint } from "../app/MenuHint";
import { formatCount } from "../format/numbers";
import { ChevronIcon } from "../icons";
import { isEnded } from "../jobs/lifecycle";
import { strings } from "../strings";
import { DeleteCheckpoint } from "./DeleteCheckpoint";
import { downloadsOf } from "./fork";
import { reasonToStay } from "./lossByDelete";

const text = strings.job.checkpointMenu;

interface CheckpointMenuProps {
  job: Job;
  checkpoint: Checkpoint;
  all: readonly Checkpoint[];
  writable: boolean;
}

/** What can be done with a checkpoint: download it, begin another job from it, delete it. */
export function CheckpointMenu({ job, checkpoint, all, writable }: CheckpointMenuProps) {
  const navigate = useNavigate();
  const [deleting, { open, close }] = useDisclosure(false);
  const fork = (take: "everything" | undefined) =>
    void navigate({
      to: "/jobs/new",
      search: { from: job.id, checkpoint: checkpoint.id, take },
    });
  const label = writable ? text.label : text.downloadLabel;
  return (
    <>
      <Menu withInitialFocusPlaceholder={false} position="bottom-end" shadow="md">
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            rightSection={<ChevronIcon size={12} />}
            aria-label={label(formatCount(checkpoint.optimizerStep))}
          >
            {writable ? text.open : text.download}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {!checkpoint.damage && (
            <>
              {writable && <Menu.Label>{text.download}</Menu.Label>}
              {downloadsOf(job, checkpoint.id).map(({ name, href }) => (
                <Menu.Item key={href} component="a" href={href} download>
                  {text.files[name]}
                </Menu.Item>
              ))}
            </>
          )}
          {writable && !checkpoint.damage && (
            <>
              <Menu.Label>{text.fork}</Menu.Label>
              <Menu.Item onClick={() => fork(undefined)}>{text.forkWeights}</Menu.Item>
              <Menu.Item onClick={() => fork("everything")}>{text.forkEverything}</Menu.Item>
              <Menu.Divider />
            </>
          )}
          {writable && (
            <DeleteItem reason={reasonToStay(checkpoint, all, isEnded(job.state))} onClick={open} />
          )}
        </Menu.Dropdown>
      </Menu>
      <DeleteCheckpoint
        job={job}
        checkpoint={checkpoint}
        all={all}
        opened={deleting}
        onClose={close}
      />
    </>
  );
}

/** Says why where it cannot be had. */
function DeleteItem({ reason, onClick }: { reason: string | null; onClick: () => void }) {
  return (
    <Menu.Item color={reason ? undefined : "red"} disabled={reason !== null} onClick={onClick}>
      {text.remove}
      {reason && <MenuHint>{reason}</MenuHint>}
    </Menu.Item>
  );
}
