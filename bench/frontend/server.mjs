// @ts-check
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { answer } from "./answers.mjs";

/** @typedef {import("node:http").IncomingMessage} IncomingMessage */
/** @typedef {import("node:http").ServerResponse} ServerResponse */

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Serves the built pages compressed, and answers their questions; counts the scripts it gave away. */
export class PageServer {
  /** Bytes of compressed JavaScript since the last reset. */
  scriptBytes = 0;
  /** How long an answer to a path travels, in milliseconds. @type {(path: string) => number} */
  travel = () => 0;
  /** @type {Map<string, Buffer>} */
  #compressed = new Map();
  #folder;
  #server = createServer((request, response) => this.#serve(request, response));

  /** @param {string} folder of the built pages */
  constructor(folder) {
    this.#folder = folder;
  }

  /** @returns {Promise<string>} its address */
  async start() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const address = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
    return `http://127.0.0.1:${address.port}`;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  #serve(request, response) {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname.startsWith("/api/")) {
      const millis = this.travel(url.pathname);
      if (millis === 0) answer(url, response);
      else setTimeout(() => answer(url, response), millis);
      return;
    }
    const file = this.#find(url.pathname);
    const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? "text/plain";
    response.setHeader("Content-Type", type);
    if (extname(file) === ".woff2") {
      createReadStream(file).pipe(response);
      return;
    }
    const bytes = this.#compress(file);
    if (extname(file) === ".js") this.scriptBytes += bytes.length;
    response.setHeader("Content-Encoding", "gzip");
    response.end(bytes);
  }

  /**
   * The file of a path, and the page for every path that is none.
   *
   * @param {string} path
   */
  #find(path) {
    const file = join(this.#folder, path);
    return statSync(file, { throwIfNoEntry: false })?.isFile()
      ? file
      : join(this.#folder, "index.html");
  }

  /** @param {string} file */
  #compress(file) {
    const bytes = this.#compressed.get(file) ?? gzipSync(readFileSync(file));
    this.#compressed.set(file, bytes);
    return bytes;
  }
}
