import type { ReactNode } from "react";
import classes from "./PlanCard.module.css";

interface RowProps {
  name: string;
  detail?: string;
  strong?: boolean;
  children: ReactNode;
}

/** A fact of a plan: what it is, and its value. */
export function Row({ name, detail, strong = false, children }: RowProps) {
  return (
    <div className={classes.row} data-strong={strong || undefined}>
      <dt>
        {name}
        {detail && <span className={classes.detail}>{detail}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
