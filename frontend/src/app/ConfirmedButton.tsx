import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Confirmation } from "./Confirmation";

interface ConfirmedButtonProps {
  /** The words on the button, and those of the two ways on from there. */
  text: { action: string; confirm: string; keep: string };
  /** Which of many such buttons this is, for those who do not see what it stands beside. */
  label: string;
  title: string;
  /** What follows, and what will be lost. */
  children: ReactNode;
  pending: boolean;
  error: unknown;
  /** Does it, and calls `done` once it has happened. */
  onConfirm: (done: () => void) => void;
}

/** A button of a row in a list, for what cannot be taken back: it asks first. */
export function ConfirmedButton(props: ConfirmedButtonProps) {
  const { text, label, title, children, pending, error, onConfirm } = props;
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="compact-sm" aria-label={label} onClick={open}>
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={title}
        confirm={text.confirm}
        keep={text.keep}
        danger
        pending={pending}
        error={error}
        onConfirm={() => onConfirm(close)}
      >
        {children}
      </Confirmation>
    </>
  );
}
