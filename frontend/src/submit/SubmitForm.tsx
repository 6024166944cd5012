import { Button, Collapse, List, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useMemo, useRef, useState } from "react";
import { asProblem, describe } from "../api/problem";
import type { Dataset, Job, Violation } from "../api/types";
import { Callout } from "../app/Callout";
import { Confirmation } from "../app/Confirmation";
import { Page } from "../app/Page";
import { ChevronIcon, SparkIcon } from "../icons";
import { placeOf } from "../spec/document";
import type { EditorHandle } from "../spec/SpecEditor";
import { strings } from "../strings";
import { ChangesCard } from "./ChangesCard";
import { checkDraft, usualTeam } from "./checks";
import { type Draft, sampleDraft } from "./draft";
import { DraftProvider, SaidProvider, useDraftForm } from "./form";
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
import { NOTHING, textOf, withTeam } from "./specText";
import { TemplateMenu } from "./TemplateMenu";
import { useServerPlan } from "./useServerPlan";
import { useSpecText } from "./useSpecText";
import { useStart } from "./useStart";
import { YamlCard } from "./YamlCard";

const text = strings.submit;

interface SubmitFormProps {
  initial: Draft;
  teams: readonly string[];
  datasets: readonly Dataset[];
  /** The job whose spec the draft began as. */
  origin?: Job | undefined;
}

export function SubmitForm({ initial, teams, datasets, origin }: SubmitFormProps) {
  const navigate = useNavigate();
  const submitJob = useSubmitJob();
  const element = useRef<HTMLFormElement>(null);
  const editor = useRef<EditorHandle>(null);
  const [more, setMore] = useState(false);
  const [elsewhere, setElsewhere] = useState<readonly Violation[]>([]);
  const form = useDraftForm({
    mode: "controlled",
    initialValues: initial,
    validate: (draft) => checkDraft(draft, usualTeam(teams)),
    validateInputOnBlur: true,
  });
  const spec = useSpecText(form);
  const start = useStart(spec, textOf(NOTHING, initial));
  const serverPlan = useServerPlan(spec, form.values);
  const { refusal } = serverPlan;
  const said = useMemo(
    () => (refusal ? placeViolations(refusal, () => true).byField : {}),
    [refusal],
  );
  const showMore = more || moreHasErrors(form.errors) || moreHasErrors(said);

  const refuse = (error: unknown) => {
    const placed = placeViolations(asProblem(error), (path) => form.getInputNode(path) !== null);
    form.setErrors(placed.byField);
    setElsewhere(placed.elsewhere);
    focusFirstError(element);
  };
  const submit = form.onSubmit(
    () => send(),
    () => focusFirstError(element),
  );
  const send = () => {
    setElsewhere([]);
    submitJob.mutate(spec.text, {
      onError: refuse,
      onSuccess: (job) => navigate({ to: "/jobs/$jobId", params: { jobId: job.id } }),
    });
  };

  return (
    <Page
      title={text.title}
      actions={
        <>
          <TemplateMenu
            onChoose={({ name, yaml }) =>
              start.begin(name, () => {
                // The server's own choice need not be written.
                const { team } = form.values;
                const written = withTeam(yaml, team === usualTeam(teams) ? "" : team);
                spec.write(written);
                return written;
              })
            }
          />
          <Button
            variant="default"
            leftSection={<SparkIcon size={14} />}
            onClick={() =>
              start.begin(text.preset, () => {
                const sample = sampleDraft(form.values.team);
                spec.forget();
                form.setValues(sample);
                form.clearErrors();
                return textOf(NOTHING, sample);
              })
            }
          >
            {text.preset}
          </Button>
        </>
      }
      below={
        <Text c="dimmed" mt="-0.6rem" mb="md">
          {text.lead}
        </Text>
      }
    >
      <VisuallyHidden role="status">
        {start.chosen && text.templates.chosen(start.chosen)}
      </VisuallyHidden>
      <Confirmation
        danger
        opened={start.asked !== null}
        onClose={start.refuse}
        title={text.templates.replaceTitle}
        confirm={text.templates.confirm}
        keep={text.templates.keep}
        pending={false}
        onConfirm={start.accept}
      >
        <Text>{text.templates.replace(start.asked ?? "")}</Text>
      </Confirmation>
      <DraftProvider form={form}>
        <SaidProvider value={said}>
          <form
            ref={element}
            noValidate
            className={classes.columns}
            onSubmit={(event) => {
              if (!spec.error) return submit(event);
              event.preventDefault();
              editor.current?.goTo(spec.error.from);
            }}
          >
            <fieldset className={classes.fields} disabled={spec.error !== null}>
              <Stack gap="md">
                {spec.error && (
                  <Callout tone="caution" title={text.yaml.brokenTitle(spec.error.line)}>
                    {text.yaml.brokenHint}
                  </Callout>
                )}
                <JobSection teams={teams} />
                <DataSection datasets={datasets} usualTeam={usualTeam(teams)} />
                <ModelSection datasets={datasets} />
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
            </fieldset>
            <div className={classes.side}>
              <Stack gap="md">
                <YamlCard
                  spec={spec}
                  refusal={refusal}
                  accepted={serverPlan.plan !== null && !serverPlan.old}
                  shared={origin !== undefined}
                  editor={editor}
                />
                {origin && <ChangesCard origin={origin} server={serverPlan} />}
              </Stack>
              <div className={classes.plan}>
                <PlanCard
                  draftPlan={planOf(form.values, datasets)}
                  training={form.values.training}
                  server={serverPlan}
                />
                {submitJob.isError && (
                  <Refused
                    error={submitJob.error}
                    elsewhere={elsewhere}
                    lineOf={(field) => spec.document && placeOf(spec.document, field).line}
                  />
                )}
                <Button
                  type="submit"
                  size="md"
                  loading={submitJob.isPending}
                  className={classes.send}
                >
                  {text.send}
                </Button>
              </div>
            </div>
          </form>
        </SaidProvider>
      </DraftProvider>
    </Page>
  );
}

interface RefusedProps {
  error: unknown;
  elsewhere: readonly Violation[];
  lineOf: (field: string) => number | null;
}

function Refused({ error, elsewhere, lineOf }: RefusedProps) {
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
              {text.yaml.line(lineOf(violation.field) ?? 1)}, <code>{violation.field}</code>:{" "}
              {describe(violation)}
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
