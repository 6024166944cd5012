import { Stack, Switch, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { WorkerToken } from "../api/types";
import { BackLink } from "../app/BackLink";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { More } from "../app/More";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { Age } from "../format/Age";
import { formatMoment } from "../format/time";
import { sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { CreateWorkerToken } from "./CreateWorkerToken";
import { workerTokensQuery } from "./queries";
import { RevokeWorkerToken } from "./RevokeWorkerToken";

const text = strings.workerTokens;

const COLUMNS: Column<WorkerToken>[] = [
  { title: text.columns.name, cell: ({ name }) => name },
  { title: text.columns.made, cell: ({ createdAt }) => <Age at={createdAt} /> },
  {
    title: text.columns.standing,
    cell: ({ revokedAt }) =>
      revokedAt == null ? text.good : text.revoked(formatMoment(revokedAt)),
  },
  {
    title: text.columns.actions,
    actions: true,
    cell: (token) => token.revokedAt == null && <RevokeWorkerToken token={token} />,
  },
];

/** With what machines register as workers, for administrators. */
export function WorkerTokensPage() {
  const { data: session } = useQuery(sessionQuery);
  return (
    <Page
      title={text.title}
      above={<BackLink to="/workers">{strings.navigation.workers}</BackLink>}
    >
      {session?.administrator && <WorkerTokens />}
      {session && !session.administrator && <Notice title={text.closedTitle}>{text.closed}</Notice>}
    </Page>
  );
}

function WorkerTokens() {
  const [revoked, setRevoked] = useState(false);
  const tokens = useInfiniteQuery(workerTokensQuery);
  const items = tokens.data?.pages.flatMap((page) => page.items);
  const shown = items?.filter(({ revokedAt }) => revoked || revokedAt == null);
  return (
    <Card title={text.listTitle} lead={text.lead} actions={<CreateWorkerToken />}>
      <Stack gap="sm">
        {tokens.error && !items && <FailureNotice error={tokens.error} onRetry={tokens.refetch} />}
        {!items && tokens.isPending && <LoadingRows />}
        {shown && shown.length > 0 && (
          <Table
            label={text.listTitle}
            columns={COLUMNS}
            items={shown}
            keyOf={({ id }) => id}
            muted={({ revokedAt }) => revokedAt != null}
          />
        )}
        {shown?.length === 0 && (
          <Text size="sm" c="dimmed">
            {text.none}
          </Text>
        )}
        {items?.some(({ revokedAt }) => revokedAt != null) && (
          <Switch
            size="xs"
            label={text.showRevoked}
            checked={revoked}
            onChange={(event) => setRevoked(event.currentTarget.checked)}
          />
        )}
        <More of={tokens} />
      </Stack>
    </Card>
  );
}
