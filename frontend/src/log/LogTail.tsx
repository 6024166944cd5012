import { Button } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";
import { FailureNotice } from "../app/Notice";
import { strings } from "../strings";
import classes from "./LogCard.module.css";
import { LogLines } from "./LogLines";
import type { Log } from "./useLog";

const text = strings.job.log;
const NEAR_THE_END_PIXELS = 24;

interface LogTailProps {
  log: Log;
  following: boolean;
  /** The line that a person has asked for. */
  target: number | null;
  /** A person who scrolls away wants to read, not to follow. */
  onFollow: (following: boolean) => void;
  /** What to say where there are no lines. */
  empty: string;
}

/** A stretch of a log, at whose end it stays while it follows. */
export function LogTail({ log, following, target, onFollow, empty }: LogTailProps) {
  const box = useRef<HTMLElement>(null);
  const { stretch } = log;
  const last = stretch?.lines.at(-1)?.number;
  const stay = following || (stretch?.endFirst ?? false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines move the end
  useLayoutEffect(() => {
    const element = box.current;
    if (element && stay) element.scrollTop = element.scrollHeight;
  }, [stay, last]);

  useLayoutEffect(() => {
    if (target === null || !last) return;
    box.current?.querySelector("[data-target]")?.scrollIntoView({ block: "center" });
  }, [target, last]);

  if (log.error) return <FailureNotice error={log.error} onRetry={log.newest} />;
  if (!stretch) return <div className={classes.empty}>{strings.loading}</div>;
  if (stretch.lines.length === 0) return <div className={classes.empty}>{empty}</div>;
  return (
    <>
      {stretch.hasEarlier && (
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => {
            onFollow(false);
            log.earlier();
          }}
        >
          {text.earlier}
        </Button>
      )}
      <LogLines
        lines={stretch.lines.map((line) => ({ line, marks: [] }))}
        target={target}
        label={text.lines}
        ref={box}
        onScroll={({ currentTarget: element }) => {
          const left = element.scrollHeight - element.scrollTop - element.clientHeight;
          if (following && left > NEAR_THE_END_PIXELS) onFollow(false);
        }}
      />
      {stretch.hasLater && (
        <div className={classes.more}>
          <Button variant="subtle" size="compact-xs" onClick={log.later}>
            {text.later}
          </Button>
          <Button variant="subtle" size="compact-xs" onClick={log.newest}>
            {text.newest}
          </Button>
        </div>
      )}
    </>
  );
}
