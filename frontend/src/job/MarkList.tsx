import { Button } from "@mantine/core";
import { useState } from "react";
import { strings } from "../strings";
import classes from "./JobCharts.module.css";
import type { Mark } from "./marks";
import { MARK_COLORS } from "./marks";
import { markLabel } from "./markWords";

const text = strings.job.charts;
const SHOWN_AT_FIRST = 4;

/** What the numbered marks on the curves mean. */
export function MarkList({ marks }: { marks: readonly Mark[] }) {
  const [all, setAll] = useState(false);
  if (marks.length === 0) return null;
  const shown = all ? marks : marks.slice(0, SHOWN_AT_FIRST);
  return (
    <div className={classes.marks}>
      <ol aria-label={text.marks} className={classes.markList}>
        {shown.map((mark, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a mark's number is what it is
          <li key={index}>
            <span className={classes.sign} style={{ background: `var(${MARK_COLORS[mark.kind]})` }}>
              {index + 1}
            </span>
            {markLabel(mark)}
          </li>
        ))}
      </ol>
      {shown.length < marks.length && (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
          {text.showMarks(marks.length)}
        </Button>
      )}
    </div>
  );
}
