import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { strings } from "../strings";
import { DropZone } from "../upload/DropZone";
import type { Progress } from "../upload/sendFile";
import { UploadForm } from "../upload/UploadForm";
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
    <UploadForm
      title={text.title}
      lead={text.lead}
      nameLabel={text.name}
      teams={teams}
      team={team}
      onTeam={setTeam}
      name={name}
      onName={setName}
      drop={
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
      }
      unfit={unfit}
      details={
        ready &&
        format &&
        (parts.length > 1 || isPaired(format)) && (
          <PartFields
            parts={parts}
            paired={isPaired(format)}
            disabled={upload.isPending}
            onChange={setParts}
          />
        )
      }
      ready={ready}
      bytes={files.reduce((sum, { size }) => sum + size, 0)}
      pending={upload.isPending}
      error={upload.error}
      sent={sent}
      onSend={send}
    />
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
