import { ActionIcon } from "@mantine/core";
import { PauseIcon, PlayIcon } from "../icons";
import { strings } from "../strings";
import type { LiveState } from "./connection";
import classes from "./LiveStatus.module.css";

const text = strings.live;

interface LiveStatusProps {
  state: LiveState;
  onPause: (paused: boolean) => void;
}

/** Whether the page follows the server, and the switch that stops it from doing so. */
export function LiveStatus({ state, onPause }: LiveStatusProps) {
  const paused = state === "paused";
  const label = paused ? text.resume : text.pause;
  return (
    <div className={classes.status} data-state={state}>
      <span className={classes.dot} aria-hidden="true" />
      <span role="status" className={classes.word}>
        {text[state]}
      </span>
      {state !== "off" && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={label}
          title={label}
          onClick={() => onPause(!paused)}
        >
          {paused ? <PlayIcon size={12} /> : <PauseIcon size={12} />}
        </ActionIcon>
      )}
    </div>
  );
}
