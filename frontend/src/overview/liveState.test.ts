import { expect, it } from "vitest";
import { liveStateOf } from "./liveState";

const good = { isError: false, isPending: false };

it("is as live as the worst of what it asks for and listens to", () => {
  expect(liveStateOf(false, [good, good], ["live", "connecting"])).toBe("live");
  expect(liveStateOf(false, [good, { ...good, isPending: true }], [])).toBe("connecting");
  expect(liveStateOf(false, [good, { ...good, isError: true }], ["live"])).toBe("reconnecting");
  expect(liveStateOf(false, [good], ["live", "reconnecting"])).toBe("reconnecting");
});

it("is paused whatever else, and does not mind streams whose jobs have ended", () => {
  expect(liveStateOf(true, [{ isError: true, isPending: true }], ["reconnecting"])).toBe("paused");
  expect(liveStateOf(false, [good], ["off"])).toBe("live");
});
