// @ts-check
/** Points of the long job: the server reads them in buckets, and so does this. */
export const MANY_POINTS = 10_000_000;
const BEGAN = Date.UTC(2026, 0, 1);

/** @type {Float32Array | undefined} */
let values;

/** A loss that falls, with noise from a seed. */
function points() {
  if (values) return values;
  values = new Float32Array(MANY_POINTS);
  let state = 7;
  for (let step = 0; step < MANY_POINTS; step++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[step] = 2 / (1 + step / 300_000) + (state / 2 ** 32 - 0.5) * 0.2;
  }
  return values;
}

/**
 * Curves of a job as the server gives them: each bucket's mean and extremes over all of its points.
 *
 * @param {string} jobId
 * @param {number} index of the job, by which its loss is shifted
 * @param {URLSearchParams} query
 */
export function curvesOf(jobId, index, query) {
  const buckets = Number(query.get("buckets") ?? 600);
  const from = Number(query.get("from") ?? 0);
  const to = Math.min(MANY_POINTS - 1, Number(query.get("to") ?? MANY_POINTS));
  const names = (query.get("names") ?? "train/loss").split(",");
  return names
    .filter((name) => name === "train/loss")
    .map((name) => rollUp({ jobId, name, shift: (index % 100) / 50, buckets, from, to }));
}

/**
 * @param {{ jobId: string, name: string, shift: number, buckets: number, from: number, to: number }} part
 */
function rollUp({ jobId, name, shift, buckets, from, to }) {
  const all = points();
  const width = Math.max(1, Math.ceil((to - from + 1) / buckets));
  // Many jobs of few buckets each would take the time of billions of points: one in so many counts.
  const stride = Math.max(1, Math.floor(width / 2000));
  /** @type {Record<string, number[]>} */
  const columns = { first: [], last: [], means: [], minimums: [], maximums: [] };
  for (let begin = from; begin <= to; begin += width) {
    const end = Math.min(to, begin + width - 1);
    let [sum, count, least, greatest] = [0, 0, Infinity, -Infinity];
    for (let step = begin; step <= end; step += stride) {
      const value = (all[step] ?? 0) + shift;
      sum += value;
      count++;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    columns.first?.push(begin);
    columns.last?.push(end);
    columns.means?.push(sum / count);
    columns.minimums?.push(least);
    columns.maximums?.push(greatest);
  }
  const zeros = new Array(columns.last?.length ?? 0).fill(0);
  return {
    jobId,
    name,
    points: MANY_POINTS,
    firstOptimizerSteps: columns.first,
    optimizerSteps: columns.last,
    samplesSeen: columns.last?.map((step) => step * 32),
    atMillis: columns.last?.map((step) => BEGAN + step),
    counts: zeros.map(() => width),
    values: columns.means,
    means: columns.means,
    minimums: columns.minimums,
    maximums: columns.maximums,
    nanCounts: zeros,
    infinityCounts: zeros,
    minusInfinityCounts: zeros,
  };
}
