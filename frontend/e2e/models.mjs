// @ts-check
// A module of one's own, from a file to a job that has trained it, and away again.
import { readFileSync } from "node:fs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./inspection.mjs").Inspection} Inspection */

/** Takes images of 28x28 and gives ten scores; saved by PyTorch. */
const MODULE = new URL("../../src/test/resources/torchscript/cnn-scripted.pt", import.meta.url);

/**
 * @param {Page} page
 * @param {Inspection} inspection
 * @param {number} patience for the training, in milliseconds
 */
export async function trainOwnModel(page, inspection, patience) {
  await page.getByRole("link", { name: "Models", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Models" }).waitFor();
  await page.getByText("No models yet").waitFor();
  await inspection.inspect(page, "models-empty");
  const chosen = page.locator("input[type=file]");
  await chosen.setInputFiles({ name: "net.onnx", mimeType: "", buffer: Buffer.from("x") });
  await page.getByText("net.onnx is neither .pt nor .safetensors").waitFor();
  await chosen.setInputFiles({ name: "net.pt", mimeType: "", buffer: Buffer.from("no zip") });
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByText("it is not a zip", { exact: false }).waitFor();
  await inspection.inspect(page, "models-refused");
  await chosen.setInputFiles({ name: "Net.pt", mimeType: "", buffer: readFileSync(MODULE) });
  await page.getByRole("button", { name: "Upload", exact: true }).click();

  await page.getByRole("heading", { level: 1, name: "net" }).waitFor();
  const layers = page.getByRole("table", { name: "Layers" });
  await layers.getByRole("row", { name: /layers\.5.*8×784/ }).waitFor();
  await inspection.inspect(page, "model");
  await page.getByRole("link", { name: "Models", exact: true }).first().click();
  await page.getByRole("row", { name: /net.*Module \(TorchScript\)/ }).waitFor();
  await inspection.inspect(page, "models");
  await page.getByRole("link", { name: "net", exact: true }).click();

  await page.getByRole("link", { name: "Use it" }).click();
  await page.getByRole("heading", { level: 1, name: "New job" }).waitFor();
  await page.getByRole("combobox", { name: "Data set" }).click();
  await page.getByRole("option", { name: "mnist" }).click();
  await page.getByLabel("Effective batch").fill("64");
  await page.getByLabel("Micro-batch").fill("32");
  await page.getByText("Optimizer steps", { exact: true }).click();
  await page.getByRole("textbox", { name: "Optimizer steps" }).fill("4");
  await page.getByText("The server would accept this.").waitFor();
  await inspection.inspect(page, "submit-model");
  await page.getByRole("button", { name: "Submit job" }).click();
  await page.getByRole("heading", { level: 1, name: "net" }).waitFor({ timeout: patience });
  await page.getByText("Succeeded").first().waitFor({ timeout: patience });

  await page.getByRole("link", { name: "Models", exact: true }).click();
  await page.getByRole("link", { name: "net", exact: true }).click();
  await page.getByRole("button", { name: "Delete the model net" }).click();
  await page.getByRole("dialog").getByText("There is no way back").waitFor();
  await inspection.inspect(page, "model-delete", { fullPage: false });
  await page.getByRole("dialog").getByRole("button", { name: "Delete the model" }).click();
  await page.getByText("No models yet").waitFor();
}
