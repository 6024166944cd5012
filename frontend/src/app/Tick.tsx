import { type ChangeEvent, useCallback } from "react";
import classes from "./Tick.module.css";

interface TickProps {
  label: string;
  checked: boolean;
  /** Some of what it stands for is checked and some is not. */
  partly?: boolean;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/**
 * A checkbox that looks like the library's and is one element: a long list makes some in every
 * frame while it scrolls.
 */
export function Tick({ label, checked, partly = false, onChange }: TickProps) {
  const setPartly = useCallback(
    (box: HTMLInputElement | null) => {
      if (box) box.indeterminate = partly;
    },
    [partly],
  );
  return (
    <input
      ref={setPartly}
      type="checkbox"
      className={classes.tick}
      aria-label={label}
      checked={checked}
      onChange={onChange}
    />
  );
}
