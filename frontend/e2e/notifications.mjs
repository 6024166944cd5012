// @ts-check
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Keeps a secret, replaces and forgets it.
 *
 * @param {Page} page that shows a team
 * @param {Inspection} inspection
 */
export async function tendSecrets(page, inspection) {
  const dialog = page.getByRole("dialog");
  const card = page.getByRole("region", { name: "Secrets" });
  await card.getByText("None are kept.").waitFor();
  await card.getByRole("button", { name: "New secret" }).click();
  await dialog.getByLabel("Name").fill("hub-token");
  await dialog.getByLabel("Value").fill("hidden from everybody");
  await inspection.inspect(page, "secret-new", { fullPage: false });
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await card.getByRole("row", { name: /hub-token.*never/ }).waitFor();
  await card.getByRole("button", { name: "Replace hub-token" }).click();
  await dialog.getByLabel("Value").fill("another");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await dialog.waitFor({ state: "detached" });
}

/**
 * Makes a channel, changes it, gives it another secret, and sends a test that nobody takes.
 *
 * @param {Page} page that shows a team
 * @param {Inspection} inspection
 */
export async function tendChannels(page, inspection) {
  const dialog = page.getByRole("dialog");
  const card = page.getByRole("region", { name: "Notifications" });
  await card.getByRole("button", { name: "New channel" }).click();
  await dialog.getByLabel("Name").fill("ops");
  await dialog.getByLabel("Address").fill("not an address");
  await dialog.getByRole("button", { name: "Make the channel" }).click();
  await dialog.locator("input[aria-invalid=true]").waitFor();
  await inspection.inspect(page, "channel-new", { fullPage: false });
  await dialog.getByLabel("Address").fill("https://hooks.example.org/accrue?key=hidden");
  await dialog.getByRole("button", { name: "Make the channel" }).click();
  await dialog.getByText("it is shown this once").waitFor();
  const first = await dialog.locator("code").innerText();
  await inspection.inspect(page, "channel-secret", { fullPage: false });
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await card.getByRole("row", { name: /ops.*hooks.example.org/ }).waitFor();
  await inspection.inspect(page, "team-notified");

  await card.getByRole("link", { name: "ops" }).click();
  await page.getByRole("heading", { level: 1, name: "ops" }).waitFor();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await dialog.getByLabel("started").check();
  await dialog.getByLabel("When no point came for").fill("10");
  await dialog.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByText("started, succeeded, failed, no point for 10 min").waitFor();
  await page.getByRole("button", { name: "New secret" }).click();
  await dialog.getByRole("button", { name: "Make a new secret" }).click();
  await dialog.getByText("it is shown this once").waitFor();
  const second = await dialog.locator("code").innerText();
  if (first === second) throw new Error("the new secret is the old one");
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByRole("row", { name: /Test/ }).waitFor();
  await inspection.inspect(page, "channel");
}
