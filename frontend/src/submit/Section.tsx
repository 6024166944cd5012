import { Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./SubmitPage.module.css";

/** Fields that belong together. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={`card ${classes.section}`} aria-labelledby={id}>
      <Title order={2} id={id} mb="sm">
        {title}
      </Title>
      <div className={classes.grid}>{children}</div>
    </section>
  );
}

/** A field that takes a whole row. */
export function Wide({ children }: { children: ReactNode }) {
  return <div className={classes.wide}>{children}</div>;
}
