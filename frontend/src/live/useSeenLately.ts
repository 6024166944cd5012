import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect, useState } from "react";

/** Browsers open few connections to one server: a page that nobody sees gives its own back. */
const HIDDEN_MILLIS = 60_000;

/** Whether the page is in sight, or was a moment ago. */
export function useSeenLately(): boolean {
  const visible = useDocumentVisibility() === "visible";
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    if (visible) {
      setSeen(true);
      return;
    }
    const timer = setTimeout(() => setSeen(false), HIDDEN_MILLIS);
    return () => clearTimeout(timer);
  }, [visible]);
  return seen;
}
