/** The fake backend's part for support files: what it makes it can open again, with made-up names. */
import type { Backend, Result } from "../src/backend/backend";
import type { CustomerDetail, Lang, Realm, SupportFileView } from "../src/backend/bindings";

const NOW = "2026-11-22T10:41:00Z";
const ok = <T>(value: T): Result<T> => ({ ok: true, value });

type Ask = <T>(name: keyof Backend, args: unknown[], value: () => Result<T> | Promise<Result<T>>) => Promise<Result<T>>;
type Part = Pick<Backend, "previewSupportFile" | "supportFilePart" | "saveSupportFile" | "openSupportFile" | "supportFile" | "supportCustomer" | "supportPastCheck">;
type Read = (realm: Realm, row: number, lang: Lang) => Result<CustomerDetail>;
type Written = { row: number; realm: Realm; name: string; tenantId: string; keep: boolean };

/** So much is shown at a time: what the whole board comes to is longer. */
const PART = 1000;
/** So many checks of the first customer in a file are not in it. */
const LEFT_OUT = 38;
const then = (lang: Lang) => (lang === "sv" ? "Utslaget då, enligt consentry 0.0.9: Appen har inte godkänts i den här klientorganisationen (not-consented)." : "As judged then by consentry 0.0.9: The app has not been accepted in this tenant (not-consented).");

export const MARK = '"format": "consentry-support-bundle"';

export function bundleFake(answer: Ask, read: Read): Part {
  let opened: Written[] | null = null;
  let shown = 0;
  let parts: string[] = [];

  function customer(one: Written, lang: Lang): CustomerDetail {
    const found = read(one.realm, one.row, lang);
    if (!found.ok) throw new Error("the fake's files hold its own customers");
    const { customer, report, history } = found.value;
    // The first line of the second is where something is left out, and what the file judged otherwise.
    const runs = history.runs.map((run, index) => (index === 1 && one === opened?.[0] ? { ...run, leftOut: LEFT_OUT, then: then(lang) } : run));
    return {
      ...found.value,
      history: { runs, more: null },
      customer: { ...customer, row: -1 - (opened?.indexOf(one) ?? 0), name: one.name, tenantId: one.tenantId, domain: one.keep ? customer.domain : customer.domain && "customer-1.example", lesson: null },
      report: report && { ...report, tenantId: one.tenantId },
    };
  }
  function view(lang: Lang): SupportFileView | null {
    if (!opened) return null;
    const customers = opened.map((one, index) => {
      const { customer: row, report, history } = customer(one, lang);
      return { name: row.name, tenantId: row.tenantId, verdict: report?.verdict ?? null, cause: report?.cause ?? null, whoActs: report?.whoActs ?? null, summary: row.summary, checkedAt: report?.checkedAt ?? null, checks: history.runs.length, checksLeftOut: index === 0 && history.runs.length > 1 ? LEFT_OUT : 0, then: null };
    });
    return { madeAt: NOW, madeBy: "consentry 0.1.0", system: "linux x86_64", rules: 1, namesKept: opened.some((one) => one.keep), judgedOtherwise: customers[0]?.checksLeftOut ? 1 : 0, customers };
  }

  return {
    previewSupportFile: (realm, rows, keep, lang) =>
      answer("previewSupportFile", [realm, rows, keep, lang], () => {
        const found = rows.flatMap((row) => { const one = read(realm, row, lang); return one.ok ? [one.value] : []; });
        const written = found.map(({ customer: { row, name, tenantId } }, index): Written => ({ row, realm, keep, name: keep ? name : `Customer ${index + 1}`, tenantId: keep ? tenantId : `11111111-aaaa-4aaa-8aaa-${String(index + 1).padStart(12, "0")}` }));
        const text = `{\n  ${MARK},\n  "version": 1,\n  "customers": ${JSON.stringify(written, null, 2).replaceAll("\n", "\n  ")}\n}\n`;
        const replaced = keep ? [] : [{ name: "Northwind MDR", instead: "Partner app 1" }, ...found.map(({ customer }, index) => ({ name: customer.name, instead: `Customer ${index + 1}` }))];
        parts = Array.from({ length: Math.ceil(text.length / PART) }, (_, at) => text.slice(at * PART, (at + 1) * PART));
        return ok({ number: ++shown, text: parts[0] ?? "", parts: parts.length, bytes: text.length, customers: found.length, leftOut: 0, checks: found.length, checksLeftOut: found.length > 1 ? LEFT_OUT : 0, from: NOW, to: NOW, replaced });
      }),
    supportFilePart: (number, part) => answer("supportFilePart", [number, part], () => ok(parts[part] ?? "")),
    saveSupportFile: (number) => answer("saveSupportFile", [number], () => ok({ name: "Consentry support file 2026-11-22.json", folder: "/home/anna/Downloads" })),
    openSupportFile: (text, lang) =>
      answer("openSupportFile", [text, lang], () => {
        if (!text.includes(MARK)) return { ok: false, error: { code: "support-file", problem: "other", title: lang === "sv" ? "Det här är ingen supportfil" : "This is no support file", nextStep: lang === "sv" ? "Välj en fil som Consentry har sparat för support." : "Choose a file that Consentry saved for support.", raw: "" } };
        opened = (JSON.parse(text) as { customers: Written[] }).customers;
        return ok(view(lang) as SupportFileView);
      }),
    supportFile: (lang) => answer("supportFile", [lang], () => ok(view(lang))),
    supportCustomer: (place, lang) => answer("supportCustomer", [place, lang], () => { const one = opened?.[place]; return one ? ok(customer(one, lang)) : { ok: false, error: { code: "unexpected", detail: "no such customer" } }; }),
    supportPastCheck: (place, check, lang) =>
      answer("supportPastCheck", [place, check, lang], () => {
        const one = opened?.[place];
        const report = one && customer(one, lang).report;
        if (!report) return { ok: false, error: { code: "unexpected", detail: "no such check" } };
        return ok({ report, today: null, then: check === 51 ? then(lang) : null, madeBy: "consentry 0.1.0", earlier: check > 1 ? check - 1 : null, later: check < 60 ? check + 1 : null });
      }),
  };
}
