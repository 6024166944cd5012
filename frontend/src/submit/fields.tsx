import { Select, Switch, TextInput } from "@mantine/core";
import { strings } from "../strings";
import { useField } from "./form";

interface FieldProps {
  path: string;
  label: string;
  hint?: string;
  placeholder?: string;
  required?: boolean;
}

/** A text or number of the spec at `path`, with what was said of it below. */
export function TextField({ path, label, hint, placeholder, required = false }: FieldProps) {
  const connect = useField();
  return (
    <TextInput
      label={label}
      description={hint}
      placeholder={placeholder}
      withAsterisk={required}
      aria-required={required}
      autoComplete="off"
      inputWrapperOrder={["label", "input", "error", "description"]}
      {...connect(path)}
    />
  );
}

export function NumberField({ placeholder, ...props }: FieldProps) {
  const shown = placeholder ?? (props.required ? undefined : strings.submit.optional);
  return <TextField {...props} placeholder={shown} />;
}

interface ChoiceFieldProps extends FieldProps {
  choices: Record<string, string> | readonly string[];
  onChoose?: (value: string) => void;
}

export function ChoiceField(props: ChoiceFieldProps) {
  const { path, label, hint, placeholder, choices, required, onChoose } = props;
  const connect = useField();
  const { onChange, ...input } = connect(path);
  const data = Array.isArray(choices)
    ? (choices as string[])
    : Object.entries(choices).map(([value, name]) => ({ value, label: name as string }));
  return (
    <Select
      label={label}
      description={hint}
      placeholder={placeholder}
      data={data}
      withAsterisk={required}
      allowDeselect={false}
      inputWrapperOrder={["label", "input", "error", "description"]}
      comboboxProps={{ shadow: "md" }}
      {...input}
      value={input.value || null}
      onChange={(value) => {
        onChange(value ?? "");
        if (value) onChoose?.(value);
      }}
    />
  );
}

export function SwitchField({ path, label, hint }: FieldProps) {
  const connect = useField();
  return <Switch label={label} description={hint} {...connect(path, { type: "checkbox" })} />;
}
