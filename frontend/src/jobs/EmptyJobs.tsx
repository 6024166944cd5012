import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "../app/links";
import { Notice } from "../app/Notice";
import { sessionQuery } from "../session/queries";
import { submittingTeams } from "../session/rights";
import { strings } from "../strings";

const text = strings.jobs;

/** What somebody sees who has just begun: the shortest way to a first job. */
export function NoJobs() {
  const { data: session } = useQuery(sessionQuery);
  if (session && submittingTeams(session).length === 0) {
    return <Notice title={text.emptyTitle}>{text.emptyForViewers}</Notice>;
  }
  return (
    <Notice
      title={text.emptyTitle}
      actions={
        <>
          <ButtonLink to="/jobs/new" search={{ sample: true }}>
            {text.trySample}
          </ButtonLink>
          <ButtonLink to="/datasets" variant="default">
            {text.ownData}
          </ButtonLink>
          <ButtonLink to="/jobs/new" variant="default">
            {text.startBlank}
          </ButtonLink>
        </>
      }
    >
      {text.empty}
    </Notice>
  );
}

export function NothingFound({ onClear }: { onClear: () => void }) {
  return (
    <Notice
      role="status"
      title={text.nothingFoundTitle}
      actions={
        <Button variant="default" onClick={onClear}>
          {text.clearFilters}
        </Button>
      }
    >
      {text.nothingFound}
    </Notice>
  );
}
