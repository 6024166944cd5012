import { useSyncExternalStore } from "react";

/** The present, in milliseconds; renders again once every `everyMillis`. */
export function useNow(everyMillis = 1000): number {
  return useSyncExternalStore(
    (changed) => {
      const timer = setInterval(changed, everyMillis);
      return () => clearInterval(timer);
    },
    // The same value between two ticks, as the hook demands.
    () => Math.floor(Date.now() / everyMillis) * everyMillis,
  );
}
