import type { NewDataset } from "../api/types";
import { nameOf } from "../upload/name";
import { formatOf, isPaired } from "./file";

export type Role = NewDataset["files"][number]["role"];

/** A file of a data set, and what it is in it. */
export interface Part {
  file: File;
  split: string;
  role: Role;
}

/** What files of these names are likely to be, for a person to correct. */
export function partsOf(files: readonly File[]): Part[] {
  return files.map((file) => {
    const format = formatOf(file.name);
    const paired = format !== null && isPaired(format);
    return { file, split: splitOf(file.name), role: paired ? roleOf(file.name) : "SAMPLES" };
  });
}

function splitOf(name: string): string {
  const words = wordsOf(name);
  if (words.some((word) => ["test", "t10k", "holdout"].includes(word))) return "test";
  if (words.some((word) => ["val", "valid", "validation", "dev"].includes(word))) {
    return "validation";
  }
  return "train";
}

function roleOf(name: string): Role {
  const labels = ["label", "labels", "target", "targets", "y"];
  return wordsOf(name).some((word) => labels.includes(word)) ? "TARGETS" : "FEATURES";
}

const wordsOf = (name: string): string[] => name.toLowerCase().split(/[^a-z0-9]+/);

/** The format that all files have; null when they have none, or several. */
export function commonFormat(files: readonly File[]): string | null {
  const formats = new Set(files.map(({ name }) => formatOf(name)));
  const [format = null] = formats;
  return formats.size === 1 ? format : null;
}

/** A name for a data set of files: the words that all their names begin with. */
export function commonName(files: readonly File[]): string {
  const [first = "", ...others] = files.map(({ name }) => name);
  if (others.length === 0) return nameOf(first);
  const words = wordsOf(first);
  const differs = words.findIndex((word, index) =>
    others.some((name) => wordsOf(name)[index] !== word),
  );
  const common = differs < 0 ? words : words.slice(0, differs);
  const shared = nameOf(`${common.join("-")}.`);
  return shared || "data";
}
