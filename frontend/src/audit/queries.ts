import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import { type AuditFilter, toQuery } from "./filter";

const PAGE_SIZE = 50;

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/audit", {
          params: {
            query: { ...toQuery(filter), cursor: pageParam ?? undefined, limit: PAGE_SIZE },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    placeholderData: (before) => before,
  });
