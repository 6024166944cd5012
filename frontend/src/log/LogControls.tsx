import { Checkbox, Select, Switch, TextInput } from "@mantine/core";
import type { LogLevel } from "../api/types";
import { strings } from "../strings";
import classes from "./LogCard.module.css";

const text = strings.job.log;
const LEVELS: LogLevel[] = ["DEBUG", "INFO", "WARN", "ERROR"];

/** What a person looks for, as it stands in the fields. */
export interface Query {
  q: string;
  regex: boolean;
  caseSensitive: boolean;
}

interface LogControlsProps {
  attempts: number;
  attempt: number;
  onAttempt: (attempt: number) => void;
  level: LogLevel;
  onLevel: (level: LogLevel) => void;
  query: Query;
  onQuery: (query: Query) => void;
  /** Null where nothing comes any more. */
  following: boolean | null;
  onFollow: (following: boolean) => void;
}

/** Which lines of which attempt are shown. */
export function LogControls(props: LogControlsProps) {
  const { attempts, attempt, level, query, following } = props;
  return (
    <div className={classes.controls}>
      <TextInput
        size="xs"
        type="search"
        className={classes.search}
        aria-label={text.search}
        placeholder={text.search}
        maxLength={200}
        value={query.q}
        onChange={(event) => props.onQuery({ ...query, q: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === "Escape") props.onQuery({ ...query, q: "" });
        }}
      />
      <Checkbox
        size="xs"
        label={text.regex}
        checked={query.regex}
        onChange={(event) => props.onQuery({ ...query, regex: event.currentTarget.checked })}
      />
      <Checkbox
        size="xs"
        label={text.caseSensitive}
        checked={query.caseSensitive}
        onChange={(event) =>
          props.onQuery({ ...query, caseSensitive: event.currentTarget.checked })
        }
      />
      <Select
        size="xs"
        className={classes.choice}
        aria-label={text.level}
        data={LEVELS.map((each) => ({ value: each, label: text.levelsFrom[each] }))}
        value={level}
        allowDeselect={false}
        onChange={(value) => value && props.onLevel(value as LogLevel)}
      />
      {attempts > 1 && (
        <Select
          size="xs"
          className={classes.choice}
          aria-label={text.attempt}
          data={Array.from({ length: attempts }, (_, index) => ({
            value: String(attempts - index),
            label: text.attemptNumber(attempts - index),
          }))}
          value={String(attempt)}
          allowDeselect={false}
          onChange={(value) => value && props.onAttempt(Number(value))}
        />
      )}
      {following !== null && (
        <Switch
          size="xs"
          label={text.follow}
          checked={following}
          onChange={(event) => props.onFollow(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}
