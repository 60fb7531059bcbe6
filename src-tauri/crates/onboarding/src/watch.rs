//! When a watch for consent looks: a pure schedule, with the time as a parameter.
//!
//! Somebody who sits beside the administrator wants to see the answer at once; somebody who mailed a link waits for
//! days, and a tenant must not be asked every minute meanwhile. So the pause grows with the age of the watch:
//!
//! | age of the watch | pause |
//! |---|---|
//! | first two minutes | 15 seconds |
//! | up to ten minutes | 30 seconds |
//! | up to an hour | 2 minutes |
//! | up to a day | 10 minutes |
//! | up to seven days | 30 minutes, then the last look |
//!
//! Each pause is stretched by up to a tenth, by chance, so that watches begun together drift apart. Shortly after a
//! sign of consent the pauses of [`judge::next_look`] hold instead, as long as the judge keeps calm. What the service
//! asks for (`Retry-After`) is honoured beyond every pause of ours.

use time::{Duration, OffsetDateTime};

use crate::judge;
use crate::records::WatchRecord;

/// So many looks may be under way at once, over all tenants.
pub const LOOKS_AT_ONCE: usize = 4;
/// Looks that fell due while nobody watched begin so far apart.
pub const TURN: Duration = Duration::seconds(1);
/// No pause of ours is this long, and no service was seen to ask for it: such a time comes from a clock set back.
const TOO_FAR: Duration = Duration::days(1);

/// The pause after a look, by the age of the watch.
pub fn pause(age: Duration) -> Duration {
    match age.max(Duration::ZERO).whole_seconds() {
        0..120 => Duration::seconds(15),
        120..600 => Duration::seconds(30),
        600..3_600 => Duration::minutes(2),
        3_600..86_400 => Duration::minutes(10),
        _ => Duration::minutes(30),
    }
}

/// A watch that begins now. `chance` lies in 0..1.
pub fn begun(now: OffsetDateTime, hint: Option<OffsetDateTime>, chance: f64) -> WatchRecord {
    let watch = WatchRecord { since: now, looks: 0, next_at: now };
    WatchRecord { next_at: next_at(&watch, hint, None, now, chance), ..watch }
}

/// The watch after a look that found nothing to end it: `hint` is the latest sign of consent, `retry_at` when the
/// service wants to be asked again, which is honoured for up to a day.
pub fn after_look(
    watch: WatchRecord,
    hint: Option<OffsetDateTime>,
    retry_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
    chance: f64,
) -> WatchRecord {
    // Begun by a clock that was ahead and has been set: it counts from now, and neither hurries nor lasts for weeks.
    let watch = WatchRecord { since: watch.since.min(now), ..watch };
    let looks = watch.looks.saturating_add(1);
    WatchRecord { looks, next_at: next_at(&watch, hint, retry_at, now, chance), ..watch }
}

fn next_at(
    watch: &WatchRecord,
    hint: Option<OffsetDateTime>,
    retry_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
    chance: f64,
) -> OffsetDateTime {
    let ours = match hint.filter(|hint| judge::is_calm(*hint, now)) {
        Some(hint) => judge::next_look(hint, now),
        None => now.saturating_add(pause(now - watch.since) * (1.0 + 0.1 * chance.clamp(0.0, 1.0))),
    };
    // The last look falls on the end, not past it.
    let ours = if now < watch.ends_at() { ours.min(watch.ends_at()) } else { ours };
    retry_at.map_or(ours, |asked| asked.max(ours)).min(now.saturating_add(TOO_FAR))
}

/// When a watch is to be looked at: as it says, unless that was written by a clock that was ahead and has been set.
pub fn due_at(next_at: OffsetDateTime, now: OffsetDateTime) -> OffsetDateTime {
    if next_at - now > TOO_FAR { now } else { next_at }
}

/// Gives every watch its turn when watching begins anew: what fell due meanwhile is looked at one after the other, in
/// the order in which it fell due, so that five hundred tenants are not all asked in the same second.
pub fn take_turns<'a>(watches: impl Iterator<Item = &'a mut WatchRecord>, now: OffsetDateTime) {
    let is_off = |watch: &WatchRecord| due_at(watch.next_at, now) <= now;
    let mut due: Vec<&mut WatchRecord> = watches.filter(|watch| is_off(watch)).collect();
    due.sort_by_key(|watch| watch.next_at);
    for (watch, turn) in due.into_iter().zip(1_i32..) {
        watch.next_at = now.saturating_add(TURN * turn);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    const START: OffsetDateTime = datetime!(2026-11-22 12:00:00 UTC);

    /// All looks of a watch that never finds anything.
    fn looks(chance: f64) -> Vec<OffsetDateTime> {
        let mut watch = begun(START, None, chance);
        let mut all = Vec::new();
        loop {
            let now = watch.next_at;
            all.push(now);
            if now >= watch.ends_at() {
                return all;
            }
            watch = after_look(watch, None, None, now, chance);
        }
    }

    #[test]
    fn the_pause_grows_as_the_table_says() {
        for (age, expected) in [
            (Duration::seconds(-5), 15),
            (Duration::ZERO, 15),
            (Duration::seconds(119), 15),
            (Duration::seconds(120), 30),
            (Duration::minutes(10), 120),
            (Duration::hours(1), 600),
            (Duration::days(1), 1_800),
            (Duration::days(6), 1_800),
        ] {
            assert_eq!(pause(age), Duration::seconds(expected), "{age}");
        }
    }

    #[test]
    fn seven_days_are_some_hundred_looks_and_the_last_falls_on_the_end() {
        let all = looks(0.0);
        assert_eq!(all[0], START + Duration::seconds(15));
        assert_eq!(*all.last().unwrap(), START + Duration::days(7));
        assert!((400..500).contains(&all.len()), "{}", all.len());
        let in_first_ten = all.iter().filter(|at| **at <= START + Duration::minutes(10)).count();
        assert_eq!(in_first_ten, 24, "quick at first");
    }

    #[test]
    fn after_a_sign_of_consent_it_hurries_and_then_falls_back() {
        let watch = begun(START - Duration::days(2), None, 0.0);
        let hint = Some(START);
        let next = |at: OffsetDateTime| after_look(watch, hint, None, at, 0.0).next_at - at;
        assert_eq!(next(START), Duration::seconds(5));
        assert_eq!(next(START + Duration::seconds(5)), Duration::seconds(10));
        assert_eq!(next(START + Duration::minutes(10)), Duration::minutes(1));
        assert_eq!(next(START + Duration::minutes(15)), Duration::minutes(30));
    }

    #[test]
    fn the_service_s_own_wish_outranks_the_table() {
        let watch = begun(START, None, 0.0);
        let asked = START + Duration::hours(2);
        assert_eq!(after_look(watch, None, Some(asked), START, 0.5).next_at, asked);
        let earlier = START + Duration::seconds(1);
        assert_eq!(after_look(watch, None, Some(earlier), START, 0.0).next_at, START + Duration::seconds(15));
        assert_eq!(after_look(watch, Some(START), Some(asked), START, 0.0).next_at, asked);
    }

    #[test]
    fn a_clock_that_was_set_back_is_not_waited_out() {
        let ahead = begun(START + Duration::days(40), None, 0.0);
        assert_eq!(due_at(ahead.next_at, START), START, "looked at now, not in forty days");
        let next = after_look(ahead, None, None, START, 0.0);
        assert_eq!((next.since, next.next_at), (START, START + Duration::seconds(15)));
        assert_eq!(next.ends_at(), START + Duration::days(7));
        let soon = START + Duration::hours(23);
        assert_eq!(due_at(soon, START), soon);
        let long = after_look(begun(START, None, 0.0), None, Some(START + Duration::days(30)), START, 0.0);
        assert_eq!(
            due_at(long.next_at, START),
            long.next_at,
            "what a service asks for is not taken for a clock"
        );
    }

    #[test]
    fn what_fell_due_meanwhile_takes_turns() {
        let at = |next_at| WatchRecord { since: START - Duration::days(1), looks: 3, next_at };
        let mut watches: Vec<WatchRecord> =
            (0..500).map(|n| at(START - Duration::minutes(500 - n))).collect();
        watches.push(at(START + Duration::minutes(3)));
        // Written by a clock that was set back since.
        watches.push(at(START + Duration::days(40)));
        watches[..500].reverse();
        take_turns(watches.iter_mut(), START);
        let mut turns: Vec<_> = watches.iter().map(|watch| watch.next_at - START).collect();
        assert_eq!(turns[499], Duration::seconds(1), "whoever waited longest comes first");
        assert_eq!(turns[500], Duration::minutes(3), "what is not due is left alone");
        turns.sort();
        assert!(
            turns
                .windows(2)
                .all(|two| two[1] - two[0] >= Duration::seconds(1) || two[1] > Duration::minutes(2))
        );
        assert!(*turns.last().unwrap() < Duration::minutes(10));
        assert!(watches.iter().all(|watch| watch.looks == 3 && watch.since == START - Duration::days(1)));
    }

    proptest! {
        #[test]
        fn no_look_is_hasty_none_is_forgotten_and_all_end(
            chance in 0.0_f64..=1.0,
            age in 0_i64..=604_799,
            hint in proptest::option::of(-100_000_i64..=0),
            retry in proptest::option::of(-1_000_i64..=86_400),
        ) {
            let now = START + Duration::seconds(age);
            let watch = WatchRecord { since: START, looks: 0, next_at: now };
            let hint = hint.map(|ago| now + Duration::seconds(ago));
            let retry_at = retry.map(|ahead| now + Duration::seconds(ahead));
            let next = after_look(watch, hint, retry_at, now, chance);
            prop_assert!(next.next_at > now);
            prop_assert!(next.next_at - now >= Duration::seconds(5) || next.next_at == watch.ends_at());
            prop_assert!(retry_at.is_none_or(|asked| next.next_at >= asked));
            prop_assert!(next.next_at <= watch.ends_at() || retry_at == Some(next.next_at));
            prop_assert!(next.next_at - now <= Duration::minutes(33) || retry_at == Some(next.next_at));
            prop_assert_eq!((next.looks, next.since), (1, START));
        }

        #[test]
        fn a_watch_of_any_chance_ends_on_its_end(chance in 0.0_f64..=1.0) {
            let all = looks(chance);
            prop_assert_eq!(*all.last().unwrap(), START + Duration::days(7));
            prop_assert!(all.windows(2).all(|two| two[1] > two[0]));
        }
    }
}
