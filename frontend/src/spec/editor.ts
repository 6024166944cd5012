import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Something that is wrong with a part of the text. */
export type Mark = Pick<Diagnostic, "from" | "to" | "message">;

/** Marks what the page itself writes, which it need not be told. */
const ofThePage = Annotation.define<boolean>();

const THEME = EditorView.theme({
  "&": {
    backgroundColor: "var(--accrue-sunken)",
    color: "var(--mantine-color-text)",
    height: "100%",
  },
  "&.cm-focused": {
    outline: "2px solid var(--mantine-primary-color-filled)",
    outlineOffset: "-1px",
  },
  ".cm-scroller": {
    fontFamily: "var(--mantine-font-family-monospace)",
    lineHeight: "1.5",
    overflow: "auto",
  },
  ".cm-content": { caretColor: "var(--mantine-color-text)" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    borderRight: "1px solid var(--accrue-border)",
    color: "var(--accrue-axis)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--accrue-grid)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--accrue-running-ground)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--accrue-bad)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--accrue-bad)" },
  ".cm-tooltip": {
    backgroundColor: "var(--accrue-surface)",
    border: "1px solid var(--accrue-border)",
    color: "var(--mantine-color-text)",
  },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accrue-running)" },
  { tag: tags.comment, color: "var(--accrue-axis)", fontStyle: "italic" },
  { tag: [tags.string, tags.content], color: "var(--mantine-color-text)" },
  { tag: tags.number, color: "var(--accrue-good)" },
]);

interface Options {
  parent: Element;
  text: string;
  label: string;
  describedBy: string;
  onChange: (text: string) => void;
}

/** An editor of YAML. Tab leaves it, as it leaves every other field. */
export function createEditor({ parent, text, label, describedBy, onChange }: Options): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        drawSelection(),
        history(),
        indentUnit.of("  "),
        yaml(),
        syntaxHighlighting(COLOURS),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": describedBy,
          tabindex: "0",
        }),
        THEME,
        EditorView.updateListener.of((update) => {
          const own = update.transactions.some((each) => each.annotation(ofThePage));
          if (update.docChanged && !own) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
}

/** Writes a text into an editor: only what differs, so that cursor and scroll stay. */
export function writeText(view: EditorView, text: string): void {
  const old = view.state.doc.toString();
  if (old === text) return;
  const shorter = Math.min(old.length, text.length);
  let from = 0;
  while (from < shorter && old[from] === text[from]) from++;
  let end = 0;
  while (end < shorter - from && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  view.dispatch({
    changes: { from, to: old.length - end, insert: text.slice(from, text.length - end) },
    annotations: ofThePage.of(true),
  });
}

export function mark(view: EditorView, marks: readonly Mark[]): void {
  const { length } = view.state.doc;
  const within = marks.map(
    ({ from, to, message }): Diagnostic => ({
      from: Math.min(from, length),
      to: Math.min(to, length),
      message,
      severity: "error",
    }),
  );
  view.dispatch(setDiagnostics(view.state, within));
}

/** Puts the cursor where something is, in sight. */
export function goTo(view: EditorView, position: number): void {
  const at = Math.min(position, view.state.doc.length);
  view.dispatch({
    selection: { anchor: at },
    effects: EditorView.scrollIntoView(at, { y: "center" }),
  });
  view.focus();
}
