import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { strings } from "../strings";
import { Callout } from "./Callout";
import { CopyButton } from "./CopyButton";
import classes from "./ShownOnce.module.css";

interface ShownOnceProps {
  secret: string;
  /** Why it has to be kept now. */
  why: string;
  /** What it is for. */
  children?: ReactNode;
  onDone: () => void;
}

/** A secret that nobody can show again. */
export function ShownOnce({ secret, why, children, onDone }: ShownOnceProps) {
  return (
    <Stack>
      <Callout tone="caution">{why}</Callout>
      <code className={classes.secret}>{secret}</code>
      {children}
      <Group justify="flex-end">
        <CopyButton value={secret} primary />
        <Button variant="default" onClick={onDone}>
          {strings.secretOnce.done}
        </Button>
      </Group>
    </Stack>
  );
}

interface ShownOnceDialogProps extends Omit<ShownOnceProps, "secret"> {
  title: string;
  /** Null while there is nothing to show. */
  secret: string | null;
  /** The dialog is out of sight: nothing needs to hold the secret any more. */
  onClosed?: () => void;
}

/** A dialog of its own for such a secret, which neither a click beside it nor Escape loses. */
export function ShownOnceDialog({ title, secret, onClosed, ...rest }: ShownOnceDialogProps) {
  return (
    <Modal.Root
      opened={secret !== null}
      onClose={rest.onDone}
      onExitTransitionEnd={onClosed}
      closeOnClickOutside={false}
      closeOnEscape={false}
      centered
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          {secret !== null && <ShownOnce secret={secret} {...rest} />}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
