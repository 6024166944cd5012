// @ts-check
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";

/** @typedef {import("playwright-core").Page} Page */

/** The last is the one that a flow goes on with. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];
const SCHEMES = /** @type {const} */ (["light", "dark"]);

/** Looks at pages as people do: wide and on a phone, light and dark, with and without eyes. */
export class Inspection {
  /** @type {string[]} */
  findings = [];
  #folder;

  /** @param {string} folder where the pictures go */
  constructor(folder) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Notes what the page itself complains of; a breach of the content policy is such a thing. */
  /** @param {Page} page */
  listen(page) {
    page.on("pageerror", (error) => this.findings.push(`error in the page: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      if (/content security policy/i.test(text)) this.findings.push(text);
    });
  }

  /**
   * @param {Page} page
   * @param {string} name of the picture
   * @param {{ fullPage: boolean }} [options] whether the picture goes beyond the window
   */
  async inspect(page, name, { fullPage } = { fullPage: true }) {
    for (const size of SIZES) {
      for (const colorScheme of SCHEMES) {
        await page.setViewportSize(size);
        await this.#view(page, `${name}-${size.width}-${colorScheme}`, colorScheme, fullPage);
      }
    }
  }

  /**
   * Looks at what only the size that the page has now shows.
   *
   * @param {Page} page
   * @param {string} name of the picture
   */
  async look(page, name) {
    const width = page.viewportSize()?.width;
    for (const colorScheme of SCHEMES) {
      await this.#view(page, `${name}-${width}-${colorScheme}`, colorScheme, false);
    }
  }

  /**
   * @param {Page} page
   * @param {string} view
   * @param {"light" | "dark"} colorScheme
   * @param {boolean} fullPage
   */
  async #view(page, view, colorScheme, fullPage) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const scheme = `html[data-mantine-color-scheme="${colorScheme}"]`;
    await page.waitForSelector(scheme, { state: "attached" });
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: join(this.#folder, `${view}.png`), fullPage });
    await this.#findBarriers(page, view);
    await this.#findOverflow(page, view);
  }

  /**
   * @param {Page} page
   * @param {string} view
   */
  async #findBarriers(page, view) {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      /** @type {any} */ (window).axe.run(document, {
        resultTypes: ["violations"],
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }),
    );
    for (const { id, impact, help, nodes } of violations) {
      const where = nodes.map((/** @type {any} */ node) => node.target.join(" ")).join(", ");
      const finding = `${view}: ${impact} ${id}: ${help} at ${where}`;
      if (impact === "serious" || impact === "critical") this.findings.push(finding);
      else console.log(`note: ${finding}`);
    }
  }

  /** Nothing may stick out to the side: a phone would scroll both ways. */
  /**
   * @param {Page} page
   * @param {string} view
   */
  async #findOverflow(page, view) {
    const [wide, seen] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    if ((wide ?? 0) > (seen ?? 0)) this.findings.push(`${view}: ${wide} px in ${seen}`);
  }
}
