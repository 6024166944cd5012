import { Select, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { strings } from "../strings";
import { readUsageFilter, type UsageFilter } from "./filter";
import classes from "./UsageBar.module.css";

const text = strings.usage.filter;

/** Which months, and what a row is. */
export function UsageFilters() {
  const filter = useSearch({ from: "/signed-in/usage" });
  const navigate = useNavigate({ from: "/usage" });
  const [label, setLabel] = useState(filter.label ?? "");
  const change = (part: UsageFilter) =>
    navigate({ search: readUsageFilter({ ...filter, ...part }), replace: true });
  return (
    <div className={classes.filters}>
      <TextInput
        type="month"
        label={text.from}
        value={filter.from ?? ""}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <TextInput
        type="month"
        label={text.to}
        value={filter.to ?? ""}
        onChange={(event) => change({ to: event.currentTarget.value })}
      />
      <Select
        label={text.by}
        data={[
          { value: "team", label: text.byTeam },
          { value: "user", label: text.byUser },
          { value: "month", label: text.byMonth },
          { value: "label", label: text.byLabel },
        ]}
        value={filter.by ?? "team"}
        allowDeselect={false}
        onChange={(by) => change({ by: by as UsageFilter["by"] })}
      />
      {filter.by === "label" && (
        <TextInput
          label={text.label}
          placeholder={text.labelHint}
          value={label}
          maxLength={63}
          onChange={(event) => setLabel(event.currentTarget.value)}
          onBlur={() => change({ label })}
          onKeyDown={(event) => event.key === "Enter" && change({ label })}
        />
      )}
    </div>
  );
}
