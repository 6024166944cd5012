import { Button } from "@mantine/core";
import { ButtonLink } from "../app/links";
import { Notice } from "../app/Notice";
import { strings } from "../strings";

const text = strings.jobs;

/** What somebody sees who has just begun: the shortest way to a first job. */
export function NoJobs() {
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
