import type { ReactNode } from "react";
import classes from "./Callout.module.css";

interface CalloutProps {
  tone: "info" | "good" | "caution" | "bad";
  title?: string;
  icon?: ReactNode;
  role?: "alert" | "status";
  children: ReactNode;
}

/** Something that a person should know now, in the colour of its gravity. */
export function Callout({ tone, title, icon, role, children }: CalloutProps) {
  return (
    <div className={classes.callout} data-tone={tone} role={role}>
      {title && (
        <div className={classes.title}>
          {icon}
          {title}
        </div>
      )}
      <div className={classes.body}>{children}</div>
    </div>
  );
}
