import { VisuallyHidden } from "@mantine/core";
import { strings } from "../strings";
import classes from "./Difference.module.css";
import type { FieldChange } from "./difference";

const text = strings.audit.difference;
const SHOWN_AT_ONCE = 4;

/** Fields as they were and as they are now; many of them on demand. */
export function Difference({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length <= SHOWN_AT_ONCE) return <Fields changes={changes} />;
  return (
    <details className={classes.details}>
      <summary>{text.fields(changes.length)}</summary>
      <Fields changes={changes} />
    </details>
  );
}

function Fields({ changes }: { changes: readonly FieldChange[] }) {
  return (
    <dl className={classes.fields}>
      {changes.map(({ field, before, after }) => (
        <div key={field} className={classes.field}>
          <dt>{field}</dt>
          <dd>
            {before !== undefined && (
              <del className={classes.before}>
                <VisuallyHidden>{text.before} </VisuallyHidden>
                {before}
              </del>
            )}
            {after !== undefined && (
              <ins className={classes.after}>
                <VisuallyHidden>{text.after} </VisuallyHidden>
                {after}
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
