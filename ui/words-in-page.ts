/**
 * Puts the catalogues into index.html as a data block. Words are not code: the browser parses them as JSON, the strict
 * policy for scripts has nothing to allow (a block of type application/json is never run), and no request is needed.
 */
import type { Plugin } from "vite";
import { en } from "./src/i18n/en";
import { sv } from "./src/i18n/sv";

/** `<` would end the block early. */
export const words = JSON.stringify({ en, sv }).replaceAll("<", "\\u003c");

export function wordsInPage(): Plugin {
  return {
    name: "words-in-page",
    transformIndexHtml: () => [{ tag: "script", attrs: { type: "application/json", id: "words" }, children: words, injectTo: "body-prepend" }],
  };
}
