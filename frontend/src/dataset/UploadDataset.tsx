import { Button, FileButton, Group, Progress, Select, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { asProblem, describe } from "../api/problem";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { formatBytes } from "../format/numbers";
import { strings } from "../strings";
import { ENDINGS, formatOf, nameOf } from "./file";
import { useUploadDataset } from "./queries";
import classes from "./UploadDataset.module.css";
import type { Progress as Sent } from "./upload";

const text = strings.datasets.upload;

/** A file of one's own becomes a data set: dropped or chosen, named, sent. */
export function UploadDataset({ teams }: { teams: readonly string[] }) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [team, setTeam] = useState(teams[0] ?? "");
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState<Sent | null>(null);
  const upload = useUploadDataset(setSent);
  const navigate = useNavigate();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);

  const choose = (chosen: File | null | undefined) => {
    if (!chosen || upload.isPending) return;
    upload.reset();
    setFile(chosen);
    setName(nameOf(chosen.name));
  };
  const format = file && formatOf(file.name);
  const unfit = file && fault(file, format);
  const violations = upload.isError ? asProblem(upload.error).violations : [];
  const ofName = violations.find(({ field }) => field === "name");
  return (
    <Card title={text.title} lead={text.lead}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!file || !format || unfit) return;
          const { signal } = leaving.current;
          upload.mutate(
            { team, name: name.trim(), format, file, signal },
            {
              onSuccess: (dataset) =>
                navigate({ to: "/datasets/$name", params: { name: dataset.name } }),
            },
          );
        }}
      >
        <Stack>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same. */}
          <div
            className={classes.drop}
            data-over={over || undefined}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              choose(event.dataTransfer.files[0]);
            }}
          >
            <FileButton onChange={choose} accept={ENDINGS.join()}>
              {(props) => (
                <Button {...props} variant="default" disabled={upload.isPending}>
                  {file ? text.another : text.choose}
                </Button>
              )}
            </FileButton>
            <Text size="sm" c={file ? undefined : "dimmed"} className={classes.words}>
              {file ? text.chosen(file.name, formatBytes(file.size)) : text.drop}
            </Text>
          </div>
          {unfit && (
            <Callout tone="bad" role="alert">
              {unfit}
            </Callout>
          )}
          {file && !unfit && (
            <Group align="flex-start">
              <TextInput
                label={text.name}
                description={text.nameHint}
                value={name}
                maxLength={63}
                error={ofName && describe(ofName)}
                disabled={upload.isPending}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              {teams.length > 1 && (
                <Select
                  label={text.team}
                  description={text.teamHint}
                  data={[...teams]}
                  value={team}
                  allowDeselect={false}
                  disabled={upload.isPending}
                  onChange={(chosen) => setTeam(chosen ?? "")}
                />
              )}
            </Group>
          )}
          {upload.isError && !ofName && (
            <Callout tone="bad" role="alert">
              {violations.map(describe).join(" ") || asProblem(upload.error).message}
            </Callout>
          )}
          {file && upload.isPending && <Meter sent={sent} size={file.size} />}
          {file && !unfit && (
            <Group>
              <Button type="submit" loading={upload.isPending} disabled={!name.trim()}>
                {upload.isError && asProblem(upload.error).status === 0 ? text.again : text.send}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Card>
  );
}

function Meter({ sent, size }: { sent: Sent | null; size: number }) {
  const share = sent ? (100 * sent.bytes) / size : 0;
  const phase = text.phases[sent?.phase ?? "reading"];
  return (
    <div role="status">
      <Text size="sm" className="tabular">
        {phase(formatBytes(sent?.bytes ?? 0), formatBytes(size))}
      </Text>
      <Progress value={share} aria-label={text.progress} />
    </div>
  );
}

/** What can be said of a file before it is sent. */
function fault(file: File, format: string | null): string | null {
  if (!format) return text.unknownFormat(file.name, ENDINGS.join(", "));
  return file.size === 0 ? text.empty(file.name) : null;
}
