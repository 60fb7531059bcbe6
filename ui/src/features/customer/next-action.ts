/** Which one button does the next thing. The sentence beside it comes from the core; this only finds the way there. */
import type { Cause, Report } from "../../backend/bindings";

export type NextAction = "ask" | "ask-again" | "replace-secret" | "edit-app" | "edit-permissions" | "edit-customer" | "check" | "none";

const ways: Partial<Record<Cause, NextAction>> = {
  "tenant-not-found": "edit-customer",
  "wrong-cloud": "edit-customer",
  "not-consented": "ask",
  "consent-declined": "ask",
  "consent-by-non-admin": "ask",
  "wrong-tenant-consented": "ask",
  "consent-outdated": "ask-again",
  "role-missing": "ask-again",
  "no-roles": "ask-again",
  "wrong-secret": "replace-secret",
  "secret-id-pasted": "replace-secret",
  "secret-expired": "replace-secret",
  "credential-missing": "replace-secret",
  "certificate-rejected": "replace-secret",
  "secret-lost": "replace-secret",
  "redirect-uri-mismatch": "edit-app",
  "single-tenant-app": "edit-app",
  "wrong-app": "edit-app",
  "wrong-audience": "edit-app",
};

/** Whether a new consent would change it. */
export function asksConsent(cause: Cause | null): boolean {
  return cause !== null && (ways[cause]?.startsWith("ask") ?? false);
}

/** Everything that only time, the network or somebody elsewhere can change is followed by another look. */
export function nextAction({ verdict, cause, whoActs }: Report): NextAction {
  if (verdict === "connected") return "none";
  const way = (cause && ways[cause]) ?? "check";
  // Our own record says that the permission was never declared: asking the customer again would change nothing.
  return way === "ask-again" && whoActs === "partner" ? "edit-permissions" : way;
}
