import { Select, Stack, TextInput } from "@mantine/core";
import { strings } from "../strings";
import classes from "./DatasetPage.module.css";
import type { Part, Role } from "./parts";

const text = strings.datasets.upload;

interface PartFieldsProps {
  parts: readonly Part[];
  /** Whether features and targets are files of their own. */
  paired: boolean;
  disabled: boolean;
  onChange: (parts: readonly Part[]) => void;
}

/** What each of several files is in the data set: read from its name, and open to correction. */
export function PartFields({ parts, paired, disabled, onChange }: PartFieldsProps) {
  const change = (index: number, to: Partial<Part>) =>
    onChange(parts.map((part, each) => (each === index ? { ...part, ...to } : part)));
  return (
    <Stack gap="xs">
      {parts.map(({ file, split, role }, index) => (
        // Two files of one name can be chosen from two folders.
        // biome-ignore lint/suspicious/noArrayIndexKey: the order stays
        <fieldset key={`${file.name} ${index}`} className={classes.part} disabled={disabled}>
          <legend className={classes.file}>{file.name}</legend>
          <TextInput
            size="xs"
            label={text.split}
            value={split}
            maxLength={32}
            onChange={(event) => change(index, { split: event.currentTarget.value })}
          />
          {paired && (
            <Select
              size="xs"
              label={text.role}
              value={role}
              allowDeselect={false}
              data={[
                { value: "FEATURES", label: text.roles.FEATURES },
                { value: "TARGETS", label: text.roles.TARGETS },
              ]}
              onChange={(chosen) => chosen && change(index, { role: chosen as Role })}
            />
          )}
        </fieldset>
      ))}
    </Stack>
  );
}
