/** How a customer stands on the board. What was proved leads; an attempt that found nothing out never replaces it. */
import type { CustomerRow, Lang, Verdict } from "../../backend/bindings";
import { asksConsent } from "../customer/next-action";

export type Standing = Verdict | "waiting" | "none";
export type Filter = "all" | "connected" | "needs_attention" | "waiting" | "unknown" | "none" | "consent";
export const filters: readonly Filter[] = ["all", "connected", "needs_attention", "waiting", "unknown", "none", "consent"];

/** A link that was sent makes a customer waiting only where an answer to it could change what is known. */
export function standing(row: CustomerRow): Standing {
  if (row.waiting && (row.proved === null || asksConsent(row.provedCause))) return "waiting";
  return row.proved ?? row.attempt ?? "none";
}

/** The last attempt found nothing out, while something was proved before. */
export function unclear(row: CustomerRow): boolean {
  return row.attempt === "unknown" && standing(row) !== "unknown";
}

export function fits(row: CustomerRow, filter: Filter): boolean {
  if (filter === "all") return true;
  if (filter === "consent") return row.consentLacks.length > 0;
  const stands = standing(row);
  // "Unknown" lists every attempt that found nothing out, also where a proved state still stands.
  if (filter === "unknown") return stands === "unknown" || unclear(row);
  return stands === filter;
}

/** How many fit each filter, in one pass. */
export function tally(rows: readonly CustomerRow[]): Record<Filter, number> {
  const counts: Record<Filter, number> = { all: rows.length, connected: 0, needs_attention: 0, waiting: 0, unknown: 0, none: 0, consent: 0 };
  for (const row of rows) {
    const stands = standing(row);
    counts[stands] += 1;
    if (stands !== "unknown" && unclear(row)) counts.unknown += 1;
    if (row.consentLacks.length > 0) counts.consent += 1;
  }
  return counts;
}

/** As a reader of the language looks a name up: å, ä and ö stand last in Swedish. */
export function byName(lang: Lang): (one: CustomerRow, other: CustomerRow) => number {
  const { compare } = new Intl.Collator(lang, { numeric: true });
  return (one, other) => compare(one.name, other.name) || one.row - other.row;
}

/** Practice goes from the plain case to the odd one; who was added by hand comes last. */
export function byExercise(one: CustomerRow, other: CustomerRow): number {
  return (one.lesson?.number ?? Infinity) - (other.lesson?.number ?? Infinity) || one.row - other.row;
}

/** What a row is found by, in small letters. */
export function findable(row: CustomerRow): string {
  return `${row.name}\n${row.domain ?? ""}\n${row.tenantId}\n${row.lesson?.theme ?? ""}`.toLowerCase();
}

export function matches(row: CustomerRow, words: string): boolean {
  return findable(row).includes(words.trim().toLowerCase());
}

/** "8f2c41d0-…-5be1": enough to tell two apart in a list. */
export function shortId(id: string): string {
  return id.length === 36 ? `${id.slice(0, 9)}…-${id.slice(-4)}` : id;
}
