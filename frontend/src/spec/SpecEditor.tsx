import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { createEditor, goTo, type Mark, mark, writeText } from "./editor";
import classes from "./SpecEditor.module.css";

export interface EditorHandle {
  /** Puts the cursor at a character of the text. */
  goTo(position: number): void;
}

interface SpecEditorProps {
  text: string;
  onChange: (text: string) => void;
  label: string;
  /** The element that says more of it. */
  describedBy: string;
  marks: readonly Mark[];
  ref?: Ref<EditorHandle>;
}

/** A text of YAML that is edited in place. Loaded when it is needed: it is the largest part of its page. */
export function SpecEditor({ text, onChange, label, describedBy, marks, ref }: SpecEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<ReturnType<typeof createEditor>>(null);
  const first = useRef({ text, label, describedBy });
  const changed = useRef(onChange);
  useLayoutEffect(() => {
    changed.current = onChange;
  });
  useLayoutEffect(() => {
    if (!parent.current) return;
    const created = createEditor({
      parent: parent.current,
      ...first.current,
      onChange: (written) => changed.current(written),
    });
    view.current = created;
    return () => created.destroy();
  }, []);
  // Before anything else can be typed, which would be lost again otherwise.
  useLayoutEffect(() => {
    if (view.current) writeText(view.current, text);
  }, [text]);
  useEffect(() => {
    if (view.current) mark(view.current, marks);
  }, [marks]);
  useImperativeHandle(ref, () => ({
    goTo: (position) => {
      if (view.current) goTo(view.current, position);
    },
  }));
  return <div ref={parent} className={classes.editor} />;
}
