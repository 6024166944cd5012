import type { operations } from "../generated/api";

/** Which events are shown, as the address holds it. Days are the viewer's. */
export interface AuditFilter {
  actor?: string | undefined;
  kind?: string | undefined;
  subject?: string | undefined;
  team?: string | undefined;
  /** The first and the last day, such as 2026-11-24. */
  from?: string | undefined;
  to?: string | undefined;
}

type Query = NonNullable<operations["auditEvents"]["parameters"]["query"]>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads an address that a person may have changed: what makes no sense is left out. */
export function readAuditFilter(search: Record<string, unknown>): AuditFilter {
  const written = (value: unknown) =>
    typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  const day = (value: unknown) =>
    typeof value === "string" && DAY.test(value) && !Number.isNaN(startOf(value).getTime())
      ? value
      : undefined;
  return {
    actor: written(search.actor),
    kind: written(search.kind),
    subject: written(search.subject),
    team: written(search.team),
    from: day(search.from),
    to: day(search.to),
  };
}

/** What the server is asked: instants, up to the end of the last day. */
export function toQuery({ from, to, ...rest }: AuditFilter): Query {
  return {
    ...rest,
    from: from && startOf(from).toISOString(),
    to: to && startOf(to, 1).toISOString(),
  };
}

export function isEmpty(filter: AuditFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

/** Midnight in the viewer's zone, so many days later: days are not all of 24 hours. */
function startOf(day: string, later = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later);
}
