import type { KeyboardEvent } from "react";

/**
 * Goes from row to row by the arrow keys or `j` and `k`, to the ends by Home and End, and selects by
 * `x`; Enter opens the job, because what has the focus is its link.
 *
 * @param bring brings a row into sight, which may not exist before
 */
export function rowKeys(
  event: KeyboardEvent<HTMLElement>,
  count: number,
  bring: (index: number) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return;
  const row = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
  if (!row) return;
  if (event.key === "x") {
    row.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
    return;
  }
  const next = nextIndex(event.key, Number(row.dataset.index), count);
  if (next === null) return;
  event.preventDefault();
  const frame = event.currentTarget;
  bring(next);
  focusRow(frame, next, 3);
}

/** Where a key leads from a row; null for keys that lead nowhere. */
export function nextIndex(key: string, index: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
    case "j":
      return Math.min(index + 1, count - 1);
    case "ArrowUp":
    case "k":
      return Math.max(index - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** The row may be drawn one frame later, or two after a long way. */
function focusRow(frame: HTMLElement, index: number, frames: number): void {
  const link = frame.querySelector<HTMLElement>(`[data-index="${index}"] a`);
  if (link) link.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusRow(frame, index, frames - 1));
}
