import { expect, it } from "vitest";
import { readDocument } from "../spec/document";
import { NOTHING, takeText, textOf, withTeam } from "./specText";
import { TEMPLATES, templateOf } from "./templates";

it("offers every example, each with a name and a sentence, the sample first", () => {
  expect(TEMPLATES.length).toBeGreaterThan(5);
  expect(TEMPLATES[0]?.name).toBe("mnist-cnn");
  expect(new Set(TEMPLATES.map(({ name }) => name)).size).toBe(TEMPLATES.length);
  for (const { name, description } of TEMPLATES) {
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(description).toMatch(/^[A-Z].{10,}\.$/);
  }
});

it.each(TEMPLATES.map((template) => [template.name, template] as const))(
  "puts %s into the editor as it is, and only a team where one is asked for",
  (_, template) => {
    expect(withTeam(template.yaml, "")).toBe(template.yaml);
    const text = withTeam(template.yaml, "research");
    expect(readDocument(text).document?.fields).toEqual({
      ...readDocument(template.yaml).document?.fields,
      team: "research",
    });
    const comments = template.yaml.match(/#.*$/gm) ?? [];
    expect(comments.length).toBeGreaterThan(0);
    for (const comment of comments) expect(text).toContain(comment);
    // What the form makes of it is the same text, or it would count as typed.
    const { byHand, draft } = takeText(NOTHING, text);
    expect(draft && textOf(byHand, draft)).toBe(text);
  },
);

it("describes a template by the first sentence of its comment", () => {
  const describe = (comment: string) => templateOf(`${comment}\nname: a\n`).description;
  expect(describe("# One, of 0.5\n# lines. Another.")).toBe("One, of 0.5 lines.");
  expect(describe("# No end")).toBe("No end");
  expect(describe("apiVersion: accrue/v1")).toBe("");
});
