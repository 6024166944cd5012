// @ts-check
import { randomUUID } from "node:crypto";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Compares the two jobs of the main flow, and looks at the page with jobs lost and with none.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {string} base
 */
export async function compareJobs(page, inspection, base) {
  await page.goto(`${base}/jobs`);
  await page.getByLabel("Select mnist-cnn").check();
  await page.getByRole("button", { name: "Compare" }).and(page.locator(":disabled")).waitFor();
  await page.getByLabel("Select to-be-canceled").check();
  await page.getByText("2 jobs selected").waitFor();
  await inspection.inspect(page, "jobs-selected");
  await page.getByRole("link", { name: "Compare", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Compare jobs" }).waitFor();
  const chart = page.getByRole("img", { name: /^train\/loss of the compared jobs/ });
  await chart.waitFor();
  const label = (await chart.getAttribute("aria-label")) ?? "";
  for (const name of ["mnist-cnn", "to-be-canceled"]) {
    if (!label.includes(`${name}: `)) throw new Error(`no curve of ${name} in ${label}`);
  }
  const table = page.getByRole("table");
  await table.getByRole("columnheader", { name: "training. optimizerSteps" }).waitFor();
  const fields = await table.getByRole("columnheader").count();
  if (fields !== 4) throw new Error(`${fields} columns where one field differs`);
  await inspection.inspect(page, "compare");

  await page.getByRole("combobox", { name: "Group by a field" }).click();
  await page.getByRole("option", { name: "training.optimizerSteps" }).click();
  await page.getByRole("list", { name: "Colours by training.optimizerSteps" }).waitFor();
  await page.getByRole("img", { name: /^Jobs as lines through training.optimizerSteps/ }).waitFor();
  await page.getByRole("img", { name: /against its training.optimizerSteps$/ }).waitFor();
  await inspection.inspect(page, "compare-grouped");
  await readCurve(page, chart);
  await page.getByText("Time since the start").click();
  await page.waitForURL(/over=ELAPSED_MILLIS/);
  await page.getByRole("combobox", { name: "Series" }).click();
  await page.getByRole("option", { name: "validation/accuracy" }).click();
  await page.getByRole("img", { name: /^validation\/accuracy of the compared jobs/ }).waitFor();
  await table.getByRole("columnheader", { name: "Greatest" }).waitFor();
  await table.getByRole("button", { name: "Leave to-be-canceled out" }).click();
  await page.getByText("Nothing to compare it with yet.").waitFor();
  await inspection.inspect(page, "compare-one");

  const address = new URL(page.url());
  const lost = `${address.searchParams.get("jobs")},${randomUUID()}`;
  await page.goto(`${base}/compare?jobs=${encodeURIComponent(lost)}`);
  await page.getByText("One of these jobs is not among those").waitFor();
  await table.getByRole("link", { name: "mnist-cnn" }).waitFor();
  await inspection.inspect(page, "compare-lost");
  await page.getByRole("button", { name: "Leave out", exact: true }).click();
  await page.getByText("One of these jobs is not among those").waitFor({ state: "detached" });
  await page.goto(`${base}/compare`);
  await page.getByText("No jobs to compare yet").waitFor();
  await inspection.inspect(page, "compare-empty");
}

/**
 * @param {Page} page
 * @param {import("playwright-core").Locator} chart
 */
async function readCurve(page, chart) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (!box) throw new Error("the chart is out of sight");
  for (let y = 10; y < box.height - 40; y += 20) {
    await page.mouse.move(box.x + box.width / 3, box.y + y);
    if (await page.getByText(/ at optimizer step /).isVisible()) return;
  }
  throw new Error("no curve can be read by pointing at it");
}
