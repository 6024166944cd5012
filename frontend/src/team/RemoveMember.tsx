import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Member } from "../api/types";
import { Confirmation } from "../app/Confirmation";
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
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useRemoveMember(team);
  return (
    <>
      <Button variant="default" size="compact-sm" aria-label={text.label(user)} onClick={open}>
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title(user, team)}
        confirm={text.confirm}
        keep={text.keep}
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(user, { onSuccess: close })}
      >
        <Text>{self ? text.effectOnYou : text.effect(user)}</Text>
        <Text>{text.stays}</Text>
      </Confirmation>
    </>
  );
}
