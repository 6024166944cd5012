import { Button, Group, Menu, Text, Title } from "@mantine/core";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import type uPlot from "uplot";
import { Chart, type ChartProps } from "../curve/Chart";
import { type Curve, gapsOf } from "../curve/curve";
import type { PictureFormat } from "../curve/saveChart";
import { formatCount } from "../format/numbers";
import { DownloadIcon } from "../icons";
import { strings } from "../strings";
import classes from "./JobCharts.module.css";

const text = strings.job.charts;

interface ChartCardProps extends ChartProps {
  jobId: string;
  /** What its file is called, without its ending. */
  file: string;
  /** The curve without which there is nothing to draw. */
  curve: Curve | undefined;
  empty: string;
  heading?: 2 | 3;
  aside?: ReactNode;
  foot?: ReactNode;
}

/** A chart with its title, and how to save what it shows. */
export function ChartCard(props: ChartCardProps) {
  const { jobId, file, curve, empty, heading = 2, aside, foot, ...chart } = props;
  const plot = useRef<uPlot>(null);
  const [notSaved, setNotSaved] = useState(false);
  const gaps = gapsOf(curve);
  const hasPoints = (curve?.buckets.length ?? 0) > 0;
  return (
    <section className={`card ${classes.card}`}>
      <Group justify="space-between" mb="xs" gap="xs" wrap="nowrap">
        <Title order={heading} size="h2" className={classes.title}>
          {chart.title}
        </Title>
        {hasPoints && (
          <Group gap="sm" wrap="nowrap">
            {aside}
            <SaveMenu jobId={jobId} plot={plot} file={file} chart={chart} onFailure={setNotSaved} />
          </Group>
        )}
      </Group>
      {hasPoints ? (
        <Chart {...chart} plotRef={plot} />
      ) : (
        <div className={classes.empty} style={{ height: chart.height }}>
          {empty}
        </div>
      )}
      {foot}
      {notSaved && (
        <Text size="sm" c="var(--accrue-bad)" mt="xs" role="alert">
          {text.notSaved}
        </Text>
      )}
      {gaps.count > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {text.gaps(gaps.count, formatCount(gaps.firstStep))}
        </Text>
      )}
    </section>
  );
}

interface SaveMenuProps {
  jobId: string;
  plot: RefObject<uPlot | null>;
  file: string;
  chart: ChartProps;
  /** Hears whether it failed. */
  onFailure: (failed: boolean) => void;
}

function SaveMenu({ jobId, plot, file, chart, onFailure }: SaveMenuProps) {
  const save = async (format: PictureFormat) => {
    try {
      const { saveChart } = await import("../curve/saveChart");
      if (plot.current) await saveChart(plot.current, chart, format, file);
      onFailure(false);
    } catch {
      onFailure(true);
    }
  };
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button size="compact-xs" variant="subtle" aria-label={text.save(chart.title)}>
          <DownloadIcon size={14} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(text.pictures) as PictureFormat[]).map((format) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {text.pictures[format]}
          </Menu.Item>
        ))}
        <Menu.Item component="a" href={csvOf(jobId, chart)} download>
          {text.asCsv}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Every point of a chart's curves, as the server has them. */
function csvOf(jobId: string, { lines }: ChartProps): string {
  const names = lines.flatMap(({ curve }) => (curve ? encodeURIComponent(curve.name) : []));
  return `/api/v1/jobs/${encodeURIComponent(jobId)}/series/export?format=CSV&names=${names.join()}`;
}
