//! A long history in few lines: checks that follow each other and came to the same are one run.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::milestones::{Kept, in_order, missing_between};
use crate::evidence::Evidence;
use crate::permission::Permission;
use crate::records::{CheckRecord, CheckRow};
use crate::standing::Proved;
use crate::verdict::{Cause, Verdict};

/// Runs on one page.
pub const MOST_RUNS: usize = 20;
/// Checks that are read for one page: a page is quick to make however often the same thing was found.
pub const MOST_CHECKS: usize = 2_000;

/// A check as a list needs it, without its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the history.
    pub row: CheckRow,
    /// How it ended and what it was about.
    pub proved: Proved,
}

/// Checks in a row that came to the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The newest of them.
    pub newest: CheckRow,
    /// When that one ended.
    pub newest_at: OffsetDateTime,
    /// The oldest of them.
    pub oldest: CheckRow,
    /// When that one ended.
    pub oldest_at: OffsetDateTime,
    /// How many.
    pub count: usize,
    /// As judged then.
    pub verdict: Verdict,
    /// As judged then.
    pub cause: Option<Cause>,
    /// What turned with the oldest of them.
    pub turn: Option<Turn>,
    /// What the newest of them met, for a line that says it in full; none where this version cannot read it.
    pub evidence: Option<Evidence>,
    /// Checks before the oldest of them of which nothing is at hand: a support file shortens a long history.
    pub left_out: usize,
}

/// What turned between one proved check and the next; attempts that learned nothing are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It was connected before.
    Broke,
    /// It was not connected before.
    WorksAgain,
}

/// Part of a history, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HistoryPage {
    /// The runs. The last one may go on on the next page.
    pub runs: Vec<Run>,
    /// Where the next page begins: before this check. None where the history ends here.
    pub more: Option<CheckRow>,
}

/// Folds checks into runs as they are read, newest first.
#[derive(Debug, Default)]
pub struct Runs {
    folded: Vec<Run>,
    last: Option<Entry>,
    taken: usize,
}

impl Runs {
    /// Takes a check in; false where it belongs on the next page, and with it everything older.
    pub fn take(&mut self, entry: Entry) -> bool {
        if self.taken == MOST_CHECKS {
            return false;
        }
        let goes_on = self.last.as_ref().is_some_and(|last| are_alike(last, &entry));
        let (row, outcome) = (entry.row, entry.proved.outcome);
        if let Some(run) = self.folded.last_mut().filter(|_| goes_on) {
            (run.oldest, run.oldest_at) = (row, outcome.at);
            run.count += 1;
        } else if self.folded.len() < MOST_RUNS {
            self.folded.push(Run {
                newest: row,
                newest_at: outcome.at,
                oldest: row,
                oldest_at: outcome.at,
                count: 1,
                verdict: outcome.verdict,
                cause: outcome.cause,
                turn: None,
                evidence: None,
                left_out: 0,
            });
        } else {
            return false;
        }
        self.taken += 1;
        self.last = Some(entry);
        true
    }

    /// Passes over so many checks of which nothing is at hand: what comes next begins a run of its own.
    fn pass_over(&mut self, left_out: usize) {
        if let Some(run) = self.folded.last_mut().filter(|_| left_out > 0) {
            run.left_out += left_out;
            self.last = None;
        }
    }

    /// The place of the oldest check that was taken in.
    pub fn end(&self) -> Option<CheckRow> {
        self.folded.last().map(|run| run.oldest)
    }

    /// The runs. `before` is the verdict of the newest check that proved something and was not taken in any more.
    pub fn finish(mut self, before: Option<Verdict>) -> Vec<Run> {
        let mut stood = before;
        for run in self.folded.iter_mut().rev() {
            run.turn = match (stood, run.verdict) {
                (Some(Verdict::Connected), Verdict::NeedsAttention) => Some(Turn::Broke),
                (Some(Verdict::NeedsAttention), Verdict::Connected) => Some(Turn::WorksAgain),
                _ => None,
            };
            if run.verdict != Verdict::Unknown {
                stood = Some(run.verdict);
            }
        }
        self.folded
    }
}

impl HistoryPage {
    /// The same from a list of checks, newest first, whose places are counted from the oldest.
    pub fn among(checks: &[CheckRecord], before: Option<CheckRow>) -> Self {
        Self::of(&in_order(checks), before)
    }

    /// The same from checks that know their places, newest first. The oldest of all has place 1; what is missing is told
    /// at the run above it.
    pub fn of(checks: &[Kept], before: Option<CheckRow>) -> Self {
        let from = checks
            .iter()
            .position(|kept| before.is_none_or(|before| kept.row < before))
            .unwrap_or(checks.len());
        let mut runs = Runs::default();
        let mut taken = from;
        while let Some(kept) = checks.get(taken)
            && runs.take(Entry { row: kept.row, proved: Proved::from(&kept.check) })
        {
            taken += 1;
            let missing = match checks.get(taken) {
                Some(older) => missing_between(kept, older),
                None => usize::try_from(kept.row.0 - 1).unwrap_or(0),
            };
            runs.pass_over(missing);
        }
        let rest = &checks[taken..];
        let more = runs.end().filter(|_| !rest.is_empty());
        let before = rest.iter().map(|kept| kept.check.verdict).find(|verdict| *verdict != Verdict::Unknown);
        let mut runs = runs.finish(before);
        for run in &mut runs {
            let newest = checks.iter().find(|kept| kept.row == run.newest);
            run.evidence = newest.map(|kept| kept.check.evidence.clone());
        }
        Self { runs, more }
    }
}

/// Whether two checks came to the same. Where permissions are the matter, which of them are missing belongs to it.
fn are_alike(one: &Entry, other: &Entry) -> bool {
    let (a, b) = (one.proved.outcome, other.proved.outcome);
    if (a.verdict, a.cause) != (b.verdict, b.cause) {
        return false;
    }
    let about_permissions =
        matches!(a.cause, Some(Cause::RoleMissing | Cause::NoRoles | Cause::ConsentOutdated));
    let same = || (&one.proved.wanted, &one.proved.held) == (&other.proved.wanted, &other.proved.held);
    !about_permissions || same() || missing(one) == missing(other)
}

fn missing(entry: &Entry) -> BTreeSet<Permission> {
    entry.proved.permissions().missing
}
