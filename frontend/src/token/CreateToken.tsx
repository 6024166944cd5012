import { Button, Select, Switch, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { asProblem, describe } from "../api/problem";
import type { Role, Session } from "../api/types";
import { PlusIcon } from "../icons";
import { ROLES, roleIn, rolesUpTo } from "../session/rights";
import { strings } from "../strings";
import { NewTokenDialog } from "./NewTokenDialog";
import { useCreateToken } from "./queries";

const text = strings.tokens.create;

const BLANK = { name: "", team: null as string | null, role: null as Role | null, all: false };

/** Makes a token that acts as the person: with all they may do, or less. */
export function CreateToken({ session }: { session: Session }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [draft, setDraft] = useState(BLANK);
  const create = useCreateToken();
  const violations = create.isError ? asProblem(create.error).violations : [];
  const errorOf = (name: string) => {
    const violation = violations.find(({ field }) => field === name);
    return violation && describe(violation);
  };
  const own = draft.team === null ? null : roleIn(session, draft.team);
  const roles = own ? rolesUpTo(own) : ROLES;
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
        {text.action}
      </Button>
      <NewTokenDialog
        title={text.title}
        opened={opened}
        pending={create.isPending}
        error={create.error}
        created={create.data}
        onClose={close}
        onClosed={create.reset}
        onCreate={(validForDays) =>
          create.mutate({
            name: draft.name.trim(),
            validForDays,
            administrator: draft.all,
            team: draft.all ? null : draft.team,
            role: draft.all ? null : draft.role,
          })
        }
      >
        <TextInput
          label={text.name}
          description={text.nameHint}
          value={draft.name}
          maxLength={100}
          data-autofocus
          error={errorOf("name")}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        {session.administrator && (
          <Switch
            label={text.administrator}
            description={text.administratorHint}
            checked={draft.all}
            onChange={(event) => setDraft({ ...draft, all: event.currentTarget.checked })}
          />
        )}
        {!draft.all && (
          <>
            <Select
              label={text.team}
              placeholder={text.allTeams}
              data={session.teams.map((each) => each.name)}
              value={draft.team}
              clearable
              error={errorOf("team")}
              onChange={(team) => setDraft({ ...draft, team, role: null })}
            />
            <Select
              label={text.role}
              description={draft.role ? strings.roleMay[draft.role] : undefined}
              placeholder={text.asYou}
              data={roles.map((value) => ({ value, label: strings.roles[value] }))}
              value={draft.role}
              clearable
              error={errorOf("role")}
              onChange={(role) => setDraft({ ...draft, role: role as Role | null })}
            />
          </>
        )}
      </NewTokenDialog>
    </>
  );
}
