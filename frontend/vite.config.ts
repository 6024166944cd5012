import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    // Every asset is a file of its own: the page's policy allows no inline script.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    // Of everything that the pages contain: most of it asks to be named.
    license: { fileName: "licenses.txt" },
  },
  server: {
    host: "127.0.0.1",
    // The templates of the page of a new job are the examples.
    fs: { allow: [".", "../examples"] },
    // `npm run dev` against a server that runs on its usual port.
    proxy: { "/api": process.env.ACCRUE_URL ?? "http://127.0.0.1:8080" },
  },
  // Tests of components ask for happy-dom themselves; it takes seconds to load.
  test: { environment: "node" },
});
