import { Button, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { sentence } from "../api/problem";
import type { Equivalence, EquivalenceReport, Job } from "../api/types";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { Trouble } from "../app/Trouble";
import { Age } from "../format/Age";
import { formatCount } from "../format/numbers";
import { CheckIcon } from "../icons";
import { isEnded } from "../jobs/lifecycle";
import { mayWrite, sessionQuery } from "../session/queries";
import { strings } from "../strings";
import classes from "./EquivalenceCard.module.css";
import { formatDifference, largestFirst } from "./equivalence";
import { Quiet } from "./facts";
import { equivalenceQuery, useCompareGradients } from "./queries";

const text = strings.job.equivalence;

/** Whether a window's accumulated gradient is that of its full batch, as the trainer measured it. */
export function EquivalenceCard({ job }: { job: Job }) {
  const { data: session } = useQuery(sessionQuery);
  const check = useQuery(equivalenceQuery(job.id));
  const compare = useCompareGradients(job.id);
  const askable = mayWrite(session, job.team) && !isEnded(job.state) && !job.cancelRequested;
  const open = check.data?.state === "OPEN";
  return (
    <Card
      title={text.title}
      lead={text.lead}
      actions={
        askable &&
        check.data !== undefined &&
        !open && (
          <Button
            variant="default"
            size="compact-sm"
            loading={compare.isPending}
            onClick={() => compare.mutate()}
          >
            {check.data ? text.again : text.compare}
          </Button>
        )
      }
    >
      {compare.error && (
        <Callout tone="bad" role="alert">
          {compare.error.message}
        </Callout>
      )}
      {check.data !== undefined ? (
        <div aria-live="polite">
          <Newest job={job} check={check.data} />
        </div>
      ) : check.error ? (
        <Trouble error={check.error} onRetry={() => void check.refetch()} />
      ) : (
        <Skeleton height={48} radius="md" role="status" aria-label={strings.loading} />
      )}
    </Card>
  );
}

function Newest({ job, check }: { job: Job; check: Equivalence | null }) {
  if (!check) return <Quiet>{isEnded(job.state) ? text.noneEnded : text.none}</Quiet>;
  return (
    <>
      {check.state === "OPEN" && <Text size="sm">{text.open[job.state] ?? text.missed}</Text>}
      {check.state === "MISSED" && <Text size="sm">{text.missed}</Text>}
      {check.result && <Report report={check.result} attempt={check.attemptNumber ?? null} />}
      <Quiet>
        {text.askedBy(check.requestedBy ?? null)} · <Age at={check.doneAt ?? check.requestedAt} />
      </Quiet>
    </>
  );
}

function Report({ report, attempt }: { report: EquivalenceReport; attempt: number | null }) {
  const { optimizerStep, samples, comparedMicro } = report;
  return (
    <div className={classes.report}>
      <span className={classes.verdict} data-agrees={report.agrees}>
        {report.agrees && <CheckIcon size={13} />}
        {report.agrees ? text.agrees : text.differs}
      </span>
      <dl className={classes.figures}>
        <Figure name={text.figures.largest}>{formatDifference(report.largestDifference)}</Figure>
        <Figure name={text.figures.explained} hint={text.explainedHint}>
          {formatDifference(report.explainedDifference)}
        </Figure>
        <Figure name={text.figures.micro}>{text.samples(formatCount(report.micro))}</Figure>
        <Figure name={text.figures.compared}>
          {comparedMicro >= samples
            ? text.comparedWhole
            : text.comparedParts(formatCount(comparedMicro))}
        </Figure>
      </dl>
      <p className={classes.words}>{sentence(report.sentence)}</p>
      {report.worst.length > 0 && (
        <table className={`tabular ${classes.parameters}`}>
          <caption>{text.parameters}</caption>
          <thead>
            <tr>
              <th scope="col">{text.parameter}</th>
              <th scope="col">{text.difference}</th>
            </tr>
          </thead>
          <tbody>
            {largestFirst(report.worst).map(({ parameter, relativeDifference }) => (
              <tr key={parameter}>
                <th scope="row">{parameter}</th>
                <td>{formatDifference(relativeDifference)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Quiet>{text.window(formatCount(optimizerStep), formatCount(samples), attempt)}</Quiet>
    </div>
  );
}

function Figure({ name, hint, children }: { name: string; hint?: string; children: string }) {
  return (
    <div>
      <dt title={hint}>{name}</dt>
      <dd className="tabular">{children}</dd>
    </div>
  );
}
