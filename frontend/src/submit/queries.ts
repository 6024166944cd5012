import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import { jobQuery } from "../jobs/queries";

/** Submits a spec exactly as it is shown. */
export function useSubmitJob() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (yaml: string) =>
      unwrap(
        client.POST("/api/v1/jobs", {
          body: yaml as never,
          bodySerializer: (body) => body,
          headers: { "Content-Type": "application/yaml" },
        }),
      ),
    onSuccess: (job) => {
      queries.setQueryData(jobQuery(job.id).queryKey, job);
      return queries.invalidateQueries({ queryKey: ["jobs", "list"] });
    },
  });
}
