import { Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { asProblem } from "../api/problem";
import type { Member, Role } from "../api/types";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { More } from "../app/More";
import { FailureNotice } from "../app/Notice";
import { type Column, Table } from "../app/Table";
import { ROLES } from "../session/rights";
import { strings } from "../strings";
import { AddMember } from "./AddMember";
import { membersQuery, useChangeMember } from "./queries";
import { RemoveMember } from "./RemoveMember";

const text = strings.teams.members;

interface MembersCardProps {
  team: string;
  mayChange: boolean;
  /** Who looks at it. */
  self: string;
}

/** Who belongs to a team, and what each may do. */
export function MembersCard({ team, mayChange, self }: MembersCardProps) {
  const members = useInfiniteQuery(membersQuery(team));
  const change = useChangeMember(team);
  const items = members.data?.pages.flatMap((page) => page.items);
  const columns: Column<Member>[] = [
    {
      title: text.columns.name,
      cell: ({ user, disabledAt }) => (disabledAt ? text.disabled(user) : user),
    },
    {
      title: text.columns.role,
      cell: ({ user, role }) =>
        mayChange ? (
          <Select
            size="xs"
            w="10rem"
            aria-label={text.roleOf(user)}
            data={ROLES.map((value) => ({ value, label: strings.roles[value] }))}
            value={role}
            allowDeselect={false}
            disabled={change.isPending}
            onChange={(next) => next && change.mutate({ user, role: next as Role })}
          />
        ) : (
          strings.roles[role]
        ),
    },
    { title: text.columns.may, cell: ({ role }) => strings.roleMay[role] },
  ];
  const removal: Column<Member> = {
    title: text.columns.actions,
    actions: true,
    cell: (member) => <RemoveMember team={team} member={member} self={member.user === self} />,
  };
  return (
    <Card title={text.title} lead={text.lead} actions={mayChange && <AddMember team={team} />}>
      {change.isError && (
        <Callout tone="bad" role="alert">
          {asProblem(change.error).message}
        </Callout>
      )}
      {members.error && !items && <FailureNotice error={members.error} onRetry={members.refetch} />}
      {!items && members.isPending && <LoadingRows />}
      {items?.length === 0 && text.empty}
      {items && items.length > 0 && (
        <Table
          label={text.title}
          columns={mayChange ? [...columns, removal] : columns}
          items={items}
          keyOf={({ user }) => user}
          muted={({ disabledAt }) => disabledAt != null}
        />
      )}
      <More of={members} />
    </Card>
  );
}
