// @ts-check
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/** More than the sample's checkpoints take, so that the share of the quota can be seen. */
const QUOTA_BYTES = 50_000_000;

/**
 * Pins a checkpoint, changes what is kept, and deletes one, reading each time what would be lost.
 *
 * @param {Page} page that shows a job which has saved a checkpoint after each third of its steps
 * @param {Inspection} inspection
 * @param {number} steps of the job
 */
export async function tendCheckpoints(page, inspection, steps) {
  const [first, second] = [steps / 3, (2 * steps) / 3];
  const card = page.getByRole("region", { name: "Checkpoints", exact: true });
  const dialog = page.getByRole("dialog");
  const item = (/** @type {number} */ step) =>
    card.getByRole("listitem").filter({ has: page.getByText(`Step ${step}`, { exact: true }) });
  await limitQuota(page);
  await page.reload();
  await card.getByText("of 50 MB").waitFor();

  await item(first).getByRole("button", { name: "Pin the checkpoint" }).click();
  await dialog.getByLabel("Why").fill("the one of the report");
  await inspection.inspect(page, "checkpoint-pin", { fullPage: false });
  await dialog.getByRole("button", { name: "Pin", exact: true }).click();
  await item(first).getByText("the one of the report").waitFor();
  await inspection.inspect(page, "checkpoints");

  await card.getByRole("button", { name: "Change which checkpoints are kept" }).click();
  await dialog.getByLabel("Newest to keep").fill("1");
  await dialog.getByText(`The checkpoint at step ${second} is deleted at once`).waitFor();
  await inspection.inspect(page, "retention", { fullPage: false });
  await dialog.getByRole("button", { name: "Delete 1 and keep these" }).click();
  await item(second).waitFor({ state: "detached" });
  await card
    .getByText(/^Keeps the newest and the best by validation\/accuracy\. Changed/)
    .waitFor();

  await item(first).getByRole("button", { name: "Use the checkpoint" }).click();
  await page.getByRole("menuitem", { name: /^Delete/, disabled: true }).waitFor();
  await inspection.inspect(page, "checkpoint-use");
  await page.keyboard.press("Escape");
  await item(steps).getByRole("button", { name: "Use the checkpoint" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await dialog.getByText(`the newest before it is at step ${first}`).waitFor();
  await dialog.getByText("It is the best by validation/accuracy").waitFor();
  await inspection.inspect(page, "checkpoint-delete", { fullPage: false });
  await dialog.getByRole("button", { name: "Delete the checkpoint" }).click();
  await item(steps).waitFor({ state: "detached" });

  await item(first).getByRole("button", { name: "Unpin the checkpoint" }).click();
  await dialog.getByRole("button", { name: "Unpin", exact: true }).click();
  await item(first).getByText("the one of the report").waitFor({ state: "detached" });
}

/** @param {Page} page */
async function limitQuota(page) {
  const status = await page.evaluate(async (limitBytes) => {
    const token = /XSRF-TOKEN=([^;]+)/.exec(document.cookie)?.[1] ?? "";
    const answer = await fetch("/api/v1/teams/default/checkpoint-quota", {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-XSRF-TOKEN": decodeURIComponent(token) },
      body: JSON.stringify({ limitBytes }),
    });
    return answer.status;
  }, QUOTA_BYTES);
  if (status !== 200) throw new Error(`the quota could not be set: ${status}`);
}
