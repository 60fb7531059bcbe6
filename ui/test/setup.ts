/** What the shipped page brings with it, and the moment at which the fixtures live. */
import { afterEach, beforeEach, vi } from "vitest";
import { words } from "../page.ts";
import { NOW } from "./fake";

const block = document.createElement("script");
block.type = "application/json";
block.id = "words";
block.textContent = words;
document.head.append(block);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(NOW) });
  document.documentElement.removeAttribute("data-theme");
});
afterEach(() => vi.useRealTimers());
