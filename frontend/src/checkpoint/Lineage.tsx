import { List, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Anchor } from "../app/links";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import classes from "./Lineage.module.css";
import { lineageQuery } from "./queries";

const text = strings.job.lineage;

/** Which checkpoint a job began from, and which jobs began from its own. */
export function Lineage({ jobId }: { jobId: string }) {
  const { data } = useQuery(lineageQuery(jobId));
  if (!data || (!data.parent && data.children.length === 0)) return null;
  return (
    <section className={`card ${classes.card}`}>
      <Title order={2}>{text.title}</Title>
      <Stack gap="xs" mt="xs">
        {data.parent && (
          <Text size="sm">
            {text.from[data.parent.take]}{" "}
            <Anchor to="/jobs/$jobId" params={{ jobId: data.parent.jobId }} underline="always">
              {data.parent.jobName}
            </Anchor>
            {` ${text.at(formatCount(data.parent.optimizerStep))}`}
            {!data.parent.checkpointKept && ` ${text.gone}`}{" "}
            <Anchor
              to="/compare"
              search={{ jobs: `${data.parent.jobId},${jobId}` }}
              underline="always"
            >
              {text.compare}
            </Anchor>
          </Text>
        )}
        {data.children.length > 0 && (
          <List size="sm">
            {data.children.map((child) => (
              <List.Item key={child.jobId}>
                <Anchor to="/jobs/$jobId" params={{ jobId: child.jobId }} underline="always">
                  {child.jobName}
                </Anchor>
                {` ${text.child(formatCount(child.optimizerStep), strings.states[child.state])}`}
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </section>
  );
}
