/** How a customer stands on the board. What was proved leads; an attempt that found nothing out never replaces it. */
import type { CustomerRow, Verdict } from "../../backend/bindings";

export type Standing = Verdict | "waiting" | "none";
export type Filter = "all" | "connected" | "needs_attention" | "waiting" | "unknown";
export const filters: readonly Filter[] = ["all", "connected", "needs_attention", "waiting", "unknown"];

export function standing(row: CustomerRow): Standing {
  if (row.waiting) return "waiting";
  return row.proved ?? row.attempt ?? "none";
}

/** The last attempt found nothing out, while something was proved before. */
export function unclear(row: CustomerRow): boolean {
  return row.attempt === "unknown" && standing(row) !== "unknown";
}

export function fits(row: CustomerRow, filter: Filter): boolean {
  const stands = standing(row);
  if (filter === "all") return true;
  // "Unknown" lists whoever needs another look, also those whose proved state still stands.
  if (filter === "unknown") return stands === "unknown" || stands === "none" || unclear(row);
  return stands === filter;
}

export function matches(row: CustomerRow, words: string): boolean {
  const sought = words.trim().toLowerCase();
  return [row.name, row.domain ?? "", row.tenantId].some((text) => text.toLowerCase().includes(sought));
}

/** "8f2c41d0-…-5be1": enough to tell two apart in a list. */
export function shortId(id: string): string {
  return id.length === 36 ? `${id.slice(0, 9)}…-${id.slice(-4)}` : id;
}
