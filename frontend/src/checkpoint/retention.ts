import type { Checkpoint, RetentionPolicy } from "../api/types";

/** What a policy is made of; the server gives null for what it leaves out. */
export type Policy = Pick<RetentionPolicy, "keepLast" | "keepBest" | "keepEveryOptimizerSteps">;

/**
 * The checkpoints that would go at once under another policy, in the order of their steps. The rules
 * are the server's: each counts sound checkpoints only; what is pinned, damaged, or the start of a
 * job stays whatever the policy says.
 */
export function outlived(policy: Policy, checkpoints: readonly Checkpoint[]): Checkpoint[] {
  const sound = checkpoints.filter(({ damage }) => !damage).sort(byStep);
  const kept = new Set([
    ...sound.slice(-policy.keepLast),
    ...bestOf(policy, sound),
    ...firstOfStretches(policy, sound),
  ]);
  return sound.filter((each) => !kept.has(each) && !each.pin && !each.kept.includes("NAMED"));
}

/** Sound checkpoints that have a value of the policy's metric, the best first. */
export function byMerit(policy: Policy, sound: readonly Checkpoint[]): Checkpoint[] {
  const { keepBest } = policy;
  if (!keepBest) return [];
  const sign = keepBest.mode === "max" ? -1 : 1;
  const badness = (each: Checkpoint) => sign * (each.metrics[keepBest.metric] ?? 0);
  return sound
    .filter((each) => each.metrics[keepBest.metric] !== undefined)
    .sort((a, b) => badness(a) - badness(b) || byStep(a, b));
}

function bestOf(policy: Policy, sound: readonly Checkpoint[]): Checkpoint[] {
  return byMerit(policy, sound).slice(0, policy.keepBest?.count ?? 0);
}

/** What comes before the end of the first stretch is the first of none. */
function firstOfStretches(policy: Policy, sound: readonly Checkpoint[]): Checkpoint[] {
  const every = policy.keepEveryOptimizerSteps;
  if (!every) return [];
  const firsts = new Map<number, Checkpoint>();
  for (const each of sound) {
    const stretch = Math.floor(each.optimizerStep / every);
    if (stretch >= 1 && !firsts.has(stretch)) firsts.set(stretch, each);
  }
  return [...firsts.values()];
}

function byStep(a: Checkpoint, b: Checkpoint): number {
  return a.optimizerStep - b.optimizerStep || Date.parse(a.createdAt) - Date.parse(b.createdAt);
}
