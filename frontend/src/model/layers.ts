import type { ModelTensor } from "../api/types";

/** Tensors that belong together, as those of a convolution do. */
export interface Layer {
  name: string;
  tensors: readonly (ModelTensor & { own: string })[];
  /** Elements that a job trains, or may train where the file does not say. */
  parameters: number;
}

/** Groups tensors by all of their names but the last part, in the order of the first of each. */
export function layersOf(tensors: readonly ModelTensor[]): Layer[] {
  const layers = new Map<string, (ModelTensor & { own: string })[]>();
  for (const tensor of tensors) {
    const dot = tensor.name.lastIndexOf(".");
    const layer = dot < 0 ? tensor.name : tensor.name.slice(0, dot);
    const own = dot < 0 ? "" : tensor.name.slice(dot + 1);
    const others = layers.get(layer);
    if (others) others.push({ ...tensor, own });
    else layers.set(layer, [{ ...tensor, own }]);
  }
  return [...layers].map(([name, own]) => ({ name, tensors: own, parameters: parametersOf(own) }));
}

function parametersOf(tensors: readonly ModelTensor[]): number {
  return tensors
    .filter(({ trained }) => trained !== false)
    .reduce((sum, { elements }) => sum + elements, 0);
}

/** A shape as people write it, such as `64×3×7×7`; a single number has none. */
export const shapeOf = (shape: readonly number[]): string => shape.join("×");
