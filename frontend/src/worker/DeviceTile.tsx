import { useQueries } from "@tanstack/react-query";
import { sentence } from "../api/problem";
import type { Device } from "../api/types";
import { Anchor } from "../app/links";
import { formatBytes, formatDecimal, formatShareTick } from "../format/numbers";
import { jobQuery } from "../jobs/queries";
import { strings } from "../strings";
import { memoryShare } from "./condition";
import classes from "./DeviceTile.module.css";

const text = strings.workers;

interface DeviceTileProps {
  device: Device;
  /** Whether its worker gets new work. */
  serving: boolean;
}

/** A device: what it runs, how busy it is, and how much of its memory is in use. */
export function DeviceTile({ device, serving }: DeviceTileProps) {
  const { latest } = device;
  const memory = memoryShare(device);
  const used = latest?.memoryBytes ?? null;
  return (
    <article
      className={classes.tile}
      aria-label={device.name}
      data-state={device.problem ? "problem" : device.busy ? "busy" : "idle"}
    >
      <div className={classes.name}>{device.name}</div>
      <Jobs device={device} serving={serving} />
      <Meter
        label={text.utilization}
        share={latest?.utilizationPercent == null ? null : latest.utilizationPercent / 100}
        words={
          latest?.utilizationPercent == null
            ? text.unknown
            : formatShareTick(Math.round(latest.utilizationPercent) / 100)
        }
      />
      <Meter
        label={text.memory}
        share={memory}
        words={
          used === null
            ? formatBytes(device.memoryBytes)
            : text.of(formatBytes(used), formatBytes(device.memoryBytes))
        }
      />
      <Climate device={device} />
      {device.problem && <p className={classes.problem}>{sentence(device.problem)}</p>}
    </article>
  );
}

/** The jobs that run on it, of those that the person may see. */
function Jobs({ device, serving }: DeviceTileProps) {
  const jobs = useQueries({ queries: device.jobIds.map((id) => jobQuery(id)) });
  const seen = jobs.flatMap(({ data }) => (data ? [data] : []));
  if (!device.busy) return <p className={classes.quiet}>{serving ? text.idle : text.unused}</p>;
  if (seen.length === 0) return <p className={classes.quiet}>{text.busy}</p>;
  return (
    <p className={classes.jobs}>
      {seen.map((job) => (
        <Anchor key={job.id} to="/jobs/$jobId" params={{ jobId: job.id }} fw={550}>
          {job.name}
        </Anchor>
      ))}
    </p>
  );
}

interface MeterProps {
  label: string;
  /** From 0 to 1; null where the device does not say. */
  share: number | null;
  words: string;
}

function Meter({ label, share, words }: MeterProps) {
  return (
    <div className={classes.meter}>
      <div className={`tabular ${classes.words}`}>
        <span>{label}</span>
        <span>{words}</span>
      </div>
      <div className={classes.track} aria-hidden="true">
        <div className={classes.bar} style={{ transform: `scaleX(${share ?? 0})` }} />
      </div>
    </div>
  );
}

/** Temperature and power, where there are sensors. */
function Climate({ device: { latest, driver } }: { device: Device }) {
  const parts = [
    latest?.temperatureCelsius != null && text.celsius(formatDecimal(latest.temperatureCelsius)),
    latest?.powerWatts != null && text.watts(formatDecimal(latest.powerWatts)),
    driver && text.driver(driver),
  ].filter(Boolean);
  return parts.length > 0 && <p className={classes.quiet}>{parts.join(" · ")}</p>;
}
