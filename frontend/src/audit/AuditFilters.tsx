import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ChangeEvent, useState } from "react";
import { strings } from "../strings";
import { teamsQuery } from "../team/queries";
import classes from "./AuditFilters.module.css";
import { type AuditFilter, isEmpty, readAuditFilter } from "./filter";
import { KINDS, kindWords } from "./kinds";

const text = strings.audit.filters;

interface AuditFiltersProps {
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}

/** Which events are shown. Choices count at once, what is typed when it is sent. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const [draft, setDraft] = useState(filter);
  const { data: teams } = useQuery(teamsQuery);
  const send = (next: AuditFilter) => onChange(readAuditFilter({ ...next }));
  const typed = (field: "actor" | "subject") => ({
    size: "xs" as const,
    label: text[field],
    placeholder: text.anything,
    maxLength: 200,
    value: draft[field] ?? "",
    onChange: (event: ChangeEvent<HTMLInputElement>) =>
      setDraft({ ...draft, [field]: event.currentTarget.value }),
    onBlur: () => draft[field] !== filter[field] && send(draft),
  });
  const day = (field: "from" | "to") => ({
    size: "xs" as const,
    type: "date",
    label: text[field],
    value: draft[field] ?? "",
    onChange: (event: ChangeEvent<HTMLInputElement>) =>
      setDraft({ ...draft, [field]: event.currentTarget.value || undefined }),
    onBlur: () => draft[field] !== filter[field] && send(draft),
  });
  return (
    <search>
      <form
        className={`card ${classes.filters}`}
        onSubmit={(event) => {
          event.preventDefault();
          send(draft);
        }}
      >
        <TextInput {...typed("actor")} />
        <Select
          size="xs"
          label={text.kind}
          placeholder={text.anything}
          data={kindChoices(filter.kind)}
          value={filter.kind ?? null}
          searchable
          clearable
          onChange={(kind) => send({ ...draft, kind: kind ?? undefined })}
        />
        <TextInput {...typed("subject")} />
        <Select
          size="xs"
          label={text.team}
          placeholder={text.anything}
          data={namesWith(filter.team, teams?.map(({ team }) => team) ?? [])}
          value={filter.team ?? null}
          searchable
          clearable
          onChange={(team) => send({ ...draft, team: team ?? undefined })}
        />
        <TextInput {...day("from")} />
        <TextInput {...day("to")} />
        <div className={classes.buttons}>
          <Button size="xs" type="submit" variant="default">
            {text.apply}
          </Button>
          {!isEmpty(filter) && (
            <Button size="xs" variant="subtle" onClick={() => onChange({})}>
              {strings.audit.clear}
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}

function kindChoices(chosen: string | undefined) {
  return namesWith(chosen, KINDS)
    .map((value) => ({ value, label: kindWords(value) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** The names, and the chosen one even where it is not among them. */
function namesWith(chosen: string | undefined, names: readonly string[]): string[] {
  return chosen === undefined || names.includes(chosen) ? [...names] : [...names, chosen];
}
