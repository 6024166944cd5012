import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { Job, JobState } from "../api/types";

/** The most that one page of the server holds. */
const MOST_JOBS = 100;

/** The newest jobs in a state, or in any, and whether there are more. */
export interface JobsInState {
  jobs: readonly Job[];
  more: boolean;
}

export const jobsInStateQuery = (state: JobState | undefined, limit = MOST_JOBS) =>
  queryOptions({
    queryKey: ["jobs", "in-state", state, limit],
    queryFn: async ({ signal }): Promise<JobsInState> => {
      const page = await unwrap(
        client.GET("/api/v1/jobs", { params: { query: { state, limit } }, signal }),
      );
      return { jobs: page.items, more: page.nextCursor != null };
    },
  });
