import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { page } from "./page.ts";

// The page lives under a strict Content-Security-Policy: every font and style is a file of its own, nothing is inlined.
export default defineConfig({
  plugins: [svelte(), page()],
  build: {
    target: "safari17",
    cssTarget: "safari17",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      // The page is always mounted into an empty element, never taken over from a server. These three only move a cursor
      // through a server's markup and do nothing otherwise, but are called for nearly every element.
      treeshake: { manualPureFunctions: ["$.reset", "$.next", "$.remove_input_defaults"] },
    },
  },
});
