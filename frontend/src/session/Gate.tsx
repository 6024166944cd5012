import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { BrandMark } from "../app/Brand";
import { strings } from "../strings";
import classes from "./Gate.module.css";

/** The frame of the pages that stand before the dashboard. */
export function Gate({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children: ReactNode;
}) {
  return (
    <main className={classes.gate}>
      <title>{`${title} · ${strings.product}`}</title>
      <div className={`card ${classes.card}`}>
        <BrandMark size={40} />
        <Title order={1} mt="md">
          {title}
        </Title>
        {lead && <Text c="dimmed">{lead}</Text>}
        <div className={classes.content}>{children}</div>
      </div>
    </main>
  );
}
