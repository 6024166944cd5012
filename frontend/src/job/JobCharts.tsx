import { Stack, Switch, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Job } from "../api/types";
import { FailureNotice } from "../app/Notice";
import type { Line, PlotMark } from "../curve/chartOptions";
import { type Curves, serverAxis, xOf } from "../curve/curve";
import { CURVES, curvesQuery, type Part, partQuery, predictsNumbers } from "../curve/queries";
import { type JobAxis, SMOOTHINGS } from "../curve/settings";
import { type Smoothing, smoothed } from "../curve/smoothing";
import { datasetQuery } from "../dataset/queries";
import { formatLoss, formatRate, formatShare, formatShareTick } from "../format/numbers";
import { isEnded } from "../jobs/lifecycle";
import { strings } from "../strings";
import { ChartBar } from "./ChartBar";
import { ChartCard } from "./ChartCard";
import { samplesOfEpoch } from "./epochs";
import classes from "./JobCharts.module.css";
import { MarkList } from "./MarkList";
import { MoreCharts, type Shared } from "./MoreCharts";
import { MARK_COLORS, type Mark, marksOf } from "./marks";
import { markDetails, markLabel } from "./markWords";
import { eventsQuery } from "./queries";
import { useChartSettings } from "./useChartSettings";

const text = strings.job.charts;

const NO_CURVES: Curves = {};

/** A job's curves, growing while it trains. */
export function JobCharts({ job }: { job: Job }) {
  const { data: whole = NO_CURVES, isPending, error, refetch } = useQuery(curvesQuery(job.id));
  const [settings, change] = useChartSettings();
  const epoch = useEpoch(job, settings.axis === "EPOCH");
  // Over steps until it is known how many samples an epoch has.
  const axis = settings.axis === "EPOCH" && !epoch.samples ? "OPTIMIZER_STEP" : settings.axis;
  const [part, setPart] = useState<Part | null>(null);
  const { data: close } = useQuery(partQuery(job.id, part));
  const curves = part && close ? close : whole;
  const smoothing = SMOOTHINGS[settings.smoothing];
  const lines = useLines(curves, smoothing);
  const { marks, plotMarks } = useMarks(job.id, whole, axis);
  // Where numbers are predicted, nothing is right or wrong.
  const numbers = predictsNumbers(whole);
  const measured = numbers ? text.error : text.accuracy;
  const ended = isEnded(job.state);
  const empty = isPending ? strings.loading : ended ? text.none : text.empty;
  if (error && Object.keys(whole).length === 0) {
    return <FailureNotice error={error} onRetry={refetch} />;
  }
  const logarithmicX = settings.logarithmicX && axis !== "AT_MILLIS";
  const limits = rangeOf(whole, axis, logarithmicX);
  const shared: Shared = {
    axis,
    range: part ? [part.from, part.to] : limits,
    whole: part ? limits : undefined,
    logarithmicX,
    epochSamples: epoch.samples ?? undefined,
    withoutOutliers: !settings.outliers,
    marks: plotMarks,
    group: job.id,
    onSelect: (from, to) => setPart({ axis: serverAxis(axis), from: Math.max(0, from), to }),
    onReset: () => setPart(null),
  };
  const hasPoints = Object.keys(whole).length > 0;
  // What has begun has points nearly always: their place is kept until they come.
  const awaited = isPending && job.optimizerStep > 0;
  return (
    <Stack gap="md">
      {(hasPoints || awaited) && (
        <Stack gap="md" className={awaited ? classes.awaited : undefined} inert={awaited}>
          <ChartBar
            jobId={job.id}
            settings={settings}
            axis={axis}
            part={part}
            unit={axis === "EPOCH" ? (epoch.samples ?? 1) : axis === "AT_MILLIS" ? 1000 : 1}
            onChange={(next) => {
              if (next.axis || next.logarithmicX !== undefined) setPart(null);
              change(next);
            }}
            onReset={() => setPart(null)}
          />
        </Stack>
      )}
      {settings.axis === "EPOCH" && epoch.unknown && (
        <Text size="sm" c="dimmed" role="status">
          {text.noEpochs}
        </Text>
      )}
      <ChartCard
        {...shared}
        jobId={job.id}
        title={text.loss}
        file={`${job.name}-loss`}
        lines={lines.loss}
        logarithmic={settings.logarithmic}
        curve={curves[CURVES.trainLoss]}
        empty={empty}
        height={300}
        aside={
          <Switch
            size="xs"
            label={text.logScale}
            checked={settings.logarithmic}
            onChange={(event) => change({ logarithmic: event.currentTarget.checked })}
          />
        }
        foot={<MarkList marks={marks} />}
      />
      <div className={classes.pair}>
        <ChartCard
          {...shared}
          jobId={job.id}
          title={measured}
          file={`${job.name}-validation`}
          lines={numbers ? lines.error : lines.accuracy}
          curve={curves[numbers ? CURVES.validationError : CURVES.validationAccuracy]}
          empty={isPending ? strings.loading : ended ? text.none : text.emptyAccuracy}
          height={190}
        />
        <ChartCard
          {...shared}
          jobId={job.id}
          title={text.speed}
          file={`${job.name}-samples-per-second`}
          lines={lines.speed}
          curve={curves[CURVES.samplesPerSecond]}
          empty={empty}
          height={190}
        />
      </div>
      {hasPoints && <MoreCharts job={job} part={part} smoothing={smoothing} shared={shared} />}
    </Stack>
  );
}

/** How many samples an epoch has, asked for when the charts are drawn over epochs. */
function useEpoch(job: Job, wanted: boolean): { samples: number | null; unknown: boolean } {
  const { data, error } = useQuery({
    ...datasetQuery(job.spec.data.dataset, [job.team]),
    enabled: wanted,
  });
  const samples = data ? samplesOfEpoch(job, data.dataset) : null;
  return { samples, unknown: samples === null && (data !== undefined || error !== null) };
}

/** From the beginning to the newest point, whichever curve has it. */
function rangeOf(curves: Curves, axis: JobAxis, logarithmicX: boolean): readonly [number, number] {
  const all = Object.values(curves);
  const ends = all.flatMap(({ buckets }) => {
    const last = buckets.at(-1);
    return last ? [xOf(axis, last)] : [];
  });
  if (axis === "AT_MILLIS") {
    const starts = all.flatMap(({ buckets }) => buckets[0]?.atMillis ?? []);
    return [Math.min(...starts), Math.max(...ends)];
  }
  if (!logarithmicX) return [0, Math.max(1, ...ends)];
  const places = all.flatMap(({ buckets }) => buckets.find((it) => xOf(axis, it) > 0) ?? []);
  const first = Math.min(...places.map((bucket) => xOf(axis, bucket)));
  return [Number.isFinite(first) ? first : 1, Math.max(1, ...ends)];
}

/** What happened to the job, as its charts and its list of marks have it. */
function useMarks(
  jobId: string,
  whole: Curves,
  axis: JobAxis,
): { marks: readonly Mark[]; plotMarks: readonly PlotMark[] } {
  const { data: events = [] } = useQuery(eventsQuery(jobId));
  const found = marksOf(events, whole[CURVES.trainLoss], axis);
  // Points arrive all the time and move no mark that had its place.
  const same = JSON.stringify(found);
  return useMemo(() => {
    const marks = JSON.parse(same) as Mark[];
    const plotMarks = marks.map((mark, index) => ({
      x: mark.x,
      sign: String(index + 1),
      color: MARK_COLORS[mark.kind],
      label: markLabel(mark),
      details: markDetails(mark),
    }));
    return { marks, plotMarks };
  }, [same]);
}

function useLines(
  curves: Curves,
  smoothing: Smoothing,
): Record<"loss" | "accuracy" | "error" | "speed", Line[]> {
  return useMemo(() => {
    const line = (name: string, label: string, color: string, format: Line["format"]): Line => {
      const raw = curves[name];
      return {
        label,
        color,
        format,
        curve: raw && smoothed(raw, smoothing),
        raw: smoothing.by === "none" ? undefined : raw,
      };
    };
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
  }, [curves, smoothing]);
}
