import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, describe } from "../api/problem";
import { Callout } from "../app/Callout";
import { strings } from "../strings";
import classes from "./LogCard.module.css";
import type { Query } from "./LogControls";
import { LogLines } from "./LogLines";
import { type LogChoice, searchQuery } from "./queries";

const text = strings.job.log;

interface LogFindingsProps {
  choice: LogChoice;
  query: Query;
  /** Shows a line among its neighbours. */
  onLine: (line: number) => void;
}

/** What a search found, with the lines beside it. */
export function LogFindings({ choice, query, onLine }: LogFindingsProps) {
  const [from, setFrom] = useState(1);
  const { data, error, isPending } = useQuery(searchQuery(choice, { ...query, from }));
  if (error) {
    const problem = asProblem(error);
    const violation = problem.violations[0];
    return (
      <Callout tone="caution" role="alert">
        {violation ? describe(violation) : problem.message}
      </Callout>
    );
  }
  if (isPending) return <div className={classes.empty}>{strings.loading}</div>;
  const next = data.next;
  return (
    <>
      <div className={classes.status} role="status">
        {text.found(data.matches, from > 1, next != null)}
      </div>
      {data.lines.length > 0 && (
        <LogLines
          lines={data.lines.map(({ line, match, marks }) => ({ line, marks, beside: !match }))}
          label={text.findings}
          onLine={onLine}
        />
      )}
      <div className={classes.more}>
        {from > 1 && (
          <Button variant="subtle" size="compact-xs" onClick={() => setFrom(1)}>
            {text.firstMatches}
          </Button>
        )}
        {next != null && (
          <Button variant="subtle" size="compact-xs" onClick={() => setFrom(next)}>
            {text.moreMatches(next)}
          </Button>
        )}
      </div>
    </>
  );
}
