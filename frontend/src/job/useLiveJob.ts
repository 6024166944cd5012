import { useDocumentVisibility } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type LiveState, stayConnected } from "../live/connection";
import { readAgain, takeLiveEvent } from "./liveUpdates";

/** Browsers open few connections to one server: a page that nobody sees gives its own back. */
const HIDDEN_MILLIS = 60_000;

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

function useSeenLately(): boolean {
  const visible = useDocumentVisibility() === "visible";
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    if (visible) {
      setSeen(true);
      return;
    }
    const timer = setTimeout(() => setSeen(false), HIDDEN_MILLIS);
    return () => clearTimeout(timer);
  }, [visible]);
  return seen;
}
