/** A name that has no words here: `OUT_OF_MEMORY` as `Out of memory`. */
export function sentenceCase(name: string): string {
  const words = name.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
