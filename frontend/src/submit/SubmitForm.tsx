import { Button, Collapse, List, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useRef, useState } from "react";
import { asProblem, describe } from "../api/problem";
import type { Dataset, Violation } from "../api/types";
import { Callout } from "../app/Callout";
import { Page } from "../app/Page";
import { ChevronIcon, SparkIcon } from "../icons";
import { SpecCode } from "../spec/SpecCode";
import { toYaml } from "../spec/yaml";
import { strings } from "../strings";
import { checkDraft } from "./checks";
import { type Draft, sampleDraft } from "./draft";
import { DraftProvider, useDraftForm } from "./form";
import { PlanCard } from "./PlanCard";
import { planOf } from "./planOf";
import { useSubmitJob } from "./queries";
import { placeViolations } from "./refusal";
import classes from "./SubmitPage.module.css";
import {
  BatchSection,
  CheckpointSection,
  DataSection,
  JobSection,
  ModelSection,
  MoreSection,
  OptimizerSection,
} from "./sections";
import { toSpec } from "./spec";
import { useServerPlan } from "./useServerPlan";

const text = strings.submit;

interface SubmitFormProps {
  initial: Draft;
  teams: readonly string[];
  datasets: readonly Dataset[];
}

export function SubmitForm({ initial, teams, datasets }: SubmitFormProps) {
  const navigate = useNavigate();
  const submitJob = useSubmitJob();
  const element = useRef<HTMLFormElement>(null);
  const [more, setMore] = useState(false);
  const [elsewhere, setElsewhere] = useState<readonly Violation[]>([]);
  const form = useDraftForm({
    mode: "controlled",
    initialValues: initial,
    validate: (draft) => checkDraft(draft),
    validateInputOnBlur: true,
  });
  const yaml = toYaml(toSpec(form.values));
  const serverPlan = useServerPlan(form.values);
  const showMore = more || moreHasErrors(form.errors);

  const refuse = (error: unknown) => {
    const refusal = placeViolations(asProblem(error), (path) => form.getInputNode(path) !== null);
    form.setErrors(refusal.byField);
    setElsewhere(refusal.elsewhere);
    focusFirstError(element);
  };
  const send = () => {
    setElsewhere([]);
    submitJob.mutate(yaml, {
      onError: refuse,
      onSuccess: (job) => navigate({ to: "/jobs/$jobId", params: { jobId: job.id } }),
    });
  };

  return (
    <Page
      title={text.title}
      actions={
        <Button
          variant="default"
          leftSection={<SparkIcon size={14} />}
          onClick={() => {
            form.setValues(sampleDraft(form.values.team));
            form.clearErrors();
          }}
        >
          {text.preset}
        </Button>
      }
      below={
        <Text c="dimmed" mt="-0.6rem" mb="md">
          {text.lead}
        </Text>
      }
    >
      <DraftProvider form={form}>
        <form
          ref={element}
          noValidate
          className={classes.columns}
          onSubmit={form.onSubmit(send, () => focusFirstError(element))}
        >
          <Stack gap="md" className={classes.fields}>
            {teams.length === 0 && <Callout tone="caution">{text.noTeam}</Callout>}
            <JobSection teams={teams} />
            <DataSection datasets={datasets} />
            <ModelSection />
            <BatchSection />
            <OptimizerSection />
            <Button
              variant="subtle"
              aria-expanded={showMore}
              onClick={() => setMore(!showMore)}
              rightSection={<ChevronIcon size={14} />}
              className={classes.more}
              data-open={showMore || undefined}
            >
              {showMore ? text.hideMore : text.showMore}
            </Button>
            <Collapse expanded={showMore}>
              <Stack gap="md">
                <MoreSection />
                <CheckpointSection />
              </Stack>
            </Collapse>
          </Stack>
          <div className={classes.aside}>
            <PlanCard
              draftPlan={planOf(form.values, datasets)}
              training={form.values.training}
              server={serverPlan}
            />
            {submitJob.isError && <Refused error={submitJob.error} elsewhere={elsewhere} />}
            <Button
              type="submit"
              size="md"
              loading={submitJob.isPending}
              disabled={teams.length === 0}
              className={classes.send}
            >
              {text.send}
            </Button>
            <SpecCode title={text.sendHint} yaml={yaml} />
          </div>
        </form>
      </DraftProvider>
    </Page>
  );
}

function Refused({ error, elsewhere }: { error: unknown; elsewhere: readonly Violation[] }) {
  const problem = asProblem(error);
  const atFields = problem.violations.length - elsewhere.length;
  return (
    <Callout tone="bad" role="alert" title={text.refusedTitle}>
      {problem.violations.length === 0 && problem.message}
      {atFields > 0 && text.refusedFields(atFields)}
      {elsewhere.length > 0 && (
        <List size="sm">
          {elsewhere.map((violation) => (
            <List.Item key={violation.field}>
              <code>{violation.field}</code>: {describe(violation)}
            </List.Item>
          ))}
        </List>
      )}
    </Callout>
  );
}

/** Fields that are out of sight come into it when something is wrong with them. */
function moreHasErrors(errors: Record<string, unknown>): boolean {
  const shown =
    /^(training\.(lastWindow|lossNormalization|batchNormMomentum|precision|seed|maxSkipped)|checkpoints|retries)/;
  return Object.entries(errors).some(([path, error]) => error && shown.test(path));
}

/** After the errors are drawn: a person who cannot see them is brought to the first. */
function focusFirstError(form: RefObject<HTMLFormElement | null>): void {
  requestAnimationFrame(() =>
    form.current?.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus(),
  );
}
