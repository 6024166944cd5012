// @ts-check
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Looks at the worker while it trains the named job, and takes it out of service and in again.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {string} jobName
 */
export async function lookAtWorkers(page, inspection, jobName) {
  await page.getByRole("link", { name: "Workers" }).click();
  await page.getByRole("heading", { level: 1, name: "Workers" }).waitFor();
  const worker = page.getByRole("region", { name: "local" });
  await worker.getByText("In service").waitFor();
  await worker.getByRole("link", { name: jobName }).waitFor();
  await worker.getByRole("button", { name: "Last hour" }).click();
  await worker.getByRole("img", { name: /^Memory, local/ }).waitFor();
  await inspection.inspect(page, "workers");

  await worker.getByRole("button", { name: "Take out of service" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 device runs something now.").waitFor();
  await dialog.getByLabel("makes room after some time").check();
  await dialog.getByLabel("Minutes").waitFor();
  await inspection.inspect(page, "worker-drain", { fullPage: false });
  await dialog.getByLabel("may finish").check();
  await dialog.getByRole("button", { name: "Take out of service" }).click();
  await worker.getByText("Out of service").waitFor();
  await worker.getByRole("button", { name: "Take into service" }).click();
  await worker.getByText("In service").waitFor();
  await worker.getByRole("link", { name: jobName }).click();
  await page.getByRole("heading", { level: 1, name: jobName }).waitFor();
}
