import { Button, Group, Menu, SegmentedControl, Stack, Switch, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import type { Job } from "../api/types";
import { FailureNotice } from "../app/Notice";
import { Chart } from "../curve/Chart";
import type { Line } from "../curve/chartOptions";
import { type Curve, type Curves, gapsOf, type ServerAxis, xOf } from "../curve/curve";
import { CURVES, curvesQuery, type Part, partQuery, predictsNumbers } from "../curve/queries";
import {
  formatCount,
  formatLoss,
  formatRate,
  formatShare,
  formatShareTick,
} from "../format/numbers";
import { formatMillis } from "../format/time";
import { isEnded } from "../jobs/lifecycle";
import { strings } from "../strings";
import classes from "./JobCharts.module.css";

const text = strings.job.charts;
const AXES: readonly ServerAxis[] = ["OPTIMIZER_STEP", "SAMPLES_SEEN", "AT_MILLIS"];

/** A job's curves, growing while it trains. */
export function JobCharts({ job }: { job: Job }) {
  const { data: whole = {}, error, refetch } = useQuery(curvesQuery(job.id));
  const [axis, setAxis] = useState<ServerAxis>("OPTIMIZER_STEP");
  const [part, setPart] = useState<Part | null>(null);
  const { data: close } = useQuery(partQuery(job.id, part));
  const curves = part && close ? close : whole;
  const [logarithmic, setLogarithmic] = useState(false);
  const lines = useLines(curves);
  // Where numbers are predicted, nothing is right or wrong.
  const numbers = predictsNumbers(whole);
  const measured = numbers ? text.error : text.accuracy;
  const ended = isEnded(job.state);
  if (error && Object.keys(whole).length === 0) {
    return <FailureNotice error={error} onRetry={refetch} />;
  }
  const shared = {
    axis,
    range: part ? ([part.from, part.to] as const) : rangeOf(whole, axis),
    whole: part ? rangeOf(whole, axis) : undefined,
    onSelect: (from: number, to: number) => setPart({ axis, from: Math.max(0, from), to }),
    onReset: () => setPart(null),
  };
  return (
    <Stack gap="md">
      {Object.keys(whole).length > 0 && (
        <ChartBar
          jobId={job.id}
          axis={axis}
          part={part}
          onAxis={(next) => {
            setAxis(next);
            setPart(null);
          }}
          onReset={() => setPart(null)}
        />
      )}
      <ChartCard
        title={text.loss}
        curve={curves[CURVES.trainLoss]}
        empty={ended ? text.none : text.empty}
        height={300}
        aside={
          <Switch
            size="xs"
            label={text.logScale}
            checked={logarithmic}
            onChange={(event) => setLogarithmic(event.currentTarget.checked)}
          />
        }
      >
        <Chart
          title={text.loss}
          lines={lines.loss}
          height={300}
          {...shared}
          logarithmic={logarithmic}
        />
      </ChartCard>
      <div className={classes.pair}>
        <ChartCard
          title={measured}
          curve={curves[numbers ? CURVES.validationError : CURVES.validationAccuracy]}
          empty={ended ? text.none : text.emptyAccuracy}
          height={190}
        >
          <Chart
            title={measured}
            lines={numbers ? lines.error : lines.accuracy}
            height={190}
            {...shared}
          />
        </ChartCard>
        <ChartCard
          title={text.speed}
          curve={curves[CURVES.samplesPerSecond]}
          empty={ended ? text.none : text.empty}
          height={190}
        >
          <Chart title={text.speed} lines={lines.speed} height={190} {...shared} />
        </ChartCard>
      </div>
    </Stack>
  );
}

/** From the beginning to the newest point, whichever curve has it. */
function rangeOf(curves: Curves, axis: ServerAxis): readonly [number, number] {
  const ends = Object.values(curves).flatMap(({ buckets }) => {
    const last = buckets.at(-1);
    return last ? [xOf(axis, last)] : [];
  });
  if (axis !== "AT_MILLIS") return [0, Math.max(1, ...ends)];
  const starts = Object.values(curves).flatMap(({ buckets }) => buckets[0]?.atMillis ?? []);
  return [Math.min(...starts), Math.max(...ends)];
}

interface ChartBarProps {
  jobId: string;
  axis: ServerAxis;
  part: Part | null;
  onAxis: (axis: ServerAxis) => void;
  onReset: () => void;
}

/** What the charts are drawn over, and which part of it. */
function ChartBar({ jobId, axis, part, onAxis, onReset }: ChartBarProps) {
  const format = axis === "AT_MILLIS" ? formatMillis : formatCount;
  return (
    <Group justify="space-between" gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={text.axis}
        value={axis}
        data={AXES.map((value) => ({ value, label: strings.charts.axes[value] }))}
        onChange={(value) => onAxis(value as ServerAxis)}
      />
      {part ? (
        <Group gap="xs">
          <Text size="sm" c="dimmed" className="tabular">
            {text.part(format(Math.ceil(part.from)), format(Math.floor(part.to)))}
          </Text>
          <Button size="compact-xs" variant="default" onClick={onReset}>
            {text.whole}
          </Button>
        </Group>
      ) : (
        <Group gap="xs">
          <Text size="xs" c="dimmed">
            {text.zoomHint}
          </Text>
          <ExportMenu jobId={jobId} />
        </Group>
      )}
    </Group>
  );
}

function ExportMenu({ jobId }: { jobId: string }) {
  const path = `/api/v1/jobs/${encodeURIComponent(jobId)}/series/export`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-xs" variant="default">
          {text.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(text.formats).map(([format, label]) => (
          <Menu.Item key={format} component="a" href={`${path}?format=${format}`} download>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function useLines(curves: Curves): Record<"loss" | "accuracy" | "error" | "speed", Line[]> {
  return useMemo(() => {
    const line = (name: string, label: string, color: string, format: Line["format"]): Line => ({
      label,
      color,
      format,
      curve: curves[name],
    });
    const validationLoss = {
      ...line(CURVES.validationLoss, text.validationLoss, "--accrue-series-2", formatLoss),
      dots: true,
    };
    const loss = line(CURVES.trainLoss, text.trainLoss, "--accrue-series-1", formatLoss);
    return {
      loss: curves[CURVES.validationLoss] ? [loss, validationLoss] : [loss],
      accuracy: [
        {
          ...line(CURVES.validationAccuracy, text.accuracy, "--accrue-series-3", formatShare),
          formatTick: formatShareTick,
          limit: 1,
          dots: true,
        },
      ],
      error: [
        {
          ...line(CURVES.validationError, text.error, "--accrue-series-3", formatLoss),
          dots: true,
        },
      ],
      speed: [line(CURVES.samplesPerSecond, text.speed, "--accrue-series-1", formatRate)],
    };
  }, [curves]);
}

interface ChartCardProps {
  title: string;
  curve: Curve | undefined;
  empty: string;
  height: number;
  aside?: ReactNode;
  children: ReactNode;
}

function ChartCard({ title, curve, empty, height, aside, children }: ChartCardProps) {
  const gaps = gapsOf(curve);
  const hasPoints = (curve?.buckets.length ?? 0) > 0;
  return (
    <section className={`card ${classes.card}`}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{title}</Title>
        {hasPoints && aside}
      </Group>
      {hasPoints ? (
        children
      ) : (
        <div className={classes.empty} style={{ height }}>
          {empty}
        </div>
      )}
      {gaps.count > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {text.gaps(gaps.count, formatCount(gaps.firstStep))}
        </Text>
      )}
    </section>
  );
}
