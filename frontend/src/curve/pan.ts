/** Where an axis begins and ends. */
export type Span = readonly [number, number];

/** A part moved along its axis, as far as the whole goes. */
export function shifted([from, to]: Span, by: number, [first, last]: Span): Span {
  const most = Math.max(0, last - to);
  const least = Math.min(0, first - from);
  const move = Math.min(most, Math.max(least, by));
  return [from + move, to + move];
}

/** How far a turn of the wheel moves a part: sideways, or with the shift key, as browsers scroll. */
export function wheelPixels(event: Pick<WheelEvent, "deltaX" | "deltaY" | "shiftKey">): number {
  const { deltaX, deltaY, shiftKey } = event;
  if (shiftKey) return deltaX || deltaY;
  return Math.abs(deltaX) > Math.abs(deltaY) ? deltaX : 0;
}
