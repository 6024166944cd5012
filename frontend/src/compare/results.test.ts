import { expect, it } from "vitest";
import type { CurveView } from "../api/types";
import { resultColumns, toResults } from "./results";

const view = (part: Partial<CurveView>): CurveView =>
  ({ name: "train/loss", values: [], minimums: [], maximums: [], ...part }) as CurveView;

it("reads the end and the extremes of a curve in one bucket", () => {
  const results = toResults([
    view({ values: [0.5], minimums: [0.25], maximums: [2] }),
    view({ name: "validation/f1", values: ["NaN"], minimums: [null], maximums: [null] }),
  ]);
  expect(results["train/loss"]).toEqual({ final: 0.5, least: 0.25, greatest: 2 });
  expect(results["validation/f1"]).toEqual({ final: null, least: null, greatest: null });
});

it("shows the extreme that is good, and which job has the best", () => {
  const results = [
    { final: 0.5, least: 0.2, greatest: 2 },
    undefined,
    { final: 0.4, least: 0.3, greatest: 1 },
  ];
  const [final, least] = resultColumns("train/loss", results);
  expect(final).toEqual({ kind: "final", values: [0.5, null, 0.4], best: 0.4 });
  expect(least).toEqual({ kind: "least", values: [0.2, null, 0.3], best: 0.2 });
  const greatest = resultColumns("validation/accuracy", results)[1];
  expect(greatest).toMatchObject({ kind: "greatest", best: 2 });
});

it("names no best of one job, nor where neither direction is better", () => {
  expect(resultColumns("train/loss", [{ final: 1, least: 1, greatest: 1 }])[0]?.best).toBeNull();
  const rates = resultColumns("train/learning_rate", [undefined, undefined]);
  expect(rates.map(({ kind }) => kind)).toEqual(["final", "least", "greatest"]);
  expect(rates.every(({ best }) => best === null)).toBe(true);
});
