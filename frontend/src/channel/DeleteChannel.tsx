import { Text } from "@mantine/core";
import type { Channel } from "../api/types";
import { ConfirmedButton } from "../app/ConfirmedButton";
import { strings } from "../strings";
import { useDeleteChannel } from "./queries";

const text = strings.channels.remove;

interface DeleteChannelProps {
  team: string;
  channel: Channel;
  size?: "sm";
  onDeleted?: () => void;
}

/** Ends a channel, with what it had still to tell. */
export function DeleteChannel({ team, channel, size, onDeleted }: DeleteChannelProps) {
  const remove = useDeleteChannel(team);
  return (
    <ConfirmedButton
      text={text}
      label={text.label(channel.name)}
      size={size}
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
