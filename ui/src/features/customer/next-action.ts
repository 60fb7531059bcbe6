/** The core decides what is to be done; here stands only which of its actions come to another check. */
import type { Cause, Report } from "../../backend/bindings";

const checks = new Set<Report["repair"]["first"]["action"]>(["check", "wait", "unlock-keychain", "set-clock"]);

/** Whether the one button is a check, so that no second one stands beside it. */
export function checksNext(report: Report): boolean {
  return checks.has(report.repair.first.action);
}

const consents = new Set<Cause>(["not-consented", "consent-declined", "consent-by-non-admin", "wrong-tenant-consented", "consent-outdated", "role-missing", "no-roles"]);

/** Whether a new consent would change it. */
export function asksConsent(cause: Cause | null): boolean {
  return cause !== null && consents.has(cause);
}
