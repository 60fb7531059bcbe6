/** The fake backend's part for handing over and for calls by hand. Answers are made up after the core's own. */
import type { Backend, Result } from "../src/backend/backend";
import type { CallView, CommandError, CustomerRow, HandOverView, Lang, MadeView, Realm, SnippetView, TokenFileView, TokenSaved } from "../src/backend/bindings";
import catalogue from "../../src-tauri/crates/onboarding/knowledge/operations.json";

const NOW = "2026-11-22T10:41:00Z";
const ENDS = "2026-11-22T11:40:12Z";
const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const no = (error: CommandError): Result<never> => ({ ok: false, error });
const say = (lang: Lang, en: string, sv: string) => (lang === "sv" ? sv : en);
const gone = no({ code: "registry", problem: "not-found", detail: "" });

type Ask = <T>(name: keyof Backend, args: unknown[], value: () => Result<T> | Promise<Result<T>>) => Promise<Result<T>>;
type Part = Pick<Backend, "handOver" | "saveSummary" | "printSummary" | "copySnippet" | "saveSnippet" | "saveToken" | "deleteTokenFile" | "apiPage" | "callApi" | "cancelCall" | "leaveApi">;

const code = (customer: CustomerRow, lang: Lang) => `# ${say(lang, `Calls Microsoft Defender for Endpoint in the tenant of ${customer.name}.`, `Anropar Microsoft Defender for Endpoint i klientorganisationen för ${customer.name}.`)}
# ${say(lang, "Made by Consentry. It holds no secret and no token, so it can be kept with your other code.", "Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.")}

import os
import sys

import msal

APP_ID = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764"
AUTHORITY = "https://login.microsoftonline.com/${customer.tenantId}"
SCOPE = "https://api.securitycenter.microsoft.com/.default"

secret = os.environ.get("CONSENTRY_CLIENT_SECRET")
if not secret:
    sys.exit("${say(lang, "Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.", "Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.")}")

client = msal.ConfidentialClientApplication(APP_ID, client_credential=secret, authority=AUTHORITY)
answer = client.acquire_token_for_client(scopes=[SCOPE])
`;

const ways: [SnippetView["language"], SnippetView["way"], string][] = [
  ["powershell", "v2", "ps1"], ["powershell", "v1", "ps1"], ["csharp", "v2", "cs"], ["csharp", "v1", "cs"], ["csharp", "guide", "cs"],
  ["python", "v2", "py"], ["python", "v1", "py"], ["curl", "v2", "sh"], ["curl", "v1", "sh"],
];

const alert = (n: number, severity: string, title: string, status = "New") => ({ id: `da6380000000000000${n}_1000000001`, title, severity, status, computerDnsName: `laptop-0${n}.fabrikam.com`, alertCreationTime: `2026-11-2${n}T09:12:05.4267318Z` });
const alerts = [alert(0, "High", "Suspicious sign-in script was run from a macro"), alert(1, "Medium", "An uncommon program kept itself running after a restart", "InProgress"), alert(2, "Informational", "Test alert <img src=x onerror=alert(1)>", "Resolved")];

const allowedBy = (one: { permissionsAnyOf: string[] }) => one.permissionsAnyOf.find((permission) => ["Alert.Read.All", "Machine.Read.All"].includes(permission)) ?? null;
const parameter = (path: string): CallView["parameter"] => ({ "{id}": "id", "{domain}": "domain", "{ip}": "ip", "{cveId}": "cve" } as const)[/\{\w+\}/.exec(path)?.[0] as "{id}"] ?? null;

/** Every call, as a token with two permissions sees it. */
export function catalogueCalls(lang: Lang): CallView[] {
  return catalogue.operations.map((one): CallView => {
        const probe = "probe" in one ? one.probe : undefined;
        const needs = one.method === "GET" && !probe && /^[^{(?]*\{(id|domain|ip|cveId)\}[^{(?]*$/.test(one.path) ? parameter(one.path) : null;
        const limits = "limits" in one ? one.limits : undefined;
        return {
          id: one.id, area: one.area, title: one.title, method: one.method, path: one.path, makable: probe !== undefined || needs !== null, parameter: needs, amount: probe?.includes("=1") ?? false,
          perMinute: limits?.perMinute ?? null, perHour: limits?.perHour ?? null, allowedBy: allowedBy(one), missingAnyOf: allowedBy(one) ? [] : one.permissionsAnyOf, perhapsBy: !allowedBy(one) && "perhapsAlso" in one && one.perhapsAlso === "Alert.Read.All" ? one.perhapsAlso : null,
          notice: one.id === "hunting.run" ? say(lang, "This call stops returning data on 1 February 2027 (MC1220762).", "Det här anropet slutar ge data den 1 februari 2027 (MC1220762).") : null,
        };
      });
}

export function apiFake(answer: Ask, find: (realm: Realm, row: number) => CustomerRow | null): Part {
  let files: TokenFileView[] = [];
  let held = false;
  const saved = (name: string) => ok({ name, folder: "/home/kim/Downloads" });

  return {
    handOver: (realm, row, lang) => answer("handOver", [realm, row, lang], () => {
      const customer = find(realm, row);
      if (!customer) return gone;
      const view: HandOverView = {
        summary: `# ${say(lang, "Access to Microsoft Defender for Endpoint", "Åtkomst till Microsoft Defender for Endpoint")}: ${customer.name}\n\n- **${say(lang, "Tenant ID", "Klientorganisations-ID")}:** \`${customer.tenantId}\`\n`,
        snippets: ways.map(([language, way, ending]) => ({ id: `${language}-${way}`, language, way, fileName: `${customer.name} ${language}-${way}.${ending}`, code: `# ${language}-${way}\n${code(customer, lang)}` })),
        secretVariable: "CONSENTRY_CLIENT_SECRET",
        tokenPath: "/home/kim/Downloads/Latest-token.txt",
        tokenFiles: [...files],
      };
      return ok(view);
    }),
    saveSummary: (realm, row, markdown, lang) => answer("saveSummary", [realm, row, markdown, lang], () => saved(`${find(realm, row)?.name} Consentry.${markdown ? "md" : "html"}`)),
    printSummary: (realm, row, lang) => answer("printSummary", [realm, row, lang], () => saved(`${find(realm, row)?.name} Consentry.html`)),
    copySnippet: (realm, row, snippet, lang) => answer("copySnippet", [realm, row, snippet, lang], () => ok(null)),
    saveSnippet: (realm, row, snippet, lang) => answer("saveSnippet", [realm, row, snippet, lang], () => saved(`${find(realm, row)?.name} ${snippet}.py`)),
    saveToken: (realm, row, path, agreed, remove, lang) => answer("saveToken", [realm, row, path, agreed, remove, lang], (): Result<TokenSaved> => {
      if (!/^[~/]/.test(path)) return no({ code: "invalid", field: "token-path", problem: "not-a-path", suggestion: null });
      if (files.some((file) => file.path === path)) return no({ code: "file", problem: "exists", detail: `${path} is there already` });
      if (path.includes("OneDrive") && !agreed) return ok({ file: null, warnings: [say(lang, "OneDrive copies what lies in /home/kim/OneDrive to other places. Whoever can read it there can use the token until it ends.", "OneDrive kopierar det som ligger i /home/kim/OneDrive till andra platser. Den som kan läsa det där kan använda token tills den slutar gälla.")] });
      const file = { path, expiresAt: ENDS, delete: remove };
      files = [...files, file];
      return ok({ file, warnings: [] });
    }),
    deleteTokenFile: (path) => answer("deleteTokenFile", [path], () => { files = files.filter((file) => file.path !== path); return ok(null); }),
    apiPage: (realm, row, lang) => answer("apiPage", [realm, row, lang], () => ok({
      hosts: ["default", "us", "eu", "uk", "au", "swa", "ina", "aea"].map((id) => ({ id, address: `https://${id === "default" ? "" : `${id}.`}api.security.microsoft.com` })),
      calls: catalogueCalls(lang),
      rolesFrom: find(realm, row)?.proved ? (held ? "token" : "history") : null,
      tokenExpiresAt: held ? ENDS : null,
      notice: say(lang, "Microsoft ends the old advanced hunting call on 1 February 2027.", "Microsoft avslutar det gamla anropet för avancerad jakt den 1 februari 2027."),
    })),
    callApi: (realm, row, host, operation, typed, amount, lang) => answer("callApi", [realm, row, host, operation, typed, amount, lang], (): Result<MadeView> => {
      const call = catalogue.operations.find((one) => one.id === operation);
      if (!call) return no({ code: "unexpected", detail: operation });
      if (typed !== null && !/^[\w.:-]+$/.test(typed)) return no({ code: "invalid", field: "api-parameter", problem: "not-a-parameter", suggestion: null });
      held = true;
      const made: MadeView = {
        operation, address: `https://${host === "default" ? "" : `${host}.`}api.security.microsoft.com${call.path.replace(/\{\w+\}/, typed ?? "")}`, at: NOW, status: 200, tookMs: 341, headers: [{ name: "request-id", value: "4f1c2e60-1f7d-4c57-b7f6-9f8f6a3f0c11" }],
        entries: null, table: null, json: "{}", cut: false, why: null, stopped: false, tokenExpiresAt: ENDS,
      };
      if (allowedBy(call) === null) {
        const raw = `Missing application roles. API required roles: ${call.permissionsAnyOf.join(",")}, application roles: Alert.Read.All,Machine.Read.All.`;
        return ok({ ...made, status: 403, json: null, why: { title: say(lang, "The token lacks the permission for this call", "Token saknar behörigheten för det här anropet"), cause: say(lang, "The permission was not consented to.", "Behörigheten har inte godkänts."), steps: [say(lang, "Ask the customer to consent again.", "Be kunden om medgivande igen.")], retryAt: null, correlationId: "b5c1d2e3-0f1a-4b2c-8d3e-4f5a6b7c8d9e", raw } });
      }
      if (operation !== "alerts.list") return ok({ ...made, json: JSON.stringify({ score: 33.7 }, null, 2) });
      const columns = ["title", "severity", "status", "computerDnsName", "alertCreationTime", "id"] as const;
      return ok({ ...made, entries: alerts.length, table: { columns: [...columns], rows: alerts.map((one) => columns.map((column) => one[column])) }, json: JSON.stringify({ value: alerts }, null, 2) });
    }),
    cancelCall: (realm, row) => answer("cancelCall", [realm, row], () => ok(null)),
    leaveApi: (realm, row, lang) => answer("leaveApi", [realm, row, lang], () => { held = false; return ok(null); }),
  };
}
