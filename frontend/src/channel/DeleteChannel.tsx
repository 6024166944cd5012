import { Text } from "@mantine/core";
import type { Channel } from "../api/types";
import { ConfirmedButton } from "../app/ConfirmedButton";
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
  const remove = useDeleteChannel(team);
  return (
    <ConfirmedButton
      text={text}
      label={text.label(channel.name)}
      title={text.title(channel.name)}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={(done) =>
        remove.mutate(channel.id, {
          onSuccess: () => {
            done();
            onDeleted?.();
          },
        })
      }
    >
      <Text>{text.effect}</Text>
    </ConfirmedButton>
  );
}
