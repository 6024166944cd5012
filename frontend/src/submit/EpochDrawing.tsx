import type { BatchPlan } from "../batch/plan";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import classes from "./PlanCard.module.css";

const text = strings.plan;
const MOST_WINDOWS = 48;

/** An epoch's windows as blocks, the last as wide as it has samples; what is left out is hollow. */
export function EpochDrawing({ plan, carry }: { plan: BatchPlan; carry: boolean }) {
  const { window, fullWindowsPerEpoch: full, partialWindow, samplesDroppedPerEpoch } = plan;
  const shown = Math.min(full, MOST_WINDOWS);
  const rest = carry ? 0 : (partialWindow?.samples ?? samplesDroppedPerEpoch);
  return (
    <div
      className={classes.epoch}
      role="img"
      aria-label={text.epochDrawing(formatCount(full), rest > 0 ? formatCount(rest) : null)}
    >
      {Array.from({ length: shown }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place in the epoch
        <span key={index} className={classes.window} style={{ flexGrow: window.samples }} />
      ))}
      {full > shown && (
        <span className={classes.rest}>{text.moreBlocks(formatCount(full - shown))}</span>
      )}
      {rest > 0 && (
        <span
          className={classes.window}
          data-last={samplesDroppedPerEpoch > 0 ? "dropped" : "partial"}
          style={{ flexGrow: rest }}
        />
      )}
    </div>
  );
}
