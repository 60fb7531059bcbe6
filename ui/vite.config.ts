import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The page lives under a strict Content-Security-Policy: every font and style is a file of its own, nothing is inlined.
export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "safari17",
    cssTarget: "safari17",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: true,
  },
});
