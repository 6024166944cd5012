import { Button, CopyButton, Group, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { CheckIcon, CopyIcon } from "../icons";
import { strings } from "../strings";
import classes from "./SpecCode.module.css";

const text = strings.job.spec;

interface SpecCodeProps {
  title: string;
  yaml: string;
  actions?: ReactNode;
  /** Stands where the YAML does, while something else of the spec is looked at. */
  instead?: ReactNode;
}

/** A spec as YAML, with a button that copies it. */
export function SpecCode({ title, yaml, actions, instead }: SpecCodeProps) {
  return (
    <section className={`card ${classes.card}`}>
      <div className={classes.head}>
        <Title order={2}>{title}</Title>
        <Group gap="xs">
          {actions}
          <CopyButton value={yaml}>
            {({ copied, copy }) => (
              <Button
                variant="subtle"
                size="compact-xs"
                leftSection={copied ? <CheckIcon size={12} /> : <CopyIcon size={12} />}
                onClick={copy}
              >
                {copied ? text.copied : text.copy}
              </Button>
            )}
          </CopyButton>
        </Group>
      </div>
      {instead || (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard as well
        <section className={classes.code} tabIndex={0} aria-label={title}>
          <pre className={classes.text}>{yaml}</pre>
        </section>
      )}
    </section>
  );
}
