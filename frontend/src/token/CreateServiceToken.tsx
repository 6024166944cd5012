import { Button, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { asProblem, describe } from "../api/problem";
import type { Role } from "../api/types";
import { PlusIcon } from "../icons";
import { rolesUpTo } from "../session/rights";
import { strings } from "../strings";
import { NewTokenDialog } from "./NewTokenDialog";
import { useCreateServiceToken } from "./queries";

const text = strings.tokens.create;

const BLANK = { service: "", name: "", role: "MEMBER" as Role };

/** Makes a token for a service of a team, which belongs to no person. */
export function CreateServiceToken({ team }: { team: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [draft, setDraft] = useState(BLANK);
  const create = useCreateServiceToken(team);
  const violations = create.isError ? asProblem(create.error).violations : [];
  const errorOf = (name: string) => {
    const violation = violations.find(({ field }) => field === name);
    return violation && describe(violation);
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<PlusIcon size={12} />}
        onClick={() => {
          setDraft(BLANK);
          open();
        }}
      >
        {text.serviceAction}
      </Button>
      <NewTokenDialog
        title={text.serviceTitle(team)}
        opened={opened}
        pending={create.isPending}
        error={create.error}
        created={create.data}
        onClose={close}
        onClosed={create.reset}
        onCreate={(validForDays) =>
          create.mutate({ ...draft, name: draft.name.trim(), validForDays })
        }
      >
        <TextInput
          label={text.service}
          description={text.serviceHint(team)}
          value={draft.service}
          maxLength={39}
          data-autofocus
          error={errorOf("service")}
          onChange={(event) => setDraft({ ...draft, service: event.currentTarget.value })}
        />
        <TextInput
          label={text.name}
          description={text.nameHint}
          value={draft.name}
          maxLength={100}
          error={errorOf("name")}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <Select
          label={text.role}
          description={strings.roleMay[draft.role]}
          data={rolesUpTo("MEMBER").map((value) => ({ value, label: strings.roles[value] }))}
          value={draft.role}
          allowDeselect={false}
          error={errorOf("role")}
          onChange={(role) => role && setDraft({ ...draft, role: role as Role })}
        />
      </NewTokenDialog>
    </>
  );
}
