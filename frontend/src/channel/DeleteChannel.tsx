import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Channel } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { strings } from "../strings";
import { useDeleteChannel } from "./queries";

const text = strings.channels.remove;

interface DeleteChannelProps {
  team: string;
  channel: Channel;
  onDeleted?: () => void;
}

/** Ends a channel, with what it had still to tell. */
export function DeleteChannel({ team, channel, onDeleted }: DeleteChannelProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useDeleteChannel(team);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={text.label(channel.name)}
        onClick={open}
      >
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title(channel.name)}
        confirm={text.confirm}
        keep={text.keep}
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          remove.mutate(channel.id, {
            onSuccess: () => {
              close();
              onDeleted?.();
            },
          })
        }
      >
        <Text>{text.effect}</Text>
      </Confirmation>
    </>
  );
}
