import { sentenceCase } from "../format/words";
import { strings } from "../strings";

const { kinds, things, deeds } = strings.audit;

/** What an event is called: by its own words, by its thing and deed, or as it is written. */
export function kindWords(kind: string): string {
  const own = kinds[kind];
  if (own) return own;
  const end = kind.lastIndexOf("_");
  const thing = things[kind.slice(0, end)];
  const deed = deeds[kind.slice(end + 1)];
  return thing && deed ? deed(thing) : sentenceCase(kind);
}

/** All kinds that have words here; the server may have others. */
export const KINDS: readonly string[] = [
  ...Object.keys(things).flatMap((thing) => Object.keys(deeds).map((deed) => `${thing}_${deed}`)),
  ...Object.keys(kinds),
];
