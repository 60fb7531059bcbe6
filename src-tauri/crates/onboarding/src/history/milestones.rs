//! The few checks of a history that tell when it worked and when it did not.

use crate::records::{CheckRecord, CheckRow};
use crate::verdict::Verdict;

/// A check and its place in the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its place.
    pub row: CheckRow,
    /// The check.
    pub check: CheckRecord,
}

/// Where a history turned. Order is that of adding: a clock that was wrong and has been set says nothing about what
/// came first.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestones {
    /// The newest check that was connected.
    pub worked: Kept,
    /// What proved otherwise since; none where nothing did.
    pub broke: Option<Broke>,
    /// Attempts after `worked` that learned nothing, up to the first one that proved otherwise, or to the end.
    pub silent_before: usize,
    /// Attempts that learned nothing after the first one that proved otherwise.
    pub silent_after: usize,
}

/// The checks after the last good one that proved something.
#[derive(Debug, Clone, PartialEq)]
pub struct Broke {
    /// The first.
    pub first: Kept,
    /// The newest; may be the same.
    pub latest: Kept,
}

impl Milestones {
    /// Picks them from a list, newest first; a check's place is counted from the oldest, which is 1. None where no
    /// check was connected.
    pub fn among(checks: &[CheckRecord]) -> Option<Self> {
        let kept = |index: usize| Kept { row: row_at(checks, index), check: checks[index].clone() };
        let worked = checks.iter().position(|check| check.verdict == Verdict::Connected)?;
        let since = &checks[..worked];
        let proves = |check: &CheckRecord| check.verdict != Verdict::Unknown;
        let (first, latest) = (since.iter().rposition(proves), since.iter().position(proves));
        let silent = |part: &[CheckRecord]| part.iter().filter(|check| !proves(check)).count();
        let (after, before) = since.split_at(first.unwrap_or(0));
        Some(Self {
            worked: kept(worked),
            broke: first
                .zip(latest)
                .map(|(first, latest)| Broke { first: kept(first), latest: kept(latest) }),
            silent_before: silent(before),
            silent_after: silent(after),
        })
    }
}

/// One check out of a history, with the ones beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct PastCheck {
    /// The check.
    pub check: CheckRecord,
    /// The one that was added before it.
    pub earlier: Option<CheckRow>,
    /// The one that was added after it.
    pub later: Option<CheckRow>,
}

impl PastCheck {
    /// Takes it out of a list, newest first, whose places are counted from the oldest.
    pub fn among(checks: &[CheckRecord], row: CheckRow) -> Option<Self> {
        let index = index_of(checks, row)?;
        let place = |index: usize| (index < checks.len()).then(|| row_at(checks, index));
        Some(Self {
            check: checks[index].clone(),
            earlier: place(index + 1),
            later: index.checked_sub(1).and_then(place),
        })
    }
}

/// The place of a check in a list that is newest first.
pub(super) fn row_at(checks: &[CheckRecord], index: usize) -> CheckRow {
    CheckRow(i64::try_from(checks.len() - index).unwrap_or(i64::MAX))
}

/// Where in such a list a place is.
pub(super) fn index_of(checks: &[CheckRecord], row: CheckRow) -> Option<usize> {
    let from_the_oldest = usize::try_from(row.0).ok().filter(|place| *place > 0)?;
    checks.len().checked_sub(from_the_oldest)
}
