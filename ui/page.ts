/**
 * Puts into index.html what is not code: the catalogues as a data block and the drawings as symbols. The browser parses
 * them as JSON and as markup, the strict policy for scripts has nothing to allow (a block of type application/json is
 * never run), and no request is needed.
 */
import type { Plugin } from "vite";
import { icons } from "./src/components/icons.ts";
import { en } from "./src/i18n/en.ts";
import { sv } from "./src/i18n/sv.ts";

/** `<` would end the block early. */
export const words = JSON.stringify({ en, sv }).replaceAll("<", "\\u003c");

const symbols = Object.entries(icons).map(([name, path]) => ({ tag: "symbol", attrs: { id: `icon-${name}`, viewBox: "0 0 24 24" }, children: `<path d="${path}"/>` }));

export function page(): Plugin {
  return {
    name: "page",
    transformIndexHtml: () => [
      { tag: "script", attrs: { type: "application/json", id: "words" }, children: words, injectTo: "body-prepend" },
      { tag: "svg", attrs: { hidden: true, "aria-hidden": "true" }, children: symbols, injectTo: "body" },
    ],
  };
}
