import { describe, expect, it } from "vitest";
import { readUsageFilter, toUsageQuery } from "./filter";

describe("the filter of usage", () => {
  it("leaves out what makes no sense", () => {
    expect(
      readUsageFilter({ from: "2026-13", to: "2026-02", by: "colour", label: "No Spaces" }),
    ).toEqual({ from: undefined, to: "2026-02", by: undefined, label: undefined });
  });

  it("asks for whole months, the last one included", () => {
    expect(toUsageQuery({ from: "2026-11", to: "2026-12", by: "user" })).toEqual({
      from: "2026-11-01T00:00:00.000Z",
      to: "2027-01-01T00:00:00.000Z",
      groupBy: ["team", "user"],
    });
  });

  it("asks by a label once its key is known", () => {
    expect(toUsageQuery({ by: "label" }).groupBy).toEqual(["team"]);
    expect(toUsageQuery({ by: "label", label: "project" }).groupBy).toEqual([
      "team",
      "label:project",
    ]);
  });
});
