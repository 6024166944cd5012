import { Button, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { Dataset, Model, Session } from "../api/types";
import { FailureNotice } from "../app/Notice";
import { Page } from "../app/Page";
import { forkOf } from "../checkpoint/fork";
import { datasetsQuery } from "../dataset/queries";
import { jobQuery } from "../jobs/queries";
import { modelQuery } from "../model/queries";
import { sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { blankDraft, type Draft, datasetDraft, modelDraft, sampleDraft } from "./draft";
import { draftOf } from "./read";
import { SubmitForm } from "./SubmitForm";

/** A new job: blank, the sample, or another job's spec. Waits for what the form is filled from. */
export function SubmitPage() {
  const { sample, dataset, model, from, checkpoint, take } = useSearch({
    from: "/signed-in/jobs/new",
  });
  const [modelTeam = "", modelName = ""] = model?.split("/") ?? [];
  const uploaded = useQuery({
    ...modelQuery(modelTeam, modelName),
    enabled: modelTeam !== "" && modelName !== "",
  });
  const { data: session } = useQuery(sessionQuery);
  const datasets = useQuery(datasetsQuery);
  const parent = useQuery({ ...jobQuery(from ?? ""), enabled: from !== undefined });
  const failed = [datasets, parent, uploaded].find((query) => query.error);
  if (failed) {
    return (
      <Page title={strings.submit.title}>
        <FailureNotice error={failed.error} onRetry={() => void failed.refetch()} />
      </Page>
    );
  }
  if (!session || !datasets.data || (from && !parent.data) || uploaded.isLoading) {
    return <LoadingForm />;
  }
  const teams = submittingTeams(session);
  const team = teams[0] ?? "";
  const again = parent.data && draftOf(parent.data.spec);
  return (
    <SubmitForm
      key={`${sample} ${dataset} ${model} ${from} ${checkpoint} ${take}`}
      initial={initialDraft(
        team,
        sample,
        datasets.data.find(({ name }) => name === dataset),
        uploaded.data ?? undefined,
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
  model: Model | undefined,
  parent: Draft | undefined,
): Draft {
  if (parent) return parent;
  if (sample) return sampleDraft(team);
  if (model) return modelDraft(model);
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
