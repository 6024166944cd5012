import { useMemo, useState } from "react";
import { readDocument, type SpecDocument, type SpecError } from "../spec/document";
import { patch } from "../spec/patch";
import { toYaml } from "../spec/yaml";
import type { Draft } from "./draft";
import { readDraft } from "./read";
import { toSpec } from "./spec";

/** What is needed of the form, whichever way it is checked. */
interface FormOfDraft {
  values: Draft;
  setValues: (draft: Draft) => void;
  clearErrors: () => void;
}

/** What a person wrote themselves, and the form as it was filled from it. */
interface Written {
  document: SpecDocument;
  draft: Draft;
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

/**
 * The one spec that form and editor show. What a person wrote is kept as it is, and the form's changes
 * since are written into it; so a field that is emptied and filled again keeps its place and comment.
 */
export function useSpecText(form: FormOfDraft): SpecText {
  const [written, setWritten] = useState<Written | null>(null);
  const [broken, setBroken] = useState<{ text: string; error: SpecError } | null>(null);
  const { values } = form;
  const sound = useMemo(() => textOf(written, values), [written, values]);
  const document = useMemo(() => readDocument(sound).document, [sound]);
  return {
    text: broken?.text ?? sound,
    document: broken ? null : document,
    error: broken?.error ?? null,
    byHand: written !== null || broken !== null,
    write: (text) => {
      const reading = readDocument(text);
      if (reading.error) {
        // The form keeps what it shows, which the last text that could be read says as well.
        setBroken({ text, error: reading.error });
        return;
      }
      const draft = readDraft(reading.document.fields);
      setWritten({ document: reading.document, draft });
      setBroken(null);
      form.setValues(draft);
      form.clearErrors();
    },
    restore: () => setBroken(null),
    forget: () => {
      setWritten(null);
      setBroken(null);
    },
  };
}

function textOf(written: Written | null, draft: Draft): string {
  return written
    ? patch(written.document, toSpec(written.draft), toSpec(draft))
    : toYaml(toSpec(draft));
}
