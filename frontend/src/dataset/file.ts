import type { Dataset } from "../api/types";

/** By how their names end, the files that are a data set each by themselves. */
const FORMATS: Record<string, string> = {
  csv: "CSV",
  jsonl: "JSON_LINES",
  ndjson: "JSON_LINES",
  npz: "NPZ",
  parquet: "PARQUET",
  txt: "TEXT",
  zip: "IMAGES_ZIP",
};
const TABLES = ["CSV", "JSON_LINES", "PARQUET"];
const LONGEST_NAME = 63;

/** For the file dialog of the browser. */
export const ENDINGS = Object.keys(FORMATS).map((ending) => `.${ending}`);

/** The format of a file by its name; null when the name does not tell one. */
export function formatOf(file: string): string | null {
  const ending = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(FORMATS, ending) ? (FORMATS[ending] as string) : null;
}

/** What a data set from a file may be called: letters, digits, dots, dashes. */
export function nameOf(file: string): string {
  return file
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, LONGEST_NAME);
}

/** Whether its samples are rows of named columns. */
export function isTable({ format }: Pick<Dataset, "format">): boolean {
  return TABLES.includes(format);
}

/** The column that the server takes for the target when none is named. */
export function usualTarget(columns: readonly string[]): string | undefined {
  return ["target", "label", "class"].find((name) => columns.includes(name)) ?? columns.at(-1);
}
