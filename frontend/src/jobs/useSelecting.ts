import { useCallback, useRef } from "react";
import { withJob, withRange } from "./selection";

/**
 * Selects listed jobs one by one, or all from the last that was meant to another. What it returns
 * stays the same, so that rows are not drawn again for every other row's selection.
 */
export function useSelecting(
  listed: readonly string[],
  selected: readonly string[],
  onSelect: (ids: readonly string[]) => void,
) {
  const now = useRef({ listed, selected });
  now.current = { listed, selected };
  const last = useRef<string | null>(null);
  const select = useCallback(
    (id: string, on: boolean, range: boolean) => {
      const before = now.current;
      const next = range
        ? withRange(before.selected, before.listed, last.current, id, on)
        : withJob(before.selected, id, on);
      last.current = id;
      onSelect(next);
    },
    [onSelect],
  );
  const extend = useCallback(
    (from: number, to: number) => {
      const before = now.current;
      const [start, end] = [before.listed[from], before.listed[to]];
      if (start === undefined || end === undefined) return;
      last.current = end;
      onSelect(withRange(before.selected, before.listed, start, end, true));
    },
    [onSelect],
  );
  return { select, extend };
}
