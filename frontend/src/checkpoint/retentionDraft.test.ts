import { expect, it } from "vitest";
import { checkRetention, draftOfPolicy, NO_RETENTION, policyOf } from "./retentionDraft";

it("gives a policy back as it was", () => {
  const policies = [
    { keepLast: 3 },
    {
      keepLast: 1,
      keepBest: { metric: "validation/loss", mode: "min" as const, count: 4 },
      keepEveryOptimizerSteps: 250,
    },
  ];
  for (const policy of policies) expect(policyOf(draftOfPolicy(policy))).toEqual(policy);
});

it("takes the mode that a metric has, and one of the best, where nothing is said", () => {
  const best = (metric: string) =>
    policyOf({ ...NO_RETENTION, keepLast: "2", keepBest: { metric, mode: "", count: "" } });
  expect(best("validation/mae")?.keepBest).toEqual({
    metric: "validation/mae",
    mode: "min",
    count: 1,
  });
  expect(best("validation/f1")?.keepBest?.mode).toBe("max");
});

it("is no policy while a number is wrong, and says which", () => {
  const draft = {
    keepLast: "",
    keepEveryOptimizerSteps: "often",
    keepBest: { metric: "validation/loss", mode: "" as const, count: "1.5" },
  };
  expect(policyOf(draft)).toBeNull();
  expect(Object.values(checkRetention(draft)).filter(Boolean)).toHaveLength(3);
  expect(checkRetention({ ...NO_RETENTION, keepLast: "4" })).toEqual({
    keepLast: null,
    keepEveryOptimizerSteps: null,
    "keepBest.count": null,
  });
});
