import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { asProblem, describe } from "../api/problem";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { strings } from "../strings";
import { Meter } from "./Meter";
import type { Progress } from "./sendFile";

const text = strings.upload;

interface UploadFormProps {
  title: string;
  lead: string;
  nameLabel: string;
  teams: readonly string[];
  team: string;
  onTeam: (team: string) => void;
  name: string;
  onName: (name: string) => void;
  /** Where files are dropped. */
  drop: ReactNode;
  /** Why what was dropped cannot be sent. */
  unfit: string | null;
  /** What else there is to say of the files. */
  details?: ReactNode;
  /** Whether there is something that can be sent. */
  ready: boolean;
  pending: boolean;
  /** What the last try ended with; null for none. */
  error: unknown;
  sent: Progress | null;
  bytes: number;
  onSend: () => void;
}

/** Files of one's own that become a thing with a name: dropped or chosen, named, sent. */
export function UploadForm(props: UploadFormProps) {
  const { teams, team, onTeam, name, onName, unfit, ready, pending, onSend } = props;
  const problem = props.error === null ? null : asProblem(props.error);
  const ofName = problem?.violations.find(({ field }) => field === "name");
  return (
    <Card title={props.title} lead={props.lead}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSend();
        }}
      >
        <Stack>
          {props.drop}
          {unfit && (
            <Callout tone="bad" role="alert">
              {unfit}
            </Callout>
          )}
          {props.details}
          {ready && (
            <Group align="flex-start">
              <TextInput
                label={props.nameLabel}
                description={text.nameHint}
                value={name}
                maxLength={63}
                error={ofName && describe(ofName)}
                disabled={pending}
                onChange={(event) => onName(event.currentTarget.value)}
              />
              {teams.length > 1 && (
                <Select
                  label={text.team}
                  description={text.teamHint}
                  data={[...teams]}
                  value={team}
                  allowDeselect={false}
                  disabled={pending}
                  onChange={(chosen) => onTeam(chosen ?? "")}
                />
              )}
            </Group>
          )}
          {problem && !ofName && (
            <Callout tone="bad" role="alert">
              {problem.violations.map(describe).join(" ") || problem.message}
            </Callout>
          )}
          {pending && <Meter sent={props.sent} size={props.bytes} />}
          {ready && (
            <Group>
              <Button type="submit" loading={pending} disabled={!name.trim()}>
                {problem?.status === 0 ? text.again : text.send}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Card>
  );
}
