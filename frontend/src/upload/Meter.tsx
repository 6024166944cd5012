import { Progress, Text } from "@mantine/core";
import { formatBytes } from "../format/numbers";
import { strings } from "../strings";
import type { Progress as Sent } from "./sendFile";

const text = strings.upload;

/** How far an upload has come. */
export function Meter({ sent, size }: { sent: Sent | null; size: number }) {
  const share = sent && size > 0 ? (100 * sent.bytes) / size : 0;
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
