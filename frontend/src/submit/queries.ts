import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { client, unwrap } from "../api/client";
import { jobQuery } from "../jobs/queries";

/**
 * Submits a spec exactly as it is shown. The same spec goes out under the same key, so that a second
 * try after an answer got lost finds the job of the first.
 */
export function useSubmitJob() {
  const queries = useQueryClient();
  const last = useRef({ yaml: "", key: "" });
  return useMutation({
    mutationFn: (yaml: string) => {
      if (last.current.yaml !== yaml) last.current = { yaml, key: randomKey() };
      return unwrap(
        client.POST("/api/v1/jobs", {
          body: yaml as never,
          bodySerializer: (body) => body,
          headers: { "Content-Type": "application/yaml", "Idempotency-Key": last.current.key },
        }),
      );
    },
    onSuccess: (job) => {
      queries.setQueryData(jobQuery(job.id).queryKey, job);
      return queries.invalidateQueries({ queryKey: ["jobs", "newest"] });
    },
  });
}

/** Random also where the page came over plain HTTP, which has no `crypto.randomUUID`. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
