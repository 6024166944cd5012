import { Skeleton, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { strings } from "../strings";
import classes from "./Card.module.css";

interface CardProps {
  title: string;
  /** A sentence below the heading. */
  lead?: ReactNode;
  /** Stands beside the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page, with a heading. */
export function Card({ title, lead, actions, children }: CardProps) {
  const id = useId();
  return (
    <section className={`card ${classes.card}`} aria-labelledby={id}>
      <div className={classes.head}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {lead && (
        <Text size="sm" c="dimmed" className={classes.lead}>
          {lead}
        </Text>
      )}
      <div className={classes.body}>{children}</div>
    </section>
  );
}

/** A part of a page whose content still travels: what it will be is said already, and nothing jumps. */
export function CardToCome({ title, height }: { title: string; height: number }) {
  return (
    <Card title={title}>
      <Skeleton height={height} radius="md" role="status" aria-label={strings.loading} />
    </Card>
  );
}
