import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { describe, sentence } from "../api/problem";
import type { Plan } from "../api/types";
import { splitWindow } from "../batch/plan";
import { describeSplit } from "../batch/words";
import { formatBytes, formatCount, formatLoss } from "../format/numbers";
import { formatDuration, formatMoment } from "../format/time";
import { strings } from "../strings";
import { workersQuery } from "../worker/queries";
import { LearningRateCurve } from "./LearningRateCurve";
import { MemoryBar } from "./MemoryBar";
import classes from "./PlanCard.module.css";
import { Row } from "./Row";
import type { ServerPlan } from "./useServerPlan";
import { WindowDrawing } from "./WindowDrawing";

const text = strings.plan;

/** What only the server knows of a plan: rates, memory and time, and its place in the queue. */
export function ServerFacts({ plan, old, refusal }: ServerPlan) {
  if (refusal) {
    const [violation] = refusal.violations;
    return (
      <p className={classes.caution}>
        {text.refused} {violation ? `${violation.field}: ${describe(violation)}` : refusal.message}
      </p>
    );
  }
  if (!plan) return null;
  return (
    <div className={classes.facts} data-old={old || undefined} aria-busy={old}>
      {plan.stages.length > 1 && <Stages plan={plan} />}
      <LearningRateCurve plan={plan} />
      <dl className={`tabular ${classes.rows}`}>
        {plan.stages.length > 1 && (
          <Row name={text.total} strong>
            {formatCount(plan.totalOptimizerSteps)}
          </Row>
        )}
        <Momentum plan={plan} />
        <Memory plan={plan} />
        <Row name={text.duration}>
          {plan.expectedSeconds == null
            ? text.notMeasured
            : text.about(formatDuration(plan.expectedSeconds * 1000))}
        </Row>
        <Start plan={plan} />
      </dl>
    </div>
  );
}

/** How the window grows, where it does. */
function Stages({ plan: { spec, stages } }: { plan: Plan }) {
  const { micro } = spec.training.batch;
  return (
    <ol className={classes.stages}>
      {stages.map(({ fromOptimizerStep, window }) => {
        const split = typeof micro === "number" ? splitWindow(window.samples, micro) : null;
        const parts = split && typeof micro === "number" ? describeSplit(split, micro) : null;
        return (
          <li key={fromOptimizerStep}>
            <Text size="sm" className="tabular">
              {text.stage(formatCount(fromOptimizerStep), formatCount(window.samples), parts)}
            </Text>
            {split && typeof micro === "number" && (
              <WindowDrawing window={split} micro={micro} label={parts ?? ""} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Momentum({ plan: { stages, spec } }: { plan: Plan }) {
  const momenta = [...new Set(stages.map(({ batchNormMomentum }) => batchNormMomentum ?? null))];
  const auto = spec.training.batch.micro === "auto";
  const { model } = spec;
  if (model.architecture === "mlp") return null;
  if (model.architecture === "cnn" && !model.batchNorm) return null;
  return (
    <Row name={text.batchNorm} detail={text.batchNormDetail[spec.training.batchNormMomentum]}>
      {auto && spec.training.batchNormMomentum === "adjusted"
        ? text.batchNormAuto
        : momenta
            .map((momentum) => (momentum === null ? text.frozen : formatLoss(momentum)))
            .join(", ")}
    </Row>
  );
}

function Memory({ plan: { peakMemoryBytes, spec } }: { plan: Plan }) {
  const { data: workers } = useQuery(workersQuery);
  const largest = Math.max(
    0,
    ...(workers ?? []).flatMap(({ devices }) => devices.map(({ memoryBytes }) => memoryBytes)),
  );
  const device = spec.resources?.deviceMemoryBytes ?? largest;
  return (
    <>
      <Row name={text.memory}>
        {peakMemoryBytes == null
          ? text.notMeasured
          : device > 0
            ? strings.workers.of(formatBytes(peakMemoryBytes), formatBytes(device))
            : formatBytes(peakMemoryBytes)}
      </Row>
      {peakMemoryBytes != null && device > 0 && (
        <MemoryBar usedBytes={peakMemoryBytes} deviceBytes={device} />
      )}
    </>
  );
}

function Start({ plan: { queue } }: { plan: Plan }) {
  if (!queue) return <Row name={text.start}>{text.longQueue}</Row>;
  const { waiting, ahead } = queue;
  if (!waiting) return <Row name={text.start}>{text.atOnce}</Row>;
  return (
    <Row name={text.start} detail={`${sentence(waiting.reason)} ${text.ahead(ahead)}`.trim()}>
      {waiting.estimatedStart
        ? text.about(formatMoment(waiting.estimatedStart))
        : text.unknownStart}
    </Row>
  );
}
