import { Text } from "@mantine/core";
import { useMemo } from "react";
import type { Job } from "../api/types";
import { Card } from "../app/Card";
import { Anchor } from "../app/links";
import { differences } from "../compare/differences";
import { ChangeTable } from "../job/SpecChanges";
import { strings } from "../strings";
import type { ServerPlan } from "./useServerPlan";

const text = strings.submit.changes;

interface ChangesCardProps {
  /** The job whose spec this one was taken from. */
  origin: Pick<Job, "id" | "name" | "spec">;
  server: Pick<ServerPlan, "plan">;
}

/**
 * What a spec changes of the one that it was taken from. Both are as the server reads them, every
 * default filled in, so that a field that was only left out is no difference.
 */
export function ChangesCard({ origin, server: { plan } }: ChangesCardProps) {
  const now = plan?.spec;
  const changes = useMemo(() => now && differences([origin.spec, now]), [origin.spec, now]);
  return (
    <Card
      title={text.title}
      lead={
        <>
          {text.lead}{" "}
          <Anchor to="/jobs/$jobId" params={{ jobId: origin.id }} inherit underline="always">
            {origin.name}
          </Anchor>
        </>
      }
    >
      <div aria-live="polite">
        {!changes && <Quiet>{text.unknown}</Quiet>}
        {changes?.length === 0 && <Quiet>{text.none}</Quiet>}
        {changes && changes.length > 0 && <ChangeTable label={text.title} changes={changes} />}
      </div>
    </Card>
  );
}

function Quiet({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
