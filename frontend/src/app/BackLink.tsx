import type { LinkProps } from "@tanstack/react-router";
import { BackIcon } from "../icons";
import classes from "./BackLink.module.css";
import { Anchor } from "./links";

/** The way to the list that a page's thing is from. */
export function BackLink({ to, children }: { to: LinkProps["to"]; children: string }) {
  return (
    <Anchor to={to} size="sm" c="dimmed" className={classes.back}>
      <span className={classes.text}>
        <BackIcon size={13} />
        {children}
      </span>
    </Anchor>
  );
}
