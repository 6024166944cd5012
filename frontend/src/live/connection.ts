import { ApiProblem } from "../api/problem";
import { readEvents, type StreamEvent } from "./eventStream";

/** Whether what a person sees is what the server has. */
export type LiveState = "connecting" | "live" | "reconnecting" | "paused" | "off";

export interface LiveListener {
  /** A connection stands. What was missed before it has to be asked for. */
  onOpen(): void;
  onEvent(event: StreamEvent): void;
  onState(state: LiveState): void;
  /** The server refuses for good; there will be no other try. */
  onRefused(problem: ApiProblem): void;
}

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 15_000;
/** Silence after which a connection counts as broken: a sleeping laptop's never says so itself. */
const SILENCE_MILLIS = 45_000;

/** Keeps a stream of events open until `signal` aborts, and goes on where it broke off. */
export async function stayConnected(
  url: string,
  listener: LiveListener,
  signal: AbortSignal,
): Promise<void> {
  let lastEventId: string | undefined;
  let failures = 0;
  listener.onState("connecting");
  while (!signal.aborted) {
    const problem = await connectOnce(url, lastEventId, signal, {
      ...listener,
      onOpen() {
        failures = 0;
        listener.onState("live");
        listener.onOpen();
      },
      onEvent(event) {
        lastEventId = event.id ?? lastEventId;
        listener.onEvent(event);
      },
    });
    if (signal.aborted) return;
    if (problem && isFinal(problem)) {
      listener.onState("off");
      listener.onRefused(problem);
      return;
    }
    listener.onState("reconnecting");
    await pause(waitMillis(failures++), signal);
  }
}

async function connectOnce(
  url: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
  listener: LiveListener,
): Promise<ApiProblem | null> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
  };
  try {
    const headers = { Accept: "text/event-stream", ...resumption(lastEventId) };
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || !response.body) {
      return ApiProblem.from(response.status, await response.json().catch(() => null));
    }
    listener.onOpen();
    for await (const event of readEvents(response.body, restart)) listener.onEvent(event);
    return null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function resumption(lastEventId: string | undefined): Record<string, string> {
  return lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
}

/** Refusals that another try would only repeat. */
function isFinal(problem: ApiProblem): boolean {
  return problem.status >= 400 && problem.status < 500 && problem.status !== 429;
}

/** Doubles, with a random part so that many pages do not come back at once. */
function waitMillis(failures: number): number {
  const longest = Math.min(FIRST_WAIT_MILLIS * 2 ** failures, LONGEST_WAIT_MILLIS);
  return longest * (0.5 + Math.random() / 2);
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    window.addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
