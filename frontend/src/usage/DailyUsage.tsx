import { formatDecimal } from "../format/numbers";
import { formatDay } from "../format/time";
import { strings } from "../strings";
import { type BarDay, DayBars } from "./DayBars";
import type { UsageDay } from "./daily";

const FILLS = {
  useful: "var(--accrue-series-3)",
  wasted: "var(--accrue-series-2)",
  idle: "var(--accrue-series-7)",
} as const;
const PARTS = ["useful", "wasted", "idle"] as const;

/** A team's days and what its devices did on them: what was of use at the bottom. */
export function DailyUsage({ days }: { days: readonly UsageDay[] }) {
  return <DayBars days={days.map(barOf)} />;
}

const barOf = (day: UsageDay): BarDay => ({
  day: day.day,
  title: `${formatDay(day.day)}: ${strings.usage.bar(formatDecimal(day.useful), formatDecimal(day.wasted), formatDecimal(day.idle))}`,
  parts: PARTS.map((part) => ({ key: part, hours: day[part], fill: FILLS[part] })),
});
