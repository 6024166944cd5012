import { Button, FileButton, Text } from "@mantine/core";
import { useState } from "react";
import { formatBytes } from "../format/numbers";
import { strings } from "../strings";
import classes from "./DropZone.module.css";

const text = strings.upload;

interface DropZoneProps {
  /** What has been chosen so far. */
  files: readonly File[];
  /** For the file dialog of the browser. */
  endings: readonly string[];
  disabled: boolean;
  onChoose: (files: readonly File[]) => void;
  /** Whether several files go together. */
  multiple?: boolean;
}

/** Where files are dropped, with a button that does the same. */
export function DropZone({ files, endings, disabled, onChoose, multiple }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const choose = (chosen: readonly File[]) => {
    if (!disabled && chosen.length > 0) onChoose(multiple ? chosen : chosen.slice(0, 1));
  };
  const [first] = files;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same.
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
        choose([...event.dataTransfer.files]);
      }}
    >
      <FileButton
        multiple={multiple}
        accept={endings.join()}
        onChange={(chosen) => choose(Array.isArray(chosen) ? chosen : chosen ? [chosen] : [])}
      >
        {(props) => (
          <Button {...props} variant="default" disabled={disabled}>
            {first ? text.another : multiple ? text.chooseSome : text.choose}
          </Button>
        )}
      </FileButton>
      <Text size="sm" c={first ? undefined : "dimmed"} className={classes.words}>
        {first
          ? files.map((file) => text.chosen(file.name, formatBytes(file.size))).join("; ")
          : multiple
            ? text.dropSome
            : text.drop}
      </Text>
    </div>
  );
}
