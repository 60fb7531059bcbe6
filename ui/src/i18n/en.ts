/**
 * The window's own words in English, and the shape every other language must have. Verdicts, checks and permissions
 * arrive worded from the core and are not here. Slots in braces are filled by `fill`, counted texts by `count`.
 *
 * Words are data, not code: the build puts both catalogues into the page as JSON (see page.ts).
 */
import { ask } from "./en/ask";
import { board } from "./en/board";
import { bundle } from "./en/bundle";
import { check, customer } from "./en/customer";
import { diagnose } from "./en/diagnose";
import { handover } from "./en/handover";
import { history } from "./en/history";
import { importing, many } from "./en/many";
import { onboard } from "./en/onboard";
import { apps } from "./en/apps";
import { app, setup } from "./en/setup";
import { repair } from "./en/repair";
import { use } from "./en/use";
import { answer, watch } from "./en/watch";
import { actors, clouds, common, errors, invalid, nav, practice, states } from "./en/window";

export const en = {
  languageName: "English",
  brand: "Consentry",
  nav,
  clouds,
  common,
  states,
  actors,
  board,
  bundle,
  many,
  importing,
  app,
  apps,
  setup,
  onboard,
  ask,
  handover,
  use,
  repair,
  watch,
  answer,
  check,
  customer,
  history,
  diagnose,
  practice,
  invalid,
  errors,
} as const;
