import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import type { Series } from "../api/types";
import type { Curves } from "./curve";
import { curvesQuery, otherCurvesQuery, takePoints } from "./queries";

const JOB = "00000000-0000-4000-8000-000000000001";

it("keeps live points of other series only where they were read", () => {
  const queries = new QueryClient();
  const kept = () => queries.getQueryData<Curves>(otherCurvesQuery(JOB).queryKey);
  takePoints(queries, JOB, [point("train/loss", 1), point("train/gradient_norm", 1)]);
  expect(Object.keys(queries.getQueryData(curvesQuery(JOB).queryKey) ?? {})).toEqual([
    "train/loss",
  ]);
  expect(kept()).toBeUndefined();

  queries.setQueryData<Curves>(otherCurvesQuery(JOB).queryKey, {});
  takePoints(queries, JOB, [point("train/loss", 2), point("train/gradient_norm", 2)]);
  expect(Object.keys(kept() ?? {})).toEqual(["train/gradient_norm"]);
});

it("takes no more other series than the server gives at once", () => {
  const queries = new QueryClient();
  const { queryKey } = otherCurvesQuery(JOB);
  const many = Array.from({ length: 100 }, (_, index) => point(`train/task_${index}/loss`, 1));
  queries.setQueryData<Curves>(queryKey, {});
  takePoints(queries, JOB, many);
  takePoints(queries, JOB, [point("train/task_0/loss", 2), point("validation/f1", 2)]);
  const kept = queries.getQueryData<Curves>(queryKey) ?? {};
  expect(Object.keys(kept)).toHaveLength(100);
  expect(kept["train/task_0/loss"]?.buckets).toHaveLength(2);
});

function point(name: string, step: number): Series {
  return { name, optimizerSteps: [step], values: [1], samplesSeen: [step], atMillis: [step] };
}
