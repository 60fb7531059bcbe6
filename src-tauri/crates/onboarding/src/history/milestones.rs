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
    /// Checks after `worked` of which nothing is at hand: a support file shortens a long history.
    pub left_out: usize,
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
        Self::of(&in_order(checks))
    }

    /// The same from checks that know their places, some of which may be missing; newest first.
    pub fn of(checks: &[Kept]) -> Option<Self> {
        let worked = checks.iter().position(|kept| kept.check.verdict == Verdict::Connected)?;
        let since = &checks[..worked];
        let proves = |kept: &Kept| kept.check.verdict != Verdict::Unknown;
        let (first, latest) = (since.iter().rposition(proves), since.iter().position(proves));
        let silent = |part: &[Kept]| part.iter().filter(|kept| !proves(kept)).count();
        let (after, before) = since.split_at(first.unwrap_or(0));
        let kept = |index: usize| checks[index].clone();
        Some(Self {
            worked: kept(worked),
            broke: first
                .zip(latest)
                .map(|(first, latest)| Broke { first: kept(first), latest: kept(latest) }),
            silent_before: silent(before),
            silent_after: silent(after),
            left_out: checks[..=worked].windows(2).map(|two| missing_between(&two[0], &two[1])).sum(),
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
        Self::of(&in_order(checks), row)
    }

    /// The same from checks that know their places; newest first. Beside it are those that are at hand.
    pub fn of(checks: &[Kept], row: CheckRow) -> Option<Self> {
        let index = checks.iter().position(|kept| kept.row == row)?;
        let place = |index: usize| checks.get(index).map(|kept| kept.row);
        Some(Self {
            check: checks[index].check.clone(),
            earlier: place(index + 1),
            later: index.checked_sub(1).and_then(place),
        })
    }
}

/// A list, newest first, with its places: the oldest is 1.
pub(super) fn in_order(checks: &[CheckRecord]) -> Vec<Kept> {
    let newest = i64::try_from(checks.len()).unwrap_or(i64::MAX);
    let places = (1..=newest).rev().map(CheckRow);
    places.zip(checks).map(|(row, check)| Kept { row, check: check.clone() }).collect()
}

/// How many places are missing between two that follow each other in a list.
pub(super) fn missing_between(newer: &Kept, older: &Kept) -> usize {
    usize::try_from(newer.row.0.saturating_sub(older.row.0).saturating_sub(1)).unwrap_or(0)
}
