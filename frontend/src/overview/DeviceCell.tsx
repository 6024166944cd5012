import { Link } from "@tanstack/react-router";
import { formatShareTick } from "../format/numbers";
import { strings } from "../strings";
import classes from "./DeviceMap.module.css";
import { colorOf, placeOf } from "./device";
import type { PlaceProps } from "./MapTile";

const text = strings.overview.devices;

/** One of many devices: the colour of whose it is, filled as high as it is busy. */
export function DeviceCell({ device, teams, teamOf }: PlaceProps) {
  const { occupancy, team } = placeOf(device, teamOf);
  const busy = device.latest?.utilizationPercent ?? null;
  const [job] = device.jobIds;
  const words = text.cell(
    device.name,
    team ?? text.occupancies[occupancy],
    busy === null ? null : formatShareTick(Math.round(busy) / 100),
  );
  const look = {
    className: classes.cell,
    "data-occupancy": occupancy,
    title: words,
    style: team ? { borderColor: colorOf(team, teams) } : undefined,
  };
  const level = (
    <span
      className={classes.fill}
      style={{ background: team ? colorOf(team, teams) : undefined, height: `${busy ?? 0}%` }}
    />
  );
  return job === undefined ? (
    <span {...look} role="img" aria-label={words}>
      {level}
    </span>
  ) : (
    <Link {...look} to="/jobs/$jobId" params={{ jobId: job }} aria-label={words}>
      {level}
    </Link>
  );
}
