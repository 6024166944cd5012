// @ts-check
import { curvesOf, MANY_POINTS } from "./curves.mjs";
import { EVENTFUL, ofEventful } from "./eventful.mjs";

/** @typedef {import("node:http").ServerResponse} ServerResponse */

export const JOBS = 50_000;
/** Later pages hold more than the server's hundred: what is measured is the list once it is read. */
const LATER_PAGE = 5000;
const TEAM = "research";
const BEGAN = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const STATES = ["SUCCEEDED", "FAILED", "CANCELED", "SUCCEEDED", "SUCCEEDED"];

/** A job that runs; the others have ended. */
export const RUNNING = JOBS + 1;

/** Those who follow a job. @type {Set<ServerResponse>} */
const followers = new Set();

/**
 * Tells everyone who follows a job of new points, as the server does.
 *
 * @param {number} id of the message
 * @param {readonly object[]} series
 */
export function tell(id, series) {
  for (const each of followers) {
    each.write(`id: ${id}\nevent: points\ndata: ${JSON.stringify(series)}\n\n`);
  }
  return followers.size;
}

/**
 * Identifier of the nth job, the newest being 0.
 *
 * @param {number} index
 */
export const idOf = (index) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

/** @param {string} id */
const indexOf = (id) => Number(id.slice(-12));

/**
 * Answers as the server would, in its words, from jobs that are made up.
 *
 * @param {URL} url
 * @param {ServerResponse} response
 */
export function answer(url, response) {
  if (url.pathname.endsWith("/live")) {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write(": here\n\n");
    followers.add(response);
    response.on("close", () => followers.delete(response));
    return;
  }
  const body = find(url.pathname, url.searchParams);
  response.writeHead(body === undefined ? 404 : 200, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body ?? { status: 404, code: "NOT_FOUND", detail: "not made up" }));
}

/**
 * @param {string} path
 * @param {URLSearchParams} query
 */
function find(path, query) {
  const [, id, part] = /^\/api\/v1\/jobs\/([\da-f-]{36})(?:\/(.+))?$/.exec(path) ?? [];
  if (id !== undefined) return ofJob(indexOf(id), part, query);
  switch (path) {
    case "/api/v1/session":
      return {
        name: "ada",
        administrator: false,
        mustChangePassword: false,
        teams: [{ name: TEAM, role: "MEMBER" }],
        serverVersion: "0.1.0",
      };
    case "/api/v1/jobs":
      return page(query);
    case "/api/v1/series": {
      const ids = (query.get("jobs") ?? "").split(",");
      return ids.flatMap((each) => curvesOf(each, indexOf(each), query));
    }
    case "/api/v1/teams":
      return [
        {
          team: TEAM,
          weight: 1,
          guaranteedDevices: 4,
          queuedJobLimit: 1e4,
          usedDeviceSeconds: 1e5,
        },
      ];
    case "/api/v1/usage":
      return {
        from: query.get("from"),
        to: new Date().toISOString(),
        rows: daysFrom(query.get("from")),
      };
    case "/api/v1/workers":
      return [worker()];
    case `/api/v1/teams/${TEAM}/checkpoint-quota`:
      return { team: TEAM, usedBytes: 0, checkpoints: 0 };
    default:
      return undefined;
  }
}

/**
 * @param {number} index
 * @param {string | undefined} part
 * @param {URLSearchParams} query
 */
function ofJob(index, part, query) {
  const eventful = index === EVENTFUL ? ofEventful(idOf, part, query) : undefined;
  if (eventful) return eventful;
  switch (part) {
    case undefined:
      return job(index);
    case "series":
      return curvesOf(idOf(index), index, query);
    case "events":
    case "checkpoints":
      return [];
    case "lineage":
      return { children: [] };
    case "retention":
      return { policy: { keepLast: 1 } };
    case "logs":
      return {
        attemptNumber: 1,
        hasEarlier: false,
        hasLater: false,
        lines: [],
        log: { complete: true, full: false, lastLine: 0, sizeBytes: 0 },
      };
    default:
      return undefined;
  }
}

/**
 * What the team used on each of two weeks' days.
 *
 * @param {string | null} from
 */
function daysFrom(from) {
  return Array.from({ length: 14 }, (_, index) => ({
    team: TEAM,
    period: new Date(Date.parse(from ?? "") + index * DAY).toISOString().slice(0, 10),
    deviceHours: 5 + index,
  }));
}

/** @param {URLSearchParams} query */
function page(query) {
  if (query.has("state")) return { items: [], nextCursor: null };
  const from = Number(query.get("cursor") ?? 0);
  const size = from > 0 ? LATER_PAGE : Number(query.get("limit") ?? 50);
  const to = Math.min(JOBS, from + size);
  const items = Array.from({ length: to - from }, (_, at) => job(from + at));
  return { items, nextCursor: to < JOBS ? String(to) : null };
}

/** @param {number} index */
function job(index) {
  const createdAt = new Date(BEGAN - index * 60_000).toISOString();
  return {
    id: idOf(index),
    name: index === 0 ? "ten-million" : `sweep-${index}`,
    team: TEAM,
    state: index === RUNNING || index === EVENTFUL ? "RUNNING" : STATES[index % STATES.length],
    createdBy: "ada",
    createdAt,
    startedAt: createdAt,
    finishedAt:
      index === RUNNING || index === EVENTFUL
        ? null
        : new Date(BEGAN - index * 60_000 + 3_600_000).toISOString(),
    attempts: index === EVENTFUL ? 2 : 1,
    cancelRequested: false,
    held: false,
    priority: 0,
    optimizerStep: MANY_POINTS,
    totalOptimizerSteps: MANY_POINTS,
    samplesPerSecond: 1000,
    trainLoss: 0.1 + (index % 97) / 970,
    validationAccuracy: 0.9 + (index % 89) / 890,
    spec: spec(index),
  };
}

/** @param {number} index */
function spec(index) {
  return {
    apiVersion: "accrue/v1",
    name: `sweep-${index}`,
    team: TEAM,
    model: { architecture: "mlp", hidden: [128], dropout: 0 },
    data: { dataset: "mnist", trainSplit: "train", validationSplit: "test" },
    training: {
      batch: { effective: 2 ** (5 + (index % 5)), micro: 32 },
      optimizerSteps: MANY_POINTS,
      optimizer: { name: "sgd", momentum: 0.9, nesterov: false, weightDecay: 0 },
      learningRate: 10 ** -(1 + (index % 4)),
      seed: index,
      lossNormalization: "window",
      lastWindow: "step",
      batchNormMomentum: "adjusted",
      precision: "fp32",
      maxSkippedStepsInARow: 10,
    },
    checkpoints: { everyOptimizerSteps: 1000, keepLast: 1 },
    retries: { max: 0 },
  };
}

function worker() {
  const device = (/** @type {number} */ ordinal) => ({
    ordinal,
    kind: "CUDA",
    name: `GPU ${ordinal}`,
    memoryBytes: 80e9,
    heldBytes: 0,
    threads: 1,
    busy: false,
    jobIds: [],
    latest: { at: new Date().toISOString(), utilizationPercent: 10 * ordinal, memoryBytes: 9e9 },
  });
  return {
    id: idOf(0),
    name: "machine",
    labels: {},
    lastHeartbeatAt: new Date().toISOString(),
    silent: false,
    devices: Array.from({ length: 8 }, (_, ordinal) => device(ordinal)),
  };
}
