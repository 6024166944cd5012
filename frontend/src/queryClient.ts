import { QueryCache, QueryClient } from "@tanstack/react-query";
import { asProblem } from "./api/problem";
import { sessionQuery } from "./session/queries";

/** How the app asks: refusals are final, a silent server is asked again. */
export function createQueryClient(): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => noteEndOfSession(queries, error) }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && asProblem(error).status === 0,
        staleTime: 1000,
        // The browser's own guess at being offline is wrong for a server on loopback.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return queries;
}

function noteEndOfSession(queries: QueryClient, error: unknown): void {
  if (asProblem(error).status === 401) queries.setQueryData(sessionQuery.queryKey, null);
}
