import { strings } from "../strings";
import type { Difference } from "./differences";
import classes from "./GroupLegend.module.css";
import { groupsOf } from "./groups";
import { lookIn } from "./looks";
import { Swatch } from "./Swatch";

const text = strings.compare;

/** Which colour stands for which value of the field by which jobs are grouped. */
export function GroupLegend({ field }: { field: Difference | undefined }) {
  if (!field) return null;
  return (
    <ul className={`tabular ${classes.legend}`} aria-label={text.groups(field.path)}>
      {groupsOf(field.values).map(({ value, jobs }, index) => (
        <li key={value ?? ""}>
          <Swatch look={lookIn(index, 0)} />
          {text.groupSize(value ?? text.fieldMissing, jobs.length)}
        </li>
      ))}
    </ul>
  );
}
