import { readStages } from "../batch/spec";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import type { Draft } from "./draft";
import { parseList, parseNumber } from "./numbers";

const text = strings.submit.invalid;

/**
 * What can be said of a draft before it is sent, by field. The server checks everything again; this
 * only spares a round trip, so it knows no limits that the server may change.
 */
export function checkDraft(draft: Draft, usualTeam = ""): Record<string, string | null> {
  const { model, training } = draft;
  const cnn = model.architecture === "cnn";
  return {
    name: draft.name.trim() ? null : text.name,
    team: draft.team || usualTeam ? null : text.team,
    "data.dataset": draft.data.dataset ? null : text.dataset,
    "data.validationFraction": optional(
      draft.data.validationFraction,
      (part) => part > 0 && part < 1,
      text.fraction,
    ),
    "model.channels": cnn ? channels(model.channels) : null,
    "model.hidden": parseList(model.hidden) ? null : text.list,
    "model.dropout": optional(model.dropout, (p) => p >= 0 && p < 1, text.probability),
    "training.batch.effective": effective(training.batch.effective),
    "training.batch.micro": isAuto(training.batch.micro)
      ? null
      : (optional(training.batch.micro, isCount, text.count) ?? micro(training.batch)),
    [`training.${training.length}`]: required(training[training.length]),
    "training.learningRate": optional(training.learningRate, (rate) => rate > 0, text.positive),
    "training.seed": optional(training.seed, Number.isSafeInteger, text.whole),
    "training.maxSkippedStepsInARow": optional(training.maxSkippedStepsInARow, isWhole, text.whole),
    ...checkOptimizer(training.optimizer),
    ...checkCheckpoints(draft.checkpoints),
    "retries.max": optional(draft.retries.max, isWhole, text.whole),
  };
}

function checkCheckpoints(checkpoints: Draft["checkpoints"]): Record<string, string | null> {
  const { everyOptimizerSteps, keepLast, keepEveryOptimizerSteps, keepBest } = checkpoints;
  const count = (value: string) => optional(value, isCount, text.count);
  return {
    "checkpoints.everyOptimizerSteps": count(everyOptimizerSteps),
    "checkpoints.keepLast": count(keepLast),
    "checkpoints.keepEveryOptimizerSteps": count(keepEveryOptimizerSteps),
    "checkpoints.keepBest.count": keepBest.metric.trim() ? count(keepBest.count) : null,
  };
}

function checkOptimizer(optimizer: Draft["training"]["optimizer"]): Record<string, string | null> {
  const field = (name: string) => `training.optimizer.${name}`;
  const fraction = (value: string) => optional(value, (p) => p >= 0 && p < 1, text.probability);
  const weightDecay = optional(optimizer.weightDecay, (decay) => decay >= 0, text.nonNegative);
  return optimizer.name === "sgd"
    ? { [field("weightDecay")]: weightDecay, [field("momentum")]: fraction(optimizer.momentum) }
    : {
        [field("weightDecay")]: weightDecay,
        [field("beta1")]: fraction(optimizer.beta1),
        [field("beta2")]: fraction(optimizer.beta2),
        [field("epsilon")]: optional(optimizer.epsilon, (value) => value > 0, text.positive),
      };
}

/** Whether everything is written that has no default. */
export function isComplete({ data, training }: Draft): boolean {
  const needed = [data.dataset, training.batch.effective, training[training.length]];
  return needed.every((value) => value.trim() !== "");
}

/** The team that a spec belongs to which names none. */
export const usualTeam = (teams: readonly string[]): string =>
  teams.length === 1 ? (teams[0] ?? "") : (teams.find((name) => name === "default") ?? "");

/** Whether the trainer is asked to find the micro-batch. */
export const isAuto = (micro: string): boolean => micro.trim() === "auto";

function effective(value: string): string | null {
  return value.includes(",") && !readStages(value)
    ? text.stages
    : readStages(value)
      ? null
      : required(value);
}

function micro(batch: Draft["training"]["batch"]): string | null {
  const stages = readStages(batch.effective) ?? [];
  const [effective, micro] = [
    Math.max(...stages.map((each) => each.effective)),
    Number(batch.micro),
  ];
  if (stages.length === 0) return null;
  return micro > effective ? text.microTooLarge(formatCount(micro), formatCount(effective)) : null;
}

function channels(value: string): string | null {
  return parseList(value) ? null : text.list;
}

function required(value: string): string | null {
  return value.trim() === "" ? text.required : optional(value, isCount, text.count);
}

function optional(
  value: string,
  valid: (value: number) => boolean,
  message: string,
): string | null {
  const number = parseNumber(value);
  return number === undefined || valid(number) ? null : message;
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
