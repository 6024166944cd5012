// @ts-check
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/**
 * Reads what the teams used, by team and by person, and day by day of one.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 */
export async function lookAtUsage(page, inspection) {
  await page.getByRole("link", { name: "Usage" }).click();
  await page.getByRole("heading", { level: 1, name: "Usage" }).waitFor();
  await page.getByRole("row", { name: /default/ }).waitFor();
  await page.getByRole("combobox", { name: "A row for each" }).click();
  await page.getByRole("option", { name: "team and user" }).click();
  await page.getByRole("columnheader", { name: "User" }).waitFor();
  await inspection.inspect(page, "usage");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Usage" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Accounts" }).waitFor();
  await inspection.look(page, "navigation-more");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("link", { name: "Teams", exact: true }).click();
  await page.getByRole("link", { name: "default", exact: true }).click();
  const days = page.getByRole("region", { name: "Usage of the last 30 days" });
  await days.getByRole("img", { name: /^Device-hours of each day/ }).waitFor();
  await inspection.inspect(page, "team-usage");
}
