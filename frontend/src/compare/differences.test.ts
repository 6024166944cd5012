import { expect, it } from "vitest";
import type { JobSpec } from "../api/types";
import { sampleDraft } from "../submit/draft";
import { toSpec } from "../submit/spec";
import { differences } from "./differences";

const spec = (change: (draft: ReturnType<typeof sampleDraft>) => void): JobSpec => {
  const draft = sampleDraft("research");
  change(draft);
  return toSpec(draft) as unknown as JobSpec;
};

it("finds the fields that differ and no others", () => {
  const specs = [
    spec((draft) => {
      draft.name = "other";
    }),
    spec((draft) => {
      draft.model.channels = "8, 16";
      draft.training.learningRate = "0.01";
    }),
    spec((draft) => {
      draft.training.optimizer.name = "sgd";
      draft.training.optimizer.momentum = "0.9";
    }),
  ];
  expect(differences(specs)).toEqual([
    { path: "model.channels", values: ["[16, 32]", "[8, 16]", "[16, 32]"] },
    { path: "training.optimizer.name", values: ["adamw", "adamw", "sgd"] },
    { path: "training.learningRate", values: ["0.003", "0.01", "0.003"] },
    { path: "training.optimizer.momentum", values: [undefined, undefined, "0.9"] },
    { path: "training.optimizer.nesterov", values: [undefined, undefined, "false"] },
  ]);
});

it("finds none between equal specs, and none in one", () => {
  const [one, same] = [spec(() => {}), spec(() => {})];
  expect(differences([one, same])).toEqual([]);
  expect(differences([one])).toEqual([]);
});
