import type { Dataset } from "../api/types";

/** By how their names end, the files that data sets are made of. */
const FORMATS: Record<string, string> = {
  csv: "CSV",
  idx: "IDX",
  jsonl: "JSON_LINES",
  ndjson: "JSON_LINES",
  npy: "NPY",
  npz: "NPZ",
  parquet: "PARQUET",
  txt: "TEXT",
  zip: "IMAGES_ZIP",
};
/** Whose features and targets are files of their own. */
const PAIRED = ["IDX", "NPY"];
const TABLES = ["CSV", "JSON_LINES", "PARQUET"];

/** For the file dialog of the browser. */
export const ENDINGS = Object.keys(FORMATS).map((ending) => `.${ending}`);

/** As MNIST's files are called, which have no ending: `train-images-idx3-ubyte`. */
const IDX = /idx\d-ubyte$/;

/** The format of a file by its name; null when the name does not tell one. */
export function formatOf(file: string): string | null {
  if (IDX.test(file)) return "IDX";
  const ending = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(FORMATS, ending) ? (FORMATS[ending] as string) : null;
}

/** Whether each split is a file of features and one of targets. */
export const isPaired = (format: string): boolean => PAIRED.includes(format);

/** Whether its samples are rows of named columns. */
export function isTable({ format }: Pick<Dataset, "format">): boolean {
  return TABLES.includes(format);
}

/** The column that the server takes for the target when none is named. */
export function usualTarget(columns: readonly string[]): string | undefined {
  return ["target", "label", "class"].find((name) => columns.includes(name)) ?? columns.at(-1);
}
