import { describe, expect, it } from "vitest";
import { chartSvg, type Drawing } from "./chartSvg";
import { linearTicks, logarithmicTicks, timeTicks } from "./ticks";

describe("chartSvg", () => {
  it("is well-formed XML whatever names hold", () => {
    const svg = chartSvg(drawing({ title: 'a < b & "c" ]]> \u0001\ud800' }));
    expect(elementsOf(svg).filter((name) => name === "svg")).toHaveLength(1);
    expect(svg).toContain("a &lt; b &amp; &quot;c&quot; ]]&gt; ");
  });

  it("draws a line apart at a gap and through what is missing", () => {
    const [line] = drawing().lines;
    if (!line) throw new Error("no line");
    const mean = [1, undefined, 2, null, 3, 4];
    const svg = chartSvg(drawing({ lines: [{ ...line, mean, minimum: [], maximum: [] }] }));
    const path = /<path d="([^"]+)" fill="none"/.exec(svg)?.[1] ?? "";
    expect(
      path
        .split("M")
        .slice(1)
        .map((piece) => piece.split("L").length),
    ).toEqual([2, 2]);
  });

  it("has a band around each curve, and the curve before smoothing behind it", () => {
    const svg = chartSvg(drawing());
    expect(svg.match(/fill-opacity="0.22"/g)).toHaveLength(1);
    expect(svg).not.toContain('stroke-opacity="0.38"');
    const [line] = drawing().lines;
    if (!line) throw new Error("no line");
    expect(chartSvg(drawing({ lines: [{ ...line, raw: Array.from(line.mean) }] }))).toContain(
      'stroke-opacity="0.38"',
    );
  });

  it("places values between the ends of its axes", () => {
    const path = /<path d="M([\d.]+) ([\d.]+)L.*?" fill="none"/.exec(chartSvg(drawing()));
    const [, x, y] = path ?? [];
    expect(Number(x)).toBeCloseTo(64, 1);
    expect(Number(y)).toBeCloseTo(300 - 36 - 20, 1);
  });

  it("writes marks, names and axes", () => {
    const svg = chartSvg(drawing({ marks: [{ x: 2, sign: "7", color: "red" }] }));
    for (const word of [">7<", ">training<", ">Optimizer step<", ">Loss<", ">20<"]) {
      expect(svg, word).toContain(word);
    }
  });
});

describe("ticks", () => {
  it("are round and no more than asked for", () => {
    expect(linearTicks({ from: 0.03, to: 0.31 }, 5).at).toEqual([0.1, 0.2, 0.3]);
    expect(linearTicks({ from: 0, to: 97 }, 5).at).toEqual([0, 20, 40, 60, 80]);
    expect(linearTicks({ from: 3, to: 3 }, 5).at).toEqual([3]);
  });

  it("are powers of ten where an axis is logarithmic", () => {
    expect(logarithmicTicks({ from: 0.01, to: 20 }, 6)).toEqual([0.01, 0.1, 1, 10]);
    expect(logarithmicTicks({ from: 1, to: 1e9 }, 4)).toEqual([1, 1000, 1e6, 1e9]);
    expect(logarithmicTicks({ from: 2, to: 80 }, 8)).toEqual([2, 5, 10, 20, 50]);
    expect(logarithmicTicks({ from: 210, to: 290 }, 4)).toEqual([220, 240, 260, 280]);
    expect(logarithmicTicks({ from: 2, to: 8 }, 3)).toEqual([2, 4, 6, 8]);
  });

  it("are minutes and hours where an axis is one of time", () => {
    expect(timeTicks({ from: 0, to: 3600 }, 4)).toEqual({
      at: [0, 900, 1800, 2700, 3600],
      between: 900,
    });
  });
});

function drawing(more: Partial<Drawing> = {}): Drawing {
  return {
    title: "Loss",
    width: 600,
    height: 300,
    x: {
      from: 0,
      to: 50,
      logarithmic: false,
      label: "Optimizer step",
      time: false,
      format: String,
    },
    y: { from: 1, to: 6, logarithmic: false, format: String },
    xs: [0, 10, 20, 30, 40, 50],
    lines: [
      {
        label: "training",
        color: "#0072b2",
        dash: [],
        dots: false,
        mean: [1, 2, 3, 4, 5, 6],
        raw: null,
        minimum: [1, 1, 2, 3, 4, 5],
        maximum: [2, 3, 4, 5, 6, 6],
      },
    ],
    marks: [],
    colors: { ground: "#fff", text: "#000", axis: "#333", grid: "#eee" },
    ...more,
  };
}

/** Reads XML as strictly as this needs: tags that close, quoted attributes, known entities. */
function elementsOf(xml: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const token =
    /<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)\s*(\/?)>|([^<]+)/gy;
  let read = 0;
  for (let match = token.exec(xml); match; match = token.exec(xml)) {
    read = token.lastIndex;
    const [, closes, name, , empty, words] = match;
    if (words !== undefined) {
      const left = words.replace(/&(amp|lt|gt|quot);/g, "");
      expect(
        [...left].filter((each) => "&>".includes(each) || (each < " " && each !== "\n")),
      ).toEqual([]);
    } else if (closes) expect(open.pop()).toBe(name);
    else if (name) {
      found.push(name);
      if (!empty) open.push(name);
    }
  }
  expect(read).toBe(xml.length);
  expect(open).toEqual([]);
  return found;
}
