import { expect, it } from "vitest";
import { readSettings, USUAL_SETTINGS } from "./settings";

it("reads settings back, and takes the usual for what makes no sense", () => {
  const settings = {
    axis: "EPOCH",
    smoothing: "ema-0.9",
    outliers: false,
    logarithmic: true,
    logarithmicX: true,
  } as const;
  expect(readSettings(JSON.stringify(settings))).toEqual(settings);
  for (const text of [undefined, "", "{", "7", "null", '{"axis": "ELAPSED_MILLIS"}']) {
    expect(readSettings(text), text).toEqual(USUAL_SETTINGS);
  }
  expect(readSettings('{"smoothing": "toString", "outliers": 1}')).toEqual(USUAL_SETTINGS);
});
