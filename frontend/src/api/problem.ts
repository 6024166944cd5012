import { strings } from "../strings";
import type { ProblemBody, Violation } from "./types";

/** A refusal by the server, or the lack of an answer, in words that can be shown as they are. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly violations: readonly Violation[];

  constructor(status: number, body: Partial<ProblemBody>) {
    super(body.detail ? sentence(body.detail) : strings.problem.withoutDetail(status));
    this.name = "ApiProblem";
    this.status = status;
    this.code = body.code ?? "UNKNOWN";
    this.title = titleOf(status);
    this.violations = body.violations ?? [];
  }

  /** The server did not answer at all. */
  static unreachable(): ApiProblem {
    return new ApiProblem(0, { code: "UNREACHABLE", detail: strings.problem.unreachable });
  }

  static from(status: number, body: unknown): ApiProblem {
    return new ApiProblem(status, isObject(body) ? body : {});
  }
}

/** Whatever was thrown, as a problem. */
export function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem
    ? error
    : new ApiProblem(0, { detail: error instanceof Error ? error.message : String(error) });
}

/** Whether a refusal is about fields, beside which it is shown. */
export function refusesFields(error: unknown): boolean {
  return error instanceof ApiProblem && error.violations.length > 0;
}

/** A violation in sentences: what is wrong, then what to do. */
export function describe({ message, fix }: Violation): string {
  return [message, fix].filter(Boolean).map(sentence).join(" ");
}

/** Words of the server as a sentence: it writes fragments, and codes before some of them. */
export function sentence(text: string): string {
  const words = text.trim().replace(/^[A-Z]{4,}(_[A-Z]+)*: /, "");
  const capital = words.charAt(0).toUpperCase() + words.slice(1);
  return /[\w"'`)\]%]$/.test(capital) ? `${capital}.` : capital;
}

function titleOf(status: number): string {
  return strings.problem.titles[status] ?? strings.problem.title;
}

function isObject(body: unknown): body is Partial<ProblemBody> {
  return typeof body === "object" && body !== null;
}
