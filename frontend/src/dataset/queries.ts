import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";

export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/datasets", { signal })),
  staleTime: 60_000,
});
