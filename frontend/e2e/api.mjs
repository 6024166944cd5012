// @ts-check
/** @typedef {import("playwright-core").Page} Page */

/**
 * Finds the API's description in the browser and tries a request there, with the session and what
 * guards it against other sites. The page is not ours: its looks are not inspected.
 *
 * @param {Page} page
 */
export async function tryTheApi(page) {
  const before = page.url();
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("link", { name: "API", exact: true }).click();
  // The page draws the whole description before it shows any of it.
  await page.getByRole("heading", { name: "Accrue" }).waitFor({ timeout: 60_000 });
  await page.getByRole("link", { name: "plans" }).click();
  await page
    .getByRole("button", { name: /POST\W+\/api\/v1\/plans/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Try it out" }).click();
  const body = page.locator("textarea.body-param__text");
  await body.waitFor();
  await body.fill((await body.inputValue()).replace('"vision"', '"default"'));
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/v1/plans"));
  await page.getByRole("button", { name: "Execute" }).click();
  const status = (await answer).status();
  if (status !== 200) throw new Error(`a plan from the API's page was answered ${status}`);
  // Its own places are in the browser's history.
  await page.goto(before);
}
