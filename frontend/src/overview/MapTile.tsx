import { useQueries } from "@tanstack/react-query";
import type { Device, Job } from "../api/types";
import { Anchor } from "../app/links";
import { formatBytes, formatShareTick } from "../format/numbers";
import { shareDone } from "../jobs/lifecycle";
import { jobQuery } from "../jobs/queries";
import { strings } from "../strings";
import { memoryShare } from "../worker/condition";
import classes from "./DeviceMap.module.css";
import { colorOf, placeOf } from "./device";

const text = strings.overview.devices;

export interface PlaceProps {
  device: Device;
  teams: readonly string[];
  teamOf: ReadonlyMap<string, string>;
}

/** A device with the jobs on it, and how busy and how full it is. */
export function MapTile({ device, teams, teamOf }: PlaceProps) {
  const { occupancy, team } = placeOf(device, teamOf);
  const { latest } = device;
  const busy = latest?.utilizationPercent ?? null;
  const used = latest?.memoryBytes ?? null;
  return (
    <article
      className={classes.tile}
      aria-label={device.name}
      data-occupancy={occupancy}
      style={team ? { borderLeftColor: colorOf(team, teams) } : undefined}
    >
      <span className={classes.device} title={device.name}>
        {device.name}
      </span>
      <Occupants device={device} />
      <Gauge
        name={strings.workers.utilization}
        share={busy === null ? null : busy / 100}
        words={busy === null ? strings.none : formatShareTick(Math.round(busy) / 100)}
      />
      <Gauge
        name={strings.workers.memory}
        share={memoryShare(device)}
        words={
          used === null
            ? text.outOf(formatBytes(device.memoryBytes))
            : strings.workers.of(formatBytes(used), formatBytes(device.memoryBytes))
        }
      />
    </article>
  );
}

function Occupants({ device }: { device: Device }) {
  const jobs = useQueries({ queries: device.jobIds.map((id) => jobQuery(id)) });
  const seen = jobs.flatMap(({ data }) => data ?? []);
  if (device.problem) return <span className={classes.problem}>{text.problem}</span>;
  if (!device.busy) return <span className={classes.quiet}>{strings.workers.idle}</span>;
  if (seen.length === 0) return <span className={classes.quiet}>{text.others}</span>;
  return seen.map((job) => <Occupant key={job.id} job={job} />);
}

function Occupant({ job }: { job: Job }) {
  return (
    <span className={classes.occupant}>
      <Anchor to="/jobs/$jobId" params={{ jobId: job.id }} className={classes.job} fw={550}>
        {job.name}
      </Anchor>
      <span className={`tabular ${classes.quiet}`}>
        {text.done(job.team, `${Math.floor(shareDone(job) * 100)} %`)}
      </span>
    </span>
  );
}

interface GaugeProps {
  name: string;
  /** From 0 to 1; null where the device does not say. */
  share: number | null;
  words: string;
}

function Gauge({ name, share, words }: GaugeProps) {
  return (
    <span className={classes.gauge}>
      <span className={`tabular ${classes.words}`}>
        <span>{name}</span>
        <span>{words}</span>
      </span>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.level} style={{ transform: `scaleX(${share ?? 0})` }} />
      </span>
    </span>
  );
}
