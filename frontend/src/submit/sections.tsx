import { Input, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Dataset, DatasetColumn, Metric } from "../api/types";
import { Callout } from "../app/Callout";
import { Anchor } from "../app/links";
import { RetentionFields } from "../checkpoint/RetentionFields";
import { isTable, usualTarget } from "../dataset/file";
import { columnsQuery } from "../dataset/queries";
import { formatLoss } from "../format/numbers";
import { measuresOf } from "../measure/measures";
import { isMembers, type Members, type SpecValue } from "../spec/yaml";
import { strings } from "../strings";
import { usualTeam } from "./checks";
import { type Draft, dataDraft, modelFor } from "./draft";
import { ChoiceField, NumberField, SwitchField, TextField } from "./fields";
import { useDraft, useField } from "./form";
import { Section, Wide } from "./Section";
import classes from "./SubmitPage.module.css";

const { fields, sections } = strings.submit;

export function JobSection({ teams }: { teams: readonly string[] }) {
  return (
    <Section title={sections.job}>
      <TextField path="name" label={fields.name} required />
      <ChoiceField
        path="team"
        label={fields.team}
        placeholder={usualTeam(teams)}
        choices={teams}
        required
      />
    </Section>
  );
}

export function ModelSection({ datasets }: { datasets: readonly Dataset[] }) {
  const form = useDraft();
  const { architecture, unseen } = form.values.model;
  const cnn = architecture === "cnn";
  const dataset = datasets.find((each) => each.name === form.values.data.dataset);
  const { mlp } = fields.architectures;
  // Rows of a table are no images.
  const offered = dataset && isTable(dataset) && !cnn ? { mlp } : fields.architectures;
  // What the form has no fields for can be chosen again, and is sent as it was written.
  const kept = keptChoice(unseen?.architecture);
  const choice = (
    <Wide>
      <Choice
        path="model.architecture"
        label={fields.architecture}
        of={{ ...offered, ...kept }}
        hint={architecture === unseen?.architecture ? fields.keptHint : undefined}
      />
    </Wide>
  );
  if (architecture === unseen?.architecture)
    return <Section title={sections.model}>{choice}</Section>;
  return (
    <Section title={sections.model}>
      {choice}
      {cnn && (
        <TextField
          path="model.channels"
          label={fields.channels}
          hint={fields.channelsHint}
          placeholder={strings.submit.optional}
        />
      )}
      <TextField path="model.hidden" label={fields.hidden} hint={fields.hiddenHint} />
      <NumberField path="model.dropout" label={fields.dropout} hint={fields.dropoutHint} />
      {cnn && (
        <Wide>
          <SwitchField path="model.batchNorm" label={fields.batchNorm} />
        </Wide>
      )}
    </Section>
  );
}

/** The split that the server takes where none is written, if there is one of that name. */
const usual = (names: readonly string[], split: string) => names.find((name) => name === split);

/** An optimizer that moves a weight by its learning rate gets no further in a short job. */
const LARGE_TARGET = 1000;

const largest = ({ min, max }: DatasetColumn): number =>
  Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));

interface DataSectionProps {
  datasets: readonly Dataset[];
  /** Whose data it is where the draft names no team. */
  usualTeam: string;
}

export function DataSection({ datasets, usualTeam }: DataSectionProps) {
  const form = useDraft();
  const { data, model } = form.values;
  const team = form.values.team || usualTeam;
  const dataset = datasets.find((each) => each.name === data.dataset);
  const table = dataset !== undefined && isTable(dataset);
  const names = dataset?.splits.map((split) => split.name) ?? [];
  const trainSplit = data.trainSplit || usual(names, "train");
  // What is held out of the training split has its name where the server completed the spec.
  const testSplit = usual(names, "test");
  const heldOut =
    data.validationSplit === trainSplit && (data.validationFraction !== "" || !testSplit);
  const ownSplit =
    !heldOut && (data.validationSplit || (data.validationFraction === "" && testSplit));
  const columns = useQuery({
    ...columnsQuery(team, data.dataset, trainSplit ?? ""),
    enabled: table && team !== "" && trainSplit !== undefined,
  }).data?.columns;
  const usualColumn = columns && usualTarget(columns.map((column) => column.name));
  const target = columns?.find((column) => column.name === (data.target || usualColumn));
  const most = target?.kind === "NUMBER" ? largest(target) : 0;
  // A new data set's own splits, not the last one's, and a model that takes its samples.
  const choose = (name: string) => {
    const chosen = datasets.find((each) => each.name === name);
    if (!chosen) return;
    form.setFieldValue("data", { ...dataDraft(chosen), unseen: data.unseen });
    if (isTable(chosen) && model.architecture === "cnn") {
      form.setFieldValue("model", { ...model, ...modelFor(chosen, model) });
    }
  };
  return (
    <Section title={sections.data}>
      <Wide>
        <ChoiceField
          path="data.dataset"
          label={fields.dataset}
          hint={dataset?.description}
          choices={datasets.map((each) => each.name)}
          onChoose={choose}
          required
        />
        <Anchor to="/datasets" size="sm" className={classes.beside}>
          {fields.uploadOwn}
        </Anchor>
      </Wide>
      {table && (
        <Wide>
          <ChoiceField
            path="data.target"
            label={fields.target}
            hint={fields.targetHint(usualColumn)}
            placeholder={usualColumn}
            choices={columns?.map((column) => column.name) ?? []}
          />
        </Wide>
      )}
      {target?.kind === "NUMBER" && (
        <Wide>
          <SwitchField
            path="data.standardizeTarget"
            label={fields.standardizeTarget(target.name)}
            hint={fields.standardizeTargetHint}
          />
          {!data.standardizeTarget && most > LARGE_TARGET && (
            <div className={classes.beside}>
              <Callout tone="caution">{fields.targetLarge(target.name, formatLoss(most))}</Callout>
            </div>
          )}
        </Wide>
      )}
      <ChoiceField
        path="data.trainSplit"
        label={fields.trainSplit}
        placeholder={usual(names, "train")}
        choices={names}
      />
      {ownSplit || !dataset ? (
        <ChoiceField
          path="data.validationSplit"
          label={fields.validationSplit}
          placeholder={usual(names, "test")}
          choices={names}
        />
      ) : (
        <NumberField
          path="data.validationFraction"
          label={fields.validationFraction}
          hint={fields.validationFractionHint}
          placeholder=""
        />
      )}
    </Section>
  );
}

export function BatchSection() {
  const form = useDraft();
  const { length } = form.values.training;
  return (
    <Section title={sections.batch}>
      <TextField
        path="training.batch.effective"
        label={fields.effective}
        hint={fields.effectiveHint}
        required
      />
      <TextField
        path="training.batch.micro"
        label={fields.micro}
        hint={fields.microHint}
        placeholder={strings.submit.optional}
      />
      <Choice path="training.length" label={fields.length} of={fields.lengths} />
      <NumberField key={length} path={`training.${length}`} label={fields[length]} required />
    </Section>
  );
}

export function OptimizerSection() {
  const form = useDraft();
  const { name, unseen } = form.values.training.optimizer;
  const sgd = name === "sgd";
  const kept = keptChoice(unseen?.name);
  const choice = (
    <>
      <Wide>
        <Choice
          path="training.optimizer.name"
          label={fields.optimizer}
          of={{ ...fields.optimizers, ...kept }}
          hint={name === unseen?.name ? fields.keptHint : undefined}
        />
      </Wide>
      <NumberField path="training.learningRate" label={fields.learningRate} />
    </>
  );
  if (name === unseen?.name) return <Section title={sections.optimizer}>{choice}</Section>;
  return (
    <Section title={sections.optimizer}>
      {choice}
      <NumberField path="training.optimizer.weightDecay" label={fields.weightDecay} />
      {sgd ? (
        <>
          <NumberField path="training.optimizer.momentum" label={fields.momentum} />
          <Wide>
            <SwitchField path="training.optimizer.nesterov" label={fields.nesterov} />
          </Wide>
        </>
      ) : (
        <>
          <NumberField path="training.optimizer.beta1" label={fields.beta1} />
          <NumberField path="training.optimizer.beta2" label={fields.beta2} />
          <NumberField path="training.optimizer.epsilon" label={fields.epsilon} />
        </>
      )}
    </Section>
  );
}

/** Settings that have good defaults. */
export function MoreSection() {
  const form = useDraft();
  const { architecture, batchNorm } = form.values.model;
  return (
    <Section title={sections.more}>
      <ChoiceField
        path="training.lastWindow"
        label={fields.lastWindow}
        choices={fields.lastWindows}
      />
      <ChoiceField
        path="training.lossNormalization"
        label={fields.lossNormalization}
        choices={fields.lossNormalizations}
      />
      {(architecture === "cnn" ? batchNorm : architecture !== "mlp") && (
        <ChoiceField
          path="training.batchNormMomentum"
          label={fields.batchNormMomentum}
          choices={fields.batchNormMomenta}
        />
      )}
      <ChoiceField path="training.precision" label={fields.precision} choices={fields.precisions} />
      <NumberField path="training.seed" label={fields.seed} hint={fields.seedHint} />
      <NumberField
        path="training.maxSkippedStepsInARow"
        label={fields.maxSkippedStepsInARow}
        hint={fields.maxSkippedHint}
      />
      <NumberField path="retries.max" label={fields.retries} hint={fields.retriesHint} />
    </Section>
  );
}

/** When the job saves, and what of it is kept. */
export function CheckpointSection() {
  const { checkpoints, training } = useDraft().values;
  const connect = useField();
  return (
    <Section title={sections.checkpoints}>
      <NumberField
        path="checkpoints.everyOptimizerSteps"
        label={fields.everyOptimizerSteps}
        hint={fields.everyHint}
      />
      <ChoiceField
        path="checkpoints.whenBusy"
        label={fields.whenBusy}
        choices={fields.whenBusyChoices}
      />
      <RetentionFields
        draft={checkpoints}
        connect={(path) => connect(`checkpoints.${path}`)}
        measures={measuresOf(measured(training.unseen))}
        placeholder={strings.submit.optional}
      />
    </Section>
  );
}

const keptChoice = (name: SpecValue): Record<string, string> =>
  typeof name === "string" && name !== "" ? { [name]: name } : {};

/** Tasks and metrics have no fields here, and anything may stand there in the YAML. */
function measured({ tasks, metrics }: Members): Parameters<typeof measuresOf>[0] {
  const known = (value: SpecValue) =>
    isWords(value) ? { metrics: value as readonly Metric[] as Metric[] } : {};
  const named = Array.isArray(tasks)
    ? (tasks as readonly SpecValue[]).filter(isMembers).map((task) => ({
        ...known(task.metrics),
        name: String(task.name),
      }))
    : null;
  return { ...known(metrics), ...(named && { tasks: named as Task[] }) };
}

type Task = NonNullable<Parameters<typeof measuresOf>[0]["tasks"]>[number];

const isWords = (value: SpecValue): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

interface ChoiceProps {
  path: "model.architecture" | "training.length" | "training.optimizer.name";
  label: string;
  of: Record<string, string>;
  hint?: string | undefined;
}

/** One of a few, all of them in sight. */
function Choice({ path, label, of, hint }: ChoiceProps) {
  const { value, onChange, error } = useField()(path);
  return (
    <Input.Wrapper
      label={label}
      description={hint}
      error={error}
      labelElement="div"
      labelProps={{ id: path }}
    >
      <SegmentedControl
        fullWidth
        aria-labelledby={path}
        value={value as string}
        onChange={(chosen) => onChange(chosen as Draft["training"]["length"])}
        data={Object.entries(of).map(([key, name]) => ({ value: key, label: name }))}
      />
    </Input.Wrapper>
  );
}
