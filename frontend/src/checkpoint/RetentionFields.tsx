import { Autocomplete, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { goodMode } from "../measure/measures";
import { strings } from "../strings";
import type { RetentionDraft } from "./retentionDraft";

const text = strings.retentionFields;
const ORDER: ("label" | "input" | "error" | "description")[] = [
  "label",
  "input",
  "error",
  "description",
];

type Path =
  | "keepLast"
  | "keepEveryOptimizerSteps"
  | "keepBest.metric"
  | "keepBest.mode"
  | "keepBest.count";

interface RetentionFieldsProps {
  draft: RetentionDraft;
  /** Connects an input with the form that the draft is part of. */
  // biome-ignore lint/suspicious/noExplicitAny: Mantine leaves the type of inputs open
  connect: (path: Path) => any;
  /** Series that the job may have. */
  measures: readonly string[];
  /** What stands in empty numbers that have a default. */
  placeholder?: string;
}

/** What is kept of a job's checkpoints, as fields of whichever form. */
export function RetentionFields({ draft, connect, measures, placeholder }: RetentionFieldsProps) {
  const { metric } = draft.keepBest;
  const number = (path: Path, label: string, hint?: string, empty?: string): ReactNode => (
    <TextInput
      label={label}
      description={hint}
      placeholder={empty}
      autoComplete="off"
      inputWrapperOrder={ORDER}
      {...connect(path)}
    />
  );
  return (
    <>
      {number("keepLast", text.keepLast, undefined, placeholder)}
      {number("keepEveryOptimizerSteps", text.keepEvery, text.keepEveryHint, text.none)}
      <Autocomplete
        label={text.metric}
        description={text.metricHint}
        placeholder={text.none}
        data={[...measures]}
        inputWrapperOrder={ORDER}
        comboboxProps={{ shadow: "md" }}
        {...connect("keepBest.metric")}
      />
      {metric.trim() && (
        <>
          {number("keepBest.count", text.count, undefined, "1")}
          <Select
            label={text.mode}
            data={[
              { value: "", label: text.modes.auto(text.modes[goodMode(metric) ?? "max"]) },
              { value: "max", label: text.modes.max },
              { value: "min", label: text.modes.min },
            ]}
            allowDeselect={false}
            comboboxProps={{ shadow: "md" }}
            {...connect("keepBest.mode")}
          />
        </>
      )}
    </>
  );
}
