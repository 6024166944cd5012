/** The number that a text holds; NaN for none, undefined for an empty field. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** The numbers of a list such as `32, 64`; null when it holds anything else. */
export function parseList(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const numbers = parts.map(Number);
  return numbers.every((number) => Number.isSafeInteger(number) && number > 0) ? numbers : null;
}
