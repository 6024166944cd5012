// @ts-check
import { randomUUID } from "node:crypto";
import { tendAccounts, tendWorkerTokens } from "./accounts.mjs";
import { tendChannels, tendSecrets } from "./notifications.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

const COLLEAGUE = "grace";

/**
 * Makes an account for a colleague, takes them into a team and out again, makes and revokes tokens,
 * and finds all of it in the audit log.
 *
 * @param {Page} page of an administrator
 * @param {Inspection} inspection
 * @param {string} base
 * @returns {Promise<{ name: string, password: string }>} the colleague, who is in no team
 */
export async function administer(page, inspection, base) {
  const password = await tendAccounts(page, inspection, COLLEAGUE);
  await tendWorkerTokens(page, inspection);
  await tendTeam(page, inspection);
  await tendTokens(page, inspection);
  await readAudit(page, inspection);
  return { name: COLLEAGUE, password: await lookFromOutside(page, inspection, base, password) };
}

/**
 * @param {Page} page
 * @param {Inspection} inspection
 */
async function tendTeam(page, inspection) {
  const dialog = page.getByRole("dialog");
  await page.getByRole("link", { name: "Teams", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Teams" }).waitFor();
  await page.getByRole("button", { name: "New team" }).click();
  await dialog.getByLabel("Name").fill("No Such Name");
  await dialog.getByRole("button", { name: "Make the team" }).click();
  await dialog.locator("input[aria-invalid=true]").waitFor();
  await inspection.inspect(page, "team-new", { fullPage: false });
  await dialog.getByLabel("Name").fill("vision");
  await dialog.getByRole("button", { name: "Make the team" }).click();
  await page.getByRole("heading", { level: 1, name: "vision" }).waitFor();
  await page.getByText("Nobody belongs to this team yet.").waitFor();

  await page.getByRole("button", { name: "Add member" }).click();
  await dialog.getByLabel("Name of their account").fill(COLLEAGUE);
  await inspection.inspect(page, "member-add", { fullPage: false });
  await dialog.getByRole("button", { name: "Add to the team" }).click();
  const member = page.getByRole("row", { name: new RegExp(COLLEAGUE) });
  await member.getByRole("combobox", { name: `Role of ${COLLEAGUE}` }).click();
  await page.getByRole("option", { name: "Maintainer" }).click();
  await member.getByText("says who belongs to the team").waitFor();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await dialog.getByLabel("Weight").fill("3");
  await dialog.getByLabel("Guaranteed devices").fill("1");
  await inspection.inspect(page, "team-share", { fullPage: false });
  await dialog.getByRole("button", { name: "Change", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await inspection.inspect(page, "team");

  await member.getByRole("button", { name: `Remove ${COLLEAGUE}` }).click();
  await dialog.getByText("their tokens no longer open it").waitFor();
  await inspection.inspect(page, "member-remove", { fullPage: false });
  await dialog.getByRole("button", { name: "Remove from the team" }).click();
  await page.getByText("Nobody belongs to this team yet.").waitFor();
  await tendSecrets(page, inspection);
  await tendChannels(page, inspection);
  await page.getByRole("link", { name: "Teams", exact: true }).first().click();
  await page.getByRole("row", { name: /vision/ }).waitFor();
  await inspection.inspect(page, "teams");
}

/**
 * @param {Page} page
 * @param {Inspection} inspection
 */
async function tendTokens(page, inspection) {
  const dialog = page.getByRole("dialog").filter({ has: page.getByRole("heading") });
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "API tokens" }).click();
  await page.getByRole("heading", { level: 1, name: "API tokens" }).waitFor();
  const own = page.getByRole("region", { name: "Your tokens" });
  await own.getByRole("button", { name: "New token" }).click();
  await dialog.getByLabel("Name").fill("nightly evaluation");
  await inspection.inspect(page, "token-new", { fullPage: false });
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await dialog.getByText("It is shown this once").waitFor();
  const secret = await dialog.locator("code").innerText();
  const answer = await fetchWith(page, secret);
  if (answer !== 200) throw new Error(`the new token is answered with ${answer}`);
  await inspection.inspect(page, "token-secret", { fullPage: false });
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  const row = own.getByRole("row", { name: /nightly evaluation/ });
  await row.waitFor();

  const services = page.getByRole("region", { name: /^Services of/ });
  await services.getByRole("button", { name: "New token" }).click();
  await dialog.getByLabel("Service").fill("exporter");
  await dialog.getByLabel("Name").fill("exports");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await services.getByRole("row", { name: /exports/ }).waitFor();
  await inspection.inspect(page, "tokens");

  await row.getByRole("button", { name: "Revoke nightly evaluation" }).click();
  await dialog.getByText("refused from their next request on").waitFor();
  await inspection.inspect(page, "token-revoke", { fullPage: false });
  await dialog.getByRole("button", { name: "Revoke the token" }).click();
  await row.waitFor({ state: "detached" });
  await own.getByLabel("Show expired and revoked").check();
  await row.getByText(/^revoked/).waitFor();
  const after = await fetchWith(page, secret);
  if (after !== 401) throw new Error(`the revoked token is answered with ${after}`);
}

/**
 * @param {Page} page
 * @param {Inspection} inspection
 */
async function readAudit(page, inspection) {
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
  const events = page.getByRole("list", { name: "Audit log" }).getByRole("listitem");
  await events.filter({ hasText: "API token changed" }).first().waitFor();
  await inspection.inspect(page, "audit");
  await page.getByRole("combobox", { name: "What" }).click();
  await page.getByRole("option", { name: "Membership changed" }).click();
  await page.waitForURL(/kind=MEMBER_CHANGED/);
  await events.filter({ hasText: "MEMBER" }).first().waitFor();
  const change = events.filter({ hasText: COLLEAGUE }).first();
  await change.locator("del", { hasText: "MEMBER" }).waitFor();
  await change.locator("ins", { hasText: "MAINTAINER" }).waitFor();
  await page.getByLabel("Who").fill("nobody-of-this-name");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("Nothing matches").waitFor();
  await inspection.inspect(page, "audit-nothing");
}

/**
 * What somebody sees who belongs to no team and may do nothing yet.
 *
 * @param {Page} page of somebody else
 * @param {Inspection} inspection
 * @param {string} base
 * @param {string} first password
 * @returns {Promise<string>} the one that they chose
 */
async function lookFromOutside(page, inspection, base, first) {
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error("the browser is gone");
  const other = await context.newPage();
  inspection.listen(other);
  await other.goto(`${base}/teams`);
  await other.getByLabel("Name").fill(COLLEAGUE);
  await other.getByLabel("Password", { exact: true }).fill(first);
  await other.getByRole("button", { name: "Sign in" }).click();
  const own = `made up ${randomUUID()}`;
  await other.getByLabel("Current password").fill(first);
  await other.getByLabel("New password", { exact: true }).fill(own);
  await other.getByLabel("New password, again").fill(own);
  await other.getByRole("button", { name: "Change password" }).click();
  await other.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  if (await other.getByRole("link", { name: "Audit" }).isVisible()) {
    throw new Error("somebody in no team is led to the audit log");
  }
  await other.goto(`${base}/audit`);
  await other.getByText("This is for maintainers and administrators").waitFor();
  await inspection.inspect(other, "audit-closed");
  await other.goto(`${base}/teams`);
  await other.getByText("You are in no team").waitFor();
  await inspection.inspect(other, "teams-empty");
  await context.close();
  return own;
}

/**
 * What a program hears that sends the token, and no cookie of the person.
 *
 * @param {Page} page
 * @param {string} secret
 */
async function fetchWith(page, secret) {
  return page.evaluate(async (bearer) => {
    const answer = await fetch("/api/v1/jobs", {
      credentials: "omit",
      headers: { Authorization: `Bearer ${bearer}` },
    });
    return answer.status;
  }, secret);
}
