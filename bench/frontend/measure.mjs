// @ts-check
// node measure.mjs STATIC_FOLDER [--quick] [--only js,lcp,chart,pan,table,memory,shift]
import { openBrowser } from "../../frontend/e2e/browser.mjs";
import { idOf, RUNNING, tell } from "./answers.mjs";
import { EVENTFUL } from "./eventful.mjs";
import { PageServer } from "./server.mjs";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").Page} Page */

const [folder = "", ...options] = process.argv.slice(2);
const quick = options.includes("--quick");
const only = options.includes("--only")
  ? (options[options.indexOf("--only") + 1] ?? "").split(",")
  : ["js", "lcp", "chart", "pan", "table", "memory", "shift"];
const COMPARED = 100;
const PAN_SECONDS = quick ? 2 : 10;
const SCROLL_SECONDS = quick ? 3 : 15;

/** A message a second has the points that came since the last, of as many series. */
const LIVE_MINUTES = quick ? 6 : 30;
const FIRST_LOOK_MINUTES = quick ? 2 : 5;
const SERIES = ["train/loss", "train/grad_norm", "train/learning_rate", "validation/loss"];
const POINTS_OF_A_MESSAGE = 5;

/** Of paths that end so, how long an answer travels, in milliseconds. @type {[string, number][]} */
const TRAVEL = [
  ["/session", 0],
  ["/live", 0],
  ["/events", 150],
  ["/workers", 200],
  ["/checkpoints", 250],
  ["/retention", 300],
  ["/lineage", 350],
  ["/logs", 400],
  ["/series", 450],
];
const LATE_EVENTS = 550;
const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** @type {Record<string, (browser: Browser, base: string, server: PageServer) => Promise<string>>} */
const measures = {
  js: async (browser, base, server) => {
    await withPage(browser, async (page) => {
      server.scriptBytes = 0;
      await page.goto(base, { waitUntil: "networkidle" });
      await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    });
    return `js-kb ${(server.scriptBytes / 1000).toFixed(1)} kB`;
  },
  lcp: async (browser, base) => `lcp-ms ${median(await repeat(5, () => lcp(browser, base)))} ms`,
  chart: async (browser, base) =>
    `chart-10m-ms ${median(await repeat(5, () => chart(browser, base)))} ms`,
  pan: async (browser, base) => `pan-fps ${await pan(browser, base)} frames/s`,
  table: async (browser, base) => `table-fps ${await table(browser, base)} frames/s`,
  shift: async (browser, base, server) => `job-shift ${await shift(browser, base, server)} score`,
  memory: async (browser, base) => `live-memory-growth ${await memory(browser, base)} ratio`,
};

const server = new PageServer(folder);
const base = await server.start();
const browser = await openBrowser();
try {
  const figures = [];
  for (const name of only) {
    const measure = measures[name];
    if (!measure) throw new Error(`no measure ${name}`);
    figures.push(`figure frontend.${await measure(browser, base, server)}`);
  }
  console.log(figures.join("\n"));
} finally {
  await browser.close();
  server.stop();
}

/**
 * Largest contentful paint of the start page with a processor a quarter as fast, nothing cached.
 *
 * @param {Browser} opened
 * @param {string} url
 */
function lcp(opened, url) {
  return withPage(opened, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto(url);
    await page.getByRole("region", { name: "Devices" }).getByText("GPU 7").waitFor();
    return page.evaluate(
      () =>
        new Promise((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime)).observe({
            type: "largest-contentful-paint",
            buffered: true,
          });
        }),
    );
  });
}

/**
 * From the click on a job of ten million points until its curve is drawn and reads what is under
 * the pointer. The page's code is there, as it is once the pointer has come near the link.
 *
 * @param {Browser} opened
 * @param {string} url
 */
function chart(opened, url) {
  return withPage(opened, async (page) => {
    await page.goto(`${url}/jobs/${idOf(1)}`);
    await page.locator("[data-points]").first().waitFor();
    await page.getByRole("link", { name: "Jobs", exact: true }).first().click();
    const link = page.getByRole("link", { name: "ten-million" });
    await link.waitFor();
    return link.evaluate(
      (element) =>
        new Promise((resolve) => {
          const began = performance.now();
          /** @type {HTMLElement} */ (element).click();
          const look = () => {
            const over = document.querySelector("[role=img][data-points] .u-over");
            const points = over?.closest("[data-points]")?.getAttribute("data-points");
            if (!over || Number(points) === 0) return requestAnimationFrame(look);
            const { left, top, width } = over.getBoundingClientRect();
            const legend = () => over.closest(".uplot")?.querySelector(".u-value")?.textContent;
            const before = legend();
            over.dispatchEvent(
              new MouseEvent("mousemove", { clientX: left + width / 3, clientY: top + 20 }),
            );
            const read = () =>
              legend() === before
                ? requestAnimationFrame(read)
                : requestAnimationFrame(() => resolve(performance.now() - began));
            read();
          };
          look();
        }),
    );
  });
}

/**
 * Frames while a part of a hundred curves moves under the wheel.
 *
 * @param {Browser} opened
 * @param {string} url
 */
function pan(opened, url) {
  return withPage(opened, async (page) => {
    const ids = Array.from({ length: COMPARED }, (_, index) => idOf(index)).join();
    await page.goto(`${url}/compare?jobs=${ids}`);
    const plot = page.locator(".u-over").first();
    await plot.waitFor({ timeout: 60_000 });
    const box = await plot.boundingBox();
    if (!box) throw new Error("the chart is out of sight");
    await page.mouse.move(box.x + 20, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 3, box.y + 100, { steps: 5 });
    await page.mouse.up();
    await page.getByRole("button", { name: "Show everything" }).waitFor();
    return plot.evaluate(
      (over, seconds) =>
        new Promise((resolve) => {
          const began = performance.now();
          let frames = 0;
          const frame = () => {
            const elapsed = performance.now() - began;
            if (elapsed > seconds * 1000) return resolve((frames / elapsed) * 1000);
            frames++;
            // There and back again, a little in each frame.
            const deltaX = Math.floor(elapsed / 1000) % 2 === 0 ? 6 : -6;
            over.dispatchEvent(new WheelEvent("wheel", { deltaX, cancelable: true }));
            requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        }),
      PAN_SECONDS,
    );
  }).then((frames) => frames.toFixed(1));
}

/**
 * Frames while a list of 50,000 jobs scrolls, all of them read before.
 *
 * @param {Browser} opened
 * @param {string} url
 */
function table(opened, url) {
  return withPage(opened, async (page) => {
    await page.goto(`${url}/jobs`);
    const rows = page.getByRole("table");
    await rows.waitFor();
    await page.getByRole("button", { name: "Pause live updates" }).click();
    await page.evaluate(async () => {
      const end = () =>
        Number(document.querySelector("[role=table]")?.getAttribute("aria-rowcount"));
      while (end() < 0) {
        window.scrollTo(0, document.documentElement.scrollHeight);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    });
    const count = Number(await rows.getAttribute("aria-rowcount"));
    if (count !== 50_001) throw new Error(`${count} rows`);
    return page.evaluate(
      (seconds) =>
        new Promise((resolve, reject) => {
          window.scrollTo(0, 0);
          const began = performance.now();
          let [frames, blank] = [0, 0];
          const frame = () => {
            const elapsed = performance.now() - began;
            if (elapsed > seconds * 1000) {
              if (blank > frames / 20) reject(new Error(`${blank} of ${frames} frames are blank`));
              else resolve((frames / elapsed) * 1000);
              return;
            }
            frames++;
            const middle = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2);
            if (!middle?.closest("[data-index]")) blank++;
            window.scrollBy(0, 97);
            requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        }),
      SCROLL_SECONDS,
    );
  }).then((frames) => frames.toFixed(1));
}

/**
 * The heap of a job's page after half an hour of live points over that after its first minutes, in
 * the browser's clock; what is not in use is collected before either look.
 *
 * @param {Browser} opened
 * @param {string} url
 */
function memory(opened, url) {
  return withPage(opened, async (page) => {
    const session = await page.context().newCDPSession(page);
    await page.clock.install();
    await page.goto(`${url}/jobs/${idOf(RUNNING)}`);
    await page.locator("[data-points]").first().waitFor();
    const heap = async () => {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    };
    let early = 0;
    for (let second = 1; second <= LIVE_MINUTES * 60; second++) {
      if (
        tell(
          second,
          SERIES.map((name) => news(name, second)),
        ) === 0
      ) {
        throw new Error("the page does not follow the job");
      }
      await page.clock.runFor(1000);
      if (second === FIRST_LOOK_MINUTES * 60) early = await heap();
    }
    const late = await heap();
    console.log(
      `heap after ${FIRST_LOOK_MINUTES} minutes ${mib(early)}, after ${LIVE_MINUTES} ${mib(late)}`,
    );
    return late / early;
  }).then((ratio) => ratio.toFixed(2));
}

/**
 * How much of a job's page moves while what it shows comes bit by bit, as the browser scores layout
 * shifts, all added up: the worst of a wide window and a phone, and of events that come first or last.
 *
 * @param {Browser} opened
 * @param {string} url
 * @param {PageServer} pages
 */
async function shift(opened, url, pages) {
  try {
    let worst = 0;
    for (const late of [false, true]) {
      // Everything that is asked for comes on its own.
      pages.travel = (path) =>
        late && path.endsWith("/events")
          ? LATE_EVENTS
          : (TRAVEL.find(([end]) => path.endsWith(end))?.[1] ?? 100);
      for (const viewport of WINDOWS) {
        worst = Math.max(worst, await withPage(opened, (page) => moved(page, url, viewport)));
      }
    }
    return worst.toFixed(3);
  } finally {
    pages.travel = () => 0;
  }
}

/**
 * @param {Page} page
 * @param {string} url
 * @param {{ width: number, height: number }} viewport
 */
async function moved(page, url, viewport) {
  await page.setViewportSize(viewport);
  await page.addInitScript(() => {
    /** @type {object[]} */
    const shifts = [];
    Reflect.set(window, "shifts", shifts);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, startTime, sources } = /** @type {any} */ (entry);
        const moved = sources.map((/** @type {any} */ { node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          return `${element?.tagName}.${element?.className} ${previousRect.y} -> ${currentRect.y}`;
        });
        shifts.push({ value, startTime, moved });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${url}/jobs/${idOf(EVENTFUL)}`);
  await page.locator("[data-points]").first().waitFor();
  const marks = page.getByRole("group", { name: "Marks on Loss" });
  await marks.getByRole("button").first().waitFor();
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300))),
  );
  /** @type {{ value: number, startTime: number, moved: string[] }[]} */
  const shifts = await page.evaluate(() => Reflect.get(window, "shifts"));
  for (const { value, startTime, moved } of shifts) {
    console.error(
      `${viewport.width} px, ${Math.round(startTime)} ms: ${value.toFixed(4)} ${moved.join(", ")}`,
    );
  }
  return shifts.reduce((sum, { value }) => sum + value, 0);
}

/** @param {number} bytes */
function mib(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/**
 * @param {string} name
 * @param {number} second
 */
function news(name, second) {
  const steps = Array.from(
    { length: POINTS_OF_A_MESSAGE },
    (_, index) => 10_000_000 + second * POINTS_OF_A_MESSAGE + index,
  );
  return {
    name,
    optimizerSteps: steps,
    samplesSeen: steps.map((step) => step * 32),
    atMillis: steps.map(() => Date.now()),
    values: steps.map((step) => 1 / step + Math.sin(step)),
  };
}

/**
 * @param {Browser} opened
 * @param {(page: Page) => Promise<any>} action
 * @returns {Promise<number>}
 */
async function withPage(opened, action) {
  const context = await opened.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    return await action(page);
  } finally {
    await context.close();
  }
}

/**
 * @param {number} times
 * @param {() => Promise<number>} action
 */
async function repeat(times, action) {
  const values = [];
  for (let time = 0; time < (quick ? Math.min(3, times) : times); time++)
    values.push(await action());
  return values;
}

/** @param {number[]} values */
function median(values) {
  return Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}
