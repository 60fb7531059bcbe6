/** What of a history is shown, and how the pages of a long one are joined. */
import type { CustomerDetail, HistoryPage, HistoryRun, SinceItWorked } from "../../backend/bindings";

/** Attempts that learned nothing are no news by themselves; a failure is, and so is a difference in the records. */
export function tellsOfThePast(detail: CustomerDetail): detail is CustomerDetail & { since: SinceItWorked } {
  return detail.since !== null && (detail.since.failed !== null || detail.since.changes.length > 0);
}

/** The next page below the one before: a run that was cut in two is one line again. */
export function joined(above: HistoryPage, below: HistoryPage): HistoryPage {
  const [last, first] = [above.runs.at(-1), below.runs[0]];
  if (!last || !first || !areAlike(last, first)) return { runs: [...above.runs, ...below.runs], more: below.more };
  const { oldest, oldestAt, turn } = first;
  const whole: HistoryRun = { ...last, oldest, oldestAt, turn, count: last.count + first.count };
  return { runs: [...above.runs.slice(0, -1), whole, ...below.runs.slice(1)], more: below.more };
}

function areAlike(one: HistoryRun, other: HistoryRun): boolean {
  return one.verdict === other.verdict && one.cause === other.cause && one.headline === other.headline;
}
