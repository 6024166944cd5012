import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem, describe } from "../api/problem";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { strings } from "../strings";
import { DropZone } from "../upload/DropZone";
import { Meter } from "../upload/Meter";
import { nameOf } from "../upload/name";
import type { Progress } from "../upload/sendFile";
import { useLeaving } from "../upload/useLeaving";
import { ENDINGS, kindOf } from "./file";
import { useUploadModel } from "./queries";

const text = strings.models.upload;

/** A model of one's own: dropped or chosen, named, sent. */
export function UploadModel({ teams }: { teams: readonly string[] }) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [team, setTeam] = useState(teams[0] ?? "");
  const [sent, setSent] = useState<Progress | null>(null);
  const upload = useUploadModel(setSent);
  const navigate = useNavigate();
  const leaving = useLeaving();
  const kind = file && kindOf(file.name);
  const unfit = file && fault(file, kind);
  const problem = upload.isError ? asProblem(upload.error) : null;
  const ofName = problem?.violations.find(({ field }) => field === "name");
  const send = () => {
    if (!file || !kind || unfit) return;
    upload.mutate(
      { team, name: name.trim(), kind, file, signal: leaving() },
      {
        onSuccess: (model) =>
          navigate({
            to: "/models/$team/$name",
            params: { team: model.team, name: model.name },
          }),
      },
    );
  };
  return (
    <Card title={text.title} lead={text.lead}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Stack>
          <DropZone
            files={file ? [file] : []}
            endings={ENDINGS}
            disabled={upload.isPending}
            onChoose={([chosen]) => {
              if (!chosen) return;
              upload.reset();
              setFile(chosen);
              setName(nameOf(chosen.name));
            }}
          />
          {unfit && (
            <Callout tone="bad" role="alert">
              {unfit}
            </Callout>
          )}
          {file && !unfit && (
            <Group align="flex-start">
              <TextInput
                label={text.name}
                description={strings.upload.nameHint}
                value={name}
                maxLength={63}
                error={ofName && describe(ofName)}
                disabled={upload.isPending}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              {teams.length > 1 && (
                <Select
                  label={strings.upload.team}
                  description={strings.upload.teamHint}
                  data={[...teams]}
                  value={team}
                  allowDeselect={false}
                  disabled={upload.isPending}
                  onChange={(chosen) => setTeam(chosen ?? "")}
                />
              )}
            </Group>
          )}
          {problem && !ofName && (
            <Callout tone="bad" role="alert">
              {problem.violations.map(describe).join(" ") || problem.message}
            </Callout>
          )}
          {file && upload.isPending && <Meter sent={sent} size={file.size} />}
          {file && !unfit && (
            <Group>
              <Button type="submit" loading={upload.isPending} disabled={!name.trim()}>
                {problem?.status === 0 ? strings.upload.again : strings.upload.send}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Card>
  );
}

/** What can be said of a file before it is sent. */
function fault(file: File, kind: string | null): string | null {
  if (!kind) return text.unknownKind(file.name);
  return file.size === 0 ? text.empty(file.name) : null;
}
