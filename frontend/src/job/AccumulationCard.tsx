import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { sentence } from "../api/problem";
import type { Job } from "../api/types";
import { strings } from "../strings";
import classes from "./AccumulationCard.module.css";
import { type Deed, newestDeeds, unevenWindow } from "./accumulation";
import { Row } from "./facts";
import { eventsQuery } from "./queries";

const text = strings.job.accumulation;

/** What the trainer found out and did about micro-batches, in its own words; nothing if nothing. */
export function AccumulationCard({ job }: { job: Job }) {
  const { data: events = [] } = useQuery(eventsQuery(job.id));
  const deeds = newestDeeds(events);
  const uneven = unevenWindow(job.spec.training, job.optimizerStep);
  if (deeds.length === 0 && !uneven) return null;
  return (
    <section className={`card ${classes.card}`}>
      <Title order={2}>{text.title}</Title>
      <dl className={classes.list}>
        {deeds.map((deed: Deed) => (
          <Row key={deed.kind} name={text.kinds[deed.kind] ?? deed.kind}>
            {sentence(deed.words)}
          </Row>
        ))}
        {uneven && <Row name={text.normalization}>{text.uneven(uneven)}</Row>}
      </dl>
    </section>
  );
}
