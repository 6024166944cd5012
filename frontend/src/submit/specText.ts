import { readDocument, type SpecDocument, type SpecError } from "../spec/document";
import { patch } from "../spec/patch";
import { toYaml } from "../spec/yaml";
import type { Draft } from "./draft";
import { readDraft } from "./read";
import { toSpec } from "./spec";

/** What a person wrote outside the form; the form itself knows what was changed in it since. */
export interface ByHand {
  /** The last text that could be read, and the form as it was filled from it; null before any. */
  written: { document: SpecDocument; draft: Draft } | null;
  /** A text after it that cannot be read. */
  broken: { text: string; error: SpecError } | null;
}

export const NOTHING: ByHand = { written: null, broken: null };

/**
 * The text of a draft. What a person wrote is kept as it is, and the form's changes since are written
 * into it; so a field that is emptied and filled again keeps its place and comment.
 */
export function textOf({ written }: ByHand, draft: Draft): string {
  return written
    ? patch(written.document, toSpec(written.draft), toSpec(draft))
    : toYaml(toSpec(draft));
}

/** Takes another text, and gives the draft that it makes; null if it cannot be read. */
export function takeText(before: ByHand, text: string): { byHand: ByHand; draft: Draft | null } {
  const { document, error } = readDocument(text);
  if (error) return { byHand: { ...before, broken: { text, error } }, draft: null };
  const draft = readDraft(document.fields);
  return { byHand: { written: { document, draft }, broken: null }, draft };
}

/**
 * A text that names a team, its comments kept.
 *
 * @param team stands in it where none did; empty for the one that the server takes then
 */
export function withTeam(text: string, team: string): string {
  const { byHand, draft } = takeText(NOTHING, text);
  return draft === null || draft.team || !team ? text : textOf(byHand, { ...draft, team });
}
