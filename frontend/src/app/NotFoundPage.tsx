import { strings } from "../strings";
import { ButtonLink } from "./links";
import { Notice } from "./Notice";
import { Page } from "./Page";

export function NotFoundPage() {
  return (
    <Page title={strings.problem.notFoundTitle}>
      <Notice
        actions={
          <ButtonLink to="/jobs" variant="default">
            {strings.problem.backToJobs}
          </ButtonLink>
        }
      >
        {strings.problem.notFound}
      </Notice>
    </Page>
  );
}
