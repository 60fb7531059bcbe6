/** Fönstrets egna ord på svenska. Du-tilltal, uppmaningar på knappar, Microsofts egna ord där portalen har sådana. */
import { ask } from "./sv/ask";
import { board } from "./sv/board";
import { bundle } from "./sv/bundle";
import { check, customer } from "./sv/customer";
import { diagnose } from "./sv/diagnose";
import { handover } from "./sv/handover";
import { history } from "./sv/history";
import { importing, many } from "./sv/many";
import { onboard } from "./sv/onboard";
import { apps } from "./sv/apps";
import { app, setup } from "./sv/setup";
import { repair } from "./sv/repair";
import { use } from "./sv/use";
import { answer, watch } from "./sv/watch";
import { actors, clouds, common, errors, invalid, nav, practice, states } from "./sv/window";
import type { Translation } from "./messages";

export const sv = {
  languageName: "Svenska",
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
} satisfies Translation;
