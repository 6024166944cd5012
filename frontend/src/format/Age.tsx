import { formatAge, formatInstant } from "./time";
import { useNow } from "./useNow";

/** How long ago something was; the instant itself on hover and for machines. */
export function Age({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatAge(at, now)}
    </time>
  );
}
