/** What the core would say of a few pasted texts, for component tests and for looking at screens. */
import { repairOf } from "./fake-repair";
import type { AboutView, AppView, Cause, CustomerRow, ExplanationView, Lang, Report, TokenReading } from "../src/backend/bindings";

const say = (lang: Lang, en: string, sv: string) => (lang === "sv" ? sv : en);

export function tokenReading(lang: Lang, report: Report, verified: boolean): TokenReading {
  const claim = (name: string, value: string, meaning: string | null, status: TokenReading["claims"][number]["status"] = null, why: string | null = null) => ({ name, value, moment: null, meaning, status, why });
  return {
    report, verified, held: report.permissions.granted,
    claims: [
      claim("alg", "RS256", say(lang, "How it was signed; Microsoft uses RS256, and nothing else is accepted", "Hur den signerades; Microsoft använder RS256, och inget annat godtas"), verified ? "pass" : "skipped", say(lang, verified ? "RS256, published by this tenant" : "Not looked at", verified ? "RS256, publicerad av klientorganisationen" : "Inte granskad")),
      claim("aud", "https://api.securitycenter.microsoft.com", say(lang, "Which API it is for; any other API turns it away", "Vilket API den gäller; alla andra API:er avvisar den"), "pass", say(lang, "It is for Defender", "Den gäller Defender")),
      claim("roles", "Alert.Read.All Machine.Read.All AdvancedQuery.Read.All Vulnerability.Read.All", say(lang, "The application permissions that the customer has granted the app", "Programbehörigheterna som kunden har beviljat appen"), "fail", say(lang, "Machine.Isolate is missing", "Machine.Isolate saknas")),
      claim("xms_brand_new", "<img src=x onerror=alert(1)>", null),
      claim("upn", "", say(lang, "The user's sign-in name", "Användarens inloggningsnamn")),
      { name: "exp", value: "", moment: "2026-11-22T11:41:00Z", meaning: say(lang, "Until when it is valid", "Till och med när den gäller"), status: "pass", why: say(lang, "61 minutes left", "61 minuter kvar") },
    ],
  };
}

export function explanation(lang: Lang, text: string, report: Report, about: AboutView): ExplanationView {
  const nothing: ExplanationView = {
    kind: "unrecognised", kindName: say(lang, "Not recognised", "Känns inte igen"), cause: "unrecognised", reason: null, whoActs: "partner", understood: false,
    title: say(lang, "Consentry does not recognise this", "Consentry känner inte igen det här"), meaning: say(lang, "Consentry does not guess.", "Consentry gissar inte."), nextSteps: [say(lang, "Paste the whole message.", "Klistra in hela meddelandet.")],
    repair: repairOf("unrecognised"), details: [], codes: [], code: null, correlationId: null, traceId: null, raw: text, also: [], flaws: [], corrected: null, about, token: null,
  };
  if (text.includes("consentry-support-bundle")) return { ...nothing, kind: "support-bundle", kindName: say(lang, "Support file", "Supportfil"), cause: null, understood: true };
  const number = (code: number, cause: Cause, whoActs: ExplanationView["whoActs"], title: string, next: string): ExplanationView => ({ ...nothing, kind: "aadsts", kindName: say(lang, "Entra error", "Entra-fel"), understood: true, cause, whoActs, repair: repairOf(cause, code), codes: [code], title, meaning: "", nextSteps: [next] });
  if (text.includes("7000215")) return number(7000215, "wrong-secret", "partner", say(lang, "The secret is wrong", "Hemligheten är fel"), say(lang, "Store a new secret.", "Spara en ny hemlighet."));
  if (text.includes("50194")) return number(50194, "single-tenant-app", "partner", say(lang, "The app is for your own organisation only", "Appen gäller bara din egen organisation"), say(lang, "Open its Authentication page.", "Öppna sidan Authentication."));
  if (text.includes("504 Gateway")) return { ...number(504, "timed-out", "partner", say(lang, "No answer came in time", "Inget svar kom i tid"), say(lang, "Check again.", "Kontrollera igen.")), codes: [] };
  if (text.includes("700016")) {
    return {
      ...nothing, kind: "aadsts", kindName: say(lang, "Entra error", "Entra-fel"), cause: "not-consented", whoActs: "customer", understood: true, repair: repairOf("not-consented", 700016), codes: [700016], correlationId: "b5c1d2e3-0f1a-4b2c-8d3e-4f5a6b7c8d9e",
      title: say(lang, "They have not consented yet", "De har inte gett sitt medgivande än"), meaning: say(lang, "The app is not known in this tenant. Most likely nobody there has accepted it.", "Appen är okänd i klientorganisationen. Troligen har ingen där godkänt den."),
      nextSteps: [say(lang, "Send their administrator the consent link.", "Skicka medgivandelänken till deras administratör."), say(lang, "Check that your app is multi-tenant.", "Kontrollera att din app gäller flera klientorganisationer.")],
    };
  }
  if (text.includes("authorize")) {
    const flaw = (id: string, severity: "error" | "warning" | "note", en: string, sv: string, found: string | null = null, expected: string | null = null) => ({ id, severity, title: say(lang, en, sv), detail: say(lang, "An administrator of any organisation can answer it.", "En administratör i vilken organisation som helst kan svara."), found, expected });
    return {
      ...nothing, kind: "consent-link", kindName: say(lang, "Consent link", "Medgivandelänk"), repair: repairOf(null), cause: null, understood: true, title: say(lang, "The link names no tenant", "Länken anger ingen klientorganisation"), meaning: say(lang, "It can be answered in any organisation.", "Den kan besvaras i vilken organisation som helst."),
      nextSteps: [], flaws: [flaw("wrong-host", "error", "The host is not Microsoft's", "Värden är inte Microsofts", "login.evil.example", "login.microsoftonline.com"), flaw("no-state", "warning", "No state", "Ingen state"), flaw("portal-redirect", "note", "They end on the portal", "De hamnar på portalen")],
      corrected: "https://login.microsoftonline.com/1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af/v2.0/adminconsent?client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764&scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default",
    };
  }
  if (text.includes("eyJ")) {
    return { ...nothing, kind: "token", kindName: "Token", repair: report.repair, cause: report.cause, whoActs: report.whoActs, understood: true, title: report.headline, meaning: report.meaning ?? "", nextSteps: [report.nextStep], raw: "[token]", token: tokenReading(lang, { ...report, verdict: "unknown" }, false) };
  }
  return nothing;
}

/** Whose a text is: chosen, or named by one of the tenants or apps in it. */
export function aboutOf(text: string, chosen: number | null, apps: AppView[], customers: CustomerRow[]): AboutView {
  const cloud = text.includes("login.microsoftonline.us") ? "gcc-high" : null;
  const appId = text.match(/app '([0-9a-f-]{36})'/)?.[1] ?? null;
  const ours = appId === null ? apps : apps.filter((one) => one.appId === appId);
  const named = customers.filter((one) => text.includes(one.tenantId));
  const of = (customer: number | null, byText: boolean, may: CustomerRow[]): AboutView => {
    const app = customers.find((one) => one.row === customer)?.app ?? (ours.length === 1 ? (ours[0]?.row ?? null) : null);
    return { customer, byText, customers: may.map((one) => one.row), app, apps: app === null ? ours.map((one) => one.row) : [], appId, cloud };
  };
  if (chosen !== null) return of(chosen, false, []);
  if (named.length === 1) return of(named[0]?.row ?? null, true, []);
  return of(null, false, named.length > 0 ? named : ours.length > 0 ? customers : []);
}
