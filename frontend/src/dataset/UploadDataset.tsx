import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem, describe } from "../api/problem";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { strings } from "../strings";
import { DropZone } from "../upload/DropZone";
import { Meter } from "../upload/Meter";
import type { Progress } from "../upload/sendFile";
import { useLeaving } from "../upload/useLeaving";
import { ENDINGS, formatOf, isPaired } from "./file";
import { PartFields } from "./PartFields";
import { commonFormat, commonName, type Part, partsOf } from "./parts";
import { useUploadDataset } from "./queries";

const text = strings.datasets.upload;

/** Files of one's own become a data set: dropped or chosen, named, sent. */
export function UploadDataset({ teams }: { teams: readonly string[] }) {
  const [parts, setParts] = useState<readonly Part[]>([]);
  const [name, setName] = useState("");
  const [team, setTeam] = useState(teams[0] ?? "");
  const [sent, setSent] = useState<Progress | null>(null);
  const upload = useUploadDataset(setSent);
  const navigate = useNavigate();
  const leaving = useLeaving();
  const files = parts.map(({ file }) => file);
  const format = commonFormat(files);
  const unfit = fault(files, format);
  const ready = parts.length > 0 && !unfit;
  const problem = upload.isError ? asProblem(upload.error) : null;
  const ofName = problem?.violations.find(({ field }) => field === "name");
  const send = () => {
    if (!format || !ready) return;
    upload.mutate(
      { team, name: name.trim(), format, parts, signal: leaving() },
      {
        onSuccess: (dataset) => navigate({ to: "/datasets/$name", params: { name: dataset.name } }),
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
            multiple
            files={files}
            endings={ENDINGS}
            disabled={upload.isPending}
            onChoose={(chosen) => {
              upload.reset();
              setParts(partsOf(chosen));
              setName(commonName(chosen));
            }}
          />
          {unfit && (
            <Callout tone="bad" role="alert">
              {unfit}
            </Callout>
          )}
          {ready && format && (parts.length > 1 || isPaired(format)) && (
            <PartFields
              parts={parts}
              paired={isPaired(format)}
              disabled={upload.isPending}
              onChange={setParts}
            />
          )}
          {ready && (
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
          {upload.isPending && (
            <Meter sent={sent} size={files.reduce((sum, { size }) => sum + size, 0)} />
          )}
          {ready && (
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

/** What can be said of files before they are sent. */
function fault(files: readonly File[], format: string | null): string | null {
  const unknown = files.find(({ name }) => formatOf(name) === null);
  if (unknown) return text.unknownFormat(unknown.name, ENDINGS.join(", "));
  const empty = files.find(({ size }) => size === 0);
  if (empty) return text.empty(empty.name);
  return files.length > 0 && !format ? text.severalFormats : null;
}
