import type { ReactNode } from "react";
import classes from "./MenuHint.module.css";

/** More words on an item of a menu; legible on the item that is pointed at as well. */
export function MenuHint({ children }: { children: ReactNode }) {
  return <span className={classes.hint}>{children}</span>;
}
