import { Select } from "@mantine/core";
import { Card } from "../app/Card";
import { strings } from "../strings";
import type { Choice } from "./choice";
import type { Difference } from "./differences";
import classes from "./FieldsCard.module.css";
import type { Look } from "./looks";
import { ParallelCoordinates } from "./ParallelCoordinates";
import { type ResultColumn, resultColumns } from "./results";
import { Scatter } from "./Scatter";
import type { Compared } from "./useCompared";

const text = strings.compare;

interface FieldsCardProps {
  compared: readonly Compared[];
  fields: readonly Difference[];
  series: string;
  looks: readonly Look[];
  choice: Choice;
  emphasized: number | null;
  onEmphasize: (index: number | null) => void;
  onChange: (next: Partial<Choice>) => void;
}

/** What the fields that differ have to do with the results, drawn in two ways. */
export function FieldsCard(props: FieldsCardProps) {
  const { compared, fields, series, looks, choice, emphasized, onEmphasize, onChange } = props;
  const against = fields.find(({ path }) => path === choice.against) ?? fields[0];
  const columns = resultColumns(
    series,
    compared.map(({ results }) => results[series]),
  );
  const results = resultOf(columns);
  if (!against || !results || compared.length < 2) return null;
  const drawn = {
    series,
    results: results.values,
    jobs: compared.map(({ job }) => job),
    looks,
    emphasized,
    onEmphasize,
  };
  return (
    <Card title={text.fields} lead={text.fieldsLead(text[results.kind].toLowerCase(), series)}>
      <div className={classes.pair}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard as well */}
        <section className={classes.scroll} tabIndex={0} aria-label={text.lines}>
          <ParallelCoordinates fields={fields} {...drawn} />
        </section>
        <div className={classes.scatter}>
          <Select
            size="xs"
            aria-label={text.against}
            data={fields.map(({ path }) => path)}
            value={against.path}
            allowDeselect={false}
            searchable
            className={classes.against}
            onChange={(path) => path && onChange({ against: path })}
          />
          <Scatter field={against} {...drawn} />
        </div>
      </div>
    </Card>
  );
}

/** The good extreme where values are good or bad, and where the series ended otherwise. */
function resultOf([final, ...extremes]: readonly ResultColumn[]): ResultColumn | undefined {
  return extremes.length === 1 ? extremes[0] : final;
}
