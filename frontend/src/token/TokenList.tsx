import { Switch, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Token } from "../api/types";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { More } from "../app/More";
import { FailureNotice } from "../app/Notice";
import { type Column, Table } from "../app/Table";
import { Age } from "../format/Age";
import { formatMoment } from "../format/time";
import { useNow } from "../format/useNow";
import { strings } from "../strings";
import { type Owner, tokensQuery } from "./queries";
import { RevokeToken } from "./RevokeToken";
import { isLive, standingOf } from "./standing";
import classes from "./TokenList.module.css";
import { scopeWords } from "./words";

const text = strings.tokens;
const MINUTE = 60_000;

interface TokenListProps {
  owner: Owner;
  title: string;
  lead: string;
  actions: ReactNode;
}

/** Tokens with what they open, until when, and when they last did; those that ended on demand. */
export function TokenList({ owner, title, lead, actions }: TokenListProps) {
  const tokens = useInfiniteQuery(tokensQuery(owner));
  const [ended, setEnded] = useState(false);
  const now = useNow(MINUTE);
  const items = tokens.data?.pages.flatMap((page) => page.items);
  const live = (token: Token) => isLive(standingOf(token, now));
  const shown = items?.filter((token) => ended || live(token));
  const columns: Column<Token>[] = [
    { title: text.columns.name, cell: ({ name }) => name },
    ...(owner ? [{ title: text.columns.service, cell: ({ user }: Token) => user }] : []),
    { title: text.columns.scope, cell: scopeWords },
    { title: text.columns.standing, cell: (token) => <StandingBadge token={token} now={now} /> },
    {
      title: text.columns.lastUsed,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Age at={lastUsedAt} /> : text.neverUsed),
    },
    {
      title: text.columns.actions,
      actions: true,
      cell: (token) => live(token) && <RevokeToken owner={owner} token={token} />,
    },
  ];
  return (
    <Card title={title} lead={lead} actions={actions}>
      {tokens.error && !items && <FailureNotice error={tokens.error} onRetry={tokens.refetch} />}
      {!items && tokens.isPending && <LoadingRows />}
      {shown && shown.length > 0 && (
        <Table
          label={title}
          columns={columns}
          items={shown}
          keyOf={({ id }) => id}
          muted={(token) => !live(token)}
        />
      )}
      {shown?.length === 0 && (
        <Text size="sm" c="dimmed">
          {text.none}
        </Text>
      )}
      {items && items.length > 0 && (
        <div className={classes.foot}>
          <Switch
            size="xs"
            label={text.showEnded}
            checked={ended}
            onChange={(event) => setEnded(event.currentTarget.checked)}
          />
        </div>
      )}
      <More of={tokens} />
    </Card>
  );
}

function StandingBadge({ token, now }: { token: Token; now: number }) {
  const standing = standingOf(token, now);
  const at = formatMoment(token.revokedAt ?? token.expiresAt);
  return (
    <span className={classes.standing} data-standing={standing}>
      {text.standing[standing](at)}
    </span>
  );
}
