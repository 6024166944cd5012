import { expect, it } from "vitest";
import type { ModelTensor } from "../api/types";
import { kindOf } from "./file";
import { layersOf, shapeOf } from "./layers";

const tensor = (name: string, shape: number[], trained: boolean | null = true): ModelTensor => ({
  name,
  type: "F32",
  shape,
  elements: shape.reduce((product, extent) => product * extent, 1),
  trained,
});

it("puts together what is of one layer, in the order of the file", () => {
  const layers = layersOf([
    tensor("layers.0.weight", [16, 1, 3, 3]),
    tensor("layers.1.weight", [16]),
    tensor("layers.0.bias", [16]),
    tensor("layers.1.running_mean", [16], false),
    tensor("scale", [], null),
  ]);
  expect(layers.map(({ name, parameters }) => [name, parameters])).toEqual([
    ["layers.0", 160],
    ["layers.1", 16],
    ["scale", 1],
  ]);
  expect(layers[0]?.tensors.map(({ own, shape }) => `${own} ${shapeOf(shape)}`)).toEqual([
    "weight 16×1×3×3",
    "bias 16",
  ]);
});

it("knows models by how their files' names end", () => {
  expect(kindOf("Net.PT")).toBe("TORCHSCRIPT");
  expect(kindOf("weights.v2.safetensors")).toBe("SAFETENSORS");
  expect(kindOf("net.onnx")).toBeNull();
  expect(kindOf("constructor")).toBeNull();
});
