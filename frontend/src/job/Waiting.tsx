import { useQuery } from "@tanstack/react-query";
import type { Worker } from "../api/types";
import { Callout } from "../app/Callout";
import { ClockIcon } from "../icons";
import { strings } from "../strings";
import { workersQuery } from "../worker/queries";

const text = strings.job.waiting;

/** What a queued job waits for. */
export function Waiting() {
  const { data: workers } = useQuery(workersQuery);
  return (
    <Callout tone="info" icon={<ClockIcon />} title={text.title}>
      {workers ? explain(workers) : text.unknown}
    </Callout>
  );
}

function explain(workers: readonly Worker[]): string {
  const devices = workers.flatMap((worker) => worker.devices);
  const busy = devices.filter((device) => device.busy).length;
  if (devices.length === 0) return text.noWorker;
  return busy === 0 ? text.unknown : text.busy(busy, devices.length);
}
