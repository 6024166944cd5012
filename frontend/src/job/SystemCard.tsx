import { Skeleton } from "@mantine/core";
import { useInViewport } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Device, Job, JobState } from "../api/types";
import { Card } from "../app/Card";
import { CopyButton } from "../app/CopyButton";
import { Anchor } from "../app/links";
import { Trouble } from "../app/Trouble";
import { checkpointsQuery, manifestQuery } from "../checkpoint/queries";
import { formatBytes, formatCount } from "../format/numbers";
import { isEnded } from "../jobs/lifecycle";
import { strings } from "../strings";
import { conditionOf } from "../worker/condition";
import { workersQuery } from "../worker/queries";
import { attemptsOf } from "./attempts";
import { Quiet, Row } from "./facts";
import { eventsQuery } from "./queries";
import classes from "./SystemCard.module.css";
import { type Machine, machineOf, newestSound } from "./system";

const text = strings.job.system;
const REFRESH_MILLIS = 60_000;
const HOLDS_DEVICES: readonly JobState[] = ["ASSIGNED", "RUNNING", "PREEMPTING"];

/** What a job runs or ran on, and with what. */
export function SystemCard({ job }: { job: Job }) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (inViewport) setSeen(true);
  }, [inViewport]);
  return (
    <Card title={text.title}>
      <div ref={ref}>
        <dl className={classes.list}>
          <MachineRows job={job} />
          <Row name={text.asked}>{askedWords(job)}</Row>
          {seen && <VersionRows job={job} />}
        </dl>
      </div>
    </Card>
  );
}

function MachineRows({ job }: { job: Job }) {
  // Devices change seldom, and those of a job that has ended are what they were.
  const refetchInterval = isEnded(job.state) ? (false as const) : REFRESH_MILLIS;
  const workers = useQuery({ ...workersQuery, refetchInterval });
  const events = useQuery(eventsQuery(job.id));
  const attempts = useMemo(() => attemptsOf(job, events.data ?? []), [job, events.data]);
  const failed = [workers, events].find(({ data, error }) => !data && error);
  if (failed) {
    return (
      <Row name={text.worker}>
        <Trouble error={failed.error} onRetry={() => void failed.refetch()} />
      </Row>
    );
  }
  if (!workers.data || !events.data) return <LoadingRow name={text.worker} />;
  const machine = machineOf(job, attempts, workers.data);
  if (!machine)
    return <Row name={text.worker}>{isEnded(job.state) ? text.never : text.notYet}</Row>;
  return <KnownMachine machine={machine} running={HOLDS_DEVICES.includes(job.state)} />;
}

function KnownMachine({ machine, running }: { machine: Machine; running: boolean }) {
  const { name, worker, ordinals, devices, lost } = machine;
  const condition = worker && conditionOf(worker);
  return (
    <>
      <Row name={text.worker}>
        {worker ? (
          <Anchor to="/workers" inherit underline="always">
            {name}
          </Anchor>
        ) : (
          name
        )}
        {condition &&
          condition !== "READY" &&
          ` (${text.condition(strings.workers.conditions[condition])})`}
        {!worker && <Quiet>{text.workerGone}</Quiet>}
      </Row>
      <Row name={text.devices(ordinals)}>
        {devices.map((device) => (
          <div key={device.ordinal}>
            {device.name}
            <Quiet>{deviceWords(device)}</Quiet>
          </div>
        ))}
        {worker && ordinals === null && devices.length === 0 && (
          <Quiet>{text.devicesUnknown}</Quiet>
        )}
        {!worker && ordinals !== null && strings.none}
        {lost.length > 0 && <Quiet>{text.lost(lost.join(", "))}</Quiet>}
        {devices.length > 0 && !running && <Quiet>{text.asItIsNow}</Quiet>}
      </Row>
    </>
  );
}

/** The newest checkpoint names what wrote it. */
function VersionRows({ job }: { job: Job }) {
  const checkpoints = useQuery(checkpointsQuery(job.id));
  const newest = newestSound(checkpoints.data ?? []);
  const manifest = useQuery({
    ...manifestQuery(job.id, newest?.id ?? ""),
    enabled: newest !== undefined,
  });
  const failed = [checkpoints, manifest].find(({ data, error }) => !data && error);
  if (failed) {
    return (
      <Row name={text.versions}>
        <Trouble error={failed.error} onRetry={() => void failed.refetch()} />
      </Row>
    );
  }
  if (checkpoints.data && !newest) {
    return (
      <Row name={text.versions}>
        <Quiet>{text.noCheckpoint}</Quiet>
      </Row>
    );
  }
  if (!manifest.data || !newest) return <LoadingRow name={text.versions} />;
  const { libraryVersions, specSha256 } = manifest.data;
  return (
    <>
      <Row name={text.versions}>
        {Object.entries(libraryVersions)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([library, version]) => (
            <div key={library}>{`${library} ${version}`}</div>
          ))}
        <Quiet>{text.byCheckpoint(formatCount(newest.optimizerStep))}</Quiet>
      </Row>
      <Row name={text.digest}>
        <code className={classes.digest}>{specSha256}</code>
        <CopyButton value={specSha256} />
      </Row>
    </>
  );
}

function deviceWords({ kind, memoryBytes, threads, driver }: Device): string {
  return [
    text.kinds[kind],
    text.memory(formatBytes(memoryBytes)),
    text.threads(threads),
    driver && strings.workers.driver(driver),
  ]
    .filter(Boolean)
    .join(" · ");
}

function askedWords({ spec: { resources } }: Job): string {
  const labels = Object.entries(resources?.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return [
    text.askedDevices(resources?.devices ?? 1),
    resources?.deviceMemoryBytes != null &&
      text.askedMemory(formatBytes(resources.deviceMemoryBytes)),
    labels.length > 0 && text.askedLabels(labels.join(", ")),
  ]
    .filter(Boolean)
    .join(", ");
}

function LoadingRow({ name }: { name: string }) {
  return (
    <Row name={name}>
      <Skeleton height={18} radius="sm" role="status" aria-label={strings.loading} />
    </Row>
  );
}
