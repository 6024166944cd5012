import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { TelemetryDevice, Worker } from "../api/types";
import { FailureNotice } from "../app/Notice";
import { lookOf } from "../compare/looks";
import { Chart } from "../curve/Chart";
import type { Line } from "../curve/chartOptions";
import { formatBytes, formatShareTick } from "../format/numbers";
import { strings } from "../strings";
import { type Measure, telemetryCurve } from "./history";
import { telemetryQuery } from "./queries";
import classes from "./Telemetry.module.css";

const text = strings.workers;
const HEIGHT = 180;
const FORMATS: Record<Measure, (value: number) => string> = {
  utilization: (value) => formatShareTick(Math.round(value * 100) / 100),
  memory: formatBytes,
};

/** Utilization and memory of a worker's devices in the last hour. */
export function Telemetry({ worker }: { worker: Worker }) {
  const { data, error, refetch } = useQuery(telemetryQuery(worker.id));
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={HEIGHT} radius="md" />;
  const range = [Date.parse(data.from), Date.parse(data.to)] as const;
  return (
    <div className={classes.pair}>
      <History worker={worker} measure="utilization" devices={data.devices} range={range} />
      <History worker={worker} measure="memory" devices={data.devices} range={range} />
    </div>
  );
}

interface HistoryProps {
  worker: Worker;
  measure: Measure;
  devices: readonly TelemetryDevice[];
  range: readonly [number, number];
}

function History({ worker, measure, devices, range }: HistoryProps) {
  const [part, setPart] = useState<readonly [number, number] | null>(null);
  const lines = useMemo(
    () =>
      devices.map(
        (device, index): Line => ({
          label: text.device(device.ordinal),
          ...lookOf(index),
          format: FORMATS[measure],
          ...(measure === "utilization" && { limit: 1 }),
          curve: telemetryCurve(device, measure),
        }),
      ),
    [devices, measure],
  );
  const title = measure === "utilization" ? text.utilization : text.memory;
  const empty = lines.every(({ curve }) => curve?.buckets.every(({ mean }) => mean === null));
  return (
    <div className={classes.history}>
      <Text size="sm" fw={550}>
        {title}
      </Text>
      {empty ? (
        <Text size="sm" c="dimmed">
          {text.noHistory}
        </Text>
      ) : (
        <Chart
          title={`${title}, ${worker.name}`}
          lines={lines}
          height={HEIGHT}
          axis="AT_MILLIS"
          range={part ?? range}
          onSelect={(from, to) => setPart([from, to])}
          onReset={() => setPart(null)}
        />
      )}
    </div>
  );
}
