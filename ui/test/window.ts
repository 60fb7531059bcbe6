/** The window on a fake backend, driven by what a person and a script can see: roles, and the public data-testid names. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect } from "vitest";
import App from "../src/app/App.svelte";
import { readAll } from "../src/app/screens.svelte";
import type { Lang } from "../src/backend/bindings";
import { type Fake, fake, northwind, shelf } from "./fake";

export { screen, waitFor };
export const languages: Lang[] = ["en", "sv"];

export async function open(backend: Fake) {
  const user = userEvent.setup();
  await readAll();
  render(App, { props: { backend } });
  await screen.findByRole("heading", { level: 1 });
  return user;
}

/** A window with a partner app and the seven customers. */
export async function openBoard(lang: Lang = "en") {
  const backend = fake({ apps: [northwind], customers: shelf(lang), language: lang });
  const user = await open(backend);
  await waitFor(() => expect(document.documentElement.lang).toBe(lang));
  return { backend, user };
}

export async function openEmpty(lang: Lang = "en") {
  const backend = fake({ language: lang });
  const user = await open(backend);
  await waitFor(() => expect(document.documentElement.lang).toBe(lang));
  return { backend, user };
}

/** Contrast and regions are looked at in a real browser (`npm run pictures`); there is no layout here. */
export async function expectAccessible() {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
}

export function heading(): string {
  return screen.getByRole("heading", { level: 1 }).textContent ?? "";
}

export function callsOf(backend: Fake, name: string) {
  return backend.calls.filter((call) => call.name === name).map((call) => call.args);
}
