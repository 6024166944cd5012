import { Anchor, Button, FileButton, Group, Text, Title } from "@mantine/core";
import { lazy, type Ref, Suspense, useId, useMemo, useState } from "react";
import { type ApiProblem, describe } from "../api/problem";
import { Callout } from "../app/Callout";
import { CopyButton } from "../app/CopyButton";
import { CheckIcon } from "../icons";
import { LONGEST_SPEC, placeOf } from "../spec/document";
import type { EditorHandle } from "../spec/SpecEditor";
import { strings } from "../strings";
import type { SpecText } from "./useSpecText";
import classes from "./YamlCard.module.css";

const text = strings.submit.yaml;

const SpecEditor = lazy(() =>
  import("../spec/SpecEditor").then((module) => ({ default: module.SpecEditor })),
);

interface YamlCardProps {
  spec: SpecText;
  /** Why the server would not accept what stands there. */
  refusal: ApiProblem | null;
  accepted: boolean;
  /** Whether something stands below it that is to be in sight. */
  shared: boolean;
  editor: Ref<EditorHandle> & { current: EditorHandle | null };
}

/** The spec as it is sent, to be edited, with what is wrong with it at its lines. */
export function YamlCard({ spec, refusal, accepted, shared, editor }: YamlCardProps) {
  const hint = useId();
  const [tooLong, setTooLong] = useState<string | null>(null);
  const { error, document } = spec;
  const problems = useMemo(() => problemsOf(error, document, refusal), [error, document, refusal]);
  const open = async (file: File | null) => {
    if (!file) return;
    setTooLong(file.size > LONGEST_SPEC ? file.name : null);
    if (file.size <= LONGEST_SPEC) spec.write(await file.text());
  };
  return (
    <section className={`card ${classes.card}`} aria-label={text.title}>
      <div className={classes.head}>
        <Title order={2}>{text.title}</Title>
        <Group gap="xs">
          <FileButton accept=".yaml,.yml,.json" onChange={(file) => void open(file)}>
            {(props) => (
              <Button {...props} variant="subtle" size="compact-xs">
                {text.open}
              </Button>
            )}
          </FileButton>
          <CopyButton value={spec.text} />
        </Group>
      </div>
      <Text id={hint} size="sm" c="dimmed">
        {text.hint}
      </Text>
      <div className={classes.editor} data-shared={shared || undefined}>
        <Suspense fallback={<pre className={classes.waiting}>{spec.text}</pre>}>
          <SpecEditor
            ref={editor}
            text={spec.text}
            onChange={spec.write}
            label={text.title}
            describedBy={hint}
            marks={problems}
          />
        </Suspense>
      </div>
      {tooLong && (
        <Callout tone="bad" role="alert">
          {text.fileTooLong(tooLong)}
        </Callout>
      )}
      <div aria-live="polite">
        {error ? (
          <Broken spec={spec} onGo={(position) => editor.current?.goTo(position)} />
        ) : problems.length > 0 ? (
          <ul className={classes.problems} aria-label={text.problems}>
            {problems.map(({ from, line, field, message }) => (
              <li key={`${field} ${message}`}>
                <Anchor component="button" type="button" onClick={() => editor.current?.goTo(from)}>
                  {text.line(line)}
                </Anchor>{" "}
                <code>{field}</code>: {message}
              </li>
            ))}
          </ul>
        ) : (
          accepted && (
            <p className={classes.good}>
              <CheckIcon size={13} /> {text.noProblems}
            </p>
          )
        )}
      </div>
    </section>
  );
}

function Broken({ spec, onGo }: { spec: SpecText; onGo: (position: number) => void }) {
  const { error } = spec;
  if (!error) return null;
  return (
    <Callout tone="bad" title={text.brokenTitle(error.line)}>
      <p className={classes.message}>{error.message}</p>
      <p className={classes.message}>{text.brokenHint}</p>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={() => onGo(error.from)}>
          {text.goTo}
        </Button>
        <Button size="compact-sm" variant="default" onClick={spec.restore}>
          {text.restore}
        </Button>
      </Group>
    </Callout>
  );
}

interface Problem {
  from: number;
  to: number;
  line: number;
  field: string;
  message: string;
}

function problemsOf(
  error: SpecText["error"],
  document: SpecText["document"],
  refusal: ApiProblem | null,
): Problem[] {
  if (error) return [{ ...error, field: "" }];
  if (!document || !refusal) return [];
  return refusal.violations
    .map((violation) => {
      const { from, to, line } = placeOf(document, violation.field);
      return { from, to, line, field: violation.field, message: describe(violation) };
    })
    .sort((a, b) => a.from - b.from);
}
