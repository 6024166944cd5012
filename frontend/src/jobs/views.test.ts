import { expect, it } from "vitest";
import { readViews, withView } from "./views";

it("reads views back, and leaves out what makes no sense", () => {
  const views = [{ name: "failed", filter: { state: "FAILED" as const, team: "vision" } }];
  expect(readViews(JSON.stringify(views))).toEqual(views);
  for (const text of [undefined, "", "{", "7", '[null, {"name": 3, "filter": {}}]']) {
    expect(readViews(text), text).toEqual([]);
  }
  expect(readViews('[{"name": "a", "filter": {"state": "GONE", "team": 4}}]')).toEqual([
    { name: "a", filter: { state: undefined, team: undefined } },
  ]);
});

it("keeps one view of a name, and no more than thirty", () => {
  const view = (name: string, team: string) => ({ name, filter: { team } });
  expect(withView([view("a", "x"), view("b", "x")], view("a", "y"))).toEqual([
    view("b", "x"),
    view("a", "y"),
  ]);
  const many = Array.from({ length: 30 }, (_, index) => view(`v${index}`, "x"));
  const more = withView(many, view("new", "x"));
  expect(more).toHaveLength(30);
  expect(more.at(-1)?.name).toBe("new");
  expect(more[0]?.name).toBe("v1");
});
