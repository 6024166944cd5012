// @ts-check
// The main flow of a new user, in a real browser against a real server:
//   BASE_URL, ACCRUE_USER, ACCRUE_PASSWORD   where, and who signs in
//   ACCRUE_NEW_PASSWORD                      used when the server asks for another (default: made up)
//   SCREENSHOT_DIR                           where pictures go (default: screenshots)
//   ACCRUE_CHROMIUM                          the browser (default: from the path)
//   TRAINING_STEPS, TRAINING_TIMEOUT_SECONDS the sample's length (120) and patience with it (240)
// Exits with 1 and says why when something is not as it should be.
import { randomUUID } from "node:crypto";
import { administer } from "./administration.mjs";
import { tryTheApi } from "./api.mjs";
import { openBrowser } from "./browser.mjs";
import { lookAtCharts } from "./charts.mjs";
import { tendCheckpoints } from "./checkpoints.mjs";
import { compareJobs } from "./compare.mjs";
import { trainOnOwnData } from "./datasets.mjs";
import { Inspection } from "./inspection.mjs";
import { lookIntoJob, startFromTemplates } from "./job.mjs";
import { trainOwnModel } from "./models.mjs";
import { lookAround } from "./overview.mjs";
import { queueAndCancel, steerMany } from "./steering.mjs";
import { lookAtUsage } from "./usage.mjs";
import { lookOn } from "./viewer.mjs";
import { lookAtWorkers } from "./workers.mjs";
import { submitYaml } from "./yaml.mjs";

/** @typedef {import("playwright-core").Page} Page */

const base = required("BASE_URL").replace(/\/$/, "");
const user = required("ACCRUE_USER");
const password = required("ACCRUE_PASSWORD");
const newPassword = process.env.ACCRUE_NEW_PASSWORD ?? `made up ${randomUUID()}`;
const steps = Number(process.env.TRAINING_STEPS ?? 120);
const patience = Number(process.env.TRAINING_TIMEOUT_SECONDS ?? 240) * 1000;
const inspection = new Inspection(process.env.SCREENSHOT_DIR ?? "screenshots");

const browser = await openBrowser();
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  inspection.listen(page);
  await step("sign in", () => signIn(page));
  await step("find the jobs", () => findJobs(page));
  await step("submit the sample", () => submitSample(page));
  await step("watch it train", () => watch(page));
  await step("use its charts", () => lookAtCharts(page, inspection));
  await step("tend its checkpoints", () => tendCheckpoints(page, inspection, steps));
  await step("read its log", () => readLog(page));
  await step("cancel another", () => cancelAnother(page));
  await step("compare jobs", () => compareJobs(page, inspection, base));
  await step("look at the usage", () => lookAtUsage(page, inspection));
  await step("try the API", () => tryTheApi(page));
  const colleague = await step("administer", () => administer(page, inspection, base));
  await step("look on as a viewer", () => lookOn(page, inspection, base, colleague));
  await step("train on own data", () => trainOnOwnData(page, inspection, patience));
  await step("train an own model", () => trainOwnModel(page, inspection, patience));
  await step("submit YAML", () => submitYaml(page, inspection, patience));
  await step("start from templates", () => startFromTemplates(page, inspection));
  await step("lose the way", () => loseTheWay(page));
  await step("sign out", () => signOut(page));
  if (inspection.findings.length > 0) throw new Error(inspection.findings.join("\n"));
  console.log("The main flow works.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await browser.close();
}

/** @param {Page} page */
async function signIn(page) {
  await page.goto(`${base}/jobs`);
  await heading(page, "Sign in");
  await inspection.inspect(page, "sign-in");
  await page.getByLabel("Name").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  const first = page.getByRole("heading", { level: 1, name: "Choose your own password" });
  await first.or(page.getByRole("heading", { level: 1, name: "Jobs" })).waitFor();
  if (!(await first.isVisible())) return;
  await choosePassword(page);
  await heading(page, "Overview");
  await page.getByText("No jobs yet").waitFor();
  await inspection.inspect(page, "overview-before");
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
}

/** @param {Page} page */
async function choosePassword(page) {
  await inspection.inspect(page, "password");
  await page.getByLabel("Current password").fill(password);
  await page.getByLabel("New password", { exact: true }).fill(newPassword);
  await page.getByLabel("New password, again").fill(newPassword);
  await page.getByRole("button", { name: "Change password" }).click();
}

/** @param {Page} page */
async function findJobs(page) {
  await heading(page, "Jobs");
  await page.getByText("Live", { exact: true }).waitFor();
  await inspection.inspect(page, "jobs-before");
}

/** @param {Page} page */
async function submitSample(page) {
  await page.getByRole("banner").getByRole("link", { name: "New job" }).click();
  await heading(page, "New job");
  await page.getByRole("button", { name: "Submit job" }).click();
  await page.getByText("Give the job a name.").waitFor();
  await inspection.inspect(page, "submit-incomplete");

  await page.getByRole("button", { name: "Sample: MNIST CNN" }).click();
  await page.getByText("256 samples = 8 × 32").waitFor();
  const plan = page.getByRole("region", { name: "What this does" });
  await plan.getByRole("img", { name: /^The learning rate over the job/ }).waitFor();
  await plan.getByText("at once").waitFor();
  await page.getByRole("button", { name: "Show more settings" }).click();
  await inspection.inspect(page, "submit-sample");

  await page.getByLabel("Name").fill("no/such name");
  await page.getByRole("button", { name: "Submit job" }).click();
  await page.getByText("The job was not accepted").waitFor();
  await page.locator("input[aria-invalid=true]").waitFor();
  await inspection.inspect(page, "submit-refused");
  await page.getByLabel("Name").fill("mnist-cnn");

  await page.getByLabel("Micro-batch").fill("512");
  await page.getByLabel("Micro-batch").blur();
  await page.getByText("512 is more than the effective batch of 256").waitFor();
  await page.getByLabel("Micro-batch").fill("40");
  await page.getByText("256 samples = 6 × 40 + 16").waitFor();
  await page.getByLabel("Effective batch").fill("64, 256 from 60");
  await plan.getByText("From step 60: 256 = 6 × 40 + 16").waitFor();
  await inspection.inspect(page, "submit-stages");
  await page.getByLabel("Effective batch").fill("256");
  await page.getByLabel("Micro-batch").fill("32");
  await page.getByText("Optimizer steps", { exact: true }).click();
  await page.getByRole("textbox", { name: "Optimizer steps" }).fill(String(steps));
  await page.getByLabel("Checkpoint every").fill(String(steps / 3));
  await page.getByLabel("Newest to keep").fill("4");
  await page.getByRole("combobox", { name: "Keep the best by" }).waitFor();
  await page.getByRole("button", { name: "Submit job" }).click();
  await heading(page, "mnist-cnn");
}

/** @param {Page} page */
async function watch(page) {
  const loss = page.getByRole("img", { name: /^Loss\./ });
  await loss.waitFor({ timeout: patience });
  const early = await pointsOf(loss);
  await page.waitForFunction(
    (few) => Number(document.querySelector("[data-points]")?.getAttribute("data-points")) > few,
    early,
    { timeout: patience },
  );
  const later = await pointsOf(loss);
  console.log(`The curve grew from ${early} to ${later} points.`);
  await page.getByRole("button", { name: "Pause live updates" }).click();
  await page.getByText("Paused", { exact: true }).waitFor();
  await inspection.inspect(page, "job-running");
  await page.getByRole("button", { name: "Resume live updates" }).click({ timeout: 5000 });

  const ended = page.locator("[data-state=SUCCEEDED], [data-state=FAILED], [data-state=CANCELED]");
  await ended.first().waitFor({ timeout: patience });
  const state = await ended.first().getAttribute("data-state");
  if (state !== "SUCCEEDED") {
    throw new Error(`The job ended as ${state}: ${await page.getByRole("alert").innerText()}`);
  }
  await page.waitForFunction(
    (all) => Number(document.querySelector("[data-points]")?.getAttribute("data-points")) === all,
    steps,
  );
  await page.getByRole("img", { name: /^Validation accuracy\./ }).waitFor();
  await inspection.inspect(page, "job-succeeded");
}

/** @param {Page} page */
async function readLog(page) {
  const log = page.getByRole("region", { name: "Log", exact: true });
  await log.scrollIntoViewIfNeeded();
  await log.getByText("attempt 1 of job mnist-cnn").waitFor();
  await log.getByText("SUCCEEDED at optimizer step").waitFor();
  await log.getByLabel("Search this log").fill("OPTIMIZER STEP");
  await log.locator("mark").first().waitFor();
  await inspection.inspect(page, "log-search");
  await log.getByRole("button", { name: /^Show line 1 / }).click();
  await log.locator("[data-target]").waitFor();
  await log.getByLabel("Search this log").fill("(");
  await log.getByLabel("Regular expression").check();
  await log.getByText("Is no regular expression").waitFor();
  await log.getByLabel("Search this log").press("Escape");
  const download = page.waitForEvent("download");
  await log.getByRole("link", { name: "Download" }).click();
  await (await download).cancel();
}

/** @param {Page} page */
async function cancelAnother(page) {
  await submitAgain(page, "to-be-canceled", true);
  const log = page.getByRole("region", { name: "Log", exact: true });
  await log.scrollIntoViewIfNeeded();
  await log.getByText("attempt 1 of job to-be-canceled").waitFor({ timeout: patience });
  const running = page.url();
  await submitAgain(page, "to-wait", false);
  await page.getByText("Waiting for a device").waitFor();
  await lookAround(page, inspection, "to-be-canceled", "to-wait");
  await steerMany(page, inspection, "to-be-canceled", "to-wait");
  await page.getByRole("link", { name: "to-wait" }).click();
  await page.getByRole("button", { name: "Cancel job" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the job" }).click();
  await page.locator("[data-state=CANCELED]").first().waitFor();
  await page.goto(running);
  await lookAtWorkers(page, inspection, "to-be-canceled");
  await lookIntoJob(page, inspection, patience);
  await page.getByRole("button", { name: "Cancel job" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("It can be queued again from there.").waitFor();
  await inspection.inspect(page, "cancel", { fullPage: false });
  await dialog.getByRole("button", { name: "Cancel the job" }).click();
  await page.locator("[data-state=CANCELED]").first().waitFor({ timeout: 60_000 });
  await inspection.inspect(page, "job-canceled");

  await page.getByRole("link", { name: "Jobs" }).first().click();
  await page.getByRole("row", { name: /to-be-canceled/ }).waitFor();
  await inspection.inspect(page, "jobs");
  await queueAndCancel(page, ["to-be-canceled", "to-wait"]);
  await goByKeys(page);
  await page.getByText("Succeeded", { exact: true }).first().click();
  await page.waitForURL(/state=SUCCEEDED/);
  await page.getByRole("row", { name: /to-be-canceled/ }).waitFor({ state: "detached" });
  await keepView(page, inspection);
}

/** @param {Page} page */
async function goByKeys(page) {
  await page
    .getByRole("row", { name: /to-wait/ })
    .getByRole("link")
    .focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("x");
  await page.getByText("1 job selected").waitFor();
  await page.keyboard.press("x");
  await page.getByText("1 job selected").waitFor({ state: "detached" });
}

/**
 * @param {Page} page that shows the jobs that succeeded
 * @param {Inspection} inspection
 */
async function keepView(page, inspection) {
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Save this view as").fill("done");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: /^done/ }).waitFor();
  await inspection.inspect(page, "jobs-views", { fullPage: false });
  await page.keyboard.press("Escape");
  await page.getByText("All", { exact: true }).first().click();
  await page.waitForURL((url) => !url.search.includes("state"));
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name: /^done/ }).click();
  await page.waitForURL(/state=SUCCEEDED/);
}

/**
 * Submits the job that the page shows once more.
 *
 * @param {Page} page
 * @param {string} name of the new one
 * @param {boolean} longer whether it is to take longer than the one that is shown
 */
async function submitAgain(page, name, longer) {
  await page.getByRole("link", { name: "Submit again with changes" }).click();
  await heading(page, "New job");
  await page.getByLabel("Name").fill(name);
  if (longer) await page.getByRole("textbox", { name: "Optimizer steps" }).fill("100000");
  const changes = page.getByRole("region", { name: "What differs from the original" });
  if (longer) {
    await changes.getByRole("row", { name: /training\.optimizerSteps/ }).waitFor();
    const rows = await changes.getByRole("row").count();
    if (rows !== 2) throw new Error(`${rows - 1} fields differ where one was changed`);
    await inspection.inspect(page, "submit-changes");
  } else {
    await changes.getByText("Nothing but the name so far.").waitFor();
  }
  await page.getByRole("button", { name: "Submit job" }).click();
  await heading(page, name);
}

/** @param {Page} page */
async function loseTheWay(page) {
  await page.goto(`${base}/nowhere`);
  await heading(page, "There is no such page");
  await inspection.inspect(page, "not-found");
  await page.goto(`${base}/jobs/${randomUUID()}`);
  await page.getByText("There is no job with this address").waitFor();
  await inspection.inspect(page, "job-not-found");
}

/** @param {Page} page */
async function signOut(page) {
  await page.getByRole("button", { name: `Account of ${user}` }).click();
  await page.getByRole("button", { name: "Change password" }).waitFor();
  await inspection.inspect(page, "account", { fullPage: false });
  await page.getByRole("button", { name: "Sign out" }).click();
  await heading(page, "Sign in");
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function heading(page, name) {
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** @param {import("playwright-core").Locator} chart */
async function pointsOf(chart) {
  return Number(await chart.getAttribute("data-points"));
}

/**
 * @param {string} name
 * @template T
 * @param {() => Promise<T>} action
 */
async function step(name, action) {
  const began = Date.now();
  try {
    const result = await action();
    console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Could not ${name}: ${reason}`);
  }
}

/** @param {string} name */
function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}.`);
  return value;
}
