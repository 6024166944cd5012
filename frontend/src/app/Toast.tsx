import { Button, CloseButton } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { strings } from "../strings";
import classes from "./Toast.module.css";

/** Long enough to read it and to find its button; it waits while somebody points at that. */
const SHOWN_MILLIS = 15_000;

interface ToastProps {
  children: ReactNode;
  /** What can be done about it. */
  action?: { label: string; pending: boolean; onClick: () => void } | undefined;
  onClose: () => void;
}

/** Says what has just happened, and leaves by itself. */
export function Toast({ children, action, onClose }: ToastProps) {
  const frame = useRef<HTMLElement>(null);
  const [looked, setLooked] = useState(false);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (looked) return;
    const timer = window.setTimeout(() => close.current(), SHOWN_MILLIS);
    return () => window.clearTimeout(timer);
  }, [looked]);
  // What was pressed is gone most often: who goes by keys goes on from here.
  useEffect(() => {
    if (document.activeElement === document.body) frame.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section
      ref={frame}
      tabIndex={-1}
      aria-label={strings.lately}
      className={classes.toast}
      onPointerEnter={() => setLooked(true)}
      onPointerLeave={() => setLooked(false)}
      onFocus={({ target, currentTarget }) => setLooked(target !== currentTarget)}
      onBlur={() => setLooked(false)}
    >
      <div role="status" className={classes.words}>
        {children}
      </div>
      {action && (
        <Button size="xs" variant="light" loading={action.pending} onClick={action.onClick}>
          {action.label}
        </Button>
      )}
      <CloseButton aria-label={strings.close} onClick={onClose} />
    </section>
  );
}
