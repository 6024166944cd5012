import type { Channel, StateChange } from "../api/types";
import { strings } from "../strings";

const text = strings.channels;

/** The changes of a job that can be told of, in the order in which they happen. */
export const EVENTS = Object.keys(text.events) as StateChange[];

/** What a channel tells of, as one line. */
export function tellsOf({ events, stallMinutes, thresholds }: Channel): string {
  const parts = EVENTS.filter((event) => events.includes(event)).map((event) => text.events[event]);
  if (stallMinutes != null) parts.push(text.stall(stallMinutes));
  return [...parts, ...thresholds].join(", ");
}

/** Where a channel leads, as far as anybody is shown. */
export function leadsTo({ origin, recipients }: Channel): string {
  return origin ?? recipients.join(", ");
}
