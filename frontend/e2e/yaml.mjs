// @ts-check
// The spec as YAML: form and editor follow each other, and what the form does not know goes along.

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/** Two tasks, which the form has no fields for, with what is fine and what is not. */
const SPEC = `# Two heads on one trunk.
apiVersion: accrue/v1
name: two-heads
model: { architecture: mlp, hidden: [16] }
data: { dataset: mnist }
training:
  batch: { effective: 64, micro: 16 }   # what fits
  optimizerSteps: 4
  learningRate: 0.001
  tasks:
    - { name: digit, target: targets }
    - { name: again, target: targets, weight: 0.5 }
  backwards: sequential
`;

/**
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {number} patience for the training, in milliseconds
 */
export async function submitYaml(page, inspection, patience) {
  await page.getByRole("banner").getByRole("link", { name: "New job" }).click();
  await page.getByRole("heading", { level: 1, name: "New job" }).waitFor();
  const card = page.getByRole("region", { name: "Spec as YAML" });
  const editor = card.getByRole("textbox", { name: "Spec as YAML" });
  await editor.waitFor();

  await write(page, "name: [two-heads\n");
  await card.getByText("The YAML has an error in line 2").waitFor();
  if (await page.getByLabel("Name").isEnabled()) throw new Error("the form does not wait");
  await page.getByRole("button", { name: "Submit job" }).click();
  await card.getByText("The YAML has an error in line 2").waitFor();
  await inspection.inspect(page, "submit-yaml-broken");
  await card.getByRole("button", { name: "Back to the last that could be read" }).click();
  await expectValue(page.getByLabel("Name"), "");

  await card.locator("input[type=file]").setInputFiles({
    name: "two-heads.yaml",
    mimeType: "application/yaml",
    buffer: Buffer.from(SPEC),
  });
  await expectValue(page.getByLabel("Name"), "two-heads");
  await expectValue(page.getByLabel("Micro-batch"), "16");
  await card.getByRole("button", { name: "Line 13" }).waitFor();
  await card.getByText("did you mean backward", { exact: false }).waitFor();
  await page.getByLabel("Micro-batch").fill("128");
  await page.getByLabel("Micro-batch").blur();
  await card.getByRole("button", { name: "Line 7" }).waitFor();
  await inspection.inspect(page, "submit-yaml-refused");
  await page.getByLabel("Micro-batch").fill("32");

  // By the keyboard alone: to the line, its key mended, and out again.
  await card.getByRole("button", { name: "Line 13" }).click();
  for (let each = 0; each < "backward".length; each++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Tab");
  if (await editor.evaluate((element) => element === document.activeElement)) {
    throw new Error("Tab does not leave the editor");
  }
  await card.getByText("The server would accept this.").waitFor();
  const shown = (await editor.innerText()).replaceAll("\u00a0", " ");
  for (const kept of ["# Two heads on one trunk.", "# what fits", "backward: sequential"]) {
    if (!shown.includes(kept)) throw new Error(`"${kept}" got lost in ${shown}`);
  }
  await inspection.inspect(page, "submit-yaml");
  await page.getByRole("button", { name: "Submit job" }).click();
  await page.getByRole("heading", { level: 1, name: "two-heads" }).waitFor();
  await page.getByText("Succeeded").first().waitFor({ timeout: patience });
}

/**
 * Replaces the whole text, as pasting does.
 *
 * @param {Page} page
 * @param {string} text
 */
async function write(page, text) {
  await page.getByRole("textbox", { name: "Spec as YAML" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/**
 * @param {import("playwright-core").Locator} field
 * @param {string} value
 */
async function expectValue(field, value) {
  const deadline = Date.now() + 10_000;
  while ((await field.inputValue()) !== value) {
    if (Date.now() > deadline) throw new Error(`${await field.inputValue()} is not ${value}`);
    await field.page().evaluate(() => new Promise(requestAnimationFrame));
  }
}
