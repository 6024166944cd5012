const LONGEST_NAME = 63;

/** What something made from a file may be called: letters, digits, dots, dashes. */
export function nameOf(file: string): string {
  return file
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, LONGEST_NAME);
}
