import { expect, it } from "vitest";
import { KINDS, kindWords } from "./kinds";

it("names events by thing and deed, by their own words, or as they are written", () => {
  expect(kindWords("MEMBER_CHANGED")).toBe("Membership changed");
  expect(kindWords("WORKER_TOKEN_CREATED")).toBe("Worker token made");
  expect(kindWords("QUEUE_PAUSED")).toBe("Queue paused");
  expect(kindWords("SOMETHING_NEW")).toBe("Something new");
});

it("has words of its own for every kind that it offers, each once", () => {
  const words = KINDS.map(kindWords);
  expect(new Set(words).size).toBe(KINDS.length);
});
