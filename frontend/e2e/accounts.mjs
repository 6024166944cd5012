// @ts-check
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Makes an account, gives it another password, closes it and opens it again.
 *
 * @param {Page} page of an administrator
 * @param {Inspection} inspection
 * @param {string} name of the account
 * @returns {Promise<string>} its password
 */
export async function tendAccounts(page, inspection, name) {
  const dialog = page.getByRole("dialog");
  const row = page.getByRole("row", { name: new RegExp(name) });
  await page.getByRole("link", { name: "Accounts" }).click();
  await page.getByRole("heading", { level: 1, name: "Accounts" }).waitFor();
  await page.getByRole("button", { name: "New account" }).click();
  await dialog.getByLabel("Name").fill("No Such Name");
  await dialog.getByRole("button", { name: "Make the account" }).click();
  await dialog.locator("input[aria-invalid=true]").waitFor();
  await inspection.inspect(page, "account-new", { fullPage: false });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Make the account" }).click();
  await dialog.getByText("It is shown this once").waitFor();
  const first = await dialog.locator("code").innerText();
  await inspection.inspect(page, "account-password", { fullPage: false });
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await row.getByText("Has to choose a password").waitFor();

  await choose("New password");
  await dialog.getByText("every session of theirs ends").waitFor();
  await dialog.getByRole("button", { name: "New password" }).click();
  await dialog.getByText("It is shown this once").waitFor();
  const second = await dialog.locator("code").innerText();
  if (second === first) throw new Error("the new password is the old one");
  await dialog.getByRole("button", { name: "I have kept it" }).click();

  await choose("Disable");
  await dialog.getByText("their tokens stop working").waitFor();
  await dialog.getByRole("button", { name: "Disable" }).click();
  await row.getByText(/^Disabled since/).waitFor();
  await inspection.inspect(page, "accounts");
  await choose("Enable");
  await dialog.getByRole("button", { name: "Enable" }).click();
  await row.getByText("Has to choose a password").waitFor();
  return second;

  async function choose(/** @type {string} */ deed) {
    await row.getByRole("button", { name: `Change ${name}` }).click();
    await page.getByRole("menuitem", { name: deed, exact: true }).click();
  }
}

/**
 * Makes a token for machines and revokes it.
 *
 * @param {Page} page of an administrator
 * @param {Inspection} inspection
 */
export async function tendWorkerTokens(page, inspection) {
  const dialog = page.getByRole("dialog");
  await page.getByRole("link", { name: "Workers" }).click();
  await page.getByRole("link", { name: "Worker tokens" }).click();
  await page.getByRole("heading", { level: 1, name: "Worker tokens" }).waitFor();
  await page.getByRole("button", { name: "New token" }).click();
  await dialog.getByLabel("Name").fill("rack 1");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await dialog.getByText("It is shown this once").waitFor();
  await dialog.getByText(/^\.\/accrue worker --server http/).waitFor();
  const secret = await dialog.locator("code").innerText();
  if (!secret.startsWith("accrue_worker_")) throw new Error(`no worker token: ${secret}`);
  await inspection.inspect(page, "worker-token-secret", { fullPage: false });
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("row", { name: /rack 1/ }).waitFor();
  await inspection.inspect(page, "worker-tokens");
  await page.getByRole("button", { name: "Revoke rack 1" }).click();
  await dialog.getByText("Its workers fall silent").waitFor();
  await dialog.getByRole("button", { name: "Revoke the token" }).click();
  await page.getByRole("row", { name: /rack 1/ }).waitFor({ state: "detached" });
  await page.getByLabel("Show revoked").check();
  await page.getByRole("row", { name: /rack 1.*Revoked/ }).waitFor();
}
