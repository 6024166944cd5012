import { Button, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem, describe } from "../api/problem";
import { Confirmation } from "../app/Confirmation";
import { PlusIcon } from "../icons";
import { strings } from "../strings";
import { useCreateTeam } from "./queries";

const text = strings.teams.create;

/** Makes a team without members; for administrators. */
export function CreateTeam() {
  const [opened, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const create = useCreateTeam();
  const navigate = useNavigate();
  const [violation] = create.isError ? asProblem(create.error).violations : [];
  return (
    <>
      <Button variant="default" leftSection={<PlusIcon size={14} />} onClick={open}>
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title}
        confirm={text.confirm}
        keep={strings.cancel}
        pending={create.isPending}
        error={violation ? null : create.error}
        onConfirm={() =>
          create.mutate(name.trim(), {
            onSuccess: ({ name: team }) => navigate({ to: "/teams/$team", params: { team } }),
          })
        }
      >
        <TextInput
          label={text.name}
          description={text.nameHint}
          value={name}
          maxLength={63}
          data-autofocus
          error={violation && describe(violation)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Confirmation>
    </>
  );
}
