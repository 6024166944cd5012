import type { Worker } from "../api/types";
import { Card, CardToCome } from "../app/Card";
import { Anchor } from "../app/links";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import { conditionOf } from "../worker/condition";
import { DeviceCell } from "./DeviceCell";
import classes from "./DeviceMap.module.css";
import { MapTile } from "./MapTile";

const text = strings.overview.devices;
/** More than these are drawn as cells: colour alone, and words on demand. */
const MOST_TILES = 32;

interface DeviceMapProps {
  workers: readonly Worker[] | undefined;
  teams: readonly string[];
  teamOf: ReadonlyMap<string, string>;
}

/** Every device by its machine: whose job it runs, how busy it is and how full its memory. */
export function DeviceMap({ workers, teams, teamOf }: DeviceMapProps) {
  if (!workers) return <CardToCome title={text.title} height={180} />;
  const present = workers.filter(({ leftAt }) => !leftAt);
  const devices = present.flatMap((worker) => worker.devices);
  const busy = devices.filter((device) => device.busy).length;
  const Drawn = devices.length > MOST_TILES ? DeviceCell : MapTile;
  return (
    <Card
      title={text.title}
      lead={
        devices.length > 0
          ? strings.workers.summary(formatCount(busy), formatCount(devices.length), devices.length)
          : strings.workers.empty
      }
      actions={
        <Anchor to="/workers" size="sm">
          {text.more}
        </Anchor>
      }
    >
      {present.map((worker) => {
        const condition = conditionOf(worker);
        return (
          <section key={worker.id} className={classes.worker} aria-label={worker.name}>
            <div className={classes.name}>
              {worker.name}
              {condition !== "READY" && (
                <span className={classes.condition} data-condition={condition}>
                  {strings.workers.conditions[condition]}
                </span>
              )}
            </div>
            <div className={Drawn === MapTile ? classes.tiles : classes.cells}>
              {worker.devices.map((device) => (
                <Drawn key={device.ordinal} device={device} teams={teams} teamOf={teamOf} />
              ))}
            </div>
          </section>
        );
      })}
    </Card>
  );
}
