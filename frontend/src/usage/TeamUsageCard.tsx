import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { Anchor } from "../app/links";
import { FailureNotice } from "../app/Notice";
import { formatDecimal, formatShareTick } from "../format/numbers";
import { strings } from "../strings";
import { DailyUsage } from "./DailyUsage";
import { beginningOf, daysOf, hoursOf } from "./daily";
import { dailyUsageQuery } from "./queries";
import { UsageLegend } from "./UsageBar";

const text = strings.usage.daily;
const DAYS = 30;

/** What a team's devices did in the last weeks, day by day. */
export function TeamUsageCard({ team }: { team: string }) {
  const [from] = useState(() => beginningOf(DAYS, Date.now()));
  const { data: report, error, isPending, refetch } = useQuery(dailyUsageQuery(from));
  const days = report && daysOf(report.rows, team, from, DAYS);
  const hours = days?.reduce((sum, day) => sum + hoursOf(day), 0) ?? 0;
  const useful = days?.reduce((sum, day) => sum + day.useful, 0) ?? 0;
  return (
    <Card
      title={text.title}
      lead={
        days &&
        hours > 0 &&
        text.lead(formatDecimal(hours), formatShareTick(wholePercent(useful / hours)))
      }
      actions={
        <Anchor to="/usage" size="sm">
          {text.report}
        </Anchor>
      }
    >
      {error && !report && <FailureNotice error={error} onRetry={refetch} />}
      {!report && isPending && <LoadingRows count={1} height={90} />}
      {days && hours === 0 && (
        <Text size="sm" c="dimmed">
          {text.none}
        </Text>
      )}
      {days && hours > 0 && (
        <>
          <DailyUsage days={days} />
          <UsageLegend />
        </>
      )}
    </Card>
  );
}

const wholePercent = (share: number): number => Math.round(share * 100) / 100;
