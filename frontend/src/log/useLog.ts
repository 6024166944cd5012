import { useCallback, useEffect, useReducer, useRef } from "react";
import type { LogLine, LogSummary } from "../api/types";
import { stayConnected } from "../live/connection";
import { type Stretch, stretchOf, withEarlier, withLater, withNew } from "./lines";
import { fetchLines, type LogChoice, liveAddress } from "./queries";

export interface Log {
  stretch: Stretch | null;
  error: unknown;
  /** Shows the newest lines. */
  newest: () => void;
  earlier: () => void;
  later: () => void;
  /** Shows the lines around one. */
  around: (line: number) => void;
}

interface State {
  stretch: Stretch | null;
  error: unknown;
}

type Change = State | ((stretch: Stretch) => Stretch);

const LINES_BEFORE = 20;

function reduce(state: State, change: Change): State {
  if (typeof change !== "function") return change;
  return { stretch: state.stretch && change(state.stretch), error: null };
}

/**
 * A stretch of a log, which grows by what is asked for and, while `following`, by what comes.
 *
 * @param wanted nothing is loaded before it is
 */
export function useLog(choice: LogChoice, wanted: boolean, following: boolean): Log {
  const { jobId, attempt, level } = choice;
  const [{ stretch, error }, change] = useReducer(reduce, { stretch: null, error: null });
  const asking = useRef<AbortController>(null);

  const ask = useCallback(
    (
      place: { from?: number; before?: number },
      take: (page: Awaited<ReturnType<typeof fetchLines>>) => Change,
    ) => {
      asking.current?.abort();
      const abort = new AbortController();
      asking.current = abort;
      fetchLines({ jobId, attempt, level }, place, abort.signal).then(
        (page) => {
          if (!abort.signal.aborted) change(take(page));
        },
        (problem) => {
          if (!abort.signal.aborted) change({ stretch: null, error: problem });
        },
      );
    },
    [jobId, attempt, level],
  );

  const newest = useCallback(
    () => ask({}, (page) => ({ stretch: stretchOf(page, true), error: null })),
    [ask],
  );

  useEffect(() => {
    if (!wanted) return;
    change({ stretch: null, error: null });
    newest();
    return () => asking.current?.abort();
  }, [wanted, newest]);

  // What comes joins what is there only where nothing lies between.
  const atEnd = stretch !== null && !stretch.hasLater;
  const isOver = stretch !== null && (stretch.log.complete || stretch.log.full);
  const newestLine = useRef(0);
  newestLine.current = stretch?.log.lastLine ?? 0;

  useEffect(() => {
    if (!following || !atEnd || isOver) return;
    const abort = new AbortController();
    void stayConnected(
      liveAddress({ jobId, attempt, level }, newestLine.current),
      {
        onOpen: () => {},
        onEvent: ({ type, data }) => {
          if (type === "lines") {
            const lines = JSON.parse(data) as LogLine[];
            change((before) => withNew(before, lines));
          } else if (type === "end") {
            const log = JSON.parse(data) as LogSummary;
            change((before) => ({ ...before, log }));
            abort.abort();
          }
        },
        onState: () => {},
        onRefused: () => {},
      },
      abort.signal,
    );
    return () => abort.abort();
  }, [jobId, attempt, level, following, atEnd, isOver]);

  return {
    stretch,
    error,
    newest,
    earlier: () =>
      ask({ before: stretch?.lines[0]?.number }, (page) => (it) => withEarlier(it, page)),
    later: () =>
      ask(
        { from: (stretch?.lines.at(-1)?.number ?? 0) + 1 },
        (page) => (it) => withLater(it, page),
      ),
    around: (line) =>
      ask({ from: Math.max(1, line - LINES_BEFORE) }, (page) => ({
        stretch: stretchOf(page, false),
        error: null,
      })),
  };
}
