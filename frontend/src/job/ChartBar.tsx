import { Button, Group, Menu, NativeSelect, SegmentedControl, Switch, Text } from "@mantine/core";
import { formatOf } from "../curve/chartOptions";
import type { Part } from "../curve/queries";
import { type ChartSettings, JOB_AXES, type JobAxis, SMOOTHINGS } from "../curve/settings";
import { strings } from "../strings";

const text = strings.job.charts;

interface ChartBarProps {
  jobId: string;
  settings: ChartSettings;
  /** What is drawn over: another than was chosen while it is not known how. */
  axis: JobAxis;
  /** The part that is shown, and of what its ends are counted. */
  part: Part | null;
  unit: number;
  onChange: (change: Partial<ChartSettings>) => void;
  onReset: () => void;
}

/** What the charts are drawn over, which part of it, and how. */
export function ChartBar(props: ChartBarProps) {
  const { jobId, settings, axis, part, unit, onChange, onReset } = props;
  const write = formatOf(axis);
  const whole = axis === "EPOCH" ? (x: number) => x : Math.round;
  return (
    <>
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={text.axis}
          value={settings.axis}
          data={JOB_AXES.map((value) => ({ value, label: strings.charts.axes[value] }))}
          onChange={(value) => onChange({ axis: value as JobAxis })}
        />
        {part ? (
          <Group gap="xs">
            <Text size="sm" c="dimmed" className="tabular">
              {text.part(write(whole(part.from / unit)), write(whole(part.to / unit)))}
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
      <Group gap="md">
        <NativeSelect
          size="xs"
          aria-label={text.smoothing}
          value={settings.smoothing}
          data={Object.keys(SMOOTHINGS).map((value) => ({
            value,
            label: text.smoothings[value as keyof typeof SMOOTHINGS],
          }))}
          onChange={(event) =>
            onChange({ smoothing: event.currentTarget.value as keyof typeof SMOOTHINGS })
          }
        />
        <Switch
          size="xs"
          label={text.outliers}
          checked={settings.outliers}
          onChange={(event) => onChange({ outliers: event.currentTarget.checked })}
        />
        <Switch
          size="xs"
          label={text.logScaleX}
          checked={settings.logarithmicX && axis !== "AT_MILLIS"}
          disabled={axis === "AT_MILLIS"}
          onChange={(event) => onChange({ logarithmicX: event.currentTarget.checked })}
        />
      </Group>
    </>
  );
}

function ExportMenu({ jobId }: { jobId: string }) {
  const path = `/api/v1/jobs/${encodeURIComponent(jobId)}/series/export`;
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
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
