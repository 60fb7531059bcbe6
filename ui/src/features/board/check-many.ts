/** Checks many customers and says aloud what came of it. */
import { tick } from "svelte";
import type { Session } from "../../app/session.svelte";
import type { CheckAllCounts, CustomerRow } from "../../backend/bindings";
import { count, fill } from "../../i18n";
import { lead } from "../customer/check";

/** "12 customers were checked: 8 connected, 3 need attention, 1 without an answer." */
export function outcome(session: Session, counts: CheckAllCounts): string[] {
  const t = session.t.many;
  const said = (n: number, forms: { readonly one: string; readonly other: string }) => (n > 0 ? [count(session.lang, forms, n)] : []);
  return [...said(counts.connected, t.connected), ...said(counts.needsAttention, t.attention), ...said(counts.unknown, t.unknown), ...said(counts.leftOut, t.leftOut)];
}

export async function checkMany(session: Session, rows: readonly CustomerRow[]): Promise<void> {
  const { realm, checkAll: run } = session;
  if (run.running) return;
  session.say(`${count(session.lang, session.t.many.checking, rows.length)}.`);
  const started = run.start(rows.map((row) => row.row), session.lang);
  // The button that was pressed is out of use now.
  await tick();
  document.getElementById("check-all-title")?.focus();
  const result = await started;
  if (realm === session.realm) await session.refresh();
  if (realm !== session.realm || !result?.ok) return;
  const { total, done, heldUp } = result.value;
  const t = session.t.many;
  const title = run.stopped ? fill(t.stopped, { done, total }) : count(session.lang, t.finished, done);
  session.say([`${title}: ${outcome(session, result.value).join(", ")}.`, ...heldUp.map((text) => `${text}.`)].join(" "));
  await lead("check-all-title");
}
