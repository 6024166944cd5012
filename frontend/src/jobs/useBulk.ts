import {
  type InfiniteData,
  type QueryClient,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { BulkOperation, BulkResult, Job, JobPage } from "../api/types";
import { after } from "./bulk";
import type { Newest } from "./merge";
import { jobQuery } from "./queries";

/** Carries operations out, one after the other, and shows at once what became of the jobs. */
export function useBulk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (operations: readonly BulkOperation[]) => {
      const results: BulkResult[] = [];
      for (const body of operations) {
        const result = await unwrap(client.POST("/api/v1/jobs/bulk", { body }));
        show(queries, body, result);
        results.push(result);
      }
      return results;
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ["jobs", "newest"] }),
  });
}

function show(queries: QueryClient, operation: BulkOperation, { items }: BulkResult): void {
  const states = new Map(items.map(({ jobId, state }) => [jobId, state]));
  const changed = (job: Job): Job => {
    const state = states.get(job.id);
    return state ? after(job, operation, state) : job;
  };
  queries.setQueriesData<InfiniteData<JobPage>>(
    { queryKey: ["jobs", "list"] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({ ...page, items: page.items.map(changed) })),
      },
  );
  queries.setQueriesData<Newest>(
    { queryKey: ["jobs", "newest"] },
    (newest) => newest && { ...newest, items: newest.items.map(changed) },
  );
  for (const id of states.keys()) {
    queries.setQueryData<Job>(jobQuery(id).queryKey, (job) => job && changed(job));
  }
}
