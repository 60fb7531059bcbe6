/**
 * A backend made of plain values, for component tests and for looking at screens. Never part of what is shipped.
 * It answers like the core: worded in the asked language, realms apart, refusals as values.
 */
import type { Backend, Result } from "../src/backend/backend";
import type {
  AnswerPlace, AnswerWait, AppView, Cause, CheckAllCounts, CheckId, CheckLine, CheckStatus, CommandError, CustomerDetail, CustomerRow, ImportFound, ImportProblem, Lang, LookView, Overview, PermissionInfo, Realm, Report, SetupDraftView, Verdict, WatchNews, WatchView,
} from "../src/backend/bindings";
import { aboutOf, explanation, tokenReading } from "./fake-diagnose";
import { askFake } from "./fake-ask";
import { historyOf, pastFake, sinceOf } from "./fake-history";
import { apiFake, catalogueCalls } from "./fake-api";
import { repairFake, withRepair } from "./fake-repair";
import { bundleFake } from "./fake-bundle";
import { guideOf, planOf, tasksFor, ticksOf } from "./fake-setup";
import catalogue from "./permissions.json";

export const NOW = "2026-11-22T10:41:00Z";
const minutesAgo = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const no = (error: CommandError): Result<never> => ({ ok: false, error });
const say = (lang: Lang, en: string, sv: string) => (lang === "sv" ? sv : en);

export const northwind: AppView = {
  row: 1, name: "Northwind MDR", cloud: "commercial", appId: "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764", homeTenant: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
  redirectUris: ["https://portal.azure.com"], permissions: ["Alert.Read.All", "Machine.Read.All", "Machine.Isolate", "AdvancedQuery.Read.All", "Vulnerability.Read.All"],
  secret: { keptIn: "keychain", storedAt: minutesAgo(60 * 24 * 20), provedAt: minutesAgo(60 * 24 * 20), expiresOn: null, expiry: null },
  publisher: "Northwind AB", contact: null, ticks: {},
};

export function watchView(over: Partial<WatchView> = {}): WatchView {
  return { since: minutesAgo(3), looks: 4, nextAt: new Date(Date.parse(NOW) + 25_000).toISOString(), until: minutesAgo(3 - 7 * 24 * 60), ...over };
}

export function lookView(lang: Lang, over: Partial<LookView> = {}): LookView {
  return { at: NOW, verdict: "needs_attention", cause: "not-consented", said: say(lang, "Not consented", "Inget medgivande"), ...over };
}

export function customerRow(over: Partial<CustomerRow> & Pick<CustomerRow, "row" | "name" | "tenantId">): CustomerRow {
  return {
    app: 1, domain: null, region: "EU", proved: null, provedAt: null, provedCause: null, attempt: null, attemptAt: null, attemptCause: null,
    waiting: false, linkSentAt: null, wanted: 5, granted: 0, missing: [], consentLacks: [], watch: null, summary: null, lesson: null, ...over,
  };
}

const proved = (verdict: Verdict, minutes: number, cause: Cause | null = null) => ({
  proved: verdict, provedAt: minutesAgo(minutes), provedCause: cause, attempt: verdict, attemptAt: minutesAgo(minutes), attemptCause: cause,
});

export function shelf(lang: Lang): CustomerRow[] {
  return [
    customerRow({ row: 1, name: "Fabrikam Retail", domain: "fabrikam.com", tenantId: "8f2c41d0-1b2c-4d3e-8f4a-5b6c7d8e5be1", ...proved("connected", 2), granted: 5 }),
    customerRow({ row: 2, name: "Contoso Hospital", domain: "contoso.se", tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47", ...proved("needs_attention", 12, "role-missing"), granted: 4, missing: ["Machine.Isolate"], summary: say(lang, "Machine.Isolate is missing", "Machine.Isolate saknas") }),
    customerRow({ row: 3, name: "Adatum Logistics", domain: "adatum.eu", tenantId: "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af", waiting: true, linkSentAt: minutesAgo(89) }),
    customerRow({ row: 4, name: "Tailspin Energy", domain: "tailspin.no", tenantId: "c3b0aa19-0d1e-4f2a-9b3c-4d5e6f704410", ...proved("connected", 61), granted: 5, waiting: true, linkSentAt: minutesAgo(14) }),
    customerRow({ row: 5, name: "Wingtip Foods", domain: "wingtip.dk", tenantId: "40a6e2b8-7c6d-4e5f-8a9b-0c1d2e3fd3f2", ...proved("needs_attention", 60 * 26, "not-provisioned"), summary: say(lang, "Defender is not provisioned", "Defender är inte aktiverat") }),
    customerRow({ row: 6, name: "Litware Schools", domain: "litware.fi", tenantId: "e9915c0c-3a4b-4c5d-9e6f-7a8b9c0d07bb", ...proved("connected", 60 * 48), attempt: "unknown", attemptAt: minutesAgo(4), attemptCause: "timed-out", granted: 5 }),
    customerRow({ row: 7, name: "Kommunförbundet Östergötlands räddningstjänst", tenantId: "5ad3f6ee-6b7c-4d8e-9f0a-1b2c3d4e1c28" }),
  ];
}

const labels: Record<CheckId, [en: string, sv: string]> = {
  tenant: ["Tenant", "Klientorganisation"], token: ["Token", "Token"], signature: ["Signature", "Signatur"], issuer: ["Issuer", "Utfärdare"], audience: ["Audience", "Mottagare"],
  tenant_claim: ["Tenant claim", "Klient i token"], app: ["App claim", "App i token"], lifetime: ["Lifetime", "Giltighet"], kind: ["Kind", "Slag"], permissions: ["Permissions", "Behörigheter"], api: ["A real call", "Ett riktigt anrop"],
};
const found: Record<CheckId, [en: string, sv: string, ms: number | null]> = {
  tenant: ["contoso.se is 72f988bf…, region EU, commercial cloud", "contoso.se är 72f988bf…, region EU, kommersiella molnet", 84],
  token: ["v1, issued 10:41:07, valid for 61 minutes", "v1, utfärdad 10:41:07, giltig i 61 minuter", 212],
  signature: ["RS256, key heldk1 published by this tenant", "RS256, nyckeln heldk1 publicerad av klientorganisationen", 31],
  issuer: ["sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/", "sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/", null],
  audience: ["https://api.securitycenter.microsoft.com", "https://api.securitycenter.microsoft.com", null],
  tenant_claim: ["tid is the expected one", "tid är den väntade", null], app: ["appid is the expected one", "appid är den väntade", null],
  lifetime: ["the clock differs by 2 s", "klockan skiljer 2 s", null], kind: ["an application's token", "en apptoken", null],
  permissions: ["5 of 5 granted", "5 av 5 beviljade", null], api: ["GET /api/alerts answered 200", "GET /api/alerts svarade 200", 1341],
};

export function checkLines(lang: Lang, over: Partial<Record<CheckId, CheckStatus>> = {}): CheckLine[] {
  return (Object.keys(labels) as CheckId[]).map((id) => ({
    id, status: over[id] ?? "pass", label: labels[id][lang === "sv" ? 1 : 0], tookMs: (over[id] ?? "pass") === "skipped" ? null : found[id][2],
    detail: over[id] === "skipped" ? say(lang, "Not looked at, because an earlier check failed", "Inte granskad, eftersom en tidigare kontroll underkändes") : found[id][lang === "sv" ? 1 : 0],
  }));
}

type Told = { cause: Cause | null; verdict: Verdict; whoActs: Report["whoActs"]; headline: string; meaning: string | null; nextStep: string };
function told(lang: Lang, row: CustomerRow): Told {
  const cause = row.attempt === "unknown" ? row.attemptCause : row.provedCause;
  switch (cause) {
    case null:
      return { cause, verdict: "connected", whoActs: "nobody", headline: say(lang, "Connected, and proved", "Ansluten, och bevisat"), meaning: say(lang, "A fresh token from this tenant carries every permission you want, and Defender answered a call.", "En färsk token från klientorganisationen innehåller varje behörighet du vill ha, och Defender svarade på ett anrop."), nextStep: say(lang, "Nothing is to be done.", "Det finns inget att göra.") };
    case "role-missing":
      return { cause, verdict: "needs_attention", whoActs: "customer", headline: say(lang, "One permission is missing: Machine.Isolate", "En behörighet saknas: Machine.Isolate"), meaning: say(lang, "The token carries four of the five permissions you want.", "Token innehåller fyra av de fem behörigheter du vill ha."), nextStep: say(lang, "Send their administrator the consent link again.", "Skicka medgivandelänken till deras administratör igen.") };
    case "not-consented":
      return { cause, verdict: "needs_attention", whoActs: "customer", headline: say(lang, "They have not consented yet", "De har inte gett sitt medgivande än"), meaning: null, nextStep: say(lang, "Send their administrator the consent link; also check that your app is multi-tenant.", "Skicka medgivandelänken till deras administratör; kontrollera också att din app gäller flera klientorganisationer.") };
    case "wrong-secret":
      return { cause, verdict: "needs_attention", whoActs: "partner", headline: say(lang, "The client secret is wrong", "Klienthemligheten är fel"), meaning: null, nextStep: say(lang, "Replace the secret.", "Byt hemligheten.") };
    case "timed-out":
      return { cause, verdict: "unknown", whoActs: "partner", headline: say(lang, "No answer in time", "Inget svar i tid"), meaning: say(lang, "login.microsoftonline.com did not answer within 30 seconds.", "login.microsoftonline.com svarade inte inom 30 sekunder."), nextStep: say(lang, "Check your network and try again.", "Kontrollera nätverket och försök igen.") };
    case "propagating":
      return { cause, verdict: "unknown", whoActs: "wait", headline: say(lang, "Consent is still spreading", "Medgivandet håller på att spridas"), meaning: say(lang, "They accepted three minutes ago. Microsoft needs up to fifteen.", "De godkände för tre minuter sedan. Microsoft behöver upp till femton."), nextStep: say(lang, "Wait a little, then check again.", "Vänta lite och kontrollera sedan igen.") };
    default:
      return { cause, verdict: "needs_attention", whoActs: "customer", headline: say(lang, "Defender for Endpoint is not set up there", "Defender for Endpoint är inte aktiverat där"), meaning: null, nextStep: say(lang, "Ask them to activate it.", "Be dem aktivera det.") };
  }
}

export function report(lang: Lang, row: CustomerRow, app: AppView): Report | null {
  if (!row.attempt) return null;
  const words = told(lang, row);
  const consented = words.cause === null || words.cause === "role-missing" || words.cause === "not-provisioned";
  const skipped = Object.fromEntries((["signature", "issuer", "audience", "tenant_claim", "app", "lifetime", "kind", "permissions", "api"] as CheckId[]).map((id) => [id, "skipped" as CheckStatus]));
  const checks = checkLines(lang, words.cause === "role-missing" ? { permissions: "fail", lifetime: "warn" } : consented ? (words.cause ? { api: "fail" } : {}) : { token: "fail", ...skipped });
  return withRepair({
    ...words, reason: null, retryAt: words.cause === "propagating" ? new Date(Date.parse(NOW) + 25_000).toISOString() : null,
    checkedAt: row.attemptAt ?? NOW, tenantId: row.tenantId, appId: app.appId, cloud: app.cloud, checks,
    permissions: consented
      ? { wanted: app.permissions, granted: ["Alert.ReadWrite.All", ...app.permissions.filter((one) => one !== "Alert.Read.All" && !row.missing.includes(one))], missing: row.missing, extra: ["Alert.ReadWrite.All"], coveredBy: { "Alert.Read.All": "Alert.ReadWrite.All" } }
      : { wanted: app.permissions, granted: [], missing: app.permissions, extra: [], coveredBy: {} },
    token: consented ? { expiresAt: row.missing.length > 0 ? null : NOW, version: "1.0", keyId: "heldk1" } : null,
    error: consented ? null : { code: "AADSTS700016", oauthError: "unauthorized_client", correlationId: "b5c1d2e3-0f1a-4b2c-8d3e-4f5a6b7c8d9e", traceId: "11aa22bb-33cc-44dd-88ee-99ff00aa1100", raw: "AADSTS700016: Application with identifier '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764' was not found in the directory 'Adatum'." },
  });
}

/** Of a token that lacks one permission. */
function aReport(lang: Lang): Report {
  const [, contoso] = shelf(lang);
  const made = contoso && report(lang, contoso, northwind);
  if (!made) throw new Error("the shelf has a customer that lacks a permission");
  return made;
}

export type Fake = Backend & {
  readonly calls: { name: string; args: unknown[] }[];
  /** The next call of that name answers with this error. */
  refuse(name: keyof Backend, error: CommandError, times?: number): void;
  /** The next call of that name stays unanswered until released. */
  hold(name: keyof Backend | "keychain"): () => void;
  /** Checks are made, and the registry takes none of them in. */
  full: string | null;
  apps: AppView[];
  customers: CustomerRow[];
  readonly practiceCustomers: CustomerRow[];
  /** The new app that was left on its way. */
  readonly setupDraft: SetupDraftView | null;
  /** Tells the window of a watch, as the core does. */
  tell(news: Partial<WatchNews> & Pick<WatchNews, "customer">): void;
  /** Ends the wait for an answer on this computer. */
  answer(wait: AnswerWait): void;
};

const languages = { en: 0, sv: 1 } as const;

export function fake(start: { apps?: AppView[]; customers?: CustomerRow[]; language?: Lang | null; theme?: "light" | "dark" | null; notice?: string; stepMs?: number; setupDraft?: SetupDraftView | null; /** Customers have two pages of history. */ longHistory?: boolean } = {}): Fake {
  const real = { apps: structuredClone(start.apps ?? []), customers: structuredClone(start.customers ?? []) };
  const practiceApp: AppView = { ...northwind, name: "Övningsbolaget", cloud: "practice", permissions: ["Alert.Read.All", "Machine.Read.All"], secret: { keptIn: "memory", storedAt: NOW, provedAt: NOW, expiresOn: null, expiry: null } };
  const practice = { apps: [practiceApp], customers: [] as CustomerRow[] };
  const calls: Fake["calls"] = [];
  const refusals = new Map<string, CommandError[]>();
  const held = new Map<string, Promise<void>>();
  let language = start.language ?? null;
  let theme = start.theme ?? null;
  let stop = false;
  let current: number | null = null;
  const draftKept: Record<Realm, SetupDraftView | null> = { real: start.setupDraft ?? null, practice: null };
  let heard: ((news: WatchNews) => void) | null = null;
  let answered: ((wait: AnswerWait) => void) | null = null;
  let stopAll = false;
  const removed: CustomerRow[] = [];
  let imported: { line: number; name: string; tenant: string }[] = [];

  const home = (realm: Realm) => (realm === "real" ? real : practice);
  function stock(lang: Lang) {
    const teach = (en: string, sv: string) => [en, sv][languages[lang]] ?? en;
    practice.customers = [
      customerRow({ row: 1, name: teach("All well", "Allt väl"), tenantId: "00000000-0000-4000-8000-000000000001", wanted: 2, lesson: { number: 1, theme: teach("Proof", "Bevis"), look: teach("Read the eleven checks from top to bottom.", "Läs de elva kontrollerna uppifrån och ned."), cause: null, teaches: teach("Connected means that a fresh token was verified, carries every permission and was accepted in a call.", "Ansluten betyder att en ny token är kontrollerad, har alla behörigheter och godtogs i ett anrop.") } }),
      customerRow({ row: 2, name: teach("Not consented", "Inget medgivande"), tenantId: "00000000-0000-4000-8000-000000000002", wanted: 2, lesson: { number: 2, theme: teach("Consent", "Medgivande"), look: teach("Which is the first check that fails, and does Microsoft know the tenant?", "Vilken kontroll misslyckas först, och känner Microsoft till klientorganisationen?"), cause: teach("The app has not been accepted in this tenant", "Appen är inte godkänd i klientorganisationen"), teaches: teach("Open the consent link, accept it in your browser, and check again.", "Öppna medgivandelänken, godkänn i webbläsaren och kontrollera igen.") } }),
    ];
  }
  async function answer<T>(name: keyof Backend, args: unknown[], value: () => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    calls.push({ name, args });
    await (held.get(name) ?? Promise.resolve());
    const refused = refusals.get(name)?.shift();
    return refused ? no(refused) : value();
  }
  const find = (realm: Realm, row: number) => home(realm).customers.find((one) => one.row === row);
  const gone = no({ code: "registry", problem: "not-found", detail: "" });
  function detailOf(realm: Realm, row: number, lang: Lang): Result<CustomerDetail> {
    const customer = find(realm, row);
    const app = home(realm).apps[0];
    if (!customer || !app) return gone;
    const last = report(lang, customer, app);
    return ok({ customer, app, report: last, history: historyOf(lang, last, start.longHistory ?? false), since: last && sinceOf(lang, last), notKept: null });
  }

  return {
    calls,
    full: null,
    get apps() { return real.apps; },
    get customers() { return real.customers; },
    get practiceCustomers() { return practice.customers; },
    get setupDraft() { return draftKept.real; },
    tell: (news) => heard?.({ realm: "real", looking: false, watch: null, look: null, recorded: false, ended: null, said: null, ...news }),
    answer: (wait) => answered?.(wait),
    refuse: (name, error, times = 1) => void refusals.set(name, Array.from({ length: times }, () => error)),
    hold(name) {
      let release = () => {};
      held.set(name, new Promise((resolve) => (release = resolve)));
      return () => { held.delete(name); release(); };
    },
    overview: (realm, lang) => answer("overview", [realm, lang], () => {
      const { apps, customers } = home(realm);
      const value: Overview = { version: "0.1.0", language, theme, apps: [...apps], currentApp: current ?? apps[0]?.row ?? null, setupDraft: draftKept[realm], customers: customers.map((row) => ({ ...row })), notices: start.notice && realm === "real" ? [{ id: "damaged", text: start.notice }] : [] };
      return ok(value);
    }),
    savePreferences: (lang, look) => answer("savePreferences", [lang, look], () => { language = lang; theme = look; return ok(null); }),
    permissions: (lang) => answer("permissions", [lang], () => ok(catalogue.map((one): PermissionInfo => ({ value: one.value, name: one.name, meaning: lang === "sv" ? one.sv : one.en, sensitivity: one.sensitivity as PermissionInfo["sensitivity"], note: null, opens: tasksFor("", lang).best.filter((task) => task.permissions.includes(one.value)).map((task) => task.title) })))),
    saveApp: (realm, draft, secret, keepInMemory, lang) => answer("saveApp", [realm, draft, secret, keepInMemory, lang], () => {
      const before = home(realm).apps.find((one) => one.row === draft.row);
      const proves = secret !== null && draft.homeTenant !== "";
      const { secretExpiresOn, ticks, ...entered } = draft;
      if (draft.row === null) draftKept[realm] = null;
      const expiresOn = secretExpiresOn || null;
      const kept = secret ? { keptIn: keepInMemory ? "memory" as const : "keychain" as const, storedAt: NOW, provedAt: proves ? NOW : null } : before?.secret;
      const app: AppView = { ...entered, row: draft.row ?? home(realm).apps.length + 1, homeTenant: draft.homeTenant || null, publisher: draft.publisher || null, contact: draft.contact || null, ticks: ticksOf(ticks, before?.ticks ?? {}), secret: kept ? { ...kept, expiresOn, expiry: expiresOn ? { stage: "far", daysLeft: 200 } : null } : null };
      home(realm).apps = [...home(realm).apps.filter((one) => one.row !== app.row), app];
      return ok({ app, secret: secret ? (proves ? "proved" : "not-checked") : "unchanged", why: secret && !proves ? say(lang, "No home tenant was entered.", "Ingen egen klientorganisation angavs.") : null, cause: null, trimmed: secret !== null && secret !== secret.trim() });
    }),
    saveSetupDraft: (realm, draft, lang) => answer("saveSetupDraft", [realm, draft, lang], () => { draftKept[realm] = draft && { ...draft, ticks: ticksOf(draft.ticks, draftKept[realm]?.ticks ?? {}) }; return ok(null); }),
    tickStep: (realm, app, step, done, lang) => answer("tickStep", [realm, app, step, done, lang], () => {
      const known = home(realm).apps.find((one) => one.row === app);
      if (!known) return gone;
      const { [step]: _, ...ticks } = known.ticks;
      known.ticks = done ? { ...ticks, [step]: NOW } : ticks;
      return ok(known);
    }),
    portalGuide: (cloud) => answer("portalGuide", [cloud], () => ok(guideOf(cloud))),
    openPortalPage: (page, cloud, appId) => answer("openPortalPage", [page, cloud, appId], () => ok(null)),
    copyPortalValue: (realm, value, lang) => answer("copyPortalValue", [realm, value, lang], () => ok(null)),
    findHome: (realm, cloud, tenant, lang) => answer("findHome", [realm, cloud, tenant, lang], () => ok({ tenantId: northwind.homeTenant ?? "", domain: tenant.includes(".") ? tenant : null, region: "EU", cloud })),
    homeConsentLink: (realm, at, lang) => answer("homeConsentLink", [realm, at, lang], () => ok(`https://login.microsoftonline.com/${at.homeTenant}/v2.0/adminconsent?client_id=${at.appId}&state=home`)),
    openHomeConsent: (realm, at, lang) => answer("openHomeConsent", [realm, at, lang], () => ok(null)),
    findTasks: (task, lang) => answer("findTasks", [task, lang], () => ok(tasksFor(task, lang))),
    planPermissions: (tasks, picked, lang) => answer("planPermissions", [tasks, picked, lang], () => ok(planOf(tasks, picked, lang))),
    chooseApp: (app) => answer("chooseApp", [app], () => { current = app; return ok(null); }),
    removeApp: (realm, app, leaveSecret, lang) => answer("removeApp", [realm, app, leaveSecret, lang], () => {
      home(realm).apps = home(realm).apps.filter((one) => one.row !== app);
      home(realm).customers = home(realm).customers.filter((one) => one.app !== app);
      return ok(null);
    }),
    resolveTenant: (realm, app, tenant) => answer("resolveTenant", [realm, app, tenant], () => ok({ tenantId: "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af", domain: tenant.includes(".") ? tenant.trim() : null, region: "EU", cloud: home(realm).apps.find((one) => one.row === app)?.cloud ?? "commercial" })),
    saveCustomer: (realm, draft) => answer("saveCustomer", [realm, draft], () => {
      const same = home(realm).customers.find((one) => one.row === draft.row);
      const customer = same ? { ...same, name: draft.name } : customerRow({ row: home(realm).customers.length + 1, name: draft.name, tenantId: "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af", domain: draft.tenant.includes(".") ? draft.tenant : null });
      home(realm).customers = [...home(realm).customers.filter((one) => one.row !== customer.row), customer];
      return ok({ customer, existed: false });
    }),
    removeCustomer: (realm, row) => answer("removeCustomer", [realm, row], () => { removed.push(...home(realm).customers.filter((one) => one.row === row)); home(realm).customers = home(realm).customers.filter((one) => one.row !== row); return ok(null); }),
    customer: (realm, row, lang) => answer("customer", [realm, row, lang], () => detailOf(realm, row, lang)),
    consentLink: (realm, row, form, lang) => answer("consentLink", [realm, row, form, lang], () => {
      const customer = find(realm, row);
      if (!customer) return gone;
      const app = northwind.appId;
      const url = form === "guide"
        ? `https://login.microsoftonline.com/common/oauth2/authorize?prompt=consent&client_id=${app}&response_type=code&sso_reload=true`
        : `https://login.microsoftonline.com/${customer.tenantId}/${form === "admin-v2" ? "v2.0/" : ""}adminconsent?client_id=${app}${form === "admin-v2" ? "&scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default" : ""}&redirect_uri=https%3A%2F%2Fportal.azure.com&state=kT3vW9fQ`;
      return ok({ form, url, goodUntil: form === "guide" ? null : "2027-02-20T10:41:00Z", warnings: form === "guide" ? [{ id: "no-state", text: say(lang, "Nothing ties the answer to this customer.", "Inget knyter svaret till den här kunden.") }] : [] });
    }),
    copyConsentLink: (realm, row, form) => answer("copyConsentLink", [realm, row, form], () => { const one = find(realm, row); if (one) Object.assign(one, { waiting: true, linkSentAt: NOW, watch: watchView({ since: NOW, looks: 0 }) }); return ok(null); }),
    openConsentLink: (realm, row, form) => answer("openConsentLink", [realm, row, form], () => ok(null)),
    readReturnedAddress: (realm, row, address, lang) => answer("readReturnedAddress", [realm, row, address, lang], () => ok(address.includes("error=")
      ? { kind: "declined", title: say(lang, "They pressed Cancel", "De tryckte på Avbryt"), nextStep: say(lang, "Ask what made them hesitate, then send the link again.", "Fråga vad som fick dem att tveka och skicka sedan länken igen."), raw: address, codes: [65004] }
      : { kind: "granted", title: say(lang, "They accepted", "De godkände"), nextStep: say(lang, "Now prove it with a check.", "Bevisa det nu med en kontroll."), raw: address, codes: [] })),
    ...askFake({ answer, apps: (realm) => home(realm).apps, customer: find }),
    checkNow(realm, row, lang, onProgress) { return answer("checkNow", [realm, row, lang], async () => {
      stop = false;
      const customer = find(realm, row);
      if (!customer) return gone;
      const cause: Cause | null = customer.proved === null && customer.name.match(/consent|medgivande|Adatum/i) && !customer.lesson ? "not-consented" : customer.provedCause;
      const verdict: Verdict = cause ? "needs_attention" : "connected";
      const done: CheckLine[] = [];
      onProgress({ checks: [], waitingUntil: null, keychain: true });
      await held.get("keychain");
      for (const line of checkLines(lang)) {
        await new Promise((resolve) => setTimeout(resolve, start.stepMs ?? 0));
        if (stop) return no({ code: "unexpected", detail: "cancelled" });
        done.push(line);
        onProgress({ checks: [...done], waitingUntil: null, keychain: false });
      }
      const before = { ...customer };
      Object.assign(customer, { proved: verdict, provedAt: NOW, provedCause: cause, attempt: verdict, attemptAt: NOW, attemptCause: cause, waiting: false, granted: cause ? 0 : customer.wanted });
      const detail = detailOf(realm, row, lang);
      if (this.full === null || !detail.ok) return detail;
      home(realm).customers = home(realm).customers.map((one) => (one === customer ? before : one));
      return ok({ ...detail.value, notKept: this.full });
    }); },
    ...pastFake({ answer, long: start.longHistory ?? false, latest: (realm, row, lang) => { const [one, app] = [find(realm, row), home(realm).apps[0]]; return one && app ? report(lang, one, app) : null; } }),
    cancelCheck: (realm, row) => answer("cancelCheck", [realm, row], () => { stop = true; return ok(null); }),
    explain: (realm, row, text, lang) => answer("explain", [realm, row, text, lang], () => ok(explanation(lang, text, aReport(lang), aboutOf(text, row, home(realm).apps, home(realm).customers)))),
    inspectToken: (realm, row, text, call, lang) => answer("inspectToken", [realm, row, text, call, lang], () => ok(text.includes("eyJ") ? tokenReading(lang, aReport(lang), true) : null)),
    cancelInspection: () => answer("cancelInspection", [], () => ok(null)),
    ...apiFake(answer, (realm, row) => find(realm, row) ?? null),
    ...repairFake({ answer, app: () => real.apps[0], customer: find, calls: (lang) => ({ calls: catalogueCalls(lang), notice: say(lang, "Microsoft ends the old advanced hunting call on 1 February 2027.", "Microsoft avslutar det gamla anropet för avancerad jakt den 1 februari 2027.") }), tasks: (lang) => tasksFor("", lang) }),
    listen: (lang, onNews) => answer("listen", [lang], () => { heard = onNews; return ok([]); }),
    startWatch: (realm, row, lang) => answer("startWatch", [realm, row, lang], () => { const one = find(realm, row); if (one) one.watch = watchView({ since: NOW, looks: 0 }); return ok(null); }),
    stopWatch: (realm, row, lang) => answer("stopWatch", [realm, row, lang], () => { const one = find(realm, row); if (one) one.watch = null; return ok(null); }),
    lookNow: (realm, row, lang) => answer("lookNow", [realm, row, lang], () => ok(null)),
    openAndWait: (realm, row, lang, onOpen) => answer("openAndWait", [realm, row, lang], async () => {
      const one = find(realm, row);
      if (one) Object.assign(one, { waiting: true, linkSentAt: NOW, watch: watchView({ since: NOW, looks: 0 }) });
      const place: AnswerPlace = { address: "http://localhost:49152/consentry", until: new Date(Date.parse(NOW) + 600_000).toISOString() };
      const wait = new Promise<AnswerWait>((resolve) => (answered = resolve));
      onOpen(place);
      return ok(await wait);
    }),
    stopWaiting: () => answer("stopWaiting", [], () => { answered?.({ end: "cancelled", returned: null }); return ok(null); }),
    checkAll(realm, rows, lang, onProgress) { return answer("checkAll", [realm, rows, lang], async () => {
      stopAll = false;
      const counts: CheckAllCounts = { total: rows.length, done: 0, connected: 0, needsAttention: 0, unknown: 0, leftOut: 0, heldUp: [] };
      for (let next = 0; next < rows.length && !stopAll; next += 8) {
        const eight = rows.slice(next, next + 8);
        onProgress({ counts: { ...counts }, running: eight, customer: null });
        await new Promise((resolve) => setTimeout(resolve, start.stepMs ?? 0));
        await held.get("keychain");
        for (const row of eight) {
          const customer = find(realm, row);
          const verdict: Verdict = customer?.attempt === "unknown" ? "unknown" : customer?.provedCause ? "needs_attention" : "connected";
          counts.done += 1;
          counts[verdict === "needs_attention" ? "needsAttention" : verdict] += 1;
          const seen = { attempt: verdict, attemptAt: NOW, ...(verdict === "unknown" ? {} : { proved: verdict, provedAt: NOW, waiting: false, granted: verdict === "connected" ? 5 : 0 }) };
          home(realm).customers = home(realm).customers.map((one) => (one.row === row ? { ...one, ...seen } : one));
          onProgress({ counts: { ...counts }, running: eight.slice(eight.indexOf(row) + 1), customer: find(realm, row) ?? null });
        }
      }
      return ok(counts);
    }); },
    cancelCheckAll: (realm) => answer("cancelCheckAll", [realm], () => { stopAll = true; return ok(null); }),
    restoreCustomer: (realm, row) => answer("restoreCustomer", [realm, row], () => {
      const back = removed.find((one) => one.row === row);
      if (!back) return gone;
      home(realm).customers = [...home(realm).customers, back];
      return ok(null);
    }),
    readImport: (realm, app, text) => answer("readImport", [realm, app, text], () => {
      if (!text.includes(";")) return no({ code: "invalid", field: "import-list", problem: text.trim() ? "no-columns" : "empty", suggestion: null });
      const rows = text.trim().split(/\r?\n/).map((line, index) => ({ line: index + 1, name: line.split(";")[0] ?? "", tenant: line.split(";")[1] ?? "" }));
      const good = rows.filter(({ name, tenant }) => name && tenant.includes("."));
      const problems = rows.filter((row) => !good.includes(row)).map((row): ImportProblem => ({ line: row.line, fault: row.name ? "not-a-tenant" : "no-name", value: row.name ? row.tenant : "", other: null, title: null, nextStep: null }));
      return ok({ ready: good.length, sample: good.slice(0, 8), problems });
    }),
    findImport: (realm, app, text, lang, onProgress) => answer<ImportFound>("findImport", [realm, app, text, lang], async () => {
      const rows = text.trim().split(/\r?\n/).map((line, index) => ({ line: index + 1, name: line.split(";")[0] ?? "", tenant: line.split(";")[1] ?? "" })).filter(({ name, tenant }) => name && tenant.includes("."));
      stopAll = false;
      for (const [index] of rows.entries()) {
        await new Promise((resolve) => setTimeout(resolve, start.stepMs ?? 0));
        await held.get("keychain");
        if (stopAll) return ok({ ready: 0, problems: [], stopped: true });
        onProgress({ done: index + 1, total: rows.length });
      }
      const lost = rows.filter((row) => row.tenant.startsWith("nowhere"));
      imported = rows.filter((row) => !lost.includes(row));
      return ok({ ready: imported.length, stopped: false, problems: lost.map((row): ImportProblem => ({ line: row.line, fault: "not-found", value: row.tenant, other: null, title: say(lang, "The tenant was not found", "Klientorganisationen hittades inte"), nextStep: say(lang, "Correct the domain.", "Rätta domänen.") })) });
    }),
    cancelImport: (realm) => answer("cancelImport", [realm], () => { stopAll = true; return ok(null); }),
    addImport: (realm) => answer("addImport", [realm], () => {
      const next = Math.max(0, ...home(realm).customers.map((one) => one.row)) + 1;
      const rows = imported.map((line, index) => customerRow({ row: next + index, name: line.name, domain: line.tenant, tenantId: `${String(next + index).padStart(8, "0")}-1111-4222-8333-444444444444` }));
      home(realm).customers = [...home(realm).customers, ...rows];
      return ok({ customers: rows.map((one) => one.row) });
    }),
    exportBoard: (realm, format, rows) => answer("exportBoard", [realm, format, rows], () => ok({ name: `Consentry customers 2026-11-22.${format}`, folder: "/home/anna/Downloads" })),
    ...bundleFake(answer, (realm, row, lang) => detailOf(realm, row, lang)),
    startPractice: () => answer("startPractice", [], () => { stock("en"); return ok(null); }),
    resetPractice: () => answer("resetPractice", [], () => { stock("en"); return ok(null); }),
  };
}
