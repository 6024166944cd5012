import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";

const REFRESH_MILLIS = 5000;
const TELEMETRY_REFRESH_MILLIS = 15_000;

export const workersQuery = queryOptions({
  queryKey: ["workers"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/workers", { signal })),
  refetchInterval: REFRESH_MILLIS,
});

/** What the devices of a worker did in the last hour. */
export const telemetryQuery = (workerId: string) =>
  queryOptions({
    queryKey: ["workers", workerId, "telemetry"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/workers/{workerId}/telemetry", {
          params: { path: { workerId } },
          signal,
        }),
      ),
    refetchInterval: TELEMETRY_REFRESH_MILLIS,
  });

/** Takes a worker out of service, what it runs after so many minutes if a number is given. */
export function useDrainWorker(id: string) {
  return useWorkerChange((preemptAfterMinutes: number | null) =>
    unwrap(
      client.POST("/api/v1/workers/{id}/drain", {
        params: { path: { id } },
        body: { preemptAfterMinutes },
      }),
    ),
  );
}

export function useResumeWorker(id: string) {
  return useWorkerChange(() =>
    unwrap(client.POST("/api/v1/workers/{id}/resume", { params: { path: { id } } })),
  );
}

/** Takes a worker that is gone for good off the lists. */
export function useRemoveWorker(id: string) {
  return useWorkerChange(() =>
    unwrap(client.DELETE("/api/v1/workers/{id}", { params: { path: { id } } })),
  );
}

function useWorkerChange<T>(change: (what: T) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: workersQuery.queryKey, exact: true }),
  });
}
