import type { Team, Worker } from "../api/types";
import { Card, CardToCome } from "../app/Card";
import { Anchor } from "../app/links";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import { ShareBar } from "../team/ShareBar";
import { devicesHeld, shareOfUse } from "../team/share";
import { colorOf } from "./device";
import classes from "./TeamShares.module.css";

const text = strings.overview.teams;
const SHOWN = 12;

interface TeamSharesProps {
  teams: readonly Team[] | undefined;
  workers: readonly Worker[] | undefined;
  teamOf: ReadonlyMap<string, string>;
}

/** What each team has now, and what it used of late beside what it is due. */
export function TeamShares({ teams, workers, teamOf }: TeamSharesProps) {
  if (!teams) return <CardToCome title={text.title} height={120} />;
  const held = devicesHeld(workers?.flatMap((worker) => worker.devices) ?? [], teamOf);
  const names = teams.map(({ team }) => team);
  const most = [...teams].sort(
    (a, b) => (held.get(b.team) ?? 0) - (held.get(a.team) ?? 0) || b.weight - a.weight,
  );
  return (
    <Card
      title={text.title}
      lead={teams.length === 0 ? strings.teams.empty : undefined}
      actions={
        <Anchor to="/teams" size="sm">
          {text.more(teams.length)}
        </Anchor>
      }
    >
      <ul className={classes.list}>
        {most.slice(0, SHOWN).map((team) => (
          <li key={team.team} className={classes.team}>
            <span
              className={classes.swatch}
              style={{ background: colorOf(team.team, names) }}
              aria-hidden="true"
            />
            <Anchor to="/teams/$team" params={{ team: team.team }} className={classes.name}>
              {team.team}
            </Anchor>
            <span className={`tabular ${classes.held}`}>
              {text.held(held.get(team.team) ?? 0, formatCount(team.guaranteedDevices))}
              {team.queuePausedAt && ` · ${text.paused}`}
            </span>
            {teams.length > 1 && (
              <div className={classes.bar}>
                <ShareBar share={shareOfUse(team, teams)} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
