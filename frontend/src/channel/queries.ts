import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { ChangedChannel, NewChannel } from "../api/types";

const CHANNELS = "/api/v1/teams/{team}/notification-channels";
const CHANNEL = "/api/v1/teams/{team}/notification-channels/{id}";
const REFRESH_MILLIS = 5_000;

export const channelsQuery = (team: string) =>
  infiniteQueryOptions({
    queryKey: ["teams", team, "channels"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET(CHANNELS, {
          params: { path: { team }, query: { cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
  });

export const channelQuery = (team: string, id: string) =>
  queryOptions({
    queryKey: ["teams", team, "channels", id],
    queryFn: ({ signal }) =>
      unwrap(client.GET(CHANNEL, { params: { path: { team, id } }, signal })),
  });

/** The newest first; looked at again and again, since most are on their way for seconds. */
export const deliveriesQuery = (team: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ["teams", team, "channels", id, "deliveries"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET(`${CHANNEL}/deliveries`, {
          params: { path: { team, id }, query: { cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchInterval: REFRESH_MILLIS,
  });

export function useCreateChannel(team: string) {
  return useChange(team, (body: NewChannel) =>
    unwrap(client.POST(CHANNELS, { params: { path: { team } }, body })),
  );
}

export function useChangeChannel(team: string, id: string) {
  return useChange(team, (body: ChangedChannel) =>
    unwrap(client.PUT(CHANNEL, { params: { path: { team, id } }, body })),
  );
}

export function useReplaceSecret(team: string, id: string) {
  return useChange(team, () =>
    unwrap(client.POST(`${CHANNEL}/secret`, { params: { path: { team, id } } })),
  );
}

export function useDeleteChannel(team: string) {
  return useChange(team, (id: string) =>
    unwrap(client.DELETE(CHANNEL, { params: { path: { team, id } } })),
  );
}

export function useTestChannel(team: string, id: string) {
  return useChange(team, () =>
    unwrap(client.POST(`${CHANNEL}/test`, { params: { path: { team, id } } })),
  );
}

export function useResend(team: string, id: string) {
  return useChange(team, (deliveryId: string) =>
    unwrap(
      client.POST(`${CHANNEL}/deliveries/{deliveryId}/resend`, {
        params: { path: { team, id, deliveryId } },
      }),
    ),
  );
}

function useChange<T, R>(team: string, change: (what: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: channelsQuery(team).queryKey }),
  });
}
