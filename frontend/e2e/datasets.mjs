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
  await chosen.setInputFiles([
    { name: "flats-train.csv", mimeType: "text/csv", buffer: table() },
    { name: "flats-test.csv", mimeType: "text/csv", buffer: table() },
  ]);
  const parts = page.getByRole("group", { name: "flats-test.csv" });
  if ((await parts.getByLabel("Split").inputValue()) !== "test") {
    throw new Error("the split is not read from the name of the file");
  }
  await inspection.inspect(page, "datasets-several");
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
  await uploadPairsAndDelete(page, inspection);
}

/**
 * Features and targets in files of their own, for two splits, and away again.
 *
 * @param {Page} page
 * @param {Inspection} inspection
 */
async function uploadPairsAndDelete(page, inspection) {
  await page.getByRole("link", { name: "Data sets", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Data sets" }).waitFor();
  await page.locator("input[type=file]").setInputFiles([
    { name: "train-images-idx3-ubyte", mimeType: "", buffer: idx([6, 2, 2]) },
    { name: "train-labels-idx1-ubyte", mimeType: "", buffer: idx([6]) },
    { name: "t10k-images-idx3-ubyte", mimeType: "", buffer: idx([3, 2, 2]) },
    { name: "t10k-labels-idx1-ubyte", mimeType: "", buffer: idx([3]) },
  ]);
  await page.getByLabel("Name of the data set").fill("tiny");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "tiny" }).waitFor();
  await page.getByText("6 samples").first().waitFor();
  await page.getByText("test", { exact: true }).click();
  await page.getByText("3 samples").first().waitFor();
  await page.getByRole("button", { name: "Delete the data set tiny" }).click();
  await page.getByRole("dialog").getByText("There is no way back").waitFor();
  await inspection.inspect(page, "dataset-delete", { fullPage: false });
  await page.getByRole("dialog").getByRole("button", { name: "Delete the data set" }).click();
  await page.getByRole("heading", { level: 1, name: "Data sets" }).waitFor();
  await page.getByRole("link", { name: "flats" }).waitFor();
  await page.getByRole("link", { name: "tiny" }).waitFor({ state: "detached" });
  await page.getByRole("link", { name: "mnist" }).click();
  await page.getByRole("heading", { level: 1, name: "mnist" }).waitFor();
  await page.getByRole("link", { name: "Train on it" }).waitFor();
  if ((await page.getByRole("button", { name: /^Delete/ }).count()) > 0) {
    throw new Error("what came with Accrue can be deleted");
  }
}

/**
 * Bytes in the format of MNIST.
 *
 * @param {number[]} shape
 */
function idx(shape) {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  for (const [index, extent] of shape.entries()) header.writeUInt32BE(extent, 4 + 4 * index);
  const count = shape.reduce((product, extent) => product * extent, 1);
  return Buffer.concat([header, Buffer.from(Array.from({ length: count }, (_, i) => i % 3))]);
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
