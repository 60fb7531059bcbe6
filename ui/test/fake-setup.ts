/** What the core would say of the portal, of tasks and of the permissions for them: a few rows of the real catalogue. */
import type { CloudId, Lang, PermissionPlan, PortalGuide, PortalPage, PortalPageView, PortalStep, TasksFound, TaskView } from "../src/backend/bindings";
import { NOW } from "./fake";

type Words = readonly [en: string, sv: string];
type Row = { id: string; area: string; areaName: Words; title: Words; permissions: string[]; notice?: Words; flag?: Words; ended?: boolean };
const rows: Row[] = [
  { id: "alerts.list", area: "alerts", areaName: ["Alerts", "Aviseringar"], title: ["List alerts", "Lista aviseringar"], permissions: ["Alert.Read.All", "Alert.ReadWrite.All"] },
  { id: "alerts.update", area: "alerts", areaName: ["Alerts", "Aviseringar"], title: ["Change an alert", "Ändra en avisering"], permissions: ["Alert.ReadWrite.All"] },
  { id: "hunting.run", area: "advanced-hunting", areaName: ["Advanced hunting", "Avancerad jakt"], title: ["Run an advanced hunting query", "Kör en avancerad jaktfråga"], permissions: ["AdvancedQuery.Read.All"], notice: ["This call stops returning data on 1 February 2027 (MC1220762). Use runHuntingQuery in Microsoft Graph instead, which needs ThreatHunting.Read.All there.", "Det här anropet slutar ge data den 1 februari 2027 (MC1220762). Använd i stället runHuntingQuery i Microsoft Graph, som kräver ThreatHunting.Read.All där."] },
  { id: "investigations.start", area: "investigations", areaName: ["Automated investigations", "Automatiska undersökningar"], title: ["Start an automated investigation", "Starta en automatisk undersökning"], permissions: ["Alert.ReadWrite.All"], ended: true, notice: ["Microsoft ended the manual start of automated investigations on 1 September 2026.", "Microsoft avslutade manuell start av automatiska undersökningar den 1 september 2026."] },
  { id: "domains.alerts", area: "domains", areaName: ["Domains", "Domäner"], title: ["Alerts for a domain", "Aviseringar för en domän"], permissions: ["Alert.ReadWrite.All"], flag: ["It only reads, but its page names no lesser permission than this one. An older page named Alert.Read.All, which may still be enough: try that first.", "Anropet läser bara, men dess sida nämner ingen mindre behörighet än denna. En äldre sida nämnde Alert.Read.All, som fortfarande kan räcka: prova den först."] },
  { id: "machines.list", area: "machines", areaName: ["Devices", "Enheter"], title: ["List devices", "Lista enheter"], permissions: ["Machine.Read.All", "Machine.ReadWrite.All"] },
  { id: "machines.isolate", area: "machine-actions", areaName: ["Device actions", "Enhetsåtgärder"], title: ["Isolate a device", "Isolera en enhet"], permissions: ["Machine.Isolate"] },
  { id: "machines.unisolate", area: "machine-actions", areaName: ["Device actions", "Enhetsåtgärder"], title: ["Release a device from isolation", "Häv isoleringen av en enhet"], permissions: ["Machine.Isolate"] },
];
const say = (lang: Lang, words: Words) => words[lang === "sv" ? 1 : 0];
const view = (lang: Lang) => (row: Row): TaskView => ({ id: row.id, title: say(lang, row.title), area: row.area, areaName: say(lang, row.areaName), permissions: row.permissions, notice: row.notice ? say(lang, row.notice) : null, ended: row.ended ?? false, flag: row.flag ? say(lang, row.flag) : null });

export function tasksFor(task: string, lang: Lang): TasksFound {
  const all = rows.map(view(lang));
  const sought = task.toLowerCase().split(" ").filter((word) => word.length > 2);
  return { best: all.filter((one) => sought.every((word) => one.title.toLowerCase().includes(word.slice(0, 5)))), others: [] };
}

export function planOf(tasks: string[], picked: string[], lang: Lang): PermissionPlan {
  const wanted = rows.filter((row) => tasks.includes(row.id));
  const permissions = new Set(picked);
  // Calls without a choice first, as the core does it.
  for (const row of wanted.toSorted((a, b) => a.permissions.length - b.permissions.length)) {
    if (!row.permissions.some((one) => permissions.has(one))) permissions.add(row.permissions[0] ?? "");
  }
  const neededFor: PermissionPlan["neededFor"] = {};
  for (const row of wanted) {
    const by = row.permissions.find((one) => permissions.has(one)) ?? "";
    neededFor[by] = [...(neededFor[by] ?? []), { id: row.id, title: say(lang, row.title) }];
  }
  const all = [...permissions].toSorted();
  const spare = picked.filter((one) => one === "Alert.Read.All" && permissions.has("Alert.ReadWrite.All") && !neededFor[one]);
  return { permissions: all, neededFor, spare, unknown: [], manifest: JSON.stringify([{ resourceAppId: "fc780465-2017-40d4-a0c5-307022471b92", resourceAccess: all.map((one) => ({ id: `role-of-${one}`, type: "Role" })) }], null, 2) };
}

export function ticksOf(steps: PortalStep[], before: Partial<Record<PortalStep, string>>): Partial<Record<PortalStep, string>> {
  return Object.fromEntries(steps.map((step) => [step, before[step] ?? NOW]));
}

const paths: Record<PortalPage, string> = {
  registrations: "Entra admin center > Entra ID > App registrations",
  overview: "Entra admin center > Entra ID > App registrations > (your app) > Overview",
  authentication: "Entra admin center > Entra ID > App registrations > (your app) > Authentication",
  "api-permissions": "Entra admin center > Entra ID > App registrations > (your app) > API permissions",
  manifest: "Entra admin center > Entra ID > App registrations > (your app) > Manifest",
  secrets: "Entra admin center > Entra ID > App registrations > (your app) > Certificates & secrets",
  "enterprise-app": "Entra admin center > Entra ID > Enterprise apps > (your app) > Properties",
  trial: "www.microsoft.com",
};

export function guideOf(cloud: CloudId): PortalGuide {
  const pages = Object.fromEntries(Object.entries(paths).map(([page, path]) => [page, { path, opens: cloud !== "practice" }])) as Record<PortalPage, PortalPageView>;
  return {
    checked: "2026-11-22", pages, newRegistration: "New registration", accountType: "Multiple Entra ID tenants", accountTypeBefore: "Accounts in any organizational directory", redirectType: "Web",
    applicationId: "Application (client) ID", directoryId: "Directory (tenant) ID", addPermission: "API permissions > Add a permission > APIs my organization uses > WindowsDefenderATP > Application permissions",
    grantConsent: "Grant admin consent", secretValue: "Value", secretId: "Secret ID", apiName: "WindowsDefenderATP", apiId: "fc780465-2017-40d4-a0c5-307022471b92",
    portalRedirect: "https://portal.azure.com", loopbackRedirect: "http://localhost/consentry",
  };
}
