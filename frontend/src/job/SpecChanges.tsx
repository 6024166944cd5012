import { Skeleton, Text } from "@mantine/core";
import { asProblem } from "../api/problem";
import type { Lineage } from "../api/types";
import { Anchor } from "../app/links";
import { type Column, Table } from "../app/Table";
import { Trouble } from "../app/Trouble";
import type { Difference } from "../compare/differences";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import classes from "./SpecChanges.module.css";

const text = strings.job.spec;

const COLUMNS: readonly Column<Difference>[] = [
  { title: text.field, cell: ({ path }) => <code className={classes.path}>{path}</code> },
  { title: text.before, cell: ({ values }) => <Value value={values[0]} side="before" /> },
  { title: text.now, cell: ({ values }) => <Value value={values[1]} side="now" /> },
];

interface SpecChangesProps {
  origin: NonNullable<Lineage["parent"]>;
  /** Undefined until the other spec is there. */
  changes: readonly Difference[] | undefined;
  error: unknown;
  onRetry: () => void;
}

/** The fields in which a spec is not that of the job whose checkpoint it began from. */
export function SpecChanges({ origin, changes, error, onRetry }: SpecChangesProps) {
  if (!changes) {
    if (!error)
      return (
        <Skeleton height={96} mt="sm" radius="md" role="status" aria-label={strings.loading} />
      );
    return asProblem(error).status === 404 ? (
      <Text size="sm" c="dimmed" mt="sm">
        {text.parentLost}
      </Text>
    ) : (
      <Trouble error={error} onRetry={onRetry} />
    );
  }
  return (
    <>
      <Text size="sm" mt="sm">
        {text.changesTo}{" "}
        <Anchor to="/jobs/$jobId" params={{ jobId: origin.jobId }} underline="always">
          {origin.jobName}
        </Anchor>{" "}
        {strings.job.lineage.at(formatCount(origin.optimizerStep))}
        {changes.length === 0 && ` ${text.same}`}
      </Text>
      {changes.length > 0 && (
        <ChangeTable label={`${text.changesTo} ${origin.jobName}`} changes={changes} />
      )}
    </>
  );
}

interface ChangeTableProps {
  label: string;
  changes: readonly Difference[];
}

/** Fields with what stands in another spec and in this one. */
export function ChangeTable({ label, changes }: ChangeTableProps) {
  return <Table label={label} columns={COLUMNS} items={changes} keyOf={({ path }) => path} />;
}

function Value({ value, side }: { value: string | undefined; side: "before" | "now" }) {
  if (value === undefined)
    return <span className={classes.none}>{strings.compare.fieldMissing}</span>;
  return (
    <code className={classes.value} data-side={side}>
      {value}
    </code>
  );
}
