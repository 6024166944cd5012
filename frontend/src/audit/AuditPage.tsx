import { Button, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { LoadingRows } from "../app/LoadingRows";
import { More } from "../app/More";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { sessionQuery } from "../session/queries";
import { mayAudit } from "../session/rights";
import { strings } from "../strings";
import { AuditFilters } from "./AuditFilters";
import { AuditList } from "./AuditList";
import { type AuditFilter, isEmpty } from "./filter";
import { auditQuery } from "./queries";

const text = strings.audit;

/** What people changed: everything for administrators, that of their teams for maintainers. */
export function AuditPage() {
  const { data: session } = useQuery(sessionQuery);
  if (!session) return null;
  return (
    <Page title={text.title}>
      {mayAudit(session) ? <Events /> : <Notice title={text.closedTitle}>{text.closed}</Notice>}
    </Page>
  );
}

function Events() {
  const filter = useSearch({ from: "/signed-in/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const events = useInfiniteQuery(auditQuery(filter));
  const items = events.data?.pages.flatMap((page) => page.items);
  const change = (search: AuditFilter) => void navigate({ search, replace: true });
  return (
    <Stack gap="md">
      <AuditFilters key={JSON.stringify(filter)} filter={filter} onChange={change} />
      {events.error && !items && <FailureNotice error={events.error} onRetry={events.refetch} />}
      {!items && events.isPending && <LoadingRows count={5} height={64} />}
      {items?.length === 0 && (
        <Notice
          role="status"
          title={isEmpty(filter) ? text.emptyTitle : text.nothingFoundTitle}
          actions={
            !isEmpty(filter) && (
              <Button variant="default" onClick={() => change({})}>
                {text.clear}
              </Button>
            )
          }
        >
          {isEmpty(filter) ? text.empty : text.nothingFound}
        </Notice>
      )}
      {items && items.length > 0 && <AuditList events={items} onFilter={change} />}
      <More of={events}>{text.earlier}</More>
    </Stack>
  );
}
