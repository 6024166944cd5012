import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { strings } from "../strings";
import { DropZone } from "../upload/DropZone";
import { nameOf } from "../upload/name";
import type { Progress } from "../upload/sendFile";
import { UploadForm } from "../upload/UploadForm";
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
      }
      unfit={unfit}
      ready={file !== null && !unfit}
      bytes={file?.size ?? 0}
      pending={upload.isPending}
      error={upload.error}
      sent={sent}
      onSend={send}
    />
  );
}

/** What can be said of a file before it is sent. */
function fault(file: File, kind: string | null): string | null {
  if (!kind) return text.unknownKind(file.name);
  return file.size === 0 ? text.empty(file.name) : null;
}
