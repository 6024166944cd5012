import { Chip, Group, Select } from "@mantine/core";
import type { JobState } from "../api/types";
import { strings } from "../strings";
import classes from "./JobFilters.module.css";
import { JobSearch } from "./JobSearch";
import type { JobFilter } from "./queries";

const text = strings.jobs;
const ALL = "ALL";
const CHOICES: JobState[] = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED"];

interface JobFiltersProps {
  filter: JobFilter;
  teams: string[];
  onChange: (filter: JobFilter) => void;
}

/** Which jobs are shown. Held by the address, so that a view can be linked to. */
export function JobFilters({ filter, teams, onChange }: JobFiltersProps) {
  const choices = filter.state && !CHOICES.includes(filter.state) ? [filter.state] : [];
  return (
    <Group justify="space-between" gap="sm">
      <div className={classes.search}>
        <JobSearch
          value={filter.q ?? ""}
          onChange={(q) => onChange({ ...filter, q: q || undefined })}
        />
      </div>
      <Chip.Group
        value={filter.state ?? ALL}
        onChange={(value) =>
          onChange({ ...filter, state: value === ALL ? undefined : (value as JobState) })
        }
      >
        <div role="radiogroup" aria-label={text.filterByState} className={classes.chips}>
          <Chip size="xs" variant="outline" value={ALL}>
            {text.all}
          </Chip>
          {[...CHOICES, ...choices].map((state) => (
            <Chip key={state} size="xs" variant="outline" value={state}>
              {strings.states[state]}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      {teams.length > 1 && (
        <Select
          size="xs"
          aria-label={text.team}
          placeholder={text.allTeams}
          data={teams}
          value={filter.team ?? null}
          onChange={(team) => onChange({ ...filter, team: team ?? undefined })}
          clearable
        />
      )}
    </Group>
  );
}
