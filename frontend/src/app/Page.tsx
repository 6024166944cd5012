import { Box, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { strings } from "../strings";
import classes from "./Page.module.css";

interface PageProps {
  title: string;
  /** The browser's title, where it says more than the heading. */
  documentTitle?: string;
  /** Stands beside the heading. */
  actions?: ReactNode;
  /** Stands above the heading. */
  above?: ReactNode;
  below?: ReactNode;
  children: ReactNode;
}

/** A page's frame: its heading, which takes the focus when the page opens, and its title. */
export function Page({ title, documentTitle, actions, above, below, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <Box className={classes.page}>
      <title>{`${documentTitle ?? title} · ${strings.product}`}</title>
      {above}
      <div className={classes.head}>
        <Title order={1} ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </Title>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {below}
      {children}
    </Box>
  );
}
