import { expect, it } from "vitest";
import { blankDraft, type Draft, sampleDraft } from "./draft";
import { NOTHING, takeText, textOf } from "./specText";

const TEXT = "name: a # mine\ntraining:\n  epochs: 3   # enough\nextra: {kept: true}\n";

const withEpochs = (draft: Draft, epochs: string): Draft => ({
  ...draft,
  training: { ...draft.training, epochs },
});

function read(text: string) {
  const { byHand, draft } = takeText(NOTHING, text);
  if (!draft) throw new Error("it cannot be read");
  return { byHand, draft };
}

it("follows from the form alone until somebody writes", () => {
  expect(textOf(NOTHING, blankDraft("research"))).toContain("team: research\n");
});

it("fills the form from the text, and the text from the form", () => {
  const { byHand, draft } = read(TEXT);
  expect(draft).toMatchObject({ name: "a", team: "", training: { epochs: "3" } });
  expect(textOf(byHand, draft)).toBe(TEXT);
  expect(textOf(byHand, withEpochs(draft, "4"))).toBe(TEXT.replace("3", "4"));
});

it("gives a field that was emptied its line and its comment back", () => {
  const { byHand, draft } = read(TEXT);
  const emptied = textOf(byHand, withEpochs(draft, ""));
  expect(emptied).not.toContain("epochs");
  expect(emptied).toContain("kept: true");
  expect(textOf(byHand, withEpochs(draft, "12"))).toBe(TEXT.replace("3", "12"));
});

it("keeps the last text that could be read", () => {
  const { byHand, draft } = read(TEXT);
  const broken = takeText(byHand, "name: [b");
  expect(broken.draft).toBeNull();
  expect(broken.byHand).toMatchObject({ broken: { text: "name: [b", error: { line: 1 } } });
  expect(textOf(broken.byHand, withEpochs(draft, "5"))).toBe(TEXT.replace("3", "5"));
  expect(takeText(broken.byHand, "name: b\n").byHand.broken).toBeNull();
});

it("takes another kind of job whole", () => {
  const { byHand } = read(TEXT);
  const { draft } = takeText(byHand, textOf(NOTHING, sampleDraft("research")));
  expect(draft && textOf(NOTHING, draft)).toBe(textOf(NOTHING, sampleDraft("research")));
});
