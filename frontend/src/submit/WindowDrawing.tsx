import type { WindowSplit } from "../batch/plan";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import classes from "./PlanCard.module.css";

const MOST_BLOCKS = 64;

interface WindowDrawingProps {
  window: WindowSplit;
  micro: number;
  label: string;
}

/** A window's micro-batches as blocks, each as wide as it has samples. */
export function WindowDrawing({ window, micro, label }: WindowDrawingProps) {
  const shown = Math.min(window.microBatches, MOST_BLOCKS);
  const hidden = window.microBatches - shown;
  const sizes = Array.from({ length: shown }, (_, index) =>
    index === window.microBatches - 1 ? window.lastMicroBatch : micro,
  );
  const named = window.microBatches <= 12;
  return (
    <div className={classes.drawing} role="img" aria-label={strings.plan.drawing(label)}>
      {sizes.map((size, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place in the window
        <span key={index} className={classes.block} style={{ flexGrow: size }}>
          {named && formatCount(size)}
        </span>
      ))}
      {hidden > 0 && (
        <span className={classes.rest}>{strings.plan.moreBlocks(formatCount(hidden))}</span>
      )}
    </div>
  );
}
