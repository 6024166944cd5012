import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Job } from "../api/types";
import { ButtonLink } from "../app/links";
import { lineageQuery } from "../checkpoint/queries";
import { differences } from "../compare/differences";
import { jobQuery } from "../jobs/queries";
import { sessionQuery } from "../session/queries";
import { submittingTeams } from "../session/rights";
import { SpecCode } from "../spec/SpecCode";
import { asSpecValue, toYaml } from "../spec/yaml";
import { strings } from "../strings";
import { SpecChanges } from "./SpecChanges";

const text = strings.job.spec;

/** The spec as the server holds it, every default filled in, and what it changes of its parent's. */
export function SpecCard({ job }: { job: Job }) {
  const [shown, setShown] = useState("whole");
  const { data: session } = useQuery(sessionQuery);
  const { data: lineage } = useQuery(lineageQuery(job.id));
  const origin = lineage?.parent ?? null;
  const parent = useQuery({ ...jobQuery(origin?.jobId ?? ""), enabled: origin !== null });
  const before = parent.data?.spec;
  const changes = useMemo(() => before && differences([before, job.spec]), [before, job.spec]);
  return (
    <SpecCode
      title={text.title}
      yaml={toYaml(asSpecValue(job.spec))}
      actions={
        <>
          {origin && (
            <SegmentedControl
              size="xs"
              aria-label={text.show}
              data={[
                { value: "whole", label: text.whole },
                { value: "changes", label: text.changes(changes?.length ?? null) },
              ]}
              value={shown}
              onChange={setShown}
            />
          )}
          {submittingTeams(session).length > 0 && (
            <ButtonLink to="/jobs/new" search={{ from: job.id }} variant="subtle" size="compact-xs">
              {text.again}
            </ButtonLink>
          )}
        </>
      }
      instead={
        origin &&
        shown === "changes" && (
          <SpecChanges
            origin={origin}
            changes={changes}
            error={parent.error}
            onRetry={() => void parent.refetch()}
          />
        )
      }
    />
  );
}
