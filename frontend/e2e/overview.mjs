// @ts-check
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Looks at the start page while one job runs and another waits, and stops and follows it again.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {string} running name of the job that runs
 * @param {string} waiting name of the job that waits
 */
export async function lookAround(page, inspection, running, waiting) {
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  const devices = page.getByRole("region", { name: "Devices" });
  await devices.getByRole("link", { name: running }).waitFor();
  const queue = page.getByRole("region", { name: "Queue" });
  await queue.getByRole("link", { name: waiting }).waitFor();
  await queue
    .getByText(/device/)
    .first()
    .waitFor();
  await page.getByRole("region", { name: "Teams" }).getByText("1 device now").waitFor();
  const before = await progress();
  await page.waitForFunction(
    (words) => document.querySelector("article")?.textContent !== words,
    before,
    { timeout: 30_000 },
  );
  await page.getByRole("button", { name: "Pause live updates" }).click();
  await page.getByText("Paused", { exact: true }).waitFor();
  await inspection.inspect(page, "overview");
  await page.getByRole("button", { name: "Resume live updates" }).click();
  await page.getByText("Live", { exact: true }).waitFor();

  async function progress() {
    return devices.getByRole("article").first().textContent();
  }
}
