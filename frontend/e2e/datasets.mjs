// @ts-check
// A file of one's own, from the dashboard to a job that has learned from it.

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

const ROWS = 400;
const DISTRICTS = ["north", "south", "old town"];

/**
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {number} patience for the training, in milliseconds
 */
export async function trainOnOwnData(page, inspection, patience) {
  await page.getByRole("link", { name: "Data sets", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Data sets" }).waitFor();
  await page.getByRole("link", { name: "mnist" }).waitFor();
  const chosen = page.locator("input[type=file]");
  await chosen.setInputFiles({ name: "flats.xlsx", mimeType: "", buffer: Buffer.from("x") });
  await page.getByText("does not tell a format").waitFor();
  await chosen.setInputFiles({ name: "Flats.csv", mimeType: "text/csv", buffer: table() });
  await inspection.inspect(page, "datasets");
  if ((await page.getByLabel("Name of the data set").inputValue()) !== "flats") {
    throw new Error("the data set is not named after its file");
  }
  await page.getByRole("button", { name: "Upload", exact: true }).click();

  await page.getByRole("heading", { level: 1, name: "flats" }).waitFor();
  await page.getByText(`${ROWS} samples, 4 columns.`).waitFor();
  await page.getByRole("region", { name: "Rows" }).waitFor();
  await inspection.inspect(page, "dataset");

  await page.getByRole("link", { name: "Train on it" }).click();
  await page.getByText("Empty for price.").waitFor();
  const plan = page.getByRole("region", { name: "What this does" });
  await plan.getByText("of 320 samples in flats/train").waitFor();
  await inspection.inspect(page, "submit-own");
  await page.getByRole("button", { name: "Submit job" }).click();
  await page.getByRole("heading", { level: 1, name: "flats" }).waitFor();
  await page.getByText("Succeeded").first().waitFor({ timeout: patience });
  await page.getByRole("img", { name: /^Mean error at validation/ }).waitFor();
  await inspection.inspect(page, "job-own");
}

/** Numbers, categories and missing values; the last column follows from the others. */
function table() {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const area = 30 + ((row * 37) % 150);
    const rooms = 1 + Math.floor(area / 40);
    const district = DISTRICTS[row % DISTRICTS.length];
    const price = area / 50 + (row % DISTRICTS.length);
    return [row % 20 === 0 ? "" : area, rooms, row % 30 === 7 ? "" : district, price.toFixed(2)];
  });
  return Buffer.from([["area", "rooms", "district", "price"], ...lines].join("\n"));
}
