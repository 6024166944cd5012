import { describe, expect, it } from "vitest";
import { EMPTY, toChannel } from "./draft";

describe("a channel that is written", () => {
  it("has an address or recipients, never both", () => {
    const both = { ...EMPTY, name: " ours ", url: " https://example.org ", recipients: "a@b.org" };
    expect(toChannel(both)).toMatchObject({
      name: "ours",
      url: "https://example.org",
      recipients: null,
    });
    expect(toChannel({ ...both, kind: "EMAIL", recipients: "a@b.org, c@d.org\n" })).toMatchObject({
      url: null,
      recipients: ["a@b.org", "c@d.org"],
    });
  });

  it("takes thresholds line by line and minutes as a number", () => {
    expect(
      toChannel({ ...EMPTY, stallMinutes: "10", thresholds: "train/loss > 10\n\n" }),
    ).toMatchObject({ stallMinutes: 10, thresholds: ["train/loss > 10"] });
    expect(toChannel(EMPTY)).toMatchObject({ stallMinutes: null, thresholds: [] });
  });
});
