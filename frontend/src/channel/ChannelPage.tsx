import { Button, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { asProblem } from "../api/problem";
import type { Delivery } from "../api/types";
import { BackLink } from "../app/BackLink";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { Anchor } from "../app/links";
import { More } from "../app/More";
import { FailureNotice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { Age } from "../format/Age";
import { sessionQuery } from "../session/queries";
import { mayMaintain } from "../session/rights";
import { strings } from "../strings";
import { ChangeChannel } from "./ChangeChannel";
import classes from "./Channel.module.css";
import { DeleteChannel } from "./DeleteChannel";
import { channelQuery, deliveriesQuery, useResend, useTestChannel } from "./queries";
import { ReplaceSecret } from "./ReplaceSecret";
import { leadsTo, tellsOf } from "./words";

const text = strings.channels;

/** A channel and what became of what it had to tell. */
export function ChannelPage() {
  const { team, channelId } = useParams({ from: "/signed-in/teams/$team/channels/$channelId" });
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const channel = useQuery(channelQuery(team, channelId));
  const test = useTestChannel(team, channelId);
  const maintains = mayMaintain(session, team);
  const toTeam = () => navigate({ to: "/teams/$team", params: { team } });
  return (
    <Page
      title={channel.data?.name ?? text.title}
      above={
        <BackLink to="/teams/$team" params={{ team }}>
          {team}
        </BackLink>
      }
      actions={
        maintains &&
        channel.data && (
          <>
            <Button
              variant="default"
              loading={test.isPending}
              onClick={() => test.mutate(undefined)}
            >
              {text.test}
            </Button>
            <ChangeChannel team={team} channel={channel.data} />
            {channel.data.kind === "WEBHOOK" && (
              <ReplaceSecret team={team} channel={channel.data} />
            )}
            <DeleteChannel team={team} channel={channel.data} size="sm" onDeleted={toTeam} />
          </>
        )
      }
    >
      <Stack gap="md">
        {test.error && (
          <Callout tone="bad" role="alert">
            {asProblem(test.error).message}
          </Callout>
        )}
        {channel.error && <FailureNotice error={channel.error} onRetry={channel.refetch} />}
        {channel.data && (
          <Text size="sm" c="dimmed">
            {text.about(
              text.kinds[channel.data.kind],
              leadsTo(channel.data),
              tellsOf(channel.data),
            )}
            {!channel.data.enabled && ` ${text.disabled}`}
          </Text>
        )}
        {channel.data && <Deliveries team={team} id={channelId} mayResend={maintains} />}
      </Stack>
    </Page>
  );
}

interface DeliveriesProps {
  team: string;
  id: string;
  mayResend: boolean;
}

function Deliveries({ team, id, mayResend }: DeliveriesProps) {
  const deliveries = useInfiniteQuery(deliveriesQuery(team, id));
  const resend = useResend(team, id);
  const items = deliveries.data?.pages.flatMap((page) => page.items);
  const columns: Column<Delivery>[] = [
    { title: text.log.event, cell: ({ event }) => text.deliveryEvents[event] },
    { title: text.log.when, cell: ({ happenedAt }) => <Age at={happenedAt} /> },
    {
      title: text.log.job,
      cell: ({ jobId, jobName }) =>
        jobId ? (
          <Anchor to="/jobs/$jobId" params={{ jobId }}>
            {jobName}
          </Anchor>
        ) : (
          strings.none
        ),
    },
    { title: text.log.state, cell: (delivery) => <DeliveryStanding delivery={delivery} /> },
  ];
  const again: Column<Delivery> = {
    title: text.columns.actions,
    actions: true,
    cell: ({ id: deliveryId, state }) =>
      state !== "WAITING" && (
        <Button
          variant="default"
          size="compact-sm"
          disabled={resend.isPending}
          onClick={() => resend.mutate(deliveryId)}
        >
          {text.log.resend}
        </Button>
      ),
  };
  return (
    <Card title={text.log.title} lead={text.log.lead}>
      {resend.error && (
        <Callout tone="bad" role="alert">
          {asProblem(resend.error).message}
        </Callout>
      )}
      {deliveries.error && !items && (
        <FailureNotice error={deliveries.error} onRetry={deliveries.refetch} />
      )}
      {!items && deliveries.isPending && <LoadingRows />}
      {items?.length === 0 && (
        <Text size="sm" c="dimmed">
          {text.log.none}
        </Text>
      )}
      {items && items.length > 0 && (
        <Table
          label={text.log.title}
          columns={mayResend ? [...columns, again] : columns}
          items={items}
          keyOf={(delivery) => delivery.id}
        />
      )}
      <More of={deliveries} />
    </Card>
  );
}

function DeliveryStanding({ delivery }: { delivery: Delivery }) {
  const { state, attempts, responseStatus, failure } = delivery;
  return (
    <>
      <span className={classes.state} data-state={state}>
        {text.log.states[state](attempts, responseStatus ?? null)}
      </span>
      {failure && state !== "DELIVERED" && <div className={classes.detail}>{failure}</div>}
    </>
  );
}
