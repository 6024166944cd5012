import type { Line } from "../curve/chartOptions";

/** A piece of a line as the chart draws it. */
export function Swatch({ look: { color, dash } }: { look: Pick<Line, "color" | "dash"> }) {
  return (
    <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true" focusable="false">
      <path
        d="M1 5h24"
        stroke={`var(${color})`}
        strokeWidth="2.5"
        strokeDasharray={dash?.join(" ")}
        fill="none"
      />
    </svg>
  );
}
