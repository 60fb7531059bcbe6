/** Which one button does the next thing. The sentence beside it comes from the core; this only finds the way there. */
import type { Report } from "../../backend/bindings";

export type NextAction = "ask" | "ask-again" | "replace-secret" | "edit-app" | "edit-permissions" | "edit-customer" | "check" | "none";

const secretCauses = new Set(["wrong-secret", "secret-id-pasted", "secret-expired", "credential-missing", "certificate-rejected", "secret-lost"]);
const appCauses = new Set(["redirect-uri-mismatch", "single-tenant-app", "wrong-app", "wrong-audience"]);
const askCauses = new Set(["not-consented", "consent-declined", "consent-by-non-admin", "wrong-tenant-consented"]);
const askAgainCauses = new Set(["consent-outdated", "role-missing", "no-roles"]);

export function nextAction(report: Report): NextAction {
  const cause = report.cause ?? "";
  if (report.verdict === "connected") return "none";
  if (secretCauses.has(cause)) return "replace-secret";
  if (cause === "tenant-not-found" || cause === "wrong-cloud") return "edit-customer";
  if (appCauses.has(cause)) return "edit-app";
  if (askAgainCauses.has(cause)) return report.whoActs === "partner" ? "edit-permissions" : "ask-again";
  if (askCauses.has(cause)) return "ask";
  return "check";
}
