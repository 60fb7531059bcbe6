//! This machine's clocks, read once at the start: later, with threads running, Unix offers no sound way.

use std::sync::OnceLock;

use consentry_words::Clocks;
use time::{Duration, OffsetDateTime, UtcOffset};

/// Clocks are put forward and back at moments that governments choose. Those of these years are known; a moment before
/// or after them is told as the nearest one.
const BEFORE: Duration = Duration::days(2 * 366);
const AFTER: Duration = Duration::days(366);
/// Two moments no further apart have the same offset on both sides of at most one change.
const STEP: Duration = Duration::days(14);

/// From when on which offset holds, in the order of time.
type Shifts = Vec<(OffsetDateTime, UtcOffset)>;

static SHIFTS: OnceLock<Shifts> = OnceLock::new();

/// Reads the clocks; to be called before any thread is started.
pub fn note() {
    SHIFTS.get_or_init(|| shifts(OffsetDateTime::now_utc(), |at| UtcOffset::local_offset_at(at).ok()));
}

/// The clocks; UTC where they could not be told.
pub fn clocks() -> Clocks {
    let known = SHIFTS.get().is_some_and(|shifts| !shifts.is_empty());
    if known { Clocks::Local(|at| offset(SHIFTS.get().map_or(&[], Vec::as_slice), at)) } else { Clocks::Utc }
}

fn offset(shifts: &[(OffsetDateTime, UtcOffset)], at: OffsetDateTime) -> UtcOffset {
    let holds = shifts.iter().rev().find(|(from, _)| *from <= at).or(shifts.first());
    holds.map_or(UtcOffset::UTC, |(_, offset)| *offset)
}

/// All changes around a moment, to the minute; none where an offset cannot be told.
fn shifts(around: OffsetDateTime, offset_at: impl Fn(OffsetDateTime) -> Option<UtcOffset>) -> Shifts {
    let (mut at, end) = (around - BEFORE, around + AFTER);
    let Some(mut last) = offset_at(at) else { return Vec::new() };
    let mut found = vec![(at, last)];
    while at < end {
        let next = at + STEP;
        let Some(offset) = offset_at(next) else { return Vec::new() };
        if offset != last {
            let (mut before, mut after) = (at, next);
            while after - before > Duration::MINUTE {
                let middle = before + (after - before) / 2;
                if offset_at(middle) == Some(last) { before = middle } else { after = middle }
            }
            found.push((whole_minute(after), offset));
            last = offset;
        }
        at = next;
    }
    found
}

/// No clock is changed within a minute.
fn whole_minute(at: OffsetDateTime) -> OffsetDateTime {
    at - Duration::seconds(at.unix_timestamp().rem_euclid(60))
        - Duration::nanoseconds(i64::from(at.nanosecond()))
}

#[cfg(test)]
mod tests {
    use time::macros::{datetime, offset};

    use super::*;

    fn stockholm(at: OffsetDateTime) -> UtcOffset {
        let summers = [
            (datetime!(2025-03-30 1:00 UTC), datetime!(2025-10-26 1:00 UTC)),
            (datetime!(2026-03-29 1:00 UTC), datetime!(2026-10-25 1:00 UTC)),
            (datetime!(2027-03-28 1:00 UTC), datetime!(2027-10-31 1:00 UTC)),
        ];
        let summer = summers.iter().any(|(from, to)| (*from..*to).contains(&at));
        if summer { offset!(+2) } else { offset!(+1) }
    }

    #[test]
    fn every_change_is_found_to_the_minute() {
        let known = shifts(datetime!(2026-11-26 00:30:12.5 UTC), |at| Some(stockholm(at)));
        for at in [
            datetime!(2025-03-30 0:59:59 UTC),
            datetime!(2025-03-30 1:00 UTC),
            datetime!(2026-10-25 0:59:59 UTC),
            datetime!(2026-10-25 1:00 UTC),
            datetime!(2026-11-26 0:30 UTC),
            datetime!(2027-03-28 1:00 UTC),
        ] {
            assert_eq!(offset(&known, at), stockholm(at), "{at}");
        }
        assert_eq!(offset(&known, datetime!(1999-07-01 12:00 UTC)), offset!(+1), "the nearest that is known");
    }

    #[test]
    fn clocks_that_cannot_be_told_are_not_guessed() {
        assert!(shifts(datetime!(2026-11-26 0:30 UTC), |_| None).is_empty());
        let one = shifts(datetime!(2026-11-26 0:30 UTC), |_| Some(UtcOffset::UTC));
        assert_eq!(one.len(), 1, "a place without summer time");
    }
}
