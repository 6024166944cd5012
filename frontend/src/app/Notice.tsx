import { Button, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { asProblem } from "../api/problem";
import { strings } from "../strings";
import classes from "./Notice.module.css";

interface NoticeProps {
  title?: string;
  children: ReactNode;
  actions?: ReactNode;
  role?: "alert" | "status";
}

/** What stands where there is nothing else to show: empty, not found, failed. */
export function Notice({ title, children, actions, role }: NoticeProps) {
  return (
    <div className={`card ${classes.notice}`} role={role}>
      <Stack gap="xs" align="center">
        {title && (
          <Title order={2} size="h3" ta="center">
            {title}
          </Title>
        )}
        <Text c="dimmed" maw="34rem" ta="center">
          {children}
        </Text>
        {actions && <div className={classes.actions}>{actions}</div>}
      </Stack>
    </div>
  );
}

/** A notice of something that failed, with the way to try again. */
export function FailureNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asProblem(error);
  return (
    <Notice
      role="alert"
      title={problem.title}
      actions={
        onRetry && (
          <Button variant="default" onClick={onRetry}>
            {strings.retry}
          </Button>
        )
      }
    >
      {problem.message}
    </Notice>
  );
}
