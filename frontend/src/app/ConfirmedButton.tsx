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
  /** As large as what it stands beside; small in rows when left out. */
  size?: "sm" | "compact-sm";
  pending: boolean;
  error: unknown;
  /** Does it, and calls `done` once it has happened. */
  onConfirm: (done: () => void) => void;
}

/** A button for what cannot be taken back: it asks first. */
export function ConfirmedButton(props: ConfirmedButtonProps) {
  const { text, label, title, children, size = "compact-sm", pending, error, onConfirm } = props;
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size={size} aria-label={label} onClick={open}>
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
