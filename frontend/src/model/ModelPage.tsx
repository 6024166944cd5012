import { Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Model } from "../api/types";
import { BackLink } from "../app/BackLink";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { ButtonLink } from "../app/links";
import { More } from "../app/More";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { formatBytes, formatCount, formatShare } from "../format/numbers";
import { formatMoment } from "../format/time";
import { sessionQuery } from "../session/queries";
import { maySubmit } from "../session/rights";
import { strings } from "../strings";
import { DeleteModel } from "./DeleteModel";
import { type Layer, layersOf, shapeOf } from "./layers";
import classes from "./ModelPage.module.css";
import { modelQuery, tensorsQuery } from "./queries";

const text = strings.models;

/** What a model's file holds, and the way to a job with it. */
export function ModelPage() {
  const { team, name } = useParams({ from: "/signed-in/models/$team/$name" });
  const { data: session } = useQuery(sessionQuery);
  const { data: model, error, refetch } = useQuery(modelQuery(team, name));
  return (
    <Page
      title={name}
      above={<BackLink to="/models">{text.title}</BackLink>}
      actions={
        model &&
        maySubmit(session, team) && (
          <Group gap="xs">
            <DeleteModel model={model} />
            <ButtonLink to="/jobs/new" search={{ model: `${team}/${name}` }}>
              {text.use}
            </ButtonLink>
          </Group>
        )
      }
    >
      {error && !model && <FailureNotice error={error} onRetry={refetch} />}
      {model === undefined && !error && <LoadingRows />}
      {model === null && <Notice title={text.missingTitle}>{text.missing}</Notice>}
      {model && <Content model={model} />}
    </Page>
  );
}

function Content({ model }: { model: Model }) {
  const { team, name, kind, description, sizeBytes, createdAt } = model;
  const tensors = useInfiniteQuery(tensorsQuery(team, name));
  const first = tensors.data?.pages[0];
  const layers = layersOf(tensors.data?.pages.flatMap(({ items }) => items) ?? []);
  const all = first ? (first.trained ?? first.elements) : 0;
  const notTrained = first?.trained == null ? 0 : first.elements - first.trained;
  return (
    <Stack gap="md">
      {description && <Text c="dimmed">{description}</Text>}
      <Text c="dimmed" className="tabular">
        {text.about(team, text.kinds[kind], formatBytes(sizeBytes), formatMoment(createdAt))}
      </Text>
      {tensors.error && !first && (
        <FailureNotice error={tensors.error} onRetry={() => void tensors.refetch()} />
      )}
      {!first && !tensors.error && <LoadingRows />}
      {first && !first.inspected && <Notice title={text.unreadTitle}>{text.unread}</Notice>}
      {first?.inspected && (
        <Card
          title={text.layersTitle}
          lead={text.summary(
            formatCount(all),
            formatCount(first.tensors),
            notTrained > 0 ? formatCount(notTrained) : null,
          )}
        >
          <Table
            label={text.layersTitle}
            columns={columnsFor(all)}
            items={layers}
            keyOf={({ name: layer }) => layer}
          />
          <More of={tensors} />
          {first.kept < first.tensors && (
            <Text size="sm" c="dimmed" mt="sm">
              {text.cut(formatCount(first.kept))}
            </Text>
          )}
        </Card>
      )}
    </Stack>
  );
}

const columnsFor = (all: number): Column<Layer>[] => [
  {
    title: text.layer.name,
    cell: ({ name }) => <span className={classes.layer}>{name}</span>,
  },
  { title: text.layer.tensors, cell: ({ tensors }) => <Tensors tensors={tensors} /> },
  {
    title: text.layer.parameters,
    number: true,
    cell: ({ parameters }) => formatCount(parameters),
  },
  {
    title: text.layer.share,
    cell: ({ parameters }) => <Share part={all > 0 ? parameters / all : 0} />,
  },
];

function Tensors({ tensors }: Pick<Layer, "tensors">) {
  return (
    <ul className={classes.tensors}>
      {tensors.map(({ name, own, shape, type, trained }) => (
        <li key={name}>
          {own} <span className="tabular">{shape.length > 0 ? shapeOf(shape) : text.scalar}</span>{" "}
          <span className={classes.type}>
            {type}
            {trained === false && `, ${text.notTrained}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Share({ part }: { part: number }) {
  return (
    <span className={classes.share}>
      <span className={classes.track} aria-hidden>
        <span className={classes.bar} style={{ width: `${100 * part}%` }} />
      </span>
      <span className={`tabular ${classes.percent}`}>{formatShare(part)}</span>
    </span>
  );
}
