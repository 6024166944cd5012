import { Button, Text, Title } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { sentence } from "../api/problem";
import type { Job } from "../api/types";
import { FailureNotice } from "../app/Notice";
import type { ChartProps } from "../curve/Chart";
import type { Line } from "../curve/chartOptions";
import type { Curve } from "../curve/curve";
import { otherCurvesQuery, otherPartQuery, type Part } from "../curve/queries";
import { type Smoothing, smoothed } from "../curve/smoothing";
import { formatBytes, formatCount, formatShareTick } from "../format/numbers";
import { formatMeasure, isShare } from "../measure/measures";
import { strings } from "../strings";
import { newestDeeds } from "./accumulation";
import { ChartCard } from "./ChartCard";
import classes from "./JobCharts.module.css";
import { KNOWN, type MoreChart, moreCharts } from "./moreCurves";
import { eventsQuery } from "./queries";

const text = strings.job.charts;
const HEIGHT = 190;
const SHOWN_AT_FIRST = 12;
const USUAL_CHARTS = [KNOWN.gradientNorm, KNOWN.learningRate, KNOWN.memory, KNOWN.noiseScale];

/** What all charts of a page have in common. */
export type Shared = Omit<ChartProps, "title" | "lines" | "height">;

interface MoreChartsProps {
  job: Job;
  part: Part | null;
  smoothing: Smoothing;
  shared: Shared;
}

/** What else the job measured, read when somebody comes near. */
export function MoreCharts(props: MoreChartsProps) {
  const [seen, setSeen] = useState(false);
  const { ref, entry } = useIntersection({ rootMargin: "200px" });
  const near = entry?.isIntersecting === true;
  useEffect(() => {
    if (near) setSeen(true);
  }, [near]);
  return <div ref={ref}>{seen ? <Read {...props} /> : <Unread />}</div>;
}

/** The room of the charts that nearly every job has, so that little moves when they come. */
function Unread() {
  return (
    <div className={classes.more}>
      <Title order={2}>{text.more}</Title>
      <div className={classes.pair} aria-hidden="true">
        {USUAL_CHARTS.map((key) => (
          <div key={key} className={`card ${classes.card} ${classes.unread}`} />
        ))}
      </div>
    </div>
  );
}

function Read({ job, part, smoothing, shared }: MoreChartsProps) {
  const { data: whole, error, refetch } = useQuery(otherCurvesQuery(job.id));
  const { data: close } = useQuery(otherPartQuery(job.id, part));
  const [all, setAll] = useState(false);
  const curves = (part && close) || whole;
  const charts = useMemo(() => moreCharts(curves ?? {}), [curves]);
  if (!whole) return error ? <FailureNotice error={error} onRetry={refetch} /> : <Unread />;
  if (charts.length === 0) return null;
  const shown = all ? charts : charts.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-labelledby="more-curves" className={classes.more}>
      <Title order={2} id="more-curves">
        {text.more}
      </Title>
      <div className={classes.pair}>
        {shown.map((chart) => (
          <More key={chart.key} job={job} chart={chart} smoothing={smoothing} shared={shared} />
        ))}
      </div>
      {shown.length < charts.length && (
        <Button variant="default" size="compact-sm" onClick={() => setAll(true)}>
          {text.showMore(charts.length)}
        </Button>
      )}
    </section>
  );
}

interface MoreProps {
  job: Job;
  chart: MoreChart;
  smoothing: Smoothing;
  shared: Shared;
}

function More({ job, chart, smoothing, shared }: MoreProps) {
  const { key, task, curves } = chart;
  const title = task === null ? (text.known[key] ?? key) : text.taskLoss(task);
  const lines = useMemo(
    () => curves.map((curve) => lineOf(curve, task, smoothing)),
    [curves, task, smoothing],
  );
  return (
    <ChartCard
      {...shared}
      jobId={job.id}
      title={title}
      file={`${job.name}-${key}`}
      heading={3}
      lines={lines}
      height={HEIGHT}
      curve={curves[0]}
      empty={text.none}
      foot={key === KNOWN.noiseScale && <Verdict jobId={job.id} />}
    />
  );
}

/** What the newest noise scale says of the batch. */
function Verdict({ jobId }: { jobId: string }) {
  const { data: events = [] } = useQuery(eventsQuery(jobId));
  const advice = newestDeeds(events).find(({ kind }) => kind === "ADVICE");
  if (!advice) return null;
  return (
    <Text size="sm" mt="xs">
      {sentence(advice.words)}
    </Text>
  );
}

function lineOf(curve: Curve, task: string | null, smoothing: Smoothing): Line {
  const { name } = curve;
  const validation = name.startsWith("validation/");
  const ofTask = validation ? text.validationLoss : text.trainLoss;
  return {
    label: task === null ? (text.knownLines[name] ?? name) : ofTask,
    color: validation ? `--accrue-series-${task === null ? 3 : 2}` : "--accrue-series-1",
    dots: validation,
    ...(isShare(name) && { formatTick: formatShareTick, limit: 1 }),
    ...(name === KNOWN.memory && { formatTick: formatMemoryTick }),
    format: FORMATS[name] ?? measures(name),
    curve: smoothed(curve, smoothing),
    raw: smoothing.by === "none" ? undefined : curve,
  };
}

/** Memory changes little: its marks would be alike with fewer digits. */
const formatMemoryTick = (bytes: number): string => formatBytes(bytes, 4);

const FORMATS: Readonly<Record<string, Line["format"]>> = {
  [KNOWN.memory]: (bytes) => formatBytes(bytes),
  [KNOWN.effectiveBatch]: formatCount,
};

const made = new Map<string, Line["format"]>();

/** One function for each series: another one would draw the chart anew. */
function measures(series: string): Line["format"] {
  const format = made.get(series) ?? ((value: number) => formatMeasure(series, value));
  made.set(series, format);
  return format;
}
