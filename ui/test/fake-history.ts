/** What the fake backend knows of the past. Every customer that is not connected worked four days ago. */
import type { Backend, Result } from "../src/backend/backend";
import type { CommandError, HistoryPage, HistoryRun, Lang, PastCheck, Realm, Report, SinceItWorked } from "../src/backend/bindings";
import { NOW } from "./fake";

const hoursAgo = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
const say = (lang: Lang, en: string, sv: string) => (lang === "sv" ? sv : en);
const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const gone: { ok: false; error: CommandError } = { ok: false, error: { code: "registry", problem: "not-found", detail: "" } };

/** Places count from the oldest check; the newest page ends at the fortieth. */
const NEWEST = 60;
const OLDEST_ON_FIRST = 40;

function run(over: Partial<HistoryRun> & Pick<HistoryRun, "newest" | "newestAt" | "verdict" | "headline">): HistoryRun {
  return { oldest: over.newest, oldestAt: over.newestAt, count: 1, cause: null, turn: null, leftOut: 0, then: null, ...over };
}

/** The newest page. */
export function historyOf(lang: Lang, last: Report | null, long: boolean): HistoryPage {
  if (!last) return { runs: [], more: null };
  const good = say(lang, "Connected", "Ansluten");
  const now = { verdict: last.verdict, cause: last.cause, headline: last.headline };
  if (last.verdict === "connected") return { runs: [run({ ...now, headline: good, newest: NEWEST, newestAt: last.checkedAt, oldest: OLDEST_ON_FIRST, oldestAt: hoursAgo(96), count: 21 })], more: long ? OLDEST_ON_FIRST : null };
  return {
    more: long ? OLDEST_ON_FIRST : null,
    runs: [
      run({ ...now, newest: NEWEST, newestAt: last.checkedAt, oldest: 52, oldestAt: hoursAgo(70), count: 8, turn: last.verdict === "unknown" ? null : "broke" }),
      run({ newest: 51, newestAt: hoursAgo(80), verdict: "unknown", cause: "timed-out", headline: say(lang, "Could not find out: no answer in time", "Gick inte att ta reda på: inget svar i tid") }),
      run({ newest: 50, newestAt: hoursAgo(96), verdict: "connected", headline: good, oldest: 43, oldestAt: hoursAgo(24 * 30), count: 8, turn: "works-again" }),
      run({ newest: 42, newestAt: hoursAgo(24 * 31), verdict: "needs_attention", cause: "not-consented", headline: say(lang, "The app has not been accepted in this tenant", "Appen har inte godkänts i den här klientorganisationen"), oldest: OLDEST_ON_FIRST, oldestAt: hoursAgo(24 * 40), count: 3 }),
    ],
  };
}

export function sinceOf(lang: Lang, last: Report): SinceItWorked | null {
  if (last.verdict === "connected") return null;
  const failed = last.verdict === "unknown" ? null : 52;
  const worked = { worked: 50, workedAt: hoursAgo(96), failed, failedAt: failed && hoursAgo(70) };
  if (!failed) return { ...worked, failedAt: null, failedTitle: null, unexplained: null, changes: [], notes: [say(lang, "No check since then has proved anything.", "Ingen kontroll sedan dess har bevisat något."), say(lang, "9 attempts since then learned nothing.", "9 försök sedan dess gav inget besked.")] };
  const of: Partial<Record<string, SinceItWorked["changes"]>> = {
    "role-missing": [
      { id: "roles-gone", bears: true, title: say(lang, "Gone from the token: Machine.Isolate", "Borta ur tokenen: Machine.Isolate"), meaning: say(lang, "It was there when it last worked. It was taken back in their tenant, or left out of a consent that was given since.", "Den fanns där när det senast fungerade. Den har återkallats i deras klientorganisation, eller så ingick den inte i ett medgivande som getts sedan dess."), permissions: ["Machine.Isolate"] },
      { id: "secret-replaced", bears: false, title: say(lang, "The secret was replaced", "Hemligheten byttes"), meaning: say(lang, "That was at 09:12 on 20 November. The checks since then use the new one.", "Det skedde den 20 november klockan 09:12. Kontrollerna därefter använder den nya."), permissions: [] },
      { id: "signing-key", bears: false, title: say(lang, "Signing key: heldk2, and heldk1 when it worked", "Signeringsnyckel: heldk2, och heldk1 när det fungerade"), meaning: null, permissions: [] },
    ],
    "not-consented": [{ id: "consent-gone", bears: true, title: say(lang, "The app is no longer in their tenant", "Appen finns inte längre i deras klientorganisation"), meaning: say(lang, "Entra knew it there when it last worked. An administrator may have removed it, or the app registration was deleted or limited to one tenant.", "Entra kände till den där när det senast fungerade. En administratör kan ha tagit bort den, eller så har appregistreringen raderats eller begränsats till en klientorganisation."), permissions: [] }],
  };
  const changes = of[last.cause ?? ""] ?? [];
  const unexplained = changes.length > 0 ? null : say(lang, "Consentry sees no difference between then and now. It cannot see the customer's licences or policies, or who changed something; their audit log in Entra shows that.", "Consentry ser ingen skillnad mellan då och nu. Kundens licenser och principer syns inte härifrån, inte heller vem som har ändrat något; det visar deras granskningslogg i Entra.");
  return { ...worked, failedTitle: last.headline, notes: [say(lang, "One attempt in between learned nothing.", "Ett försök däremellan gav inget besked.")], unexplained, changes };
}

type Answer = <T>(name: keyof Backend, args: unknown[], value: () => Result<T> | Promise<Result<T>>) => Promise<Result<T>>;

export function pastFake({ answer, latest, long }: { answer: Answer; long: boolean; latest: (realm: Realm, row: number, lang: Lang) => Report | null }): Pick<Backend, "earlierChecks" | "pastCheck"> {
  return {
    earlierChecks: (realm, row, before, lang) => answer("earlierChecks", [realm, row, before, lang], () => {
      const last = latest(realm, row, lang);
      const above = last && historyOf(lang, last, long).runs.at(-1);
      if (!above) return gone;
      // The lowest run of the first page goes on below it.
      const rest = run({ ...above, newest: before - 1, newestAt: hoursAgo(24 * 41), oldest: 2, oldestAt: hoursAgo(24 * 300), count: before - 2, turn: above.verdict === "connected" ? null : "broke" });
      const first = run({ newest: 1, newestAt: hoursAgo(24 * 301), verdict: "connected", headline: say(lang, "Connected", "Ansluten") });
      return ok({ runs: [rest, first], more: null });
    }),
    pastCheck: (realm, row, check, lang) => answer("pastCheck", [realm, row, check, lang], () => {
      const last = latest(realm, row, lang);
      if (!last || check < 1 || check > NEWEST) return gone;
      const connected: Report = { ...last, verdict: "connected", cause: null, whoActs: "nobody", headline: say(lang, "Connected", "Ansluten"), meaning: null, error: null, checkedAt: hoursAgo(96), checks: last.checks.map((line) => ({ ...line, status: "pass" as const })) };
      const value: PastCheck = { report: check > 51 ? { ...last, checkedAt: hoursAgo(130 - check) } : connected, today: check === 50 ? say(lang, "The token carries no permission", "Tokenen har inga behörigheter") : null, then: null, madeBy: "consentry 0.1.0", earlier: check > 1 ? check - 1 : null, later: check < NEWEST ? check + 1 : null };
      return ok(value);
    }),
  };
}
