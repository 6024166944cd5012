import { ActionIcon, Text, Title, VisuallyHidden } from "@mantine/core";
import { Anchor } from "../app/links";
import { CrossIcon } from "../icons";
import { StateBadge } from "../jobs/StateBadge";
import { formatMeasure } from "../measure/measures";
import { strings } from "../strings";
import classes from "./CompareTable.module.css";
import type { Difference } from "./differences";
import { type Look, lookOf } from "./looks";
import { type ResultColumn, resultColumns } from "./results";
import { Swatch } from "./Swatch";
import type { Compared } from "./useCompared";

const text = strings.compare;

interface CompareTableProps {
  compared: readonly Compared[];
  fields: readonly Difference[];
  looks: readonly Look[];
  series: string;
  onEmphasize: (index: number | null) => void;
  onLeaveOut: (id: string) => void;
}

/** A row for each job: what its line looks like, what became of it, and where its spec differs. */
export function CompareTable(props: CompareTableProps) {
  const { compared, fields, looks, series, onEmphasize, onLeaveOut } = props;
  const columns = resultColumns(
    series,
    compared.map(({ results }) => results[series]),
  );
  return (
    <section className={`card ${classes.card}`}>
      <Title order={2}>{text.table}</Title>
      <Text size="sm" c="dimmed">
        {compared.length === 1 ? text.alone : fields.length === 0 ? text.same : text.tableHint}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard as well */}
      <section className={classes.scroll} tabIndex={0} aria-label={text.table}>
        <table className={`tabular ${classes.table}`}>
          <thead>
            <tr>
              <th scope="col" className={classes.job}>
                {text.job}
              </th>
              {columns.map(({ kind }) => (
                <th key={kind} scope="col" className={classes.number}>
                  {text[kind]} <span className={classes.path}>{series}</span>
                </th>
              ))}
              {fields.map(({ path }) => (
                <th key={path} scope="col">
                  <Path path={path} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {compared.map(({ job }, index) => (
              <tr
                key={job.id}
                onMouseEnter={() => onEmphasize(index)}
                onMouseLeave={() => onEmphasize(null)}
                onFocus={() => onEmphasize(index)}
                onBlur={() => onEmphasize(null)}
              >
                <th scope="row" className={classes.job}>
                  <div className={classes.head}>
                    <Swatch look={looks[index] ?? lookOf(index)} />
                    <Anchor to="/jobs/$jobId" params={{ jobId: job.id }} className={classes.name}>
                      {job.name}
                    </Anchor>
                    <ActionIcon
                      size={24}
                      variant="subtle"
                      color="gray"
                      aria-label={text.remove(job.name)}
                      title={text.remove(job.name)}
                      onClick={() => {
                        onEmphasize(null);
                        onLeaveOut(job.id);
                      }}
                    >
                      <CrossIcon size={12} />
                    </ActionIcon>
                  </div>
                  <StateBadge state={job.state} />
                </th>
                {columns.map((column) => (
                  <ResultCell key={column.kind} column={column} index={index} series={series} />
                ))}
                {fields.map(({ path, values }) => (
                  <td key={path} className={classes.field} title={values[index]}>
                    {values[index] ?? text.fieldMissing}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** The last part of a path stands out, and the path takes two narrow lines. */
function Path({ path }: { path: string }) {
  const end = path.lastIndexOf(".") + 1;
  return (
    <span className={classes.path}>
      {path.slice(0, end)}
      <span className={classes.leaf}>{path.slice(end)}</span>
    </span>
  );
}

interface ResultCellProps {
  column: ResultColumn;
  index: number;
  series: string;
}

function ResultCell({ column, index, series }: ResultCellProps) {
  const value = column.values[index];
  const best = value != null && value === column.best;
  return (
    <td className={classes.number} data-best={best || undefined}>
      {formatMeasure(series, value)}
      {best && <VisuallyHidden> ({text.bestOfAll})</VisuallyHidden>}
    </td>
  );
}
