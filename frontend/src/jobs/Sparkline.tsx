import type { LossCurve } from "./lossCurves";
import classes from "./Sparkline.module.css";

const WIDTH = 72;
const HEIGHT = 22;

/** A curve without axes: how a loss went, not how high. The number beside it says that. */
export function Sparkline({ curve }: { curve: LossCurve }) {
  if (curve.length < 2) return <svg className={classes.spark} aria-hidden="true" />;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes.spark}
      aria-hidden="true"
      focusable="false"
    >
      <path d={sparkPath(curve, WIDTH, HEIGHT)} />
    </svg>
  );
}

/** From the left edge to the right one, the least value at the bottom. */
export function sparkPath(curve: LossCurve, width: number, height: number): string {
  const least = Math.min(...curve);
  const span = Math.max(...curve) - least || 1;
  const points = curve.map((value, index) => {
    const x = (index / (curve.length - 1)) * (width - 2) + 1;
    const y = height - 2 - ((value - least) / span) * (height - 4);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}
