// @ts-check
// A job's page beyond its curves: what gradients are, where it runs, and what can be done to it.

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Looks into a job that trains, and steers it from its page.
 *
 * @param {Page} page that shows the job
 * @param {Inspection} inspection
 * @param {number} patience for the next window and checkpoint, in milliseconds
 */
export async function lookIntoJob(page, inspection, patience) {
  const card = (/** @type {string} */ name) => page.getByRole("region", { name, exact: true });
  await card("Attempts")
    .getByText(/^on worker .*, devices? \d/)
    .waitFor();
  await page.getByRole("button", { name: "Log of attempt 1", exact: true }).click();

  const check = card("Equivalence check");
  await check.getByText("Nobody has asked for it yet.").waitFor();
  await check.getByRole("button", { name: "Compare gradients" }).click();
  // The sample has BatchNorm and dropout: with them off, nothing but rounding may be left.
  await check.getByText("Equal but for rounding").waitFor({ timeout: patience });
  await check.getByRole("rowheader").first().waitFor();

  const system = card("System");
  await system.scrollIntoViewIfNeeded();
  await system.getByText(/^libtorch \d/).waitFor({ timeout: patience });
  await inspection.inspect(page, "job-inside");
  await changePriority(page, inspection);
  await makeRoom(page, inspection, patience);
}

/**
 * @param {Page} page
 * @param {Inspection} inspection
 */
async function changePriority(page, inspection) {
  const toast = page.getByRole("region", { name: "What just happened" });
  const actions = page.getByRole("button", { name: "Actions" });
  await actions.click();
  await page.getByRole("menuitem", { name: /^Make room now/ }).waitFor();
  await inspection.inspect(page, "job-actions", { fullPage: false });
  await page.getByRole("menuitem", { name: /^Change priority/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Priority").fill("7");
  await dialog.getByRole("button", { name: "Change" }).click();
  await toast.getByText("Priority of 1 job changed.").waitFor();
  await actions.click();
  await page.getByText("It is 7 now.").waitFor();
  await page.keyboard.press("Escape");
  await toast.getByRole("button", { name: "Undo" }).click();
  await toast.getByText("1 job as before.").waitFor();
  await actions.click();
  await page.getByText("It is 0 now.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
}

/**
 * Has the job make room and go on, and reads on its curves what that mark means, by keys alone.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {number} patience until it goes on, in milliseconds
 */
async function makeRoom(page, inspection, patience) {
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: /^Make room now/ }).click();
  const mark = page
    .getByRole("group", { name: "Marks on Loss" })
    .getByRole("button", { name: /Resumed at step .*, attempt 2/ });
  await mark.waitFor({ timeout: patience });
  await mark.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  const told = page.getByRole("tooltip");
  await told.getByText("Attempt 1 ended before: the device was needed elsewhere.").waitFor();
  await inspection.inspect(page, "job-mark", { fullPage: false });
  await page.keyboard.press("Escape");
  await told.waitFor({ state: "detached" });
}

/**
 * Fills the page of a new job from examples: at once where nothing was written, else after a question.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 */
export async function startFromTemplates(page, inspection) {
  await page.getByRole("banner").getByRole("link", { name: "New job" }).click();
  await page.getByRole("heading", { level: 1, name: "New job" }).waitFor();
  const choose = async (/** @type {RegExp} */ name) => {
    await page.getByRole("button", { name: "Start from" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  const editor = page.getByRole("textbox", { name: "Spec as YAML" });
  await page.getByRole("button", { name: "Start from" }).click();
  await page.getByRole("menuitem", { name: /^own-layers.*layer by layer/ }).waitFor();
  await inspection.inspect(page, "submit-templates", { fullPage: false });
  await page.keyboard.press("Escape");

  await choose(/^house-prices/);
  await editor.getByText("# Regression on a table").waitFor();
  await choose(/^own-layers/);
  await editor.getByText("# A model written layer by layer").waitFor();
  await page.getByText("The server would accept this.").waitFor();
  const name = page.getByLabel("Name");
  if ((await name.inputValue()) !== "own-layers") throw new Error("the form is not filled");

  await name.fill("mine");
  // What was planned of the text before is faint until the answer.
  await page.getByText("The server would accept this.").waitFor();
  await choose(/^mnist-cnn/);
  const dialog = page.getByRole("dialog");
  await dialog.getByText("What you wrote there is lost.").waitFor();
  await inspection.inspect(page, "submit-replace", { fullPage: false });
  await dialog.getByRole("button", { name: "Keep what I wrote" }).click();
  if ((await name.inputValue()) !== "mine") throw new Error("what was written is gone");
  await choose(/^mnist-cnn/);
  await dialog.getByRole("button", { name: "Replace it" }).click();
  await editor.getByText("# The sample: the whole of MNIST").waitFor();
}
