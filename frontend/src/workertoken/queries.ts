import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";

const WORKER_TOKENS = "/api/v1/worker-tokens";

/** The newest first; for administrators. */
export const workerTokensQuery = infiniteQueryOptions({
  queryKey: ["worker-tokens"],
  queryFn: ({ pageParam, signal }) =>
    unwrap(
      client.GET(WORKER_TOKENS, { params: { query: { cursor: pageParam ?? undefined } }, signal }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor ?? null,
});

export const useCreateWorkerToken = () =>
  useWorkerTokenChange((name: string) => unwrap(client.POST(WORKER_TOKENS, { body: { name } })));

export const useRevokeWorkerToken = () =>
  useWorkerTokenChange((id: string) =>
    unwrap(client.DELETE(`${WORKER_TOKENS}/{id}`, { params: { path: { id } } })),
  );

function useWorkerTokenChange<T, R>(change: (what: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: workerTokensQuery.queryKey }),
  });
}
