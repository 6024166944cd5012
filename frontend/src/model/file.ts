import type { ModelKind } from "../api/types";

/** By how their names end, the files that models come in. */
const KINDS: Record<string, ModelKind> = {
  pt: "TORCHSCRIPT",
  pth: "TORCHSCRIPT",
  safetensors: "SAFETENSORS",
};

/** For the file dialog of the browser. */
export const ENDINGS = Object.keys(KINDS).map((ending) => `.${ending}`);

/** What a file holds by its name; null when the name does not tell. */
export function kindOf(file: string): ModelKind | null {
  const ending = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(KINDS, ending) ? (KINDS[ending] as ModelKind) : null;
}
