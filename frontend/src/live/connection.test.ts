import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type LiveState, stayConnected } from "./connection";

const asked: (string | null)[] = [];
let answers: Response[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    asked.push(new Headers(init.headers).get("Last-Event-ID"));
    const answer = answers.shift();
    if (!answer) throw new TypeError("connection refused");
    return answer;
  });
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("goes on after the last event when a connection breaks", async () => {
  answers = [stream("id: 7\ndata: a\n\n"), stream("id: 8\ndata: b\n\n"), refusal(404)];
  const seen = await follow();
  expect(asked).toEqual([null, "7", "8"]);
  expect(seen.data).toEqual(["a", "b"]);
  expect(seen.opened).toBe(2);
});

it("says when it is live and when it is not", async () => {
  answers = [stream("data: a\n\n"), refusal(503), stream(""), refusal(404)];
  const seen = await follow();
  expect(seen.states).toEqual([
    "connecting",
    "live",
    "reconnecting",
    "reconnecting",
    "live",
    "reconnecting",
    "off",
  ]);
});

it("asks no more once it is refused for good", async () => {
  answers = [refusal(401)];
  expect((await follow()).refusedWith).toBe(401);
  expect(asked).toHaveLength(1);
});

it("does not wait out a pause once it is stopped", async () => {
  answers = [];
  const abort = new AbortController();
  const done = stayConnected("/live", listener().listener, abort.signal);
  await vi.advanceTimersByTimeAsync(10);
  abort.abort();
  await done;
  expect(asked).toHaveLength(1);
});

async function follow() {
  const { listener: each, seen } = listener();
  const done = stayConnected("/live", each, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(120_000);
  await done;
  return seen;
}

function listener() {
  const seen = { data: [] as string[], states: [] as LiveState[], opened: 0, refusedWith: 0 };
  return {
    seen,
    listener: {
      onOpen: () => seen.opened++,
      onEvent: (event: { data: string }) => seen.data.push(event.data),
      onState: (state: LiveState) => seen.states.push(state),
      onRefused: (problem: { status: number }) => {
        seen.refusedWith = problem.status;
      },
    },
  };
}

function stream(text: string): Response {
  return new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}

function refusal(status: number): Response {
  return Response.json({ detail: "no" }, { status });
}
