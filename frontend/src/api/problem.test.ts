import { expect, it } from "vitest";
import { ApiProblem, asProblem, describe, sentence } from "./problem";

it("makes sentences of the server's fragments", () => {
  expect(sentence("the name is wrong; try again")).toBe("The name is wrong; try again.");
  expect(sentence("BATCH_TOO_SMALL: effective batch 1 of 2")).toBe("Effective batch 1 of 2.");
  expect(sentence("INTERNAL: it stopped.")).toBe("It stopped.");
  expect(sentence('{"a":1}')).toBe('{"a":1}');
  expect(describe({ field: "x", message: "is too long", fix: "shorten it" })).toBe(
    "Is too long. Shorten it.",
  );
});

it("has words for answers that bring none", () => {
  expect(ApiProblem.from(502, "<html>").message).toContain("502");
  expect(ApiProblem.unreachable().status).toBe(0);
  expect(asProblem(new TypeError("odd")).message).toBe("Odd.");
});
