import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Channel } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { ShownOnceDialog } from "../app/ShownOnce";
import { strings } from "../strings";
import { useReplaceSecret } from "./queries";

const text = strings.channels.secret;

/** Gives a webhook another secret, and shows it for the only time. */
export function ReplaceSecret({ team, channel }: { team: string; channel: Channel }) {
  const [opened, { open, close }] = useDisclosure(false);
  const replace = useReplaceSecret(team, channel.id);
  return (
    <>
      <Button variant="default" onClick={open}>
        {text.action}
      </Button>
      <Confirmation
        danger
        opened={opened}
        onClose={close}
        title={text.title(channel.name)}
        confirm={text.confirm}
        keep={text.keep}
        pending={replace.isPending}
        error={replace.error}
        onConfirm={() => replace.mutate(undefined, { onSuccess: close })}
      >
        <Text>{text.effect}</Text>
      </Confirmation>
      <ShownOnceDialog
        title={strings.channels.create.madeTitle(channel.name)}
        secret={replace.data?.secret ?? null}
        why={strings.channels.create.once}
        onDone={replace.reset}
      />
    </>
  );
}
