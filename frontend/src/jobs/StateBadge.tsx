import type { JobState } from "../api/types";
import {
  AlertIcon,
  CheckIcon,
  ClockIcon,
  CrossIcon,
  PauseIcon,
  RunIcon,
  SparkIcon,
} from "../icons";
import { strings } from "../strings";
import classes from "./StateBadge.module.css";

const looks = {
  QUEUED: { tone: "waiting", Icon: ClockIcon },
  ASSIGNED: { tone: "running", Icon: SparkIcon },
  RUNNING: { tone: "running", Icon: RunIcon },
  PREEMPTING: { tone: "caution", Icon: PauseIcon },
  SUCCEEDED: { tone: "good", Icon: CheckIcon },
  FAILED: { tone: "bad", Icon: AlertIcon },
  CANCELED: { tone: "waiting", Icon: CrossIcon },
} as const satisfies Record<JobState, unknown>;

/** A state as colour, sign and word. */
export function StateBadge({ state }: { state: JobState }) {
  const { tone, Icon } = looks[state];
  return (
    <span className={classes.badge} data-tone={tone} data-state={state}>
      <Icon size={13} />
      {strings.states[state]}
    </span>
  );
}
