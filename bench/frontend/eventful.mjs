// @ts-check
import { curvesOf } from "./curves.mjs";

// A job to which much has happened: what its page shows beside its curves.

const BEGAN = Date.UTC(2026, 0, 1);

/** Index of the job. */
export const EVENTFUL = 50_002;

const SERIES = [
  "train/loss",
  "validation/loss",
  "validation/accuracy",
  "train/samples_per_second",
  "train/gradient_norm",
  "train/learning_rate",
  "memory/peak_bytes",
  "advisor/noise_scale",
];

/**
 * Some part of the job's page, as the server would answer it; undefined for the parts of any job.
 *
 * @param {(index: number) => string} idOf
 * @param {string | undefined} part
 * @param {URLSearchParams} query
 */
export function ofEventful(idOf, part, query) {
  switch (part) {
    case "series":
      return series(idOf, query);
    case "events":
      return events();
    case "checkpoints":
      return Array.from({ length: 6 }, (_, index) => checkpoint(idOf, index));
    case "lineage":
      return { parent: parent(idOf), children: [] };
    case "logs":
      return log();
    default:
      return undefined;
  }
}

/**
 * @param {(index: number) => string} idOf
 * @param {URLSearchParams} query
 */
function series(idOf, query) {
  const wanted = query.get("names")?.split(",") ?? SERIES;
  const [loss] = curvesOf(idOf(EVENTFUL), 0, new URLSearchParams());
  return SERIES.filter((name) => wanted.includes(name)).map((name) => ({
    ...loss,
    name,
  }));
}

function events() {
  const told = [
    { kind: "SUBMITTED", from: null, to: "QUEUED", reason: "" },
    assigned(),
    running(),
    { kind: "ADVICE", reason: "the noise scale is 900 samples: a batch of 1024 would do" },
    replayed(),
    {
      ...move("RUNNING", "QUEUED"),
      reason: "LOST_WORKER: the worker has not been heard for 30 seconds",
    },
    assigned(),
    running(),
    { kind: "RESUMED", reason: "goes on from the checkpoint at optimizer step 9000000" },
  ];
  return told.map((event, index) => ({
    id: index + 1,
    at: new Date(BEGAN + index * 60_000).toISOString(),
    actor: "worker machine",
    attemptNumber: index < 6 ? 1 : 2,
    ...event,
  }));
}

const assigned = () => ({
  ...move("QUEUED", "ASSIGNED"),
  reason: "device 0 of worker machine",
});
const running = () => ({ ...move("ASSIGNED", "RUNNING"), reason: "" });
const replayed = () => ({
  kind: "OUT_OF_MEMORY_REPLAYED",
  reason:
    "memory ran out in micro-batch 3 at optimizer step 5000000: micro 64 -> 32; it was dropped and runs again, and the effective batch stays 256",
});

/**
 * @param {string} from
 * @param {string} to
 */
function move(from, to) {
  return { kind: "TRANSITION", from, to };
}

/**
 * @param {(index: number) => string} idOf
 * @param {number} index
 */
function checkpoint(idOf, index) {
  return {
    id: idOf(index),
    jobId: idOf(EVENTFUL),
    attemptNumber: 1,
    optimizerStep: (index + 1) * 1_500_000,
    samplesSeen: (index + 1) * 48_000_000,
    sizeBytes: 1.2e9,
    createdAt: new Date(BEGAN + index * 60_000).toISOString(),
    metrics: { "train/loss": 0.5 / (index + 1) },
    kept: ["LAST"],
  };
}

/** @param {(index: number) => string} idOf */
function parent(idOf) {
  return {
    jobId: idOf(3),
    jobName: "sweep-3",
    optimizerStep: 1000,
    take: "weights",
    checkpointKept: true,
  };
}

function log() {
  return {
    attemptNumber: 2,
    hasEarlier: true,
    hasLater: false,
    log: { complete: true, full: false, lastLine: 200, sizeBytes: 20_000 },
    lines: Array.from({ length: 200 }, (_, index) => ({
      number: index + 1,
      at: new Date(BEGAN + index * 1000).toISOString(),
      level: "INFO",
      stream: "OUTPUT",
      text: `line ${index + 1} of what the trainer said`,
    })),
  };
}
