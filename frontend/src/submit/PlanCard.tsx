import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { BatchPlan } from "../batch/plan";
import { describeSplit } from "../batch/words";
import { formatCount, formatDecimal } from "../format/numbers";
import { strings } from "../strings";
import type { Draft } from "./draft";
import classes from "./PlanCard.module.css";
import type { DraftPlan } from "./planOf";
import { WindowDrawing } from "./WindowDrawing";

const text = strings.plan;

interface PlanCardProps {
  draftPlan: DraftPlan | null;
  training: Draft["training"];
}

/** The arithmetic of accumulation, live beside the fields. */
export function PlanCard({ draftPlan, training }: PlanCardProps) {
  return (
    <section className={`card ${classes.card}`} aria-live="polite">
      <Title order={2}>{text.title}</Title>
      {draftPlan?.plan ? (
        <Plan {...draftPlan} plan={draftPlan.plan} training={training} />
      ) : draftPlan?.staged ? (
        <Text size="sm" c="dimmed" mt="xs">
          {text.staged}
        </Text>
      ) : draftPlan && draftPlan.effective > draftPlan.samples ? (
        <p className={classes.caution}>
          {text.tooLarge(formatCount(draftPlan.effective), formatCount(draftPlan.samples))}
        </p>
      ) : (
        <Text size="sm" c="dimmed" mt="xs">
          {text.incomplete}
        </Text>
      )}
    </section>
  );
}

type PlanProps = DraftPlan & { plan: BatchPlan; training: Draft["training"] };

function Plan({ plan, micro, auto, samples, split, training }: PlanProps) {
  const parts = describeSplit(plan.window, micro);
  const carry = training.lastWindow === "carry";
  const textbook = training.lossNormalization === "micro-batch";
  return (
    <>
      <p className={`tabular ${classes.equation}`}>
        {auto
          ? text.windowAuto(formatCount(plan.window.samples))
          : text.windowText(formatCount(plan.window.samples), parts)}
      </p>
      {!auto && <WindowDrawing window={plan.window} micro={micro} label={parts} />}
      <Text size="sm" c="dimmed">
        {text.windowHint}
      </Text>
      <dl className={`tabular ${classes.rows}`}>
        <Row name={text.perEpoch} detail={text.of(formatCount(samples), split)}>
          {carry
            ? text.perEpochAverage(formatDecimal(plan.windowsPerEpoch))
            : formatCount(plan.windowsPerEpoch)}
        </Row>
        <Row name={carry ? text.lastOfRun : text.lastWindow}>
          {plan.partialWindow
            ? text.lastWindowText(
                formatCount(plan.partialWindow.samples),
                auto ? null : describeSplit(plan.partialWindow, micro),
              )
            : text.lastWindowFull}
        </Row>
        {plan.samplesDroppedPerEpoch > 0 && (
          <Row name={text.dropped}>{text.samples(formatCount(plan.samplesDroppedPerEpoch))}</Row>
        )}
        {training.length === "optimizerSteps" && (
          <Row name={text.epochs}>{formatDecimal(plan.epochs)}</Row>
        )}
        <Row name={text.total} strong>
          {formatCount(plan.totalOptimizerSteps)}
        </Row>
      </dl>
      {textbook && (auto || !plan.even) ? (
        <p className={classes.caution}>{text.uneven}</p>
      ) : (
        <p className={classes.good}>{text.exact}</p>
      )}
    </>
  );
}

interface RowProps {
  name: string;
  detail?: string;
  strong?: boolean;
  children: ReactNode;
}

function Row({ name, detail, strong = false, children }: RowProps) {
  return (
    <div className={classes.row} data-strong={strong || undefined}>
      <dt>
        {name}
        {detail && <span className={classes.detail}>{detail}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
