//! Evidence over time: when a customer last worked, when it was first seen broken, and what differs between then and
//! now.
//!
//! Everything here is pure over records, so that a support file that is opened elsewhere says what the window said
//! here. What Consentry did not see it does not claim: a permission that is not in the token any more is gone *from
//! the token*, and who took it away is not known. An attempt that learned nothing neither breaks a customer nor mends
//! one; it is counted and told.
//!
//! [`Milestones`] are the few checks that matter, picked by the registry or from a list; [`SinceItWorked`] compares
//! them; [`Runs`] folds a long history into lines.

mod change;
mod differences;
mod milestones;
mod runs;
#[cfg(test)]
mod tests;

use time::OffsetDateTime;

use crate::evidence::{Grant, SignatureReading, TokenReading};
use crate::ids::AppId;
use crate::records::{AppRecord, CheckRecord, CheckRow, CustomerRecord};
use crate::verdict::Cause;

pub use change::{Change, Detail, Difference, DisabledIn};
pub use milestones::{Broke, Kept, Milestones, PastCheck};
pub use runs::{Entry, HistoryPage, MOST_CHECKS, MOST_RUNS, Run, Runs, Turn};

/// A check, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub row: CheckRow,
    /// When it ended.
    pub at: OffsetDateTime,
    /// As judged then.
    pub cause: Option<Cause>,
}

/// What became of a customer that once was connected.
#[derive(Debug, Clone, PartialEq)]
pub struct SinceItWorked {
    /// The last check that was connected.
    pub worked: Seen,
    /// The first one after it that proved otherwise; none where nothing since then proved anything.
    pub failed: Option<Seen>,
    /// The newest that proved otherwise; may be the same.
    pub latest: Option<Seen>,
    /// Attempts that learned nothing between the last check that worked and the first that proved otherwise, or so far.
    pub silent_before: usize,
    /// Attempts that learned nothing after it.
    pub silent_after: usize,
    /// Checks since it worked of which nothing is at hand; only a support file leaves any out.
    pub left_out: usize,
    /// What differs, what can be the reason first.
    pub changes: Vec<Change>,
}

impl SinceItWorked {
    /// Compares then and now. Nothing for a customer whose newest check is connected: there is no "since".
    pub fn of(app: &AppRecord, customer: &CustomerRecord, milestones: &Milestones) -> Option<Self> {
        let Milestones { worked, broke, silent_before, silent_after, left_out } = milestones;
        if broke.is_none() && *silent_before == 0 {
            return None;
        }
        let latest = broke.as_ref().map(|broke| &broke.latest.check);
        Some(Self {
            worked: worked.into(),
            failed: broke.as_ref().map(|broke| (&broke.first).into()),
            latest: broke.as_ref().map(|broke| (&broke.latest).into()),
            silent_before: *silent_before,
            silent_after: *silent_after,
            left_out: *left_out,
            changes: differences::between(app, customer, &worked.check, latest),
        })
    }

    /// The same from a list of checks, newest first.
    pub fn among(app: &AppRecord, customer: &CustomerRecord, checks: &[CheckRecord]) -> Option<Self> {
        Self::of(app, customer, &Milestones::among(checks)?)
    }

    /// Whether any of the differences can be the reason.
    pub fn is_explained(&self) -> bool {
        self.changes.iter().any(|change| change.bears)
    }

    /// Whether the first failure and the newest one have different causes: more than one thing went wrong.
    pub fn changed_cause(&self) -> bool {
        self.failed.map(|seen| seen.cause) != self.latest.map(|seen| seen.cause)
    }
}

impl From<&Kept> for Seen {
    fn from(kept: &Kept) -> Self {
        Self { row: kept.row, at: kept.check.at, cause: kept.check.cause }
    }
}

/// The permissions that a check saw in a verified token of this very application.
pub fn grant_in(check: &CheckRecord, app: AppId) -> Option<Grant> {
    if check.evidence.asked.app_id != Some(app) {
        return None;
    }
    let verified = matches!(check.evidence.signature.value()?, SignatureReading::Verified { .. });
    match check.evidence.token.value()? {
        TokenReading::Readable { facts } if verified && !facts.roles.is_empty() => {
            Some(Grant { at: check.at, roles: facts.roles.clone() })
        }
        _ => None,
    }
}
