/** Swedish words for what lies behind: a history, one check out of it, and what changed. */
import type { Translation } from "../messages";

export const history: Translation["history"] = {
  since: "Vad som har ändrats sedan det fungerade",
  lastWorked: "Fungerade senast",
  firstFailure: "Första felet",
  alsoDifferent: { one: "En skillnad till", other: "{n} skillnader till" },
  open: "Öppna kontrollen från {when}",
  count: { one: "{n} kontroll", other: "{n} kontroller" },
  from: "den första",
  broke: "Slutade fungera här",
  worksAgain: "Fungerar igen",
  more: "Visa tidigare kontroller",
  reading: "Läser…",
  shown: { one: "{n} rad till visas.", other: "{n} rader till visas." },
  checkOf: "Kontroll från {when}",
  then: "Så här såg det ut då. Hur det är nu står på kundens sida.",
  today: "Enligt dagens regler säger samma bevis: {what}.",
  madeBy: "Kontrollerad med:",
  earlier: "Tidigare",
  later: "Senare",
  back: "Tillbaka till kunden",
};
