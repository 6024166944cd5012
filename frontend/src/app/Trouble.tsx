import { Button, Text } from "@mantine/core";
import { asProblem } from "../api/problem";
import { strings } from "../strings";

/** A part of a page that could not be read, in its place, with the way to try again. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const problem = asProblem(error);
  return (
    <div role="alert">
      <Text size="sm">
        {problem.title}: {problem.message}
      </Text>
      <Button variant="default" size="compact-sm" mt="xs" onClick={onRetry}>
        {strings.retry}
      </Button>
    </div>
  );
}
