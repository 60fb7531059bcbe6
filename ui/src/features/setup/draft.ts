/** What the wizard collects, and the little that is looked at before the core looks at all of it. */
import type { AppDraft, AppView, CloudId, Field, HomeConsent, InputProblem, PortalStep, Realm, SetupDraftEntered, SetupDraftView } from "../../backend/bindings";
import type { Invalid } from "../../app/words";
import type { SetupStep } from "../../app/screen";

export type Draft = {
  name: string;
  cloud: CloudId;
  appId: string;
  homeTenant: string;
  publisher: string;
  contact: string;
  secretExpiresOn: string;
  redirects: string;
  /** Picked by name. */
  permissions: string[];
  /** Ids of ticked tasks; their permissions follow. */
  tasks: string[];
  ticks: PortalStep[];
};

export const clouds: readonly CloudId[] = ["commercial", "gcc", "gcc-high", "dod"];
export const order: readonly SetupStep[] = ["app", "ids", "permissions", "consent", "secret"];

/** What a new app starts with: one task, the guide's own example. */
export const firstTask = { id: "alerts.list", permission: "Alert.Read.All" };

export function isStep(text: string | undefined): text is SetupStep {
  return order.some((step) => step === text);
}

export function draftOf(app: AppView | null, kept: SetupDraftView | null, realm: Realm): Draft {
  const known = app ?? kept;
  return {
    name: known?.name ?? "",
    cloud: known?.cloud ?? (realm === "practice" ? "practice" : "commercial"),
    appId: known?.appId ?? "",
    homeTenant: known?.homeTenant ?? "",
    publisher: known?.publisher ?? "",
    contact: known?.contact ?? "",
    secretExpiresOn: app?.secret?.expiresOn ?? kept?.secretExpiresOn ?? "",
    redirects: known ? known.redirectUris.join("\n") : "https://portal.azure.com",
    permissions: [...(known?.permissions ?? [])],
    tasks: [...(kept?.tasks ?? (app ? [] : [firstTask.id]))],
    ticks: Object.keys(known?.ticks ?? {}) as PortalStep[],
  };
}

export function redirectsOf(draft: Draft): string[] {
  return draft.redirects.split("\n").map((line) => line.trim()).filter(Boolean);
}

/** `permissions`: those picked by name, and those that the tasks need. */
export function asAppDraft(draft: Draft, row: number | null, permissions: string[]): AppDraft {
  const { tasks: _, redirects: __, ...rest } = draft;
  return { row, ...rest, redirectUris: redirectsOf(draft), permissions: [...permissions], ticks: [...draft.ticks] };
}

export function asSetupDraft(draft: Draft, step: SetupStep): SetupDraftEntered {
  const { redirects: _, ...rest } = draft;
  return { ...rest, redirectUris: redirectsOf(draft), permissions: [...draft.permissions], tasks: [...draft.tasks], ticks: [...draft.ticks], step };
}

export function homeConsentOf(draft: Draft): HomeConsent {
  return { cloud: draft.cloud, appId: draft.appId, homeTenant: draft.homeTenant, redirectUris: redirectsOf(draft) };
}

const wrong = (field: Field, problem: InputProblem): Invalid => ({ code: "invalid", field, problem, suggestion: null });
const someGuid = /[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/i;
const bareGuid = /^[{(]?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[)}]?$/i;

export const hasGuid = (text: string): boolean => someGuid.test(text);

/**
 * Only what is wrong beyond doubt, so that nobody is sent back from the last step for it. Everything else, from braces
 * to whole addresses with an ID in them, is the core's to read.
 */
export function obviouslyWrong(step: SetupStep, draft: Draft, secret: string, secretStored: boolean): Invalid | null {
  if (step === "app" && !draft.name.trim()) return wrong("name", "empty");
  if (step === "ids") {
    if (!draft.appId.trim()) return wrong("app-id", "empty");
    if (!hasGuid(draft.appId)) return wrong("app-id", "not-a-guid");
    if (draft.homeTenant.trim() && !hasGuid(draft.homeTenant)) return wrong("home-tenant", "not-a-tenant");
  }
  if (step === "permissions" && draft.permissions.length === 0 && draft.tasks.length === 0) return wrong("permissions", "empty");
  if (step === "secret") {
    if (!secret.trim() && !secretStored) return wrong("secret", "empty");
    if (bareGuid.test(secret.trim())) return wrong("secret", "secret-id");
  }
  return null;
}

/** The step on which a field stands. */
export function stepOf(field: Field): SetupStep {
  switch (field) {
    case "secret":
    case "secret-expires":
      return "secret";
    case "permissions":
      return "permissions";
    case "app-id":
    case "home-tenant":
      return "ids";
    default:
      return "app";
  }
}
