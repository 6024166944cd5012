import { Group, Stack, Switch, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import type { Job } from "../api/types";
import { FailureNotice } from "../app/Notice";
import { Chart } from "../curve/Chart";
import type { Line } from "../curve/chartOptions";
import { type Curve, type Curves, gapSteps } from "../curve/curve";
import { CURVES, curvesQuery } from "../curve/queries";
import {
  formatCount,
  formatLoss,
  formatRate,
  formatShare,
  formatShareTick,
} from "../format/numbers";
import { isEnded } from "../jobs/lifecycle";
import { strings } from "../strings";
import classes from "./JobCharts.module.css";

const text = strings.job.charts;

/** A job's curves, growing while it trains. */
export function JobCharts({ job }: { job: Job }) {
  const { data: curves = {}, error, refetch } = useQuery(curvesQuery(job.id));
  const [logarithmic, setLogarithmic] = useState(false);
  const lines = useLines(curves);
  const ended = isEnded(job.state);
  const lastStep = Math.max(
    ...Object.values(curves).map((curve) => curve.optimizerSteps.at(-1) ?? 0),
  );
  if (error && Object.keys(curves).length === 0) {
    return <FailureNotice error={error} onRetry={refetch} />;
  }
  return (
    <Stack gap="md">
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
          lastStep={lastStep}
          logarithmic={logarithmic}
        />
      </ChartCard>
      <div className={classes.pair}>
        <ChartCard
          title={text.accuracy}
          curve={curves[CURVES.validationAccuracy]}
          empty={ended ? text.none : text.emptyAccuracy}
          height={190}
        >
          <Chart title={text.accuracy} lines={lines.accuracy} height={190} lastStep={lastStep} />
        </ChartCard>
        <ChartCard
          title={text.speed}
          curve={curves[CURVES.samplesPerSecond]}
          empty={ended ? text.none : text.empty}
          height={190}
        >
          <Chart title={text.speed} lines={lines.speed} height={190} lastStep={lastStep} />
        </ChartCard>
      </div>
    </Stack>
  );
}

function useLines(curves: Curves): Record<"loss" | "accuracy" | "speed", Line[]> {
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
  const gaps = gapSteps(curve);
  const hasPoints = (curve?.optimizerSteps.length ?? 0) > 0;
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
      {gaps.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {text.gaps(gaps.length, formatCount(gaps[0] ?? 0))}
        </Text>
      )}
    </section>
  );
}
