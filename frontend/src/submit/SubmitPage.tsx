import { Button, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { Dataset, Model, Session } from "../api/types";
import { ButtonLink } from "../app/links";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { forkOf } from "../checkpoint/fork";
import { datasetsQuery } from "../dataset/queries";
import { jobQuery } from "../jobs/queries";
import { modelQuery } from "../model/queries";
import { sessionQuery } from "../session/queries";
import { submittingTeams } from "../session/rights";
import { strings } from "../strings";
import { blankDraft, type Draft, datasetDraft, modelDraft, sampleDraft } from "./draft";
import { draftOf } from "./read";
import { SubmitForm } from "./SubmitForm";

const text = strings.submit;

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
  const teams = submittingTeams(session);
  const datasets = useQuery(datasetsQuery);
  const parent = useQuery({ ...jobQuery(from ?? ""), enabled: from !== undefined });
  if (session && teams.length === 0) return <Closed session={session} />;
  const failed = [datasets, parent, uploaded].find((query) => query.error);
  if (failed) {
    return (
      <Page title={text.title}>
        <FailureNotice error={failed.error} onRetry={() => void failed.refetch()} />
      </Page>
    );
  }
  if (!session || !datasets.data || (from && !parent.data) || uploaded.isLoading) {
    return <LoadingForm />;
  }
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
      origin={parent.data}
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

/** For those who may only look on, or are in no team yet. */
function Closed({ session }: { session: Session }) {
  const viewer = session.teams.length > 0;
  return (
    <Page title={text.title}>
      <Notice
        title={viewer ? text.closedTitle : undefined}
        actions={
          viewer && (
            <ButtonLink to="/jobs" variant="default">
              {text.toJobs}
            </ButtonLink>
          )
        }
      >
        {viewer ? text.closed(session.teams.map(({ name }) => name)) : text.noTeam}
      </Notice>
    </Page>
  );
}

function LoadingForm() {
  return (
    <Page
      title={text.title}
      actions={
        <Button variant="default" disabled>
          {text.preset}
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
