import type { ReactNode } from "react";
import type { Team } from "../api/types";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { TeamStorage } from "../checkpoint/TeamStorage";
import { formatCount, formatDecimal } from "../format/numbers";
import { formatDuration, formatInstant } from "../format/time";
import { strings } from "../strings";
import { ChangeShare } from "./ChangeShare";
import { ShareBar } from "./ShareBar";
import classes from "./ShareCard.module.css";
import { shareOfUse } from "./share";

const text = strings.teams.share;

interface ShareCardProps {
  team: Team;
  /** All teams that are seen, of whose use this one has a share. */
  all: readonly Team[];
  mayChange: boolean;
}

/** What a team is entitled to, and how much of it it takes. */
export function ShareCard({ team, all, mayChange }: ShareCardProps) {
  return (
    <Card
      title={text.title}
      lead={text.lead}
      actions={mayChange && <ChangeShare key={JSON.stringify(team)} team={team} />}
    >
      {team.queuePausedAt && (
        <Callout tone="caution">{text.paused(formatInstant(team.queuePausedAt))}</Callout>
      )}
      <dl className={classes.figures}>
        <Figure name={text.weight}>{formatDecimal(team.weight)}</Figure>
        <Figure name={text.guaranteed}>{formatCount(team.guaranteedDevices)}</Figure>
        <Figure name={text.limit}>{limit(team.deviceLimit)}</Figure>
        <Figure name={text.running}>{limit(team.runningJobLimit)}</Figure>
        <Figure name={text.perUser}>{limit(team.runningJobsPerUser)}</Figure>
        <Figure name={text.queued}>{limit(team.queuedJobLimit)}</Figure>
        <Figure name={text.used}>{formatDuration(team.usedDeviceSeconds * 1000)}</Figure>
      </dl>
      {all.length > 1 && <ShareBar share={shareOfUse(team, all)} />}
      <div className={classes.storage}>
        <TeamStorage team={team.team} checkpoints={[]} />
      </div>
    </Card>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className={classes.name}>{name}</dt>
      <dd className={`tabular ${classes.value}`}>{children}</dd>
    </div>
  );
}

function limit(value: number | null | undefined): string {
  return value == null ? text.none : formatCount(value);
}
