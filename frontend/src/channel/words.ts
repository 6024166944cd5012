import type { Channel } from "../api/types";
import { strings } from "../strings";

const text = strings.channels;

/** What a channel tells of, as one line. */
export function tellsOf({ events, stallMinutes, thresholds }: Channel): string {
  const parts = events.map((event) => text.events[event]);
  if (stallMinutes != null) parts.push(text.stall(stallMinutes));
  return [...parts, ...thresholds].join(", ");
}

/** Where a channel leads, as far as anybody is shown. */
export function leadsTo({ origin, recipients }: Channel): string {
  return origin ?? recipients.join(", ");
}
