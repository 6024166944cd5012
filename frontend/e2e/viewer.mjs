// @ts-check
// What a viewer of a team sees: everything that its jobs do, and nothing to change it with.

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/** Begins of buttons and links that the server would refuse to a viewer. */
const CHANGES =
  /^(Add|Cancel|Change|Compare gradients|Delete|Hold|Make|Move|New (?!token)|Pin|Priority|Queue|Release|Remove|Revoke|Set|Submit|Take|Train|Upload|Use|Actions)/;

/**
 * @param {Page} page of an administrator
 * @param {Inspection} inspection
 * @param {string} base
 * @param {{ name: string, password: string }} colleague who is in no team yet
 */
export async function lookOn(page, inspection, base, colleague) {
  await takeIn(page, colleague.name);
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error("the browser is gone");
  const viewer = await context.newPage();
  viewer.setDefaultTimeout(20_000);
  inspection.listen(viewer);
  /** @type {string[]} */
  const refused = [];
  viewer.on("response", (response) => {
    if (response.status() === 403) refused.push(response.url());
  });
  await viewer.goto(`${base}/`);
  await viewer.getByLabel("Name").fill(colleague.name);
  await viewer.getByLabel("Password", { exact: true }).fill(colleague.password);
  await viewer.getByRole("button", { name: "Sign in" }).click();
  await viewer.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await viewer.getByRole("region", { name: "Devices" }).waitFor();
  await expectNoChanges(viewer);

  await seeJobs(viewer, inspection);
  await seeData(viewer);
  await seeTeam(viewer, inspection);
  await findClosed(viewer, inspection, base);
  if (refused.length > 0) throw new Error(`A viewer was refused ${refused.join(", ")}`);
  await context.close();
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function takeIn(page, name) {
  await page.getByRole("link", { name: "Teams", exact: true }).click();
  await page.getByRole("link", { name: "default", exact: true }).click();
  await page.getByRole("button", { name: "Add member" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of their account").fill(name);
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await dialog.getByRole("button", { name: "Add to the team" }).click();
  await page.getByRole("row", { name: new RegExp(name) }).waitFor();
}

/**
 * @param {Page} page
 * @param {Inspection} inspection
 */
async function seeJobs(page, inspection) {
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  await page.getByLabel("Select mnist-cnn").check();
  await page.getByLabel("Select to-wait").check();
  const bar = page.getByRole("region", { name: "Selected jobs" });
  await bar.getByRole("link", { name: "Compare" }).waitFor();
  await expectNoChanges(page);
  await inspection.inspect(page, "viewer-jobs", { fullPage: false });
  await page.getByRole("link", { name: "mnist-cnn" }).click();
  await page.getByRole("img", { name: /^Loss\./ }).waitFor();
  await page
    .getByRole("region", { name: "Checkpoints" })
    .getByText(/^Step /)
    .first()
    .waitFor();
  await page.getByRole("region", { name: "Equivalence check" }).waitFor();
  await page.getByRole("region", { name: "Log", exact: true }).waitFor();
  await expectNoChanges(page);
  await inspection.inspect(page, "viewer-job");
  await page
    .getByRole("button", { name: /^Download the checkpoint at step/ })
    .first()
    .click();
  await page.getByRole("menuitem").first().waitFor();
  if ((await page.getByRole("menuitem", { name: /^(Delete|New job)/ }).count()) > 0) {
    throw new Error("a viewer is offered to begin from a checkpoint or to delete it");
  }
  await page.keyboard.press("Escape");
}

/** @param {Page} page */
async function seeData(page) {
  await page.getByRole("link", { name: "Data sets" }).click();
  await page.getByRole("link", { name: "mnist", exact: true }).click();
  await page.getByRole("region", { name: "Samples" }).waitFor();
  await expectNoChanges(page);
  await page.getByRole("link", { name: "Models" }).click();
  await page.getByRole("heading", { level: 1, name: "Models" }).waitFor();
  await expectNoChanges(page);
  await page.getByRole("link", { name: "Workers" }).click();
  await page.getByRole("region", { name: "local" }).getByText("In service").waitFor();
  await expectNoChanges(page);
  await page.getByRole("link", { name: "Usage" }).click();
  await page.getByRole("row", { name: /default/ }).waitFor();
  await expectNoChanges(page);
}

/**
 * @param {Page} page
 * @param {Inspection} inspection
 */
async function seeTeam(page, inspection) {
  await page.getByRole("link", { name: "Teams", exact: true }).click();
  await page.getByRole("link", { name: "default", exact: true }).click();
  await page.getByRole("row", { name: /Viewer/ }).waitFor();
  await expectNoChanges(page);
  await inspection.inspect(page, "viewer-team");
}

/**
 * Pages that a viewer is not led to, by their addresses.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {string} base
 */
async function findClosed(page, inspection, base) {
  for (const [address, words] of [
    ["accounts", "This is for administrators"],
    ["worker-tokens", "This is for administrators"],
    ["audit", "This is for maintainers and administrators"],
    ["jobs/new", "This is for members of a team"],
  ]) {
    await page.goto(`${base}/${address}`);
    await page.getByText(words ?? "").waitFor();
    await expectNoChanges(page);
  }
  await page.getByText("You are a viewer of default").waitFor();
  await inspection.inspect(page, "viewer-submit");
  await page.getByRole("main").getByRole("link", { name: "Look at the jobs" }).click();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
}

/** @param {Page} page */
async function expectNoChanges(page) {
  for (const role of /** @type {const} */ (["button", "link"])) {
    const found = await page.getByRole(role, { name: CHANGES, disabled: false }).allInnerTexts();
    if (found.length > 0) throw new Error(`A viewer of ${page.url()} is offered ${found.join()}`);
  }
}
