import { formatShareTick } from "../format/numbers";
import { strings } from "../strings";
import classes from "./ShareBar.module.css";
import type { ShareOfUse } from "./share";

/** What a team has used beside what it is due: a bar and a mark on it. */
export function ShareBar({ share: { used, due } }: { share: ShareOfUse }) {
  const words = strings.teams.shareOfUse(round(used), round(due));
  return (
    <div className={classes.share}>
      <div className={classes.track} role="img" aria-label={words}>
        <div className={classes.used} style={{ width: `${used * 100}%` }} />
        <div className={classes.due} style={{ left: `${due * 100}%` }} />
      </div>
      <span className={`tabular ${classes.words}`} aria-hidden="true">
        {words}
      </span>
    </div>
  );
}

function round(share: number): string {
  return formatShareTick(Math.round(share * 100) / 100);
}
