import { strings } from "../strings";
import classes from "./Brand.module.css";

/** Three micro-batches that add up. */
export function BrandMark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#1b5f9e" />
      <g fill="#fff">
        <rect x="6" y="19" width="5" height="7" rx="1.5" />
        <rect x="13.5" y="13" width="5" height="13" rx="1.5" />
        <rect x="21" y="6" width="5" height="20" rx="1.5" />
      </g>
    </svg>
  );
}

export function Brand() {
  return (
    <span className={classes.brand}>
      <BrandMark />
      <span className={classes.name}>{strings.product}</span>
    </span>
  );
}
