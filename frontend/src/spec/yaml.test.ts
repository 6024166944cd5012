import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { toYaml } from "./yaml";

const spec = {
  apiVersion: "accrue/v1",
  name: "mnist-cnn",
  model: { channels: [32, 64], hidden: [], batchNorm: true, dropout: 0.25 },
  training: {
    epochs: 2,
    optimizerSteps: undefined,
    optimizer: { name: "adamw", epsilon: 1e-8, weightDecay: 1e-7 },
    learningRate: 0.001,
    seed: 9007199254740991,
  },
};

describe("toYaml", () => {
  it("is read back as it was by readers of YAML 1.1 and 1.2", () => {
    const expected = JSON.parse(JSON.stringify(spec));
    expect(parse(toYaml(spec), { version: "1.2" })).toEqual(expected);
    expect(parse(toYaml(spec), { version: "1.1" })).toEqual(expected);
  });

  it("quotes text that could be taken for something else", () => {
    for (const name of [
      "no",
      "Yes",
      "null",
      "1e3",
      "0x10",
      "",
      " a",
      "a: b",
      "#x",
      "é\n",
      "- x",
      '"',
    ]) {
      expect(parse(toYaml({ name }), { version: "1.1" }), name).toEqual({ name });
      expect(parse(toYaml({ name }), { version: "1.2" }), name).toEqual({ name });
    }
  });

  it("reads like something a person wrote", () => {
    expect(toYaml(spec)).toBe(`apiVersion: accrue/v1
name: mnist-cnn
model:
  channels: [32, 64]
  hidden: []
  batchNorm: true
  dropout: 0.25
training:
  epochs: 2
  optimizer:
    name: adamw
    epsilon: 1.0e-8
    weightDecay: 1.0e-7
  learningRate: 0.001
  seed: 9007199254740991
`);
  });
});
