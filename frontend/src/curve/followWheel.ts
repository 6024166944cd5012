import type { RefObject } from "react";
import type uPlot from "uplot";
import { type Span, shifted, wheelPixels } from "./pan";

/** Rest after which what is in sight is asked for finely. */
const REST_MILLIS = 180;

interface Moving {
  /** How far there is anything to see; null while nothing may be moved. */
  whole: () => Span | null;
  /** Takes where it came to rest. */
  onSelect: (from: number, to: number) => void;
}

/**
 * Moves the part of a plot that is shown along the x axis by the wheel: at once with what is there,
 * and tells where it came to rest.
 *
 * @param moved holds the part while it moves, for the scale to read
 * @returns what stops it
 */
export function followWheel(
  plot: uPlot,
  moved: RefObject<Span | null>,
  { whole, onSelect }: Moving,
): () => void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  const turn = (event: WheelEvent) => {
    const limits = whole();
    const { min, max } = plot.scales.x ?? {};
    const pixels = wheelPixels(event);
    if (!limits || min == null || max == null || pixels === 0) return;
    event.preventDefault();
    // A logarithmic axis moves by as many pixels when its exponents do.
    const logarithmic = plot.scales.x?.distr === 3;
    const scaled = (x: number) => (logarithmic ? Math.log10(x) : x);
    const value = (place: number) => (logarithmic ? 10 ** place : place);
    const shown: Span = [scaled(min), scaled(max)];
    const by = (pixels / plot.over.clientWidth) * (shown[1] - shown[0]);
    const [from, to] = shifted(shown, by, [scaled(limits[0]), scaled(limits[1])]).map(value) as [
      number,
      number,
    ];
    moved.current = [from, to];
    plot.setScale("x", { min: from, max: to });
    clearTimeout(rest);
    rest = setTimeout(() => onSelect(from, to), REST_MILLIS);
  };
  plot.over.addEventListener("wheel", turn, { passive: false });
  return () => {
    clearTimeout(rest);
    plot.over.removeEventListener("wheel", turn);
  };
}
