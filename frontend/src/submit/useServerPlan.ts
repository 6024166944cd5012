import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, unwrap } from "../api/client";
import { type ApiProblem, asProblem } from "../api/problem";
import type { Plan } from "../api/types";
import { patch } from "../spec/patch";
import { isComplete } from "./checks";
import type { Draft } from "./draft";
import type { SpecText } from "./useSpecText";

/** A person who types is not asked about in between. */
const PAUSE_MILLIS = 350;
/** The queue changes meanwhile. */
const REFRESH_MILLIS = 15_000;

const planQuery = (yaml: string | null) =>
  queryOptions({
    queryKey: ["plan", yaml],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST("/api/v1/plans", {
          body: (yaml ?? "") as never,
          bodySerializer: (body) => body,
          headers: { "Content-Type": "application/yaml" },
          signal,
        }),
      ),
    enabled: yaml !== null,
    placeholderData: keepPreviousData,
    staleTime: REFRESH_MILLIS,
    refetchInterval: (query) => (query.state.error ? false : REFRESH_MILLIS),
  });

export interface ServerPlan {
  /** What the server makes of the draft, or of the draft before it. */
  plan: Plan | null;
  /** Whether the draft has changed since. */
  old: boolean;
  /** Why it would not accept the draft, or the draft before it. */
  refusal: ApiProblem | null;
}

type Answer = Pick<ServerPlan, "plan" | "refusal">;

const NONE: Answer = { plan: null, refusal: null };

/** What the server would make of a spec, as soon as there is enough of it. */
export function useServerPlan(spec: SpecText, draft: Draft): ServerPlan {
  const yaml = plannable(spec, draft);
  const [asked] = useDebouncedValue(yaml, PAUSE_MILLIS);
  const { data, error, isPlaceholderData } = useQuery(planQuery(asked));
  const problem = error ? asProblem(error) : null;
  const answer: Answer | null =
    problem !== null
      ? { plan: null, refusal: problem.violations.length > 0 ? problem : null }
      : data && !isPlaceholderData
        ? { plan: data, refusal: null }
        : null;
  // What was said last stays until there is an answer, so that nothing jumps while somebody types.
  const [last, setLast] = useState(NONE);
  if (answer && (answer.plan !== last.plan || answer.refusal !== last.refusal)) setLast(answer);
  if (yaml === null) return { ...NONE, old: false };
  return { ...(answer ?? last), old: answer === null || asked !== yaml };
}

/**
 * A spec may be planned before it has a name. A form that is not filled in yet is no reason for
 * complaints; about what somebody wrote themselves the server may say whatever there is to say.
 */
function plannable({ text, document, byHand }: SpecText, draft: Draft): string | null {
  if (!document || !(byHand || isComplete(draft))) return null;
  return draft.name.trim() ? text : patch(document, {}, { name: "plan" });
}
