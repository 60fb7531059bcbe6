/** Starts a check, says aloud what comes of it, and keeps the focus where things happen. */
import { tick } from "svelte";
import type { CheckRun } from "../../app/check-run.svelte";
import type { Session } from "../../app/session.svelte";
import type { CustomerDetail } from "../../backend/bindings";
import { fill } from "../../i18n";

/** The button that was pressed is gone; whoever had the focus on it is led to what came in its place. */
export async function lead(id: string): Promise<void> {
  await tick();
  if (document.activeElement === document.body) document.getElementById(id)?.focus();
}

/** The customer as known after the check; null when there is nothing new to show. */
export async function check(session: Session, run: CheckRun): Promise<CustomerDetail | null> {
  const { realm } = session;
  session.say(session.t.check.running);
  const started = run.start(session.lang, (finished) => {
    session.say(finished.map((line) => fill(session.t.check.said, { label: line.label, status: session.t.check.statuses[line.status] })).join(" "));
  });
  await lead("running-title");
  const result = await started;
  if (realm !== session.realm) return null;
  await session.refresh();
  if (!result?.ok) return null;
  const { report, notKept } = result.value;
  if (report) session.say([report.headline, report.nextStep, notKept === null ? "" : session.t.customer.notKept].join(" ").trim());
  return result.value;
}

/** Goes to the customer and checks them there. */
export function checkThere(session: Session, customer: number): void {
  session.go({ name: "customer", customer });
  void check(session, session.run(customer));
}
