import type { User } from "../api/types";
import { formatMoment } from "../format/time";
import { strings } from "../strings";
import classes from "./StandingBadge.module.css";
import { standingOf } from "./standing";

const text = strings.accounts.standing;

/** How an account stands, in a colour where somebody may have to do something. */
export function StandingBadge({ user, now }: { user: User; now: number }) {
  const standing = standingOf(user, now);
  const at = user.disabledAt ?? user.lockedUntilAt;
  return (
    <span className={classes.standing} data-standing={standing}>
      {text[standing](at == null ? "" : formatMoment(at))}
    </span>
  );
}
