import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import shipped from "../../vite.config.ts";
import { page } from "../../page.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The window on a fake backend, built like the shipped one, to look at in a browser. */
export default defineConfig({
  root: here("."),
  plugins: [svelte({ configFile: here("../../svelte.config.js") }), page()],
  server: { fs: { allow: [here("../..")] } },
  build: { ...shipped.build, outDir: here("./out/site"), emptyOutDir: true },
});
