import type { Ref, UIEventHandler } from "react";
import type { LogLine } from "../api/types";
import { formatClock, formatInstant } from "../format/time";
import { strings } from "../strings";
import classes from "./LogLines.module.css";
import { piecesOf } from "./lines";

const text = strings.job.log;

export interface ShownLine {
  line: LogLine;
  marks: readonly number[];
  /** Stands beside a match, and is not one. */
  beside?: boolean;
}

interface LogLinesProps {
  lines: readonly ShownLine[];
  /** The line that a person has asked for. */
  target?: number | null;
  /** Makes the numbers of lines buttons. */
  onLine?: (line: number) => void;
  label: string;
  ref?: Ref<HTMLElement>;
  onScroll?: UIEventHandler<HTMLElement>;
}

/** Lines in a box that scrolls, by keyboard as well. */
export function LogLines({ lines, target, onLine, label, ref, onScroll }: LogLinesProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard as well
    <section className={classes.box} tabIndex={0} aria-label={label} ref={ref} onScroll={onScroll}>
      <ol className={classes.list}>
        {lines.map(({ line, marks, beside }, index) => (
          <li
            key={line.number}
            className={classes.line}
            data-level={line.level}
            data-stream={line.stream}
            data-beside={beside || undefined}
            data-target={line.number === target || undefined}
            data-gap={
              (index > 0 && line.number > (lines[index - 1]?.line.number ?? 0) + 1) || undefined
            }
          >
            <LineNumber number={line.number} onLine={onLine} />
            <time className={classes.time} dateTime={line.at} title={formatInstant(line.at)}>
              {formatClock(line.at)}
            </time>
            <span className={classes.level} title={text.streams[line.stream]}>
              {text.levels[line.level]}
            </span>
            <span className={classes.text}>
              {piecesOf(line, marks).map((piece) =>
                piece.found ? <mark key={piece.start}>{piece.text}</mark> : piece.text,
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function LineNumber({ number, onLine }: { number: number; onLine?: (line: number) => void }) {
  if (!onLine) return <span className={classes.number}>{number}</span>;
  return (
    <button
      type="button"
      className={classes.number}
      aria-label={text.goTo(number)}
      title={text.goTo(number)}
      onClick={() => onLine(number)}
    >
      {number}
    </button>
  );
}
