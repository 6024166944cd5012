import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readDocument, type SpecDocument } from "../spec/document";
import { patch } from "../spec/patch";
import type { Draft } from "./draft";
import { readDraft } from "./read";
import { toSpec } from "./spec";

const FOLDER = "../examples";
const EXAMPLES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => ({ name, source: readFileSync(`${FOLDER}/${name}`, "utf8") }));

type Edit = (draft: Draft) => void;

/** Each changes one field of the form, the last of them to what an empty field means. */
const EDITS: Record<string, Edit> = {
  name: (draft) => {
    draft.name = "another name";
  },
  team: (draft) => {
    draft.team = "research";
  },
  "data.dataset": (draft) => {
    draft.data.dataset = "elsewhere";
  },
  "data.validationFraction": (draft) => {
    draft.data.validationFraction = "0.25";
  },
  "training.batch.micro": (draft) => {
    draft.training.batch.micro = "auto";
  },
  "training.batch.effective": (draft) => {
    draft.training.batch.effective = "8, 16 from 100";
  },
  "training.learningRate": (draft) => {
    draft.training.learningRate = "1e-7";
  },
  "training.optimizer.weightDecay": (draft) => {
    draft.training.optimizer.weightDecay = "0.125";
  },
  "training.precision": (draft) => {
    draft.training.precision = "fp64";
  },
  "training.seed": (draft) => {
    draft.training.seed = "";
  },
  "checkpoints.keepBest": (draft) => {
    draft.checkpoints.keepBest = { metric: "validation/loss", mode: "min", count: "2" };
  },
  "retries.max": (draft) => {
    draft.retries.max = "7";
  },
};

function read(source: string): SpecDocument {
  const { document, error } = readDocument(source);
  if (!document) throw new Error(JSON.stringify(error));
  return document;
}

/** What the page does: the form is filled from the text, changed, and written into the text. */
function edited(source: string, ...edits: readonly Edit[]): string {
  const document = read(source);
  const before = readDraft(document.fields);
  const after = structuredClone(before);
  for (const edit of edits) edit(after);
  return patch(document, toSpec(before), toSpec(after));
}

const comments = (source: string) => source.match(/#.*$/gm) ?? [];

/** Values by path, lists as one value. */
function leaves(value: unknown, path = ""): Record<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { [path]: JSON.stringify(value) };
  }
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key)),
  );
}

describe.each(EXAMPLES)("$name", ({ source }) => {
  it("stays as it is while nobody edits the form", () => {
    expect(edited(source)).toBe(source);
  });

  it.each(Object.entries(EDITS))("takes a new %s and keeps all else", (path, edit) => {
    const text = edited(source, edit);
    const [before, after] = [leaves(parse(source)), leaves(parse(text))];
    const others = (all: Record<string, string>) =>
      Object.fromEntries(Object.entries(all).filter(([each]) => !each.startsWith(path)));
    expect(others(after)).toEqual(others(before));
    expect(comments(text)).toEqual(comments(source));
    expect(toSpec(readDraft(read(text).fields))).toEqual(
      ((draft) => {
        edit(draft);
        return toSpec(draft);
      })(readDraft(parse(source))),
    );
  });

  it("takes all of them, in any order, and says the same", () => {
    const edits = Object.values(EDITS);
    const spec = parse(edited(source, ...edits));
    expect(spec).toEqual(parse(edited(source, ...[...edits].reverse())));
    expect(spec).toMatchObject({ name: "another name", retries: { max: 7 } });
  });

  it("keeps what the form does not know, JSON as well", () => {
    const json = JSON.stringify({ ...parse(source), ahead: { of: [1, { its: "time" }] } }, null, 2);
    const text = edited(json, ...Object.values(EDITS));
    expect(JSON.parse(text)).toMatchObject({
      ahead: { of: [1, { its: "time" }] },
      team: "research",
    });
  });
});

it("leaves the lines alone that nothing is said about", () => {
  const source = `# Mine.
apiVersion: accrue/v1
name: a   # in short
training:
    # What fits.
    batch:   { micro: 8,   effective: 64 }

    epochs: 3
labels: {keep.me: "yes"}
`;
  const text = edited(source, (draft) => {
    draft.training.batch.micro = "16";
    draft.training.length = "optimizerSteps";
    draft.training.optimizerSteps = "40";
    draft.training.seed = "1";
    draft.retries.max = "0";
  });
  expect(text).toBe(`# Mine.
apiVersion: accrue/v1
name: a   # in short
training:
    # What fits.
    batch:   { micro: 16,   effective: 64 }
    optimizerSteps: 40
    seed: 1

labels: {keep.me: "yes"}
retries:
  max: 0
`);
});

it("exchanges a whole group, and brings it back", () => {
  const source = "name: lm\nmodel: # which\n  architecture: vit\n  patch: 4\ndata: {dataset: a}\n";
  const cnn: Edit = (draft) => {
    draft.model.architecture = "cnn";
    draft.model.channels = "8, 16";
  };
  const text = edited(source, cnn);
  expect(parse(text).model).toEqual({ architecture: "cnn", channels: [8, 16], batchNorm: true });
  expect(text).toContain("model: # which\n");
  const vit: Edit = (draft) => {
    cnn(draft);
    draft.model.architecture = "vit";
  };
  expect(edited(source, vit)).toBe(source);
});

it("writes into places that hold something else", () => {
  const seed: Edit = (draft) => {
    draft.training.seed = "5";
  };
  expect(parse(edited("name: a\ntraining: 5\n", seed)).training).toEqual({ seed: 5 });
  expect(parse(edited("name: a\ntraining:\n", seed)).training).toEqual({ seed: 5 });
  expect(parse(edited("name: a\ntraining: {}\n", seed)).training).toEqual({ seed: 5 });
  expect(edited("name: a\ntraining:\n  seed:\n  epochs: 1\n", seed)).toBe(
    "name: a\ntraining:\n  seed: 5\n  epochs: 1\n",
  );
  expect(edited("name: a\ntraining:\n  epochs: 1", seed)).toBe(
    "name: a\ntraining:\n  epochs: 1\n  seed: 5",
  );
});
