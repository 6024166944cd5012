import { Tooltip } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { stepBy } from "../app/arrows";
import { strings } from "../strings";
import type { PlotMark } from "./chartOptions";
import classes from "./MarkSpots.module.css";
import type { Spot } from "./spots";

const text = strings.charts;
const SIDEWAYS = { back: ["ArrowLeft"], forward: ["ArrowRight"] };

interface MarkSpotsProps {
  /** Of the chart. */
  title: string;
  marks: readonly PlotMark[];
  spots: readonly Spot[];
}

/**
 * What the marks on a chart mean, told to whoever points at one, touches it or comes to it by keys.
 * The marks of a chart are one stop of the tab key; arrows go from one to the next.
 */
export function MarkSpots({ title, marks, spots }: MarkSpotsProps) {
  const [current, setCurrent] = useState(0);
  const group = useRef<HTMLDivElement>(null);
  const stop = Math.min(current, spots.length - 1);
  const go = (event: KeyboardEvent) => {
    const to = stepBy(SIDEWAYS, event.key, stop, spots.length);
    if (to === null) return;
    event.preventDefault();
    setCurrent(to);
    group.current?.querySelectorAll("button")[to]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div ref={group} role="group" aria-label={text.marksOf(title)} onKeyDown={go}>
      {spots.map((spot, index) => {
        const told = spot.marks.flatMap((mark) => marks[mark] ?? []);
        return (
          <Tooltip
            key={spot.marks.join()}
            multiline
            maw={320}
            withArrow
            interactive
            events={{ hover: true, focus: true, touch: true }}
            label={told.map((mark) => <Told key={mark.sign} mark={mark} />)}
          >
            <button
              type="button"
              className={classes.spot}
              style={{ left: spot.left, top: spot.top, width: spot.width }}
              tabIndex={index === stop ? 0 : -1}
              aria-label={told.map(({ sign, label }) => text.mark(sign, label)).join("; ")}
              onFocus={() => setCurrent(index)}
            />
          </Tooltip>
        );
      })}
    </div>
  );
}

function Told({ mark }: { mark: PlotMark }) {
  return (
    <div className={classes.mark}>
      <strong>{text.mark(mark.sign, mark.label)}</strong>
      {mark.details.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}
