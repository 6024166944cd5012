import { Button, Collapse, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useId } from "react";
import { sentence } from "../api/problem";
import type { Worker } from "../api/types";
import { Age } from "../format/Age";
import { formatInstant } from "../format/time";
import { strings } from "../strings";
import { conditionOf, isThere, type WorkerCondition } from "./condition";
import { DeviceTile } from "./DeviceTile";
import { DrainWorker, ResumeWorker } from "./DrainWorker";
import { RemoveWorker } from "./RemoveWorker";
import { Telemetry } from "./Telemetry";
import classes from "./WorkerCard.module.css";

const text = strings.workers;

const TONES: Record<WorkerCondition, string> = {
  LEFT: "waiting",
  SILENT: "bad",
  PROBLEM: "bad",
  DRAINING: "caution",
  READY: "good",
};

interface WorkerCardProps {
  worker: Worker;
  administrator: boolean;
}

/** A machine: how it stands, its devices, and on demand what they did in the last hour. */
export function WorkerCard({ worker, administrator }: WorkerCardProps) {
  const heading = useId();
  const [opened, { toggle }] = useDisclosure(false);
  const condition = conditionOf(worker);
  return (
    <section className={`card ${classes.card}`} aria-labelledby={heading}>
      <div className={classes.head}>
        <Title order={2} id={heading} className={classes.name}>
          {worker.name}
        </Title>
        <span className={classes.badge} data-tone={TONES[condition]}>
          {text.conditions[condition]}
        </span>
        <div className={classes.actions}>
          <Button variant="default" size="compact-sm" aria-expanded={opened} onClick={toggle}>
            {opened ? text.hideTelemetry : text.showTelemetry}
          </Button>
          {administrator &&
            !worker.leftAt &&
            (worker.drainingAt ? (
              <ResumeWorker worker={worker} />
            ) : (
              <DrainWorker worker={worker} />
            ))}
          {administrator && !isThere(worker) && <RemoveWorker worker={worker} />}
        </div>
      </div>
      <About worker={worker} />
      <div className={classes.devices}>
        {worker.devices.map((device) => (
          <DeviceTile key={device.ordinal} device={device} serving={condition === "READY"} />
        ))}
      </div>
      <Collapse expanded={opened}>{opened && <Telemetry worker={worker} />}</Collapse>
    </section>
  );
}

function About({ worker }: { worker: Worker }) {
  const labels = Object.entries(worker.labels).map(([key, value]) => `${key}=${value}`);
  return (
    <>
      <Text size="sm" c="dimmed">
        {text.lastHeard} <Age at={worker.lastHeartbeatAt} />
        {labels.length > 0 && ` · ${labels.join(", ")}`}
        {worker.drainDeadlineAt && ` · ${text.deadline(formatInstant(worker.drainDeadlineAt))}`}
      </Text>
      {worker.problem && (
        <Text size="sm" c="red">
          {sentence(worker.problem)}
        </Text>
      )}
    </>
  );
}
