/** What the core would decide and write about a cause, for component tests and for looking at screens. */
import type { Backend, Result } from "../src/backend/backend";
import type { AppView, CallsView, Cause, CustomerRow, Lang, NextAction, PortalPage, ReachView, Realm, RepairAbout, RepairView, Report, TasksFound, TextReader } from "../src/backend/bindings";

import catalogue from "../../src-tauri/crates/onboarding/knowledge/operations.json";

type Room = Pick<Backend, "repairText" | "copyRepairText" | "mailRepairText" | "openLookUp" | "copyCorrectedLink" | "callsFor" | "reachOf">;
type House = {
  answer<T>(name: keyof Backend, args: unknown[], value: () => Result<T> | Promise<Result<T>>): Promise<Result<T>>;
  app(): AppView | undefined;
  customer(realm: Realm, row: number): CustomerRow | undefined;
  calls(lang: Lang): CallsView;
  tasks(lang: Lang): TasksFound;
};

const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const say = (lang: Lang, en: string, sv: string) => (lang === "sv" ? sv : en);

type Way = [first: NextAction | PortalPage, also: (NextAction | PortalPage)[], readers: TextReader[]];
const ways: Partial<Record<Cause, Way>> = {
  "not-consented": ["ask", ["paste-address", "account-type"], ["customer-admin"]],
  "role-missing": ["ask-again", ["api-permissions"], ["customer-admin"]],
  "wrong-secret": ["replace-secret", ["secrets"], ["app-owner"]],
  "single-tenant-app": ["authentication", ["check"], ["app-owner"]],
  "not-provisioned": ["write", ["check"], ["customer-admin"]],
  propagating: ["wait", [], ["customer-admin"]],
  throttled: ["wait", [], ["app-owner", "microsoft-support"]],
  proxy: ["network-help", [], ["network-team"]],
  "timed-out": ["check", [], ["network-team"]],
};
const pages: readonly string[] = ["authentication", "api-permissions", "secrets", "overview", "enterprise-app"] satisfies PortalPage[];
const step = (one: NextAction | PortalPage) => (pages.includes(one) ? { action: "open-portal" as const, page: one as PortalPage } : { action: one as NextAction, page: null });

export function repairOf(cause: Cause | null, number: number | null = null): RepairView {
  const [first, also, readers] = cause === null ? (["none", [], []] as Way) : cause === "unrecognised" ? ([number === null ? "diagnose" : "look-up", [], ["microsoft-support"]] as Way) : (ways[cause] ?? (["check", [], ["app-owner"]] as Way));
  return { first: step(first), also: also.map(step), readers, number };
}

/** A report with what is to be done about it. */
export function withRepair(report: Omit<Report, "repair">): Report {
  return { ...report, repair: repairOf(report.verdict === "connected" ? null : report.cause) };
}

function letter({ to, reader }: RepairAbout, who: string): string {
  return say(reader,
    `Hello,\n\nNorthwind AB connects to Microsoft Defender for Endpoint in your organisation with the app Northwind MDR. The permissions below are not granted.\n\nWhat to do\n\n- Open the link below in a private window and sign in with an administrator account of ${who}.\n- Compare Microsoft's page with the values below. Choose Accept if they fit, and Cancel if anything differs.\n\nThe role Application Administrator is enough; a Global Administrator is not needed.\n\nTo compare\n\nApp: Northwind MDR\n\nWhen it is done\n\nAnswer this message, and we check again. (${to})\n`,
    `Hej!\n\nNorthwind AB ansluter till Microsoft Defender för Endpoint i er organisation med appen Northwind MDR. Behörigheterna nedan är inte beviljade.\n\nDet här behöver göras\n\n- Öppna länken nedan i ett privat fönster och logga in med ett administratörskonto hos ${who}.\n- Jämför Microsofts sida med uppgifterna nedan. Välj Accept om de stämmer och Cancel om något skiljer sig åt.\n\nRollen Application Administrator räcker; Global Administrator behövs inte.\n\nAtt jämföra med\n\nApp: Northwind MDR\n\nNär det är klart\n\nSvara på meddelandet, så kontrollerar vi igen. (${to})\n`);
}

export function repairFake({ answer, app, customer, calls, tasks }: House): Room {
  let number = 0;
  const handOver = (asked: number): Result<null> => (asked === number ? ok(null) : { ok: false, error: { code: "outdated" } });
  return {
    repairText: (realm, about, lang) => answer("repairText", [realm, about, lang], () => {
      const who = (about.customer === null ? null : customer(realm, about.customer)?.name) ?? "your organisation";
      return ok({ subject: say(about.reader, `Northwind MDR: access to Microsoft Defender for Endpoint at ${who}`, `Northwind MDR: åtkomst till Microsoft Defender för Endpoint hos ${who}`), text: letter(about, who), mail: true, hasLink: about.to === "customer-admin" && about.customer !== null, number: ++number });
    }),
    copyRepairText: (shown, lang) => answer("copyRepairText", [shown, lang], () => handOver(shown)),
    mailRepairText: (shown, lang) => answer("mailRepairText", [shown, lang], () => handOver(shown)),
    openLookUp: (number) => answer("openLookUp", [number], () => ok(null)),
    copyCorrectedLink: (realm, row, text, lang) => answer("copyCorrectedLink", [realm, row, text, lang], () => ok("https://login.microsoftonline.com/1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af/v2.0/adminconsent?client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764&state=copied")),
    callsFor: (held, lang) => answer("callsFor", [held, lang], () => {
      const all = calls(lang);
      const any = (id: string) => catalogue.operations.find((one) => one.id === id)?.permissionsAnyOf ?? [];
      const opened = (id: string) => any(id).find((permission) => held.includes(permission)) ?? null;
      return ok({ ...all, calls: all.calls.map((one) => ({ ...one, allowedBy: opened(one.id), missingAnyOf: opened(one.id) ? [] : any(one.id) })) });
    }),
    reachOf: (realm, row, held, wanted, lang) => answer("reachOf", [realm, row, held, wanted, lang], () => {
      const known = [...tasks(lang).best, ...tasks(lang).others].filter((one) => wanted.includes(one.id));
      const missing = [...new Set(known.filter((one) => !one.permissions.some((permission) => held.includes(permission))).map((one) => one.permissions[0] ?? ""))];
      const declared = row === null ? null : (app()?.permissions ?? []);
      const view: ReachView = {
        missing: missing.map((value) => ({ value, name: null, declared: declared && declared.includes(value) })),
        beyond: declared ? declared.filter((one) => !known.some((task) => task.permissions.includes(one))) : [],
      };
      return ok(view);
    }),
  };
}
