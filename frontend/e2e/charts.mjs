// @ts-check
import { readFile } from "node:fs/promises";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Uses the charts of a job that has ended: more curves, smoothing, axes, and pictures of them. What
 * it changes is as it was when it is done.
 *
 * @param {Page} page that shows the job
 * @param {Inspection} inspection
 */
export async function lookAtCharts(page, inspection) {
  const more = page.getByRole("heading", { level: 2, name: "More curves" });
  await more.scrollIntoViewIfNeeded();
  const norm = page.getByRole("img", { name: /^Gradient norm\./ });
  await norm.waitFor();
  await page.getByRole("img", { name: /^Learning rate\./ }).waitFor();
  await sharePointer(page, norm);

  await page.getByLabel("Smoothing").selectOption("EMA 0.9");
  await page.getByLabel("Show outliers").uncheck();
  await page.getByText("Epoch", { exact: true }).click();
  await page.locator(".u-legend").first().getByText("Epoch").waitFor();
  await inspection.inspect(page, "job-charts");
  await page.reload();
  await page.getByRole("img", { name: /^Loss\./ }).waitFor();
  const kept = await page.getByLabel("Smoothing").inputValue();
  if (kept !== "ema-0.9") throw new Error(`Smoothing is ${kept} after the page was read again.`);

  const csv = await readPoints(page, "Loss", inspection);
  if (!csv.includes("train/loss,")) throw new Error(`The CSV is none: ${csv.slice(0, 99)}`);
  const svg = (await save(page, "Loss", "Save as SVG")).toString("utf8");
  const fault = await page.evaluate(
    (text) =>
      new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")
        ?.textContent,
    svg,
  );
  if (fault || !svg.includes("training")) throw new Error(`The SVG is none: ${fault}`);
  const png = await save(page, "Loss", "Save as PNG");
  if (png.toString("latin1", 1, 4) !== "PNG") throw new Error("The PNG is none.");

  await page.getByText("Optimizer step", { exact: true }).first().click();
  await page.getByLabel("Show outliers").check();
  await page.getByLabel("Smoothing").selectOption("Not smoothed");
}

/**
 * The pointer over one chart reads all of them.
 *
 * @param {Page} page
 * @param {import("playwright-core").Locator} chart
 */
async function sharePointer(page, chart) {
  const rate = page
    .getByRole("img", { name: /^Learning rate\./ })
    .locator(".u-value")
    .first();
  const newest = await rate.innerText();
  await chart.locator(".u-over").hover({ position: { x: 20, y: 20 } });
  await page.waitForFunction(
    ([element, before]) => /** @type {HTMLElement} */ (element).innerText !== before,
    /** @type {const} */ ([await rate.elementHandle(), newest]),
  );
}

/**
 * What stands behind a chart's link to its points.
 *
 * @param {Page} page
 * @param {string} chart
 * @param {Inspection} inspection
 */
async function readPoints(page, chart, inspection) {
  await page.getByRole("button", { name: `Save the chart ${chart}`, exact: true }).click();
  const link = page.getByRole("menuitem", { name: "Points as CSV" });
  await link.waitFor();
  await inspection.look(page, "job-chart-menu");
  const csv = await link.evaluate((element) =>
    fetch(/** @type {HTMLAnchorElement} */ (element).href).then((answer) => answer.text()),
  );
  await page.keyboard.press("Escape");
  await link.waitFor({ state: "detached" });
  return csv;
}

/**
 * @param {Page} page
 * @param {string} chart
 * @param {string} item of its menu
 */
async function save(page, chart, item) {
  await page.getByRole("button", { name: `Save the chart ${chart}`, exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: item }).click();
  return readFile(await (await download).path());
}
