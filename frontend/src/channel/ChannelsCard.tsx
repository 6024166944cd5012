import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Channel } from "../api/types";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { Anchor } from "../app/links";
import { More } from "../app/More";
import { FailureNotice } from "../app/Notice";
import { type Column, Table } from "../app/Table";
import { strings } from "../strings";
import { DeleteChannel } from "./DeleteChannel";
import { NewChannel } from "./NewChannel";
import { channelsQuery } from "./queries";
import { leadsTo, tellsOf } from "./words";

const text = strings.channels;

/** Where a team is told of its jobs. */
export function ChannelsCard({ team, mayChange }: { team: string; mayChange: boolean }) {
  const channels = useInfiniteQuery(channelsQuery(team));
  const items = channels.data?.pages.flatMap((page) => page.items);
  const columns: Column<Channel>[] = [
    {
      title: text.columns.name,
      cell: ({ id, name }) => (
        <Anchor to="/teams/$team/channels/$channelId" params={{ team, channelId: id }}>
          {name}
        </Anchor>
      ),
    },
    { title: text.columns.kind, cell: ({ kind }) => text.kinds[kind] },
    { title: text.columns.to, cell: leadsTo },
    { title: text.columns.of, cell: tellsOf },
  ];
  const actions: Column<Channel> = {
    title: text.columns.actions,
    actions: true,
    cell: (channel) => <DeleteChannel team={team} channel={channel} />,
  };
  return (
    <Card title={text.title} lead={text.lead} actions={mayChange && <NewChannel team={team} />}>
      {channels.error && !items && (
        <FailureNotice error={channels.error} onRetry={channels.refetch} />
      )}
      {!items && channels.isPending && <LoadingRows count={2} />}
      {items?.length === 0 && (
        <Text size="sm" c="dimmed">
          {text.none}
        </Text>
      )}
      {items && items.length > 0 && (
        <Table
          label={text.title}
          columns={mayChange ? [...columns, actions] : columns}
          items={items}
          keyOf={({ id }) => id}
          muted={({ enabled }) => !enabled}
        />
      )}
      <More of={channels} />
    </Card>
  );
}
