/** The window on the fake backend, to look at. `?scene=` chooses what it starts with. */
import { mount } from "svelte";
import App from "../../src/app/App.svelte";
import type { Lang } from "../../src/backend/bindings";
import "../../src/styles/all";
import { fake, lookView, northwind, NOW, shelf, watchView } from "../fake";

const wanted = new URLSearchParams(location.search);
const lang = (wanted.get("lang") ?? "en") as Lang;
// The fixtures live at one fixed moment.
const started = performance.now();
Date.now = () => Date.parse(NOW) + (performance.now() - started);
const scene = wanted.get("scene") ?? "board";
const backend = fake({
  apps: scene === "empty" ? [] : [scene === "loopback" ? { ...northwind, redirectUris: ["http://localhost/consentry"] } : northwind],
  customers: scene === "empty" || scene === "none" ? [] : shelf(lang),
  language: lang,
  theme: wanted.get("theme") as "light" | "dark" | null,
  stepMs: 120,
  ...(scene === "damaged" ? { notice: "The registry was damaged and set aside as registry-damaged.db. A new one was begun." } : {}),
});
if (scene === "watched") Object.assign(backend.customers[2] ?? {}, { watch: watchView(), attempt: "unknown", attemptAt: NOW, attemptCause: "propagating" });
Object.assign(window, { backend, watchView, lookView });
const target = document.getElementById("window");
if (target) mount(App, { target, props: { backend } });
