import { Text } from "@mantine/core";
import type { Member } from "../api/types";
import { ConfirmedButton } from "../app/ConfirmedButton";
import { strings } from "../strings";
import { useRemoveMember } from "./queries";

const text = strings.teams.members.remove;

interface RemoveMemberProps {
  team: string;
  member: Member;
  /** Whether the member is who asks. */
  self: boolean;
}

/** Takes somebody out of a team, once they have read what ends with it. */
export function RemoveMember({ team, member: { user }, self }: RemoveMemberProps) {
  const remove = useRemoveMember(team);
  return (
    <ConfirmedButton
      text={text}
      label={text.label(user)}
      title={text.title(user, team)}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={(done) => remove.mutate(user, { onSuccess: done })}
    >
      <Text>{self ? text.effectOnYou : text.effect(user)}</Text>
      <Text>{text.stays}</Text>
    </ConfirmedButton>
  );
}
