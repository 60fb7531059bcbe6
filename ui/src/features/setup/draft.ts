/** What the wizard collects, and the little that is looked at before the core looks at all of it. */
import type { AppDraft, AppView, CloudId, Field, InputProblem, Realm } from "../../backend/bindings";
import type { Invalid } from "../../app/words";
import type { SetupStep } from "../../app/screen";

export type Draft = { name: string; cloud: CloudId; appId: string; homeTenant: string; publisher: string; contact: string; secretExpiresOn: string; redirects: string; permissions: string[] };

export const clouds: readonly CloudId[] = ["commercial", "gcc", "gcc-high", "dod"];

export function draftOf(app: AppView | null, realm: Realm): Draft {
  return app
    ? { name: app.name, cloud: app.cloud, appId: app.appId, homeTenant: app.homeTenant ?? "", publisher: app.publisher ?? "", contact: app.contact ?? "", secretExpiresOn: app.secret?.expiresOn ?? "", redirects: app.redirectUris.join("\n"), permissions: [...app.permissions] }
    : { name: "", cloud: realm === "practice" ? "practice" : "commercial", appId: "", homeTenant: "", publisher: "", contact: "", secretExpiresOn: "", redirects: "https://portal.azure.com", permissions: ["Alert.Read.All"] };
}

export function asAppDraft(draft: Draft, row: number | null): AppDraft {
  const redirectUris = draft.redirects.split("\n").map((line) => line.trim()).filter(Boolean);
  return { row, name: draft.name, cloud: draft.cloud, appId: draft.appId, homeTenant: draft.homeTenant, publisher: draft.publisher, contact: draft.contact, secretExpiresOn: draft.secretExpiresOn, redirectUris, permissions: [...draft.permissions] };
}

const wrong = (field: Field, problem: InputProblem): Invalid => ({ code: "invalid", field, problem, suggestion: null });
const someGuid = /[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/i;
const bareGuid = /^[{(]?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[)}]?$/i;

/**
 * Only what is wrong beyond doubt, so that nobody is sent back from the last step for it. Everything else, from braces
 * to whole addresses with an ID in them, is the core's to read.
 */
export function obviouslyWrong(step: SetupStep, draft: Draft, secret: string, secretStored: boolean): Invalid | null {
  if (step === "app") {
    if (!draft.name.trim()) return wrong("name", "empty");
    if (!draft.appId.trim()) return wrong("app-id", "empty");
    if (!someGuid.test(draft.appId)) return wrong("app-id", "not-a-guid");
    if (draft.homeTenant.trim() && !someGuid.test(draft.homeTenant)) return wrong("home-tenant", "not-a-guid");
  }
  if (step === "secret") {
    if (!secret.trim() && !secretStored) return wrong("secret", "empty");
    if (bareGuid.test(secret.trim())) return wrong("secret", "secret-id");
  }
  if (step === "permissions" && draft.permissions.length === 0) return wrong("permissions", "empty");
  return null;
}

/** The step on which a field stands. */
export function stepOf(field: Field): SetupStep {
  return field === "secret" ? "secret" : field === "permissions" ? "permissions" : "app";
}
