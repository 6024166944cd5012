// @ts-check
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Finds jobs by words, and changes several at once and back again.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {string} running name of a job that runs
 * @param {string} waiting name of one that waits
 */
export async function steerMany(page, inspection, running, waiting) {
  const row = (/** @type {string} */ name) => page.getByRole("row", { name: new RegExp(name) });
  const toast = page.getByRole("region", { name: "What just happened" });
  const bar = page.getByRole("region", { name: "Selected jobs" });
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  await row("mnist-cnn").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("TO- admin");
  await page.waitForURL(/q=TO-/);
  await row("mnist-cnn").waitFor({ state: "detached" });
  await row(running).waitFor();

  await row(waiting).getByRole("link").focus();
  await page.keyboard.press("x");
  await bar.getByText("1 job selected").waitFor();
  await bar.getByRole("button", { name: "Hold 1" }).click();
  await toast.getByText("1 job held back.").waitFor();
  await row(waiting).getByText("held back").waitFor();
  await inspection.inspect(page, "jobs-held");
  await toast.getByRole("button", { name: "Undo" }).click();
  await toast.getByText("1 job as before.").waitFor();
  await row(waiting).getByText("held back").waitFor({ state: "detached" });

  await row(waiting).getByRole("link").focus();
  await page.keyboard.press("Shift+ArrowDown");
  await bar.getByText("2 jobs selected").waitFor();
  await bar.getByRole("button", { name: "Priority of 2" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Priority").fill("7");
  await dialog.getByRole("button", { name: "Change" }).click();
  await toast.getByText("Priority of 2 jobs changed.").waitFor();
  await row(running).getByText("priority 7").waitFor();
  await toast.getByRole("button", { name: "Undo" }).click();
  await row(running).getByText("priority 7").waitFor({ state: "detached" });

  await page.getByLabel("Select all").check();
  await bar.getByText("2 jobs selected").waitFor();
  await inspection.inspect(page, "jobs-actions", { fullPage: false });
  await bar.getByRole("button", { name: "Cancel 2" }).click();
  await dialog.getByText("1 has not started: no work is lost.").waitFor();
  await dialog.getByText(/^Its newest checkpoint|^It has done/).waitFor();
  await inspection.inspect(page, "jobs-cancel", { fullPage: false });
  await dialog.getByRole("button", { name: "Keep the jobs" }).click();
  await page.getByLabel("Select all").uncheck();
  await bar.waitFor({ state: "detached" });

  await page.getByLabel("Search jobs").fill("no such words");
  await page.getByText("No job matches").waitFor();
  await inspection.inspect(page, "jobs-nothing");
  await page.getByRole("button", { name: "Clear the search" }).click();
  await row("mnist-cnn").waitFor();
}

/**
 * Queues ended jobs again and ends them, together.
 *
 * @param {Page} page that shows the jobs
 * @param {string[]} names of jobs that were canceled
 */
export async function queueAndCancel(page, names) {
  const row = (/** @type {string} */ name) => page.getByRole("row", { name: new RegExp(name) });
  const bar = page.getByRole("region", { name: "Selected jobs" });
  for (const name of names) await page.getByLabel(`Select ${name}`).check();
  await bar.getByRole("button", { name: `Queue ${names.length} again` }).click();
  await page.getByText(`${names.length} jobs queued again.`).waitFor();
  for (const name of names)
    await row(name).getByText("Canceled", { exact: true }).waitFor({ state: "detached" });
  for (const name of names) await page.getByLabel(`Select ${name}`).check();
  await bar.getByRole("button", { name: `Cancel ${names.length}` }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Cancel ${names.length} jobs` })
    .click();
  await page.getByText(`${names.length} jobs canceled.`).waitFor();
  for (const name of names) {
    await row(name).getByText("Canceled", { exact: true }).waitFor({ timeout: 60_000 });
  }
}
