import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "../api/problem";
import type { Team } from "../api/types";
import { Card, CardToCome } from "../app/Card";
import { Anchor } from "../app/links";
import { formatHours } from "../format/numbers";
import { formatDay } from "../format/time";
import { strings } from "../strings";
import { DayBars } from "../usage/DayBars";
import { beginningOf, teamDaysOf } from "../usage/daily";
import { dailyUsageQuery } from "../usage/queries";
import { colorOf } from "./device";

const text = strings.overview.usage;
const DAYS = 14;
const REFRESH_MILLIS = 60_000;

/** Who held devices in the last two weeks, in the teams' colours. */
export function UsageOverTime({ teams }: { teams: readonly Team[] | undefined }) {
  const [from] = useState(() => beginningOf(DAYS, Date.now()));
  const { data: report, error } = useQuery({
    ...dailyUsageQuery(from),
    refetchInterval: REFRESH_MILLIS,
  });
  if (!teams || (!report && !error)) {
    return <CardToCome title={text.title} height={120} />;
  }
  const names = teams.map(({ team }) => team);
  const days = report ? teamDaysOf(report.rows, from, DAYS) : [];
  const held = days.some(({ teams: hours }) => hours.length > 0);
  return (
    <Card
      title={text.title}
      actions={
        <Anchor to="/usage" size="sm">
          {text.more}
        </Anchor>
      }
    >
      {held ? (
        <DayBars
          days={days.map(({ day, teams: hours }) => ({
            day,
            title: `${formatDay(day)}: ${
              hours.map((each) => text.part(each.team, formatHours(each.hours))).join(", ") ||
              text.nothing
            }`,
            parts: hours.map((each) => ({
              key: each.team,
              hours: each.hours,
              fill: colorOf(each.team, names),
            })),
          }))}
        />
      ) : (
        <Text size="sm" c="dimmed">
          {error && !report ? asProblem(error).message : text.none}
        </Text>
      )}
    </Card>
  );
}
