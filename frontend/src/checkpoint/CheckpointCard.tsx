import { Button, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Checkpoint, Job } from "../api/types";
import { LoadingRows } from "../app/LoadingRows";
import { Trouble } from "../app/Trouble";
import { formatCount } from "../format/numbers";
import { isEnded } from "../jobs/lifecycle";
import { mayWrite, sessionQuery } from "../session/queries";
import { strings } from "../strings";
import classes from "./CheckpointCard.module.css";
import { CheckpointItem } from "./CheckpointItem";
import { checkpointsQuery } from "./queries";
import { RetentionLine } from "./RetentionLine";
import { TeamStorage } from "./TeamStorage";

const text = strings.job.checkpoints;
const SHOWN_AT_FIRST = 6;
/** Of a checkpoint without a note, in pixels. */
const ITEM_HEIGHT = 52;

/** The checkpoints that are kept, newest first, and what says so. */
export function CheckpointCard({ job }: { job: Job }) {
  const { data: checkpoints = [], isPending, error, refetch } = useQuery(checkpointsQuery(job.id));
  const { data: session } = useQuery(sessionQuery);
  const writable = mayWrite(session, job.team);
  return (
    <section className={`card ${classes.card}`} aria-labelledby="checkpoints">
      <Title order={2} id="checkpoints">
        {text.title}
      </Title>
      {checkpoints.length === 0 && error ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <div className={classes.toCome}>
          <LoadingRows count={Math.min(expected(job), SHOWN_AT_FIRST)} height={ITEM_HEIGHT} />
        </div>
      ) : checkpoints.length === 0 ? (
        <Text size="sm" c="dimmed" mt="xs">
          {isEnded(job.state)
            ? text.none
            : `${text.empty} ${text.next(formatCount(nextStep(job)))}`}
        </Text>
      ) : (
        <Items job={job} checkpoints={checkpoints} writable={writable} />
      )}
      <div className={classes.foot}>
        <RetentionLine job={job} checkpoints={checkpoints} writable={writable} />
        <TeamStorage team={job.team} checkpoints={checkpoints} />
      </div>
    </section>
  );
}

interface ItemsProps {
  job: Job;
  checkpoints: readonly Checkpoint[];
  writable: boolean;
}

function Items({ job, checkpoints, writable }: ItemsProps) {
  const [all, setAll] = useState(false);
  const newestFirst = [...checkpoints].sort((a, b) => b.optimizerStep - a.optimizerStep);
  const shown = all ? newestFirst : newestFirst.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <ul className={classes.list}>
        {shown.map((checkpoint) => (
          <CheckpointItem
            key={checkpoint.id}
            job={job}
            checkpoint={checkpoint}
            all={checkpoints}
            writable={writable}
          />
        ))}
      </ul>
      {shown.length < checkpoints.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {text.showAll(checkpoints.length)}
        </Button>
      )}
    </>
  );
}

/** About how many a job has by now: those that it saved and may keep. */
function expected({ optimizerStep, spec: { checkpoints } }: Job): number {
  const saved = Math.floor(optimizerStep / checkpoints.everyOptimizerSteps);
  return Math.max(1, Math.min(saved, checkpoints.keepLast ?? 1));
}

function nextStep(job: Job): number {
  const every = job.spec.checkpoints.everyOptimizerSteps;
  const next = (Math.floor(job.optimizerStep / every) + 1) * every;
  return Math.min(next, job.totalOptimizerSteps);
}
