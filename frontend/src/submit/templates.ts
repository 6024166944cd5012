import { readDocument } from "../spec/document";

/** A spec to begin with. */
export interface Template {
  name: string;
  /** What it is for, in a sentence. */
  description: string;
  yaml: string;
}

/** The examples as they are in the repository, with their comments, by file. */
const FILES = import.meta.glob<string>("../../../examples/*.yaml", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The sample comes first: it needs nothing but what is there. */
const FIRST = "mnist-cnn";

export const TEMPLATES: readonly Template[] = Object.values(FILES)
  .map(templateOf)
  .sort(
    (a, b) => Number(b.name === FIRST) - Number(a.name === FIRST) || (a.name < b.name ? -1 : 1),
  );

/** Reads a file that begins with a comment that says what it is for. */
export function templateOf(yaml: string): Template {
  const lines = yaml.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  const comment = lines
    .slice(0, end)
    .map((line) => line.replace(/^#\s?/, ""))
    .join(" ")
    .trim();
  return {
    name: String(readDocument(yaml).document?.fields.name ?? ""),
    description: /^.*?\.(?=\s|$)/.exec(comment)?.[0] ?? comment,
    yaml,
  };
}
