import { describe, expect, it } from "vitest";
import type { Channel } from "../api/types";
import { draftOf, EMPTY, toChange, toChannel } from "./draft";

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

  it("keeps its address when none is written, and says everything else", () => {
    const channel = {
      name: "ours",
      kind: "WEBHOOK",
      origin: "https://example.org",
      recipients: [],
      events: ["FAILED"],
      stallMinutes: 10,
      thresholds: ["train/loss > 10", "train/loss < 0"],
      enabled: false,
    } as unknown as Channel;
    const same = toChange(draftOf(channel));
    expect(same).toEqual({
      name: "ours",
      url: null,
      recipients: null,
      events: ["FAILED"],
      stallMinutes: 10,
      thresholds: ["train/loss > 10", "train/loss < 0"],
      enabled: false,
    });
    expect(toChange({ ...draftOf(channel), url: "https://a.org/x" }).url).toBe("https://a.org/x");
  });

  it("takes thresholds line by line and minutes as a number", () => {
    expect(
      toChannel({ ...EMPTY, stallMinutes: "10", thresholds: "train/loss > 10\n\n" }),
    ).toMatchObject({ stallMinutes: 10, thresholds: ["train/loss > 10"] });
    expect(toChannel(EMPTY)).toMatchObject({ stallMinutes: null, thresholds: [] });
  });
});
