import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";

/** Children may be submitted at any time, and by others. */
export const lineageQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "lineage"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/jobs/{id}/lineage", { params: { path: { id } }, signal })),
  });
