import { Text } from "@mantine/core";
import type { CreatedToken } from "../api/types";
import { ShownOnce } from "../app/ShownOnce";
import { formatMoment } from "../format/time";
import { strings } from "../strings";
import { scopeWords } from "./words";

const text = strings.tokens.secret;

/** A token's secret, which the server keeps only a hash of. */
export function Secret({ created, onDone }: { created: CreatedToken; onDone: () => void }) {
  return (
    <ShownOnce secret={created.secret} why={text.once} onDone={onDone}>
      <Text size="sm" c="dimmed">
        {text.opens(scopeWords(created.token), formatMoment(created.token.expiresAt))}
      </Text>
    </ShownOnce>
  );
}
