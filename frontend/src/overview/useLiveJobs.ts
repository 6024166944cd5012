import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Job } from "../api/types";
import { withPoints } from "../job/liveUpdates";
import { jobQuery } from "../jobs/queries";
import { type LiveState, stayConnected } from "../live/connection";
import type { StreamEvent } from "../live/eventStream";
import { useSeenLately } from "../live/useSeenLately";

/** Browsers open six connections to one server: the rest is for other pages and for what they ask. */
const MOST_STREAMS = 3;

/**
 * Follows some running jobs as the server tells of them, and calls back when one has changed its
 * state, which changes lists too.
 */
export function useLiveJobs(
  ids: readonly string[],
  active: boolean,
  onMove: () => void,
): readonly LiveState[] {
  const queries = useQueryClient();
  const [states, setStates] = useState<Readonly<Record<string, LiveState>>>({});
  const seen = useSeenLately();
  const followed = ids.slice(0, MOST_STREAMS).join();

  useEffect(() => {
    if (!active || !seen || followed === "") return;
    const abort = new AbortController();
    for (const id of followed.split(",")) {
      const { queryKey } = jobQuery(id);
      const take = ({ type, data }: StreamEvent) => {
        if (type === "points") {
          const points = JSON.parse(data);
          queries.setQueryData(queryKey, (job) => job && withPoints(job, points));
        } else if (type === "job") {
          const before = queries.getQueryData(queryKey)?.state;
          const job = JSON.parse(data) as Job;
          queries.setQueryData(queryKey, job);
          if (before !== undefined && before !== job.state) onMove();
        }
      };
      void stayConnected(
        `/api/v1/jobs/${encodeURIComponent(id)}/live`,
        {
          onOpen: () => void queries.invalidateQueries({ queryKey, exact: true }),
          onEvent: take,
          onState: (state) => setStates((all) => ({ ...all, [id]: state })),
          onRefused: onMove,
        },
        abort.signal,
      );
    }
    return () => {
      abort.abort();
      setStates({});
    };
  }, [followed, active, seen, queries, onMove]);

  return Object.values(states);
}
