import { Button, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { Dataset, Session } from "../api/types";
import { FailureNotice } from "../app/Notice";
import { Page } from "../app/Page";
import { forkOf } from "../checkpoint/fork";
import { datasetsQuery } from "../dataset/queries";
import { jobQuery } from "../jobs/queries";
import { sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { blankDraft, type Draft, datasetDraft, sampleDraft } from "./draft";
import { draftOf } from "./read";
import { SubmitForm } from "./SubmitForm";

/** A new job: blank, the sample, or another job's spec. Waits for what the form is filled from. */
export function SubmitPage() {
  const { sample, dataset, from, checkpoint, take } = useSearch({ from: "/signed-in/jobs/new" });
  const { data: session } = useQuery(sessionQuery);
  const datasets = useQuery(datasetsQuery);
  const parent = useQuery({ ...jobQuery(from ?? ""), enabled: from !== undefined });
  const error = datasets.error ?? parent.error;
  if (error) {
    return (
      <Page title={strings.submit.title}>
        <FailureNotice
          error={error}
          onRetry={() => void (datasets.error ? datasets.refetch() : parent.refetch())}
        />
      </Page>
    );
  }
  if (!session || !datasets.data || (from && !parent.data)) return <LoadingForm />;
  const teams = submittingTeams(session);
  const team = teams[0] ?? "";
  const again = parent.data && draftOf(parent.data.spec);
  return (
    <SubmitForm
      key={`${sample} ${dataset} ${from} ${checkpoint} ${take}`}
      initial={initialDraft(
        team,
        sample,
        datasets.data.find(({ name }) => name === dataset),
        again && checkpoint ? forkOf(again, checkpoint, take) : again,
      )}
      teams={teams}
      datasets={datasets.data}
    />
  );
}

function initialDraft(
  team: string,
  sample: true | undefined,
  dataset: Dataset | undefined,
  parent: Draft | undefined,
): Draft {
  if (parent) return parent;
  if (sample) return sampleDraft(team);
  return dataset ? datasetDraft(team, dataset) : blankDraft(team);
}

function submittingTeams(session: Session): string[] {
  return session.teams.filter((team) => team.role !== "VIEWER").map((team) => team.name);
}

function LoadingForm() {
  return (
    <Page
      title={strings.submit.title}
      actions={
        <Button variant="default" disabled>
          {strings.submit.preset}
        </Button>
      }
    >
      <Stack role="status" aria-label={strings.loading}>
        <Skeleton height={130} radius="md" />
        <Skeleton height={220} radius="md" />
        <Skeleton height={180} radius="md" />
      </Stack>
    </Page>
  );
}
