import type { Job } from "../api/types";

/** Queued jobs as they are likely to start: by their estimate, then the longest waiting first. */
export function byStart(jobs: readonly Job[]): Job[] {
  const start = ({ waiting }: Job) =>
    waiting?.estimatedStart ? Date.parse(waiting.estimatedStart) : Number.POSITIVE_INFINITY;
  return [...jobs].sort((a, b) => {
    const [first, second] = [start(a), start(b)];
    if (first !== second) return first - second;
    return b.priority - a.priority || Date.parse(a.createdAt) - Date.parse(b.createdAt);
  });
}
