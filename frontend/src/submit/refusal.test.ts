import { expect, it } from "vitest";
import { ApiProblem } from "../api/problem";
import { placeViolations } from "./refusal";

const problem = new ApiProblem(422, {
  code: "INVALID_REQUEST",
  violations: [
    {
      field: "training.batch.micro",
      value: "9",
      message: "BATCH_TOO_LARGE: is too large",
      fix: "lower it to 8",
    },
    { field: "model.channels[1]", value: "0", message: "Must be positive.", fix: "Write 16." },
    { field: "model.channels", message: "There are too many.", fix: "Leave some out." },
    { field: "colour", value: "red", message: "unknown field", fix: "Remove it" },
  ],
});

it("puts each violation at its field and keeps those that have none", () => {
  const { byField, elsewhere } = placeViolations(problem, (path) => path !== "colour");
  expect(byField).toEqual({
    "training.batch.micro": "Is too large. Lower it to 8.",
    "model.channels": "Must be positive. Write 16. There are too many. Leave some out.",
  });
  expect(elsewhere.map((violation) => violation.field)).toEqual(["colour"]);
});
