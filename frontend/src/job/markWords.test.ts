import { describe, expect, it } from "vitest";
import type { Mark } from "./marks";
import { markDetails, markLabel } from "./markWords";

const RESUMED: Mark = {
  x: 40,
  kind: "RESUMED",
  at: "2026-01-01T00:00:00Z",
  optimizerStep: 1040,
  attempt: 2,
  reason: "goes on from the checkpoint at optimizer step 1040",
  after: "PREEMPTED",
};

describe("what a mark means", () => {
  it("names what happened, the step and the attempt", () => {
    expect(markLabel(RESUMED)).toBe("Resumed at step 1,040, attempt 2");
    expect(markLabel({ ...RESUMED, optimizerStep: null, attempt: null })).toBe("Resumed");
  });

  it("says when, what the server says of it, and why the attempt before had ended", () => {
    expect(markDetails(RESUMED)).toEqual([
      expect.stringContaining("2026"),
      "Goes on from the checkpoint at optimizer step 1040.",
      "Attempt 1 ended before: the device was needed elsewhere.",
    ]);
    expect(markDetails({ ...RESUMED, reason: "", after: null })).toHaveLength(1);
  });

  it("keeps the last words of a program short", () => {
    const [, reason = ""] = markDetails({ ...RESUMED, reason: "x".repeat(5000) });
    expect(reason.length).toBeLessThan(250);
    expect(reason).toMatch(/ …$/);
  });
});
