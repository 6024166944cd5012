import type { Axis } from "../curve/curve";

/** The most jobs that the server compares at once. */
export const MOST_JOBS = 100;

/** What is compared, as the address holds it. */
export interface Choice {
  /** Identifiers of jobs with commas between them. */
  jobs?: string;
  /** The series that is drawn; one that the jobs have when left out. */
  series?: string;
  /** Optimizer steps when left out. */
  over?: CompareAxis;
  log?: true;
  /** The field of the spec by which jobs share a colour; each has its own when left out. */
  group?: string;
  /** The field of the spec that the result is drawn against; the first that differs when left out. */
  against?: string;
}

export type CompareAxis = Exclude<Axis, "AT_MILLIS" | "EPOCH">;

export const COMPARE_AXES: readonly CompareAxis[] = [
  "OPTIMIZER_STEP",
  "SAMPLES_SEEN",
  "ELAPSED_MILLIS",
];

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const FIELD = /^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)*$/;
const SERIES = /^[a-z0-9_]+(\/[a-z0-9_]+)*$/;

/** Reads an address that a person may have changed: what makes no sense is left out. */
export function readChoice(search: Record<string, unknown>): Choice {
  const { jobs, series, over } = search;
  const ids = typeof jobs === "string" ? idsOf({ jobs }) : [];
  const field = (path: unknown) =>
    typeof path === "string" && FIELD.test(path) ? path : undefined;
  const axis = COMPARE_AXES.find((each) => each === over);
  return {
    jobs: ids.length > 0 ? ids.join() : undefined,
    series: typeof series === "string" && SERIES.test(series) ? series : undefined,
    over: axis === "OPTIMIZER_STEP" ? undefined : axis,
    log: search.log === true ? true : undefined,
    group: field(search.group),
    against: field(search.against),
  };
}

/** The jobs of a choice, each once, in its order. */
export function idsOf({ jobs = "" }: Pick<Choice, "jobs">): string[] {
  const ids = jobs.split(",").map((id) => id.trim().toLowerCase());
  return [...new Set(ids.filter((id) => ID.test(id)))].slice(0, MOST_JOBS);
}
