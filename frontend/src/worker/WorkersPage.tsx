import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Worker } from "../api/types";
import { ButtonLink } from "../app/links";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { formatCount } from "../format/numbers";
import { sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { isThere } from "./condition";
import { workersQuery } from "./queries";
import { WorkerCard } from "./WorkerCard";

const text = strings.workers;

/** The machines that train, and what each of their devices does now. */
export function WorkersPage() {
  const { data: workers, error, refetch } = useQuery(workersQuery);
  const { data: session } = useQuery(sessionQuery);
  return (
    <Page
      title={text.title}
      actions={
        session?.administrator && (
          <ButtonLink to="/worker-tokens" variant="default">
            {strings.workerTokens.manage}
          </ButtonLink>
        )
      }
    >
      <Stack gap="md">
        {error && !workers && <FailureNotice error={error} onRetry={refetch} />}
        {!workers && !error && (
          <Stack role="status" aria-label={strings.loading}>
            <Skeleton height={190} radius="md" />
            <Skeleton height={190} radius="md" />
          </Stack>
        )}
        {workers?.length === 0 && <Notice title={text.emptyTitle}>{text.empty}</Notice>}
        {workers && workers.length > 0 && <Text c="dimmed">{describe(workers)}</Text>}
        {workers?.map((worker) => (
          <WorkerCard
            key={worker.id}
            worker={worker}
            administrator={session?.administrator ?? false}
          />
        ))}
      </Stack>
    </Page>
  );
}

function describe(workers: readonly Worker[]): string {
  const devices = workers.filter(isThere).flatMap((worker) => worker.devices);
  const busy = devices.filter((device) => device.busy).length;
  return text.summary(formatCount(busy), formatCount(devices.length), devices.length);
}
