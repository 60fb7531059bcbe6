/**
 * The screens behind the board. Each is a script of its own, read when it is first gone to, so that the window opens
 * no slower for every screen that is added; once the window is idle all of them are read ahead.
 */
import type { Component } from "svelte";
import type { On, Screen } from "./screen";

type Name = Exclude<Screen["name"], "home">;
type Sources = { [N in Name]: () => Promise<{ default: Component<{ screen: On<N> }> }> };

const sources: Sources = {
  app: () => import("../features/setup/AppPage.svelte"),
  setup: () => import("../features/setup/Setup.svelte"),
  onboard: () => import("../features/onboard/Onboard.svelte"),
  import: () => import("../features/import/Import.svelte"),
  customer: () => import("../features/customer/CustomerPage.svelte"),
  past: () => import("../features/customer/PastCheck.svelte"),
  diagnose: () => import("../features/diagnose/Diagnose.svelte"),
  "support-file": () => import("../features/bundle/SupportFile.svelte"),
  use: () => import("../features/use/UseApi.svelte"),
};

let read = $state.raw<Partial<Record<Name, Component<{ screen: Screen }>>>>({});

/** The screen, or undefined while it is being read; asking for it begins that. */
export function screenOf(name: Name): Component<{ screen: Screen }> | undefined {
  const found = read[name];
  if (!found) void readScreen(name);
  return found;
}

async function readScreen(name: Name): Promise<void> {
  const { default: component } = await sources[name]();
  read = { ...read, [name]: component };
}

/** Reads every screen ahead. */
export async function readAll(): Promise<void> {
  await Promise.all((Object.keys(sources) as Name[]).map(readScreen));
}
