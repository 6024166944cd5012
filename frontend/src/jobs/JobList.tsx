import { VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Job } from "../api/types";
import { Tick } from "../app/Tick";
import { strings } from "../strings";
import classes from "./JobList.module.css";
import { JobRow } from "./JobRow";
import { rowKeys } from "./rowKeys";
import { allOf } from "./selection";
import { REFRESH_MILLIS } from "./useJobList";
import { useSelecting } from "./useSelecting";

const { columns, caption } = strings.jobs;
/** As the style sheet has it: rows of a table are all as high, cards are measured. */
const ROW_REM = 4.375;
const CARD_HEIGHT = 170;
const OVERSCAN = 8;
/** So many rows from the end, the next page is asked for: earlier by who has gone far already. */
const NEAR_END = 30;
const FAR_AHEAD = 500;
/** The list itself tells of so many of the newest. */
const TOLD_BY_LIST = 100;

interface JobListProps {
  jobs: readonly Job[];
  /** Whether there are older ones. */
  more: boolean;
  paused: boolean;
  /** Identifiers of jobs that something is to be done with. */
  selected: readonly string[];
  onSelect: (ids: readonly string[]) => void;
  onNearEnd: () => void;
}

/**
 * Jobs as a table of which only the rows in sight exist, so that any number of them scrolls. Each
 * row has its own place and lays itself out, so that one that comes moves no other; on a phone it is
 * a card. The roles are written out because browsers drop a table's meaning when its display changes.
 */
export function JobList({ jobs, more, paused, selected, onSelect, onNearEnd }: JobListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const cards = useMediaQuery("(max-width: 56em)") ?? false;
  useLayoutEffect(() => setTop(frame.current?.offsetTop ?? 0), []);
  const height = useMemo(() => (cards ? CARD_HEIGHT : rowHeight()), [cards]);
  // All places are reckoned anew when this is another function.
  const getItemKey = useCallback((index: number) => jobs[index]?.id ?? index, [jobs]);
  const rows = useWindowVirtualizer({
    count: jobs.length,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollMargin: top,
    getItemKey,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    const ahead = Math.min(FAR_AHEAD, Math.max(NEAR_END, last));
    if (more && last >= jobs.length - ahead) onNearEnd();
  }, [more, last, jobs.length, onNearEnd]);

  const ids = useMemo(() => jobs.map(({ id }) => id), [jobs]);
  const { select, extend } = useSelecting(ids, selected, onSelect);
  const measure = cards ? rows.measureElement : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys go from row to row, all of them links
    <div
      ref={frame}
      className={`card ${classes.frame}`}
      onKeyDown={(event) =>
        rowKeys(event, {
          count: jobs.length,
          bring: (index) => rows.scrollToIndex(index),
          extend,
          clear: () => onSelect([]),
        })
      }
    >
      <table
        className={classes.table}
        role="table"
        aria-label={caption}
        aria-rowcount={more ? -1 : jobs.length + 1}
      >
        <Head
          checked={selected.length > 0}
          partly={!allOf(ids).every((id) => selected.includes(id))}
          onChange={(on) => onSelect(on ? allOf(ids) : [])}
        />
        <tbody role="rowgroup" className={classes.rows} style={{ height: rows.getTotalSize() }}>
          {drawn.map(({ index, key, start }) => {
            const job = jobs[index];
            return (
              job && (
                <JobRow
                  key={key}
                  job={job}
                  index={index}
                  top={start - top}
                  selected={selected.includes(job.id)}
                  refresh={index < TOLD_BY_LIST || paused ? false : REFRESH_MILLIS}
                  onSelect={select}
                  measure={measure}
                />
              )
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function rowHeight(): number {
  return ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

interface HeadProps {
  /** Whether some job is selected. */
  checked: boolean;
  /** Whether some job is not, of those that can be. */
  partly: boolean;
  onChange: (all: boolean) => void;
}

function Head({ checked, partly, onChange }: HeadProps) {
  return (
    <thead role="rowgroup">
      <tr role="row" className={classes.line} aria-rowindex={1}>
        <th role="columnheader" className={classes.select}>
          <Tick
            label={strings.compare.selectAll}
            checked={checked && !partly}
            partly={checked && partly}
            onChange={() => onChange(!checked)}
          />
        </th>
        <th role="columnheader">{columns.job}</th>
        <th role="columnheader" className={classes.state}>
          {columns.state}
        </th>
        <th role="columnheader" className={classes.progress}>
          {columns.progress}
        </th>
        <th role="columnheader" className={classes.spark}>
          <VisuallyHidden>{columns.curve}</VisuallyHidden>
        </th>
        <th role="columnheader" className={classes.number}>
          {columns.loss}
        </th>
        <th role="columnheader" className={classes.number}>
          {columns.accuracy}
        </th>
        <th role="columnheader" className={classes.quiet}>
          {columns.age}
        </th>
        <th role="columnheader" className={classes.quiet}>
          {columns.by}
        </th>
      </tr>
    </thead>
  );
}
