import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type LiveState, stayConnected } from "../live/connection";
import { useSeenLately } from "../live/useSeenLately";
import { readAgain, takeLiveEvent } from "./liveUpdates";

interface LiveJob {
  state: LiveState;
  setPaused: (paused: boolean) => void;
}

/** Follows a job until it has ended, the person pauses, or the page has been out of sight. */
export function useLiveJob(jobId: string, ended: boolean): LiveJob {
  const queries = useQueryClient();
  const [paused, setPaused] = useState(false);
  const [state, setState] = useState<LiveState>("connecting");
  const seen = useSeenLately();

  useEffect(() => {
    if (ended || paused || !seen) return;
    const abort = new AbortController();
    void stayConnected(
      `/api/v1/jobs/${encodeURIComponent(jobId)}/live`,
      {
        onOpen: () => void readAgain(queries, jobId),
        onEvent: (event) => takeLiveEvent(queries, jobId, event),
        onState: setState,
        onRefused: () => void readAgain(queries, jobId),
      },
      abort.signal,
    );
    return () => abort.abort();
  }, [jobId, ended, paused, seen, queries]);

  return { state: ended ? "off" : paused ? "paused" : state, setPaused };
}
