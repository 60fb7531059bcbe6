// Draft of what `cargo test` generates from src-tauri/src/ipc/wire.rs.

export type Realm = "real" | "practice";
export type Lang = "en" | "sv";
export type Theme = "light" | "dark";
export type CloudId = "commercial" | "gcc" | "gcc-high" | "dod" | "practice";
export type Verdict = "connected" | "needs_attention" | "unknown";
export type Actor = "partner" | "customer" | "wait" | "nobody";
export type CheckStatus = "pass" | "warn" | "fail" | "skipped";
export type CheckId = "tenant" | "token" | "signature" | "issuer" | "audience" | "tenant_claim" | "app" | "lifetime" | "kind" | "permissions" | "api";
export type LinkForm = "guide" | "admin-v1" | "admin-v2";
export type KeptIn = "keychain" | "memory";
/** Times are RFC 3339 in UTC; rows are the registry's numbers. */
export type Overview = { version: string; language: Lang | null; theme: Theme | null; apps: AppView[]; customers: CustomerRow[]; notices: Notice[] };
/** Something to say on top of the board, such as a damaged registry that was set aside. `text` is in the asked language. */
export type Notice = { id: string; text: string };
export type SecretView = { keptIn: KeptIn; storedAt: string; provedAt: string | null };
export type AppView = { row: number; name: string; cloud: CloudId; appId: string; homeTenant: string | null; redirectUris: string[]; permissions: string[]; secret: SecretView | null };
export type CustomerRow = {
  row: number; app: number; name: string; tenantId: string; domain: string | null; region: string | null;
  /** The last verdict that proved something, and when. Null: nothing was proved yet. */
  proved: Verdict | null; provedAt: string | null; provedCause: string | null;
  /** The last attempt, which may have found out nothing. */
  attempt: Verdict | null; attemptAt: string | null; attemptCause: string | null;
  /** A link was sent and nothing was proved since. */
  waiting: boolean; linkSentAt: string | null;
  wanted: number; granted: number; missing: string[];
  /** One line for the board, in the asked language: what stands in the way, or null. */
  summary: string | null;
  /** Practice only: what this customer teaches, in the asked language. */
  lesson: string | null;
};
export type PermissionInfo = { value: string; name: string; meaning: string; sensitivity: "read" | "write" | "response-action"; note: string | null };
export type AppDraft = { row: number | null; name: string; cloud: CloudId; appId: string; homeTenant: string; redirectUris: string[]; permissions: string[] };
export type SecretOutcome = "unchanged" | "proved" | "not-checked";
/** `why` says in the asked language why the secret could not be proved; `trimmed`: blanks around it were cut off. */
export type AppSaved = { app: AppView; secret: SecretOutcome; why: string | null; trimmed: boolean };
export type TenantView = { tenantId: string; domain: string | null; region: string | null };
export type CustomerDraft = { row: number | null; app: number; name: string; tenant: string };
/** `existed`: the same tenant was onboarded before; this is that customer. */
export type CustomerSaved = { customer: CustomerRow; existed: boolean };
export type LinkView = { form: LinkForm; url: string; warnings: { id: string; text: string }[] };
export type ReturnedView = { kind: "granted" | "declined" | "refused" | "foreign" | "unreadable"; title: string; nextStep: string; raw: string; codes: number[] };
export type CheckLine = { id: CheckId; status: CheckStatus; label: string; detail: string; tookMs: number | null };
export type CheckProgress = { checks: CheckLine[]; waitingUntil: string | null };
export type Report = {
  verdict: Verdict; cause: string | null; reason: string | null; whoActs: Actor; retryAt: string | null;
  /** The verdict as a sentence, what it means, and the next step; all in the asked language. */
  headline: string; meaning: string | null; nextStep: string;
  checkedAt: string; tenantId: string | null; appId: string | null; cloud: CloudId;
  permissions: { wanted: string[]; granted: string[]; missing: string[]; extra: string[]; coveredBy: Record<string, string> };
  checks: CheckLine[];
  token: { expiresAt: string; version: string; keyId: string | null } | null;
  error: { code: string | null; oauthError: string | null; correlationId: string | null; traceId: string | null; raw: string } | null;
};
export type HistoryLine = { at: string; verdict: Verdict; cause: string | null; headline: string };
export type CustomerDetail = { customer: CustomerRow; app: AppView; report: Report | null; /** Newest first. */ history: HistoryLine[] };
export type Field = "name" | "app-id" | "home-tenant" | "redirect-uri" | "permissions" | "secret" | "customer-name" | "customer-tenant" | "returned-address";
export type CommandError =
  /** Something entered cannot be used. `problem` is one of: empty, not-a-guid, nil-guid, consumer-tenant, not-a-tenant, taken-apart, too-long,
   *  control-characters, secret-id, duplicate, not-a-redirect-uri, not-a-permission. `suggestion` is what was found in it. */
  | { code: "invalid"; field: Field; problem: string; suggestion: string | null }
  /** Entra knows this credential to be wrong; nothing was stored. The texts are in the asked language. */
  | { code: "secret-refused"; cause: string; title: string; nextStep: string; raw: string }
  /** No tenant, or no answer about it. */
  | { code: "tenant"; cause: string; title: string; nextStep: string; raw: string }
  | { code: "keychain"; problem: "missing" | "locked" | "broken"; detail: string }
  | { code: "registry"; problem: "conflict" | "not-found" | "disk-full" | "read-only" | "newer" | "broken"; detail: string }
  | { code: "browser"; detail: string }
  | { code: "clipboard"; detail: string }
  | { code: "busy" }
  | { code: "unexpected"; detail: string };
