import { Button, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { Role } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { PlusIcon } from "../icons";
import { ROLES } from "../session/rights";
import { strings } from "../strings";
import { useChangeMember } from "./queries";

const text = strings.teams.members.add;

/** Takes somebody who has an account into a team. */
export function AddMember({ team }: { team: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [user, setUser] = useState("");
  const [role, setRole] = useState<Role>("MEMBER");
  const [missing, setMissing] = useState(false);
  const add = useChangeMember(team);
  const send = () => {
    if (user.trim() === "") return setMissing(true);
    add.mutate(
      { user: user.trim(), role },
      {
        onSuccess: () => {
          setUser("");
          close();
        },
      },
    );
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<PlusIcon size={12} />}
        onClick={open}
      >
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title(team)}
        confirm={text.confirm}
        keep={strings.cancel}
        pending={add.isPending}
        error={add.error}
        onConfirm={send}
      >
        <TextInput
          label={text.name}
          description={text.nameHint}
          value={user}
          maxLength={63}
          data-autofocus
          error={missing && text.missing}
          onChange={(event) => {
            setUser(event.currentTarget.value);
            setMissing(false);
          }}
        />
        <Select
          label={text.role}
          description={strings.roleMay[role]}
          data={ROLES.map((value) => ({ value, label: strings.roles[value] }))}
          value={role}
          allowDeselect={false}
          onChange={(next) => next && setRole(next as Role)}
        />
      </Confirmation>
    </>
  );
}
