import { expect, it } from "vitest";
import { LONGEST_SPEC, placeOf, readDocument } from "./document";

const SOURCE = `name: a
training:
  batch: { effective: 64, micro: 128 }
  tasks:
    - name: digit
      loss: mse
labels:
  app.kubernetes.io/name: x
model: { channels: [8, zero] }
`;

it("finds the line of a field, or of what it is missing in", () => {
  const { document } = readDocument(SOURCE);
  const place = (field: string) => document && placeOf(document, field);
  const shown = (field: string) => {
    const found = place(field);
    return found && [found.line, SOURCE.slice(found.from, found.to), found.missing];
  };
  expect(shown("training.batch.micro")).toEqual([3, "micro: 128", false]);
  expect(shown("training.tasks[0].loss")).toEqual([6, "loss: mse", false]);
  expect(shown("training.tasks[3].loss")).toEqual([4, "tasks", true]);
  expect(shown("model.channels[1]")).toEqual([9, "zero", false]);
  expect(shown("labels.app.kubernetes.io/name")).toEqual([8, "app.kubernetes.io/name: x", false]);
  expect(shown("training.epochs")).toEqual([2, "training", true]);
  expect(shown("data.dataset")).toEqual([1, "", true]);
  expect(shown("(body)")).toEqual([1, "", false]);
});

it("says where a text cannot be read", () => {
  const error = (source: string) => readDocument(source).error;
  expect(error("name: a\ntraining:\n  batch: { micro: 8\n")).toMatchObject({ line: 4 });
  expect(error("name: a\nname: b\n")).toMatchObject({ line: 2, column: 1 });
  expect(error("name: a\n\tseed: 1\n")).toMatchObject({ line: 2 });
  expect(error("")?.message).toContain("apiVersion");
  expect(error("- a\n")?.message).toContain("apiVersion");
  expect(error(`name: ${"a".repeat(LONGEST_SPEC)}`)?.message).toContain("longer");
});

it("does not unfold what a few lines of aliases would stand for", () => {
  const levels = Array.from({ length: 9 }, (_, i) => {
    const inner = i === 0 ? "x" : `*a${i - 1}`;
    return `a${i}: &a${i} [${Array(9).fill(inner).join(", ")}]`;
  });
  expect(readDocument(levels.join("\n")).error?.message).toContain("alias");
});
