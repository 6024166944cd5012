import { Button, CloseButton, Text } from "@mantine/core";
import type { Job } from "../api/types";
import { ButtonLink } from "../app/links";
import { MOST_JOBS } from "../compare/choice";
import { strings } from "../strings";
import { BulkActions } from "./BulkActions";
import type { BulkAction } from "./bulk";
import { SELECTION_ACTIONS } from "./rowKeys";
import classes from "./SelectionBar.module.css";

const text = strings.compare;

interface SelectionBarProps {
  selected: readonly string[];
  /** Those of them that are listed and that the person may change. */
  changeable: readonly Job[];
  pending: boolean;
  onAction: (action: BulkAction, jobs: readonly Job[], priority?: number) => void;
  onClear: () => void;
}

/** What can be done with the selected jobs; stays in sight while the list scrolls. */
export function SelectionBar(props: SelectionBarProps) {
  const { selected, changeable, pending, onAction, onClear } = props;
  return (
    <section className={classes.bar} aria-label={text.selection}>
      <div role="status" className={classes.count}>
        <Text fw={550}>{text.selected(selected.length)}</Text>
        {selected.length === MOST_JOBS && (
          <Text size="xs" c="dimmed">
            {text.tooMany(MOST_JOBS)}
          </Text>
        )}
      </div>
      <div id={SELECTION_ACTIONS} className={classes.actions}>
        <BulkActions jobs={changeable} pending={pending} onAction={onAction} />
        {selected.length > 1 ? (
          <ButtonLink size="xs" to="/compare" search={{ jobs: selected.join() }}>
            {text.action}
          </ButtonLink>
        ) : (
          <Button size="xs" disabled>
            {text.action}
          </Button>
        )}
      </div>
      <CloseButton className={classes.clear} aria-label={text.clear} onClick={onClear} />
    </section>
  );
}
