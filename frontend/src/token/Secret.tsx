import { Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import type { CreatedToken } from "../api/types";
import { Callout } from "../app/Callout";
import { formatMoment } from "../format/time";
import { CheckIcon, CopyIcon } from "../icons";
import { strings } from "../strings";
import classes from "./NewTokenDialog.module.css";
import { scopeWords } from "./words";

const text = strings.tokens.secret;

/** A token's secret, which the server keeps only a hash of. */
export function Secret({ created, onDone }: { created: CreatedToken; onDone: () => void }) {
  return (
    <Stack>
      <Callout tone="caution">{text.once}</Callout>
      <code className={classes.secret}>{created.secret}</code>
      <Text size="sm" c="dimmed">
        {text.opens(scopeWords(created.token), formatMoment(created.token.expiresAt))}
      </Text>
      <Group justify="flex-end">
        <CopyButton value={created.secret}>
          {({ copied, copy }) => (
            <Button
              data-autofocus
              leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
              onClick={copy}
            >
              {copied ? text.copied : text.copy}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onDone}>
          {text.done}
        </Button>
      </Group>
    </Stack>
  );
}
