import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import { type ApiProblem, asProblem } from "../api/problem";
import type { Plan } from "../api/types";
import { toYaml } from "../spec/yaml";
import { checkDraft } from "./checks";
import type { Draft } from "./draft";
import { toSpec } from "./spec";

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
  /** Why it would not accept the draft. */
  refusal: ApiProblem | null;
}

/** What the server would make of a draft, once nothing is wrong with it that can be seen here. */
export function useServerPlan(draft: Draft): ServerPlan {
  const yaml = plannable(draft);
  const [asked] = useDebouncedValue(yaml, PAUSE_MILLIS);
  const { data, error, isPlaceholderData } = useQuery(planQuery(asked));
  const problem = error ? asProblem(error) : null;
  return {
    plan: yaml === null ? null : (data ?? null),
    old: isPlaceholderData || asked !== yaml,
    refusal: yaml !== null && problem?.status === 422 ? problem : null,
  };
}

/** A draft may be planned before it has a name; null while its fields do not make a spec. */
function plannable(draft: Draft): string | null {
  const named = { ...draft, name: draft.name.trim() || "plan" };
  const errors = Object.values(checkDraft(named));
  return errors.some((error) => error !== null) ? null : toYaml(toSpec(named));
}
