import { Button, Group, SegmentedControl, Select, Switch, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { FailureNotice } from "../app/Notice";
import { Chart } from "../curve/Chart";
import type { Line, Reading } from "../curve/chartOptions";
import { type Curve, since, xOf } from "../curve/curve";
import { formatCount, formatShareTick } from "../format/numbers";
import { formatStopwatch } from "../format/time";
import { formatMeasure, isShare } from "../measure/measures";
import { strings } from "../strings";
import classes from "./CompareChart.module.css";
import { type Choice, COMPARE_AXES, type CompareAxis } from "./choice";
import type { Difference } from "./differences";
import { GroupLegend } from "./GroupLegend";
import { type Look, lookOf } from "./looks";
import { comparedCurvesQuery } from "./queries";
import { Swatch } from "./Swatch";
import type { Compared } from "./useCompared";

const text = strings.compare;
const HEIGHT = 380;

interface CompareChartProps {
  compared: readonly Compared[];
  /** Fields in which the specs differ, by which jobs may be grouped. */
  fields: readonly Difference[];
  looks: readonly Look[];
  series: string;
  /** Series that at least one of the jobs has. */
  names: readonly string[];
  refresh: number | false;
  choice: Choice;
  /** The job whose line stands out. */
  emphasized: number | null;
  onChange: (next: Partial<Choice>) => void;
}

/** One series of each job, laid over each other. */
export function CompareChart(props: CompareChartProps) {
  const { compared, fields, looks, series, names, refresh, choice, emphasized, onChange } = props;
  const axis = choice.over ?? "OPTIMIZER_STEP";
  const [part, setPart] = useState<readonly [number, number] | null>(null);
  const ids = compared.map(({ job }) => job.id);
  const finer = part && axis !== "ELAPSED_MILLIS" ? { axis, from: part[0], to: part[1] } : null;
  const whole = useQuery({
    ...comparedCurvesQuery(ids, series, null),
    refetchInterval: refresh,
  });
  const close = useQuery({ ...comparedCurvesQuery(ids, series, finer), enabled: finer !== null });
  const shown = (finer && close.data) || whole.data;
  const all = useMemo(() => placed(compared, whole.data, axis), [compared, whole.data, axis]);
  const drawn = useMemo(() => placed(compared, shown, axis), [compared, shown, axis]);
  const lines = useLines(compared, looks, series, drawn);
  const change = (next: Partial<Choice>) => {
    setPart(null);
    onChange(next);
  };
  const points = all.some((curve) => (curve?.buckets.length ?? 0) > 0);
  return (
    <section className={`card ${classes.card}`} aria-label={text.chart(series)}>
      <Controls
        names={names}
        fields={fields}
        series={series}
        axis={axis}
        choice={choice}
        onChange={change}
      />
      <GroupLegend field={fields.find(({ path }) => path === choice.group)} />
      {whole.error && !whole.data ? (
        <FailureNotice error={whole.error} onRetry={whole.refetch} />
      ) : points ? (
        <ReadChart
          key={`${series} ${axis}`}
          title={text.chart(series)}
          lines={lines}
          axis={axis}
          part={part}
          whole={rangeOf(all, axis)}
          logarithmic={choice.log ?? false}
          emphasized={emphasized}
          onPart={setPart}
        />
      ) : (
        <div className={classes.empty} style={{ height: HEIGHT }}>
          {whole.isLoading ? strings.loading : series ? text.noPoints : text.noSeries}
        </div>
      )}
    </section>
  );
}

interface ControlsProps {
  names: readonly string[];
  fields: readonly Difference[];
  series: string;
  axis: CompareAxis;
  choice: Choice;
  onChange: (next: Partial<Choice>) => void;
}

function Controls({ names, fields, series, axis, choice, onChange }: ControlsProps) {
  const known = names.includes(series) || series === "" ? names : [...names, series];
  return (
    <div className={classes.controls}>
      <Select
        aria-label={text.series}
        data={[...known]}
        value={series || null}
        searchable
        allowDeselect={false}
        comboboxProps={{ shadow: "md" }}
        className={classes.series}
        onChange={(name) => name && onChange({ series: name })}
      />
      {fields.length > 0 && (
        <Select
          aria-label={text.groupBy}
          placeholder={text.groupBy}
          data={fields.map(({ path }) => path)}
          value={fields.some(({ path }) => path === choice.group) ? (choice.group ?? null) : null}
          searchable
          clearable
          comboboxProps={{ shadow: "md" }}
          className={classes.group}
          onChange={(group) => onChange({ group: group ?? undefined })}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label={text.over}
        value={axis}
        className={classes.axes}
        data={COMPARE_AXES.map((value) => ({ value, label: strings.charts.axes[value] }))}
        onChange={(value) =>
          onChange({ over: value === "OPTIMIZER_STEP" ? undefined : (value as CompareAxis) })
        }
      />
      <Switch
        size="xs"
        label={text.logScale}
        checked={choice.log ?? false}
        onChange={(event) => onChange({ log: event.currentTarget.checked || undefined })}
      />
    </div>
  );
}

interface ReadChartProps {
  title: string;
  lines: readonly Line[];
  axis: CompareAxis;
  part: readonly [number, number] | null;
  whole: readonly [number, number];
  logarithmic: boolean;
  emphasized: number | null;
  onPart: (part: readonly [number, number] | null) => void;
}

/** The chart and what is under the pointer, which changes too often to draw more than this anew. */
function ReadChart({ part, whole, onPart, ...drawn }: ReadChartProps) {
  const [reading, setReading] = useState<Reading | null>(null);
  const onSelect = useCallback(
    (from: number, to: number) => onPart([Math.max(0, from), to]),
    [onPart],
  );
  const onReset = useCallback(() => onPart(null), [onPart]);
  return (
    <>
      <Chart
        {...drawn}
        height={HEIGHT}
        range={part ?? whole}
        whole={part ? whole : undefined}
        onSelect={onSelect}
        onReset={onReset}
        onRead={setReading}
      />
      <Foot axis={drawn.axis} part={part} reading={reading} lines={drawn.lines} onReset={onReset} />
    </>
  );
}

interface FootProps {
  axis: CompareAxis;
  part: readonly [number, number] | null;
  reading: Reading | null;
  lines: readonly Line[];
  onReset: () => void;
}

/** What is under the pointer, or how to find out; and the part that is shown. */
function Foot({ axis, part, reading, lines, onReset }: FootProps) {
  const line = reading && lines[reading.line];
  return (
    <Group justify="space-between" gap="xs" mih={28}>
      {line && reading ? (
        <Text size="sm" className="tabular">
          <Swatch look={line} /> <b>{line.label}</b>{" "}
          {text.readings[axis](line.format(reading.value), written(axis, reading.x))}
        </Text>
      ) : (
        <Text size="xs" c="dimmed">
          {text.hint}
        </Text>
      )}
      {part && (
        <Group gap="xs">
          <Text size="sm" c="dimmed" className="tabular">
            {text.part(written(axis, Math.ceil(part[0])), written(axis, Math.floor(part[1])))}
          </Text>
          <Button size="compact-xs" variant="default" onClick={onReset}>
            {text.whole}
          </Button>
        </Group>
      )}
    </Group>
  );
}

function written(axis: CompareAxis, x: number): string {
  return axis === "ELAPSED_MILLIS" ? formatStopwatch(x / 1000) : formatCount(x);
}

/** The jobs' curves, each from its own beginning where time is compared. */
function placed(
  compared: readonly Compared[],
  curves: Readonly<Record<string, Curve>> | undefined,
  axis: CompareAxis,
): (Curve | undefined)[] {
  return compared.map(({ job }) => {
    const curve = curves?.[job.id];
    if (!curve || axis !== "ELAPSED_MILLIS") return curve;
    return since(
      job.startedAt ? Date.parse(job.startedAt) : (curve.buckets[0]?.atMillis ?? 0),
      curve,
    );
  });
}

function rangeOf(curves: readonly (Curve | undefined)[], axis: CompareAxis): [number, number] {
  const ends = curves.flatMap((curve) => {
    const last = curve?.buckets.at(-1);
    return last ? [xOf(axis, last)] : [];
  });
  return [0, Math.max(1, ...ends)];
}

function useLines(
  compared: readonly Compared[],
  looks: readonly Look[],
  series: string,
  curves: readonly (Curve | undefined)[],
): Line[] {
  const format = useMemo(() => (value: number) => formatMeasure(series, value), [series]);
  return useMemo(() => {
    const share = isShare(series) ? { formatTick: formatShareTick, limit: 1 } : {};
    const few = Math.max(...curves.map((curve) => curve?.buckets.length ?? 0)) <= 30;
    return compared.map(({ job }, index) => ({
      label: job.name,
      ...(looks[index] ?? lookOf(index)),
      ...share,
      format,
      dots: few,
      curve: curves[index],
    }));
  }, [compared, looks, series, curves, format]);
}
