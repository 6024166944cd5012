// @ts-check
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

/** The browser's own background requests would stall where there is no network. */
const QUIET = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a headless Chromium: the one that `ACCRUE_CHROMIUM` names, or one in the path. */
export async function openBrowser() {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: findChromium(),
    args: root ? [...QUIET, "--no-sandbox"] : QUIET,
  });
}

/** @returns {string} */
function findChromium() {
  if (process.env.ACCRUE_CHROMIUM) return process.env.ACCRUE_CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    for (const folder of folders) {
      if (isProgram(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error("No Chromium in the path; install one or name it in ACCRUE_CHROMIUM.");
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
