import type { LinkProps } from "@tanstack/react-router";
import { BackIcon } from "../icons";
import classes from "./BackLink.module.css";
import { Anchor } from "./links";

interface BackLinkProps {
  to: LinkProps["to"];
  params?: LinkProps["params"];
  children: string;
}

/** The way to the list that a page's thing is from. */
export function BackLink({ to, params, children }: BackLinkProps) {
  return (
    <Anchor to={to} params={params} size="sm" c="dimmed" className={classes.back}>
      <span className={classes.text}>
        <BackIcon size={13} />
        {children}
      </span>
    </Anchor>
  );
}
