import { Text } from "@mantine/core";
import type { Plan } from "../api/types";
import { type Rate, ratesOf } from "../batch/schedule";
import { formatCount, formatLoss } from "../format/numbers";
import { strings } from "../strings";
import classes from "./PlanCard.module.css";

const text = strings.plan;
const WIDTH = 300;
const HEIGHT = 56;

/** The learning rate over the job: scaled for its effective batch, with warm-up and schedule. */
export function LearningRateCurve({ plan }: { plan: Plan }) {
  const rates = ratesOf(plan);
  const peak = Math.max(...rates.map(({ rate }) => rate));
  const [first, last] = [rates[0]?.rate ?? 0, rates.at(-1)?.rate ?? 0];
  const base = plan.spec.training.learningRate;
  const scaled = plan.stages.map(({ learningRate }) => learningRate);
  const changed = scaled.some((rate) => rate !== base);
  return (
    <figure className={classes.figure}>
      <figcaption className={`tabular ${classes.row}`}>
        <span>
          {text.learningRate}
          <span className={classes.detail}>
            {changed ? text.scaledFrom(formatLoss(base)) : text.notScaled}
          </span>
        </span>
        <b>{[...new Set(scaled.map(formatLoss))].join(", ")}</b>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={classes.curve}
        role="img"
        aria-label={text.rateCurve(formatLoss(first), formatLoss(peak), formatLoss(last))}
      >
        <path d={path(rates, peak)} vectorEffect="non-scaling-stroke" />
      </svg>
      <div className={`tabular ${classes.ends}`} aria-hidden="true">
        <Text size="xs" c="dimmed">
          {formatLoss(first)}
        </Text>
        <Text size="xs" c="dimmed">
          {text.rateEnd(formatLoss(last), formatCount(plan.totalOptimizerSteps))}
        </Text>
      </div>
    </figure>
  );
}

function path(rates: readonly Rate[], peak: number): string {
  const last = Math.max(1, rates.at(-1)?.update ?? 1);
  const points = rates.map(({ update, rate }) => {
    const x = (update / last) * WIDTH;
    const y = HEIGHT - 2 - (peak > 0 ? rate / peak : 0) * (HEIGHT - 4);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return points.length === 1 ? `M${points[0]}H${WIDTH}` : `M${points.join("L")}`;
}
