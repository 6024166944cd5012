import { queryOptions, useMutation } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { UsageReport } from "../api/types";
import { toUsageQuery, type UsageFilter } from "./filter";

const FILE_NAME = "usage.csv";

export const usageQuery = (filter: UsageFilter) =>
  queryOptions({
    queryKey: ["usage", filter],
    queryFn: async ({ signal }) =>
      (await unwrap(
        client.GET("/api/v1/usage", { params: { query: toUsageQuery(filter) }, signal }),
      )) as UsageReport,
  });

/** Hours of all teams that the person may see, day by day from an instant until now. */
export const dailyUsageQuery = (from: string) =>
  queryOptions({
    queryKey: ["usage", "daily", from],
    queryFn: async ({ signal }) =>
      (await unwrap(
        client.GET("/api/v1/usage", {
          params: { query: { from, groupBy: ["team", "day"] } },
          signal,
        }),
      )) as UsageReport,
    staleTime: 60_000,
  });

/** Saves the report as the browser's user would save a file. */
export function useUsageDownload(filter: UsageFilter) {
  return useMutation({
    mutationFn: async () => {
      const table = await unwrap(
        client.GET("/api/v1/usage", {
          params: { query: toUsageQuery(filter) },
          headers: { Accept: "text/csv" },
          parseAs: "blob",
        }),
      );
      const address = URL.createObjectURL(table as unknown as Blob);
      const link = document.createElement("a");
      link.href = address;
      link.download = FILE_NAME;
      link.click();
      URL.revokeObjectURL(address);
    },
  });
}
