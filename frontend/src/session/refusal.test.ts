import { describe, expect, it } from "vitest";
import { beginning, refusalOf } from "./refusal";

describe("refusals by a provider", () => {
  it("are known by their reasons and by nothing else", () => {
    expect(refusalOf("NAME_TAKEN")).toBe("NAME_TAKEN");
    expect(refusalOf("toString")).toBeUndefined();
    expect(refusalOf("<b>")).toBeUndefined();
    expect(refusalOf(undefined)).toBeUndefined();
  });
});

describe("the beginning of a sign-in", () => {
  it("carries the page that somebody wanted", () => {
    expect(beginning("/oauth2/authorization/campus", undefined)).toBe(
      "/oauth2/authorization/campus",
    );
    expect(beginning("/oauth2/authorization/campus", "/jobs?team=a&state=FAILED")).toBe(
      "/oauth2/authorization/campus?next=%2Fjobs%3Fteam%3Da%26state%3DFAILED",
    );
  });
});
