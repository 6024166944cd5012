import type { operations } from "../generated/api";

/** What the report covers and what its rows are, as the address holds it. */
export interface UsageFilter {
  /** The first and the last month by UTC, such as 2026-11. */
  from?: string | undefined;
  to?: string | undefined;
  by?: "user" | "month" | "label" | undefined;
  /** The key of the label that rows are told apart by. */
  label?: string | undefined;
}

type Query = NonNullable<operations["usage"]["parameters"]["query"]>;

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const KEY = /^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$/;

/** Reads an address that a person may have changed: what makes no sense is left out. */
export function readUsageFilter(search: Record<string, unknown>): UsageFilter {
  const month = (value: unknown) =>
    typeof value === "string" && MONTH.test(value) ? value : undefined;
  const by = search.by;
  return {
    from: month(search.from),
    to: month(search.to),
    by: by === "user" || by === "month" || by === "label" ? by : undefined,
    label: typeof search.label === "string" && KEY.test(search.label) ? search.label : undefined,
  };
}

/** What the server is asked: up to the end of the last month, by team and by what was chosen. */
export function toUsageQuery({ from, to, by, label }: UsageFilter): Query {
  const second = by === "label" ? label && `label:${label}` : by;
  return {
    from: from && beginningOf(from),
    to: to && beginningOf(to, 1),
    groupBy: second ? ["team", second] : ["team"],
  };
}

function beginningOf(month: string, later = 0): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + later)).toISOString();
}
