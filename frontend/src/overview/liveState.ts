import type { LiveState } from "../live/connection";

interface Asked {
  isError: boolean;
  isPending: boolean;
}

/**
 * Whether the page shows what the server has: as good as the worst of what it asks for and listens
 * to. A stream that has ended because its job has is none of these.
 */
export function liveStateOf(
  paused: boolean,
  asked: readonly Asked[],
  streams: readonly LiveState[],
): LiveState {
  if (paused) return "paused";
  if (asked.some(({ isError }) => isError) || streams.includes("reconnecting")) {
    return "reconnecting";
  }
  return asked.some(({ isPending }) => isPending) ? "connecting" : "live";
}
