import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { Role, Team, TeamEntitlement } from "../api/types";
import { sessionQuery } from "../session/queries";

const REFRESH_MILLIS = 15_000;

/** The caller's teams, or all for administrators, with their shares. */
export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/teams", { signal })),
  refetchInterval: REFRESH_MILLIS,
});

export const membersQuery = (team: string) =>
  infiniteQueryOptions({
    queryKey: ["teams", team, "members"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/teams/{team}/members", {
          params: { path: { team }, query: { cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
  });

export function useCreateTeam() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => unwrap(client.POST("/api/v1/teams", { body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: teamsQuery.queryKey, exact: true }),
  });
}

export function useChangeShare(team: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: TeamEntitlement) =>
      unwrap(client.PUT("/api/v1/teams/{team}/share", { params: { path: { team } }, body })),
    onSuccess: (changed) =>
      queries.setQueryData(teamsQuery.queryKey, (teams: Team[] | undefined) =>
        teams?.map((each) => (each.team === team ? changed : each)),
      ),
  });
}

/** Makes somebody a member, or changes what they may do. */
export function useChangeMember(team: string) {
  return useMembership(team, ({ user, role }: { user: string; role: Role }) =>
    unwrap(
      client.PUT("/api/v1/teams/{team}/members/{user}", {
        params: { path: { team, user } },
        body: { role },
      }),
    ),
  );
}

export function useRemoveMember(team: string) {
  return useMembership(team, (user: string) =>
    unwrap(
      client.DELETE("/api/v1/teams/{team}/members/{user}", { params: { path: { team, user } } }),
    ),
  );
}

function useMembership<T>(team: string, change: (what: T) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => {
      // Who changes may be whom it concerns: the session says what they are in their teams.
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      void queries.invalidateQueries({ queryKey: teamsQuery.queryKey, exact: true });
      return queries.invalidateQueries({ queryKey: membersQuery(team).queryKey });
    },
  });
}
