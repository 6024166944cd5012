import { Progress, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Checkpoint } from "../api/types";
import { formatBytes, formatCount } from "../format/numbers";
import { strings } from "../strings";
import { quotaQuery } from "./queries";

const text = strings.job.checkpoints.storage;
const NEARLY_FULL = 0.9;

interface TeamStorageProps {
  team: string;
  /** Of one job of the team: when they change, so does what the team takes. */
  checkpoints: readonly Checkpoint[];
}

/** How much of its quota the checkpoints of a team take. */
export function TeamStorage({ team, checkpoints }: TeamStorageProps) {
  const queries = useQueryClient();
  const { data: quota, isPending } = useQuery(quotaQuery(team));
  const held = checkpoints.map(({ id }) => id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other checkpoints, another sum
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: quotaQuery(team).queryKey });
  }, [queries, team, held]);
  if (!quota) return isPending ? <Skeleton height={36} radius="md" /> : null;
  const { usedBytes, limitBytes } = quota;
  const used = formatBytes(usedBytes);
  const count = formatCount(quota.checkpoints);
  if (limitBytes == null) return <div>{text.unlimited(team, used, count)}</div>;
  const share = limitBytes > 0 ? Math.min(1, usedBytes / limitBytes) : 1;
  const words = text.limited(team, used, formatBytes(limitBytes), count);
  return (
    <div>
      {words}
      <Progress
        mt={6}
        size="sm"
        value={share * 100}
        color={share >= NEARLY_FULL ? "var(--accrue-bad)" : undefined}
        aria-label={text.bar(team)}
      />
      {share >= NEARLY_FULL && <div>{text.nearlyFull}</div>}
    </div>
  );
}
