import { expect, it } from "vitest";
import { parse } from "yaml";
import type { Job } from "../api/types";
import { toYaml } from "../spec/yaml";
import { sampleDraft } from "../submit/draft";
import { toSpec } from "../submit/spec";
import { downloadsOf, forkOf } from "./fork";

it("begins from the checkpoint and keeps the rest of the spec", () => {
  const parent = sampleDraft("research");
  const sent = parse(toYaml(toSpec(forkOf(parent, "c1", "everything"))));
  expect(sent.initialWeights).toEqual({ checkpoint: "c1", take: "everything" });
  expect(sent.model).toEqual(parse(toYaml(toSpec(parent))).model);
});

it("replaces what the parent began from and waits for nothing that it waited for", () => {
  const parent = sampleDraft("research");
  parent.unseen = {
    initialWeights: { weights: "base", strict: false },
    scheduling: { priority: 3, after: ["j1"], notBefore: "2026-01-01T00:00:00Z" },
  };
  const { unseen } = forkOf(parent, "c1", undefined);
  expect(unseen).toEqual({ initialWeights: { checkpoint: "c1" }, scheduling: { priority: 3 } });
});

it("offers averages only where the job keeps them", () => {
  const job = (ema: object | null) => ({ id: "j", spec: { training: { ema } } }) as unknown as Job;
  expect(downloadsOf(job(null), "c").map((it) => it.name)).toEqual(["weights", "program", "all"]);
  expect(downloadsOf(job({ decay: 0.9 }), "c").map((it) => it.name)).toContain("programEma");
});
