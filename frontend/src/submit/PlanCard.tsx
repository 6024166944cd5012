import { Text, Title } from "@mantine/core";
import type { BatchPlan } from "../batch/plan";
import { describeSplit } from "../batch/words";
import { formatCount, formatDecimal } from "../format/numbers";
import { strings } from "../strings";
import type { Draft } from "./draft";
import { EpochDrawing } from "./EpochDrawing";
import classes from "./PlanCard.module.css";
import type { DraftPlan } from "./planOf";
import { Row } from "./Row";
import { ServerFacts } from "./ServerFacts";
import type { ServerPlan } from "./useServerPlan";
import { WindowDrawing } from "./WindowDrawing";

const text = strings.plan;

interface PlanCardProps {
  draftPlan: DraftPlan | null;
  training: Draft["training"];
  server: ServerPlan;
}

/**
 * What a draft comes to: the arithmetic of accumulation, live beside the fields, and what the server
 * knows besides, as soon as it has answered.
 */
export function PlanCard({ draftPlan, training, server }: PlanCardProps) {
  return (
    <section className={`card ${classes.card}`} aria-label={text.title} aria-live="polite">
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
      {draftPlan && <ServerFacts {...server} />}
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
      <EpochDrawing plan={plan} carry={carry} />
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
