import { expect, it } from "vitest";
import { isEmpty, readAuditFilter, toQuery } from "./filter";

it("reads what makes sense and leaves the rest out", () => {
  const filter = readAuditFilter({
    actor: " ada ",
    kind: 7,
    team: "",
    from: "2026-11-24",
    to: "x",
  });
  expect(filter).toEqual({ actor: "ada", from: "2026-11-24" });
  expect(isEmpty(filter)).toBe(false);
  expect(isEmpty(readAuditFilter({ from: "2026-19-45x", team: " " }))).toBe(true);
});

it("asks for whole days of the viewer's zone, the last included", () => {
  const query = toQuery({ from: "2026-02-28", to: "2026-02-28", actor: "ada" });
  expect(new Date(query.from ?? "").getTime()).toBe(new Date(2026, 1, 28).getTime());
  expect(new Date(query.to ?? "").getTime()).toBe(new Date(2026, 2, 1).getTime());
  expect(query.actor).toBe("ada");
  expect(toQuery({})).toEqual({ from: undefined, to: undefined });
});
