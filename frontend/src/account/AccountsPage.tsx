import { Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Session, User } from "../api/types";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { More } from "../app/More";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { Age } from "../format/Age";
import { useNow } from "../format/useNow";
import { sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { AccountMenu } from "./AccountMenu";
import { CreateAccount } from "./CreateAccount";
import { usersQuery } from "./queries";
import { StandingBadge } from "./StandingBadge";
import { standingOf } from "./standing";

const text = strings.accounts;
const REFRESH_MILLIS = 10_000;

/** The accounts of people, for administrators. */
export function AccountsPage() {
  const { data: session } = useQuery(sessionQuery);
  return (
    <Page title={text.title} actions={session?.administrator && <CreateAccount />}>
      {session?.administrator && <Accounts session={session} />}
      {session && !session.administrator && <Notice title={text.closedTitle}>{text.closed}</Notice>}
    </Page>
  );
}

function Accounts({ session }: { session: Session }) {
  const now = useNow(REFRESH_MILLIS);
  const users = useInfiniteQuery({ ...usersQuery, refetchInterval: REFRESH_MILLIS });
  const items = users.data?.pages.flatMap((page) => page.items);
  const columns: Column<User>[] = [
    {
      title: text.columns.name,
      cell: ({ name }) => (name === session.name ? text.you(name) : name),
    },
    {
      title: text.columns.rights,
      cell: ({ administrator }) => (administrator ? text.administrator : text.person),
    },
    {
      title: text.columns.teams,
      cell: ({ teams }) =>
        teams.map(({ name, role }) => text.teamAs(name, strings.roles[role])).join(", ") ||
        strings.none,
    },
    { title: text.columns.made, cell: ({ createdAt }) => <Age at={createdAt} /> },
    {
      title: text.columns.standing,
      cell: (user) => <StandingBadge user={user} now={now} />,
    },
    {
      title: text.columns.actions,
      actions: true,
      cell: (user) => <AccountMenu user={user} standing={standingOf(user, now)} />,
    },
  ];
  return (
    <Stack gap="md">
      {users.error && !items && <FailureNotice error={users.error} onRetry={users.refetch} />}
      {!items && users.isPending && <LoadingRows />}
      {items && (
        <Card title={text.listTitle} lead={text.lead}>
          <Table
            label={text.listTitle}
            columns={columns}
            items={items}
            keyOf={({ name }) => name}
            muted={({ disabledAt }) => disabledAt != null}
          />
          <More of={users} />
        </Card>
      )}
    </Stack>
  );
}
