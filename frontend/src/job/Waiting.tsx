import { useQuery } from "@tanstack/react-query";
import { sentence } from "../api/problem";
import type { Job, Worker } from "../api/types";
import { Callout } from "../app/Callout";
import { formatMoment } from "../format/time";
import { ClockIcon } from "../icons";
import { jobQuery } from "../jobs/queries";
import { strings } from "../strings";
import { workersQuery } from "../worker/queries";

const text = strings.job.waiting;
const REFRESH_MILLIS = 5000;

/** What a queued job waits for, in the scheduler's words once it has any, and when it may start. */
export function Waiting({ job }: { job: Job }) {
  const { data: workers } = useQuery(workersQuery);
  // The reason changes with other jobs, of which no event of this one tells.
  useQuery({ ...jobQuery(job.id), refetchInterval: REFRESH_MILLIS });
  const { waiting } = job;
  return (
    <Callout tone="info" icon={<ClockIcon />} title={text.title}>
      {waiting ? sentence(waiting.reason) : workers ? explain(workers) : text.unknown}
      {waiting?.estimatedStart && ` ${estimate(waiting)}`}
    </Callout>
  );
}

function estimate({ estimatedStart, earliestStart, latestStart }: NonNullable<Job["waiting"]>) {
  const at = formatMoment(estimatedStart ?? "");
  return earliestStart && latestStart
    ? text.between(at, formatMoment(earliestStart), formatMoment(latestStart))
    : text.about(at);
}

function explain(workers: readonly Worker[]): string {
  const devices = workers.flatMap((worker) => worker.devices);
  const busy = devices.filter((device) => device.busy).length;
  if (devices.length === 0) return text.noWorker;
  return busy === 0 ? text.unknown : text.busy(busy, devices.length);
}
