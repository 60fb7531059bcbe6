/** The window on the fake backend, to look at. `?scene=` chooses what it starts with. */
import { mount } from "svelte";
import App from "../../src/app/App.svelte";
import type { AppView, CustomerRow, Lang, SetupDraftView } from "../../src/backend/bindings";
import "../../src/styles/all";
import { customerRow, fake, lookView, northwind, NOW, shelf, watchView } from "../fake";

const wanted = new URLSearchParams(location.search);
const lang = (wanted.get("lang") ?? "en") as Lang;
// The fixtures live at one fixed moment.
const started = performance.now();
Date.now = () => Date.parse(NOW) + (performance.now() - started);
const scene = wanted.get("scene") ?? "board";
const nothing = scene === "empty" || scene === "draft";
// Two apps, one of them with a secret that ends soon, and a customer that has to consent again.
const ending: AppView = { ...northwind, ticks: { register: NOW, secret: NOW }, secret: northwind.secret && { ...northwind.secret, expiresOn: "2026-12-04", expiry: { stage: "soon", daysLeft: 12 } } };
const test: AppView = { ...northwind, row: 2, name: "Northwind test", appId: "11111111-2222-4333-8444-555555555555", cloud: "gcc", secret: northwind.secret && { ...northwind.secret, provedAt: null, expiresOn: "2026-11-19", expiry: { stage: "past", daysLeft: -3 } } };
const again = customerRow({ row: 9, name: "Fourth Coffee", tenantId: "5ad3f6ee-6b7c-4d8e-9f0a-1b2c3d4e1c29", proved: "connected", provedAt: NOW, consentLacks: ["Machine.Isolate"] });
const left: SetupDraftView = { name: "Northwind MDR", cloud: "commercial", appId: "", homeTenant: "", publisher: "", contact: "", redirectUris: [], permissions: [], tasks: ["alerts.list"], secretExpiresOn: "", ticks: { register: NOW }, step: "ids" };
const thousands = (): CustomerRow[] => Array.from({ length: 10_000 }, (_, index) => customerRow({ ...shelf(lang)[index % 7]!, row: index + 1, name: `${["Åkeri", "Contoso", "Östersund", "Fabrikam"][index % 4]} ${index + 1}`, domain: `kund${index + 1}.example` }));
const backend = fake({
  apps: nothing ? [] : scene === "several" ? [ending, test] : [scene === "loopback" ? { ...northwind, redirectUris: ["http://localhost/consentry"] } : northwind],
  setupDraft: scene === "draft" ? left : null,
  customers: scene === "several" ? [...shelf(lang), again] : scene === "many" ? thousands() : nothing || scene === "none" ? [] : scene === "few" ? shelf(lang).slice(0, 3) : scene === "secret" ? shelf(lang).map((row) => (row.row === 2 ? { ...row, provedCause: "wrong-secret" as const, attemptCause: "wrong-secret" as const } : row)) : shelf(lang),
  language: lang,
  theme: wanted.get("theme") as "light" | "dark" | null,
  stepMs: 120,
  longHistory: scene === "history",
  ...(scene === "damaged" ? { notice: "The registry was damaged and set aside as registry-damaged.db. A new one was begun." } : {}),
});
if (scene === "watched") Object.assign(backend.customers[2] ?? {}, { watch: watchView(), attempt: "unknown", attemptAt: NOW, attemptCause: "propagating" });
Object.assign(window, { backend, watchView, lookView });
const target = document.getElementById("window");
if (target) mount(App, { target, props: { backend } });
