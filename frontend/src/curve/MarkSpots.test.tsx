// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PlotMark } from "./chartOptions";
import { MarkSpots } from "./MarkSpots";
import { spotsOf } from "./spots";

const MARKS: PlotMark[] = [
  mark("1", "Resumed at step 40, attempt 2", ["1 Jan 2026", "The device was needed elsewhere."]),
  mark("2", "Memory ran out at step 41", ["2 Jan 2026"]),
  mark("3", "Resumed at step 90, attempt 3", ["3 Jan 2026"]),
];

let root: Root;

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const place = document.body.appendChild(document.createElement("div"));
  root = createRoot(place);
  // The first two stand too near to each other for a finger.
  const spots = spotsOf([100, 103, 240], 8);
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <MarkSpots title="Loss" marks={MARKS} spots={spots} />
      </MantineProvider>,
    ),
  );
});

afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
});

describe("MarkSpots", () => {
  it("names each spot in words, for those who do not see the chart", () => {
    expect(document.querySelector("[role=group]")?.getAttribute("aria-label")).toContain("Loss");
    expect(buttons().map((each) => each.getAttribute("aria-label"))).toEqual([
      "1: Resumed at step 40, attempt 2; 2: Memory ran out at step 41",
      "3: Resumed at step 90, attempt 3",
    ]);
    expect(tooltip()).toBeNull();
  });

  it("tells the pointer when and why, of all marks that share the spot", async () => {
    await point("pointerover", "mouseover", "pointerenter", "mouseenter");
    const told = tooltip()?.textContent;
    expect(told).toContain("1: Resumed at step 40, attempt 2");
    expect(told).toContain("The device was needed elsewhere.");
    expect(told).toContain("2: Memory ran out at step 41");
    expect(told).not.toContain("step 90");
  });

  it("tells those who come by keys the same, as the description of what has the focus", async () => {
    await act(async () => buttons()[0]?.focus());
    const id = buttons()[0]?.getAttribute("aria-describedby") ?? "";
    expect(document.getElementById(id)?.textContent).toContain("The device was needed elsewhere.");
    await act(async () => press("Escape"));
    expect(tooltip()).toBeNull();
  });

  it("is one stop of the tab key, and arrows go on from there", async () => {
    expect(stops()).toEqual([0, -1]);
    await act(async () => buttons()[0]?.focus());
    await act(async () => press("ArrowRight"));
    expect(document.activeElement).toBe(buttons()[1]);
    expect(stops()).toEqual([-1, 0]);
    expect(tooltip()?.textContent).toContain("step 90");
    await act(async () => press("ArrowRight"));
    expect(document.activeElement).toBe(buttons()[1]);
    await act(async () => press("Home"));
    expect(document.activeElement).toBe(buttons()[0]);
  });
});

function mark(sign: string, label: string, details: string[]): PlotMark {
  return { x: 0, sign, color: "--accrue-bad", label, details };
}

function buttons(): HTMLButtonElement[] {
  return [...document.querySelectorAll("button")];
}

function stops(): number[] {
  return buttons().map(({ tabIndex }) => tabIndex);
}

function tooltip(): Element | null {
  return document.querySelector("[role=tooltip]");
}

async function point(...events: string[]): Promise<void> {
  await act(async () => {
    for (const type of events) {
      const Kind = type.startsWith("pointer") ? PointerEvent : MouseEvent;
      buttons()[0]?.dispatchEvent(new Kind(type, { bubbles: true }));
    }
  });
}

function press(key: string): void {
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}
