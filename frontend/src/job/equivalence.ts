import type { EquivalenceReport } from "../api/types";
import { formatLoss } from "../format/numbers";
import { strings } from "../strings";

type Difference = EquivalenceReport["worst"][number];

/** A relative difference; the server leaves out those that are no numbers. */
export function formatDifference(value: number | null | undefined): string {
  return value == null ? strings.job.equivalence.notFinite : formatLoss(value);
}

/** Parameters by how much they differ: what is not finite is the worst. */
export function largestFirst(differences: readonly Difference[]): Difference[] {
  const size = ({ relativeDifference }: Difference) =>
    relativeDifference ?? Number.POSITIVE_INFINITY;
  return differences.toSorted((a, b) => (size(a) < size(b) ? 1 : size(a) > size(b) ? -1 : 0));
}
