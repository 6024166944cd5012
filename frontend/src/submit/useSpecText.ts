import { useMemo, useState } from "react";
import { readDocument, type SpecDocument, type SpecError } from "../spec/document";
import type { Draft } from "./draft";
import { NOTHING, takeText, textOf } from "./specText";

/** What is needed of the form, whichever way it is checked. */
interface FormOfDraft {
  values: Draft;
  setValues: (draft: Draft) => void;
  clearErrors: () => void;
}

export interface SpecText {
  /** What is sent. */
  text: string;
  /** The same, read; null while it cannot be. */
  document: SpecDocument | null;
  error: SpecError | null;
  /** Whether a person wrote some of it outside the form. */
  byHand: boolean;
  /** Takes another text, and fills the form from it if it can be read. */
  write: (text: string) => void;
  /** The last text that could be read. */
  restore: () => void;
  /** A text that follows from the form alone. */
  forget: () => void;
}

/** The one spec that form and editor show. */
export function useSpecText(form: FormOfDraft): SpecText {
  const [byHand, setByHand] = useState(NOTHING);
  const { written, broken } = byHand;
  const { values } = form;
  const sound = useMemo(() => textOf({ written, broken: null }, values), [written, values]);
  const document = useMemo(() => readDocument(sound).document, [sound]);
  return {
    text: broken?.text ?? sound,
    document: broken ? null : document,
    error: broken?.error ?? null,
    byHand: written !== null || broken !== null,
    write: (text) => {
      // What came before may be newer than what was drawn last.
      setByHand((before) => takeText(before, text).byHand);
      const { draft } = takeText(NOTHING, text);
      if (draft === null) return;
      form.setValues(draft);
      form.clearErrors();
    },
    restore: () => setByHand({ written, broken: null }),
    forget: () => setByHand(NOTHING),
  };
}
