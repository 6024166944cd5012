import { Button, Group, Text } from "@mantine/core";
import { ButtonLink } from "../app/links";
import { MOST_JOBS } from "../compare/choice";
import { strings } from "../strings";
import classes from "./SelectionBar.module.css";

const text = strings.compare;

/** What can be done with the selected jobs; stays in sight while the list scrolls. */
export function SelectionBar({
  selected,
  onClear,
}: {
  selected: readonly string[];
  onClear: () => void;
}) {
  return (
    <div className={classes.bar}>
      <div role="status">
        <Text fw={550}>{text.selected(selected.length)}</Text>
        {selected.length === 1 && (
          <Text size="xs" c="dimmed">
            {text.selectMore}
          </Text>
        )}
        {selected.length === MOST_JOBS && (
          <Text size="xs" c="dimmed">
            {text.tooMany(MOST_JOBS)}
          </Text>
        )}
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" onClick={onClear}>
          {text.clear}
        </Button>
        <ButtonLink to="/compare" search={{ jobs: selected.join() }} disabled={selected.length < 2}>
          {text.action}
        </ButtonLink>
      </Group>
    </div>
  );
}
