import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { asProblem } from "../api/problem";
import { Callout } from "./Callout";
import classes from "./Confirmation.module.css";

interface ConfirmationProps {
  opened: boolean;
  title: string;
  /** What follows, and what will be lost. */
  children: ReactNode;
  confirm: string;
  keep: string;
  /** Whether something is lost: the way back then has the focus, and the way on is red. */
  danger?: boolean;
  pending: boolean;
  /** Why it did not happen, after it was tried. */
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something happens that cannot be taken back, or for what it needs to be known. */
export function Confirmation({
  opened,
  title,
  children,
  confirm,
  keep,
  danger = false,
  pending,
  error,
  onConfirm,
  onClose,
}: ConfirmationProps) {
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              onConfirm();
            }}
          >
            <Stack>
              {children}
              {error != null && (
                <Callout tone="bad" role="alert">
                  {asProblem(error).message}
                </Callout>
              )}
              <Group justify="flex-end">
                <Button variant="default" onClick={onClose} data-autofocus={danger || undefined}>
                  {keep}
                </Button>
                <Button type="submit" color={danger ? "red" : undefined} loading={pending}>
                  {confirm}
                </Button>
              </Group>
            </Stack>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
