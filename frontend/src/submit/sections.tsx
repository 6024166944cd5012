import { Input, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Dataset, DatasetColumn } from "../api/types";
import { Callout } from "../app/Callout";
import { Anchor } from "../app/links";
import { RetentionFields } from "../checkpoint/RetentionFields";
import { isTable, usualTarget } from "../dataset/file";
import { columnsQuery } from "../dataset/queries";
import { formatLoss } from "../format/numbers";
import { measuresOf } from "../measure/measures";
import { strings } from "../strings";
import { type Draft, dataDraft, modelFor } from "./draft";
import { ChoiceField, NumberField, SwitchField, TextField } from "./fields";
import { useDraft } from "./form";
import { Section, Wide } from "./Section";
import classes from "./SubmitPage.module.css";

const { fields, sections } = strings.submit;

export function JobSection({ teams }: { teams: readonly string[] }) {
  return (
    <Section title={sections.job}>
      <TextField path="name" label={fields.name} required />
      <ChoiceField path="team" label={fields.team} choices={teams} required />
    </Section>
  );
}

export function ModelSection() {
  const form = useDraft();
  const { architecture, unseen } = form.values.model;
  const cnn = architecture === "cnn";
  // What another job's spec brought along can be chosen again, and is sent as it came.
  const kept = unseen ? { [unseen.architecture]: unseen.architecture } : {};
  const choice = (
    <Wide>
      <Choice
        path="model.architecture"
        label={fields.architecture}
        of={{ ...fields.architectures, ...kept }}
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
          required
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

/** An optimizer that moves a weight by its learning rate gets no further in a short job. */
const LARGE_TARGET = 1000;

const largest = ({ min, max }: DatasetColumn): number =>
  Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));

export function DataSection({ datasets }: { datasets: readonly Dataset[] }) {
  const form = useDraft();
  const { team, data, model } = form.values;
  const dataset = datasets.find((each) => each.name === data.dataset);
  const table = dataset !== undefined && isTable(dataset);
  const names = dataset?.splits.map((split) => split.name) ?? [];
  const columns = useQuery({
    ...columnsQuery(team, data.dataset, data.trainSplit),
    enabled: table && team !== "" && data.trainSplit !== "",
  }).data?.columns;
  const usual = columns && usualTarget(columns.map((column) => column.name));
  const target = columns?.find((column) => column.name === (data.target || usual));
  const most = target?.kind === "NUMBER" ? largest(target) : 0;
  // A new data set's own splits, not the last one's, and a model that takes its samples.
  const choose = (name: string) => {
    const chosen = datasets.find((each) => each.name === name);
    if (!chosen) return;
    form.setFieldValue("data", { ...dataDraft(chosen), unseen: {} });
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
            hint={fields.targetHint(usual)}
            placeholder={usual}
            choices={columns?.map((column) => column.name) ?? []}
          />
          {target && most > LARGE_TARGET && (
            <div className={classes.beside}>
              <Callout tone="caution">{fields.targetLarge(target.name, formatLoss(most))}</Callout>
            </div>
          )}
        </Wide>
      )}
      <ChoiceField path="data.trainSplit" label={fields.trainSplit} choices={names} />
      {data.validationSplit || !dataset ? (
        <ChoiceField path="data.validationSplit" label={fields.validationSplit} choices={names} />
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
        required
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
  const kept = unseen ? { [unseen.name]: unseen.name } : {};
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
  const form = useDraft();
  const { checkpoints, training } = form.values;
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
        connect={(path) => form.getInputProps(`checkpoints.${path}`)}
        measures={measuresOf(training.unseen as Measured)}
        placeholder={strings.submit.optional}
      />
    </Section>
  );
}

/** Tasks and metrics have no fields here: they stand as they came with another job's spec. */
type Measured = Parameters<typeof measuresOf>[0];

interface ChoiceProps {
  path: "model.architecture" | "training.length" | "training.optimizer.name";
  label: string;
  of: Record<string, string>;
  hint?: string | undefined;
}

/** One of a few, all of them in sight. */
function Choice({ path, label, of, hint }: ChoiceProps) {
  const form = useDraft();
  const { value, onChange, error } = form.getInputProps(path);
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
