import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { CreatedToken, NewServiceToken, NewToken } from "../api/types";

const SERVICE_TOKENS = "/api/v1/teams/{team}/service-tokens";

/** Whose tokens: the caller's, or those of a team's services. */
export type Owner = { team: string } | null;

export const tokensQuery = (owner: Owner) =>
  infiniteQueryOptions({
    queryKey: ["tokens", owner?.team ?? null],
    queryFn: ({ pageParam, signal }) => {
      const query = { cursor: pageParam ?? undefined };
      return unwrap(
        owner
          ? client.GET(SERVICE_TOKENS, { params: { path: owner, query }, signal })
          : client.GET("/api/v1/tokens", { params: { query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
  });

export function useCreateToken() {
  return useTokenChange(
    null,
    (body: NewToken): Promise<CreatedToken> => unwrap(client.POST("/api/v1/tokens", { body })),
  );
}

export function useCreateServiceToken(team: string) {
  return useTokenChange(
    { team },
    (body: NewServiceToken): Promise<CreatedToken> =>
      unwrap(client.POST(SERVICE_TOKENS, { params: { path: { team } }, body })),
  );
}

export function useRevokeToken(owner: Owner, id: string) {
  return useTokenChange(owner, () =>
    unwrap(
      owner
        ? client.DELETE("/api/v1/teams/{team}/service-tokens/{id}", {
            params: { path: { team: owner.team, id } },
          })
        : client.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } }),
    ),
  );
}

function useTokenChange<T, R>(owner: Owner, change: (what: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: tokensQuery(owner).queryKey }),
  });
}
