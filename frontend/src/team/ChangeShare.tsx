import { Button, NumberInput, SimpleGrid } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { asProblem, describe, refusesFields } from "../api/problem";
import type { Team, TeamEntitlement } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { strings } from "../strings";
import { useChangeShare } from "./queries";

const text = strings.teams.share;

/** The fields in their order; those that may be empty have no limit then. */
const FIELDS = [
  { name: "weight", label: text.weight, optional: false },
  { name: "guaranteedDevices", label: text.guaranteed, optional: false },
  { name: "deviceLimit", label: text.limit, optional: true },
  { name: "runningJobLimit", label: text.running, optional: true },
  { name: "runningJobsPerUser", label: text.perUser, optional: true },
  { name: "queuedJobLimit", label: text.queued, optional: false },
] as const satisfies { name: keyof TeamEntitlement; label: string; optional: boolean }[];

/** Changes what a team is entitled to; for administrators. */
export function ChangeShare({ team }: { team: Team }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [draft, setDraft] = useState<TeamEntitlement>(entitlement(team));
  const change = useChangeShare(team.team);
  const violations = change.isError ? asProblem(change.error).violations : [];
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={open}>
        {text.change}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.changeTitle(team.team)}
        confirm={text.confirm}
        keep={strings.cancel}
        pending={change.isPending}
        error={refusesFields(change.error) ? null : change.error}
        onConfirm={() => change.mutate(draft, { onSuccess: close })}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {FIELDS.map(({ name, label, optional }) => {
            const violation = violations.find(({ field }) => field === name);
            return (
              <NumberInput
                key={name}
                label={label}
                min={0}
                allowDecimal={name === "weight"}
                placeholder={optional ? text.none : undefined}
                value={draft[name] ?? ""}
                error={violation && describe(violation)}
                onChange={(value) =>
                  setDraft({ ...draft, [name]: typeof value === "number" ? value : null })
                }
              />
            );
          })}
        </SimpleGrid>
      </Confirmation>
    </>
  );
}

function entitlement(team: Team): TeamEntitlement {
  const { weight, guaranteedDevices, deviceLimit, ...rest } = team;
  const { runningJobLimit, runningJobsPerUser, queuedJobLimit } = rest;
  return {
    weight,
    guaranteedDevices,
    deviceLimit: deviceLimit ?? null,
    runningJobLimit: runningJobLimit ?? null,
    runningJobsPerUser: runningJobsPerUser ?? null,
    queuedJobLimit,
  };
}
