import type { KeyboardEvent } from "react";
import { stepBy } from "../app/arrows";

const DOWNWARDS = { back: ["ArrowUp", "k", "K"], forward: ["ArrowDown", "j", "J"] };

/** Where the actions on the selected jobs stand, for the key that leads there. */
export const SELECTION_ACTIONS = "selection-actions";

interface RowKeys {
  count: number;
  /** Brings a row into sight, which may not exist before. */
  bring: (index: number) => void;
  /** Selects the rows between the first and the second, both included. */
  extend: (from: number, to: number) => void;
  clear: () => void;
}

/**
 * Goes from row to row by the arrow keys or `j` and `k`, to the ends by Home and End, and selects by
 * `x`; with Shift, selects all on the way. Escape selects none, `a` leads to what can be done with
 * the selected ones. Enter opens the job, because what has the focus is its link.
 */
export function rowKeys(event: KeyboardEvent<HTMLElement>, keys: RowKeys): void {
  const { count, bring, extend, clear } = keys;
  if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return;
  const row = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
  if (!row) return;
  const index = Number(row.dataset.index);
  if (event.key === "Escape") {
    clear();
    return;
  }
  if (event.key === "a") {
    document.getElementById(SELECTION_ACTIONS)?.querySelector<HTMLElement>("button, a")?.focus();
    return;
  }
  if (event.key === "x" || event.key === "X") {
    click(row.querySelector("input[type=checkbox]"), event.shiftKey);
    return;
  }
  const next = nextIndex(event.key, index, count);
  if (next === null) return;
  event.preventDefault();
  if (event.shiftKey) extend(index, next);
  const frame = event.currentTarget;
  bring(next);
  focusRow(frame, next, 3);
}

/** Where a key leads from a row; null for keys that lead nowhere. */
export function nextIndex(key: string, index: number, count: number): number | null {
  return stepBy(DOWNWARDS, key, index, count);
}

function click(box: Element | null, shiftKey: boolean): void {
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
}

/** The row may be drawn one frame later, or two after a long way. */
function focusRow(frame: HTMLElement, index: number, frames: number): void {
  const link = frame.querySelector<HTMLElement>(`[data-index="${index}"] a`);
  if (link) link.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusRow(frame, index, frames - 1));
}
