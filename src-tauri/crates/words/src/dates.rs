//! Dates, times and durations as people say them.

use time::{Month, OffsetDateTime};

use crate::lang::{Clocks, Lang, Voice};

/// "18 November", or "18 November 2025" where the year is not that of `now`.
pub fn date(voice: impl Into<Voice>, at: OffsetDateTime, now: OffsetDateTime) -> String {
    let voice = voice.into();
    let (at, now) = (voice.clocks.show(at), voice.clocks.show(now));
    let month = month(voice.lang, at.month());
    if at.year() == now.year() {
        format!("{} {month}", at.day())
    } else {
        format!("{} {month} {}", at.day(), at.year())
    }
}

/// "14:05", or "14:05 UTC" for a voice that speaks in UTC.
pub fn time_of_day(voice: impl Into<Voice>, at: OffsetDateTime) -> String {
    let voice = voice.into();
    let at = voice.clocks.show(at);
    let zone = if matches!(voice.clocks, Clocks::Utc) { " UTC" } else { "" };
    format!("{:02}:{:02}{zone}", at.hour(), at.minute())
}

/// A moment as it stands inside a sentence: the time of day, with the date unless it is the day of `now`.
/// "14:05", "14:05 on 18 November"; "klockan 14:05", "den 18 november klockan 14:05".
pub fn moment(voice: impl Into<Voice>, at: OffsetDateTime, now: OffsetDateTime) -> String {
    let voice = voice.into();
    let time = match voice.lang {
        Lang::En => time_of_day(voice, at),
        Lang::Sv => format!("klockan {}", time_of_day(voice, at)),
    };
    if voice.clocks.show(at).date() == voice.clocks.show(now).date() {
        time
    } else {
        let day = date(voice, at, now);
        match voice.lang {
            Lang::En => format!("{time} on {day}"),
            Lang::Sv => format!("den {day} {time}"),
        }
    }
}

/// A number of seconds, whatever its sign, in at most two units: "45 seconds", "2 minutes",
/// "1 hour and 5 minutes", "3 days". Seconds are dropped from two minutes on, minutes from a day on.
pub fn duration(lang: Lang, seconds: i64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let seconds = seconds.unsigned_abs();
    let (big, small) = match seconds {
        0..MINUTE => return counted(lang, seconds, Unit::Second),
        MINUTE..120 => ((1, Unit::Minute), (seconds - MINUTE, Unit::Second)),
        120..HOUR => return counted(lang, seconds / MINUTE, Unit::Minute),
        HOUR..DAY => ((seconds / HOUR, Unit::Hour), (seconds % HOUR / MINUTE, Unit::Minute)),
        _ => ((seconds / DAY, Unit::Day), (seconds % DAY / HOUR, Unit::Hour)),
    };
    let first = counted(lang, big.0, big.1);
    if small.0 == 0 {
        return first;
    }
    format!("{first} {} {}", lang.pick(("and", "och")), counted(lang, small.0, small.1))
}

#[derive(Clone, Copy)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
}

fn counted(lang: Lang, number: u64, unit: Unit) -> String {
    let (one, many) = lang.pick(match unit {
        Unit::Second => (("second", "seconds"), ("sekund", "sekunder")),
        Unit::Minute => (("minute", "minutes"), ("minut", "minuter")),
        Unit::Hour => (("hour", "hours"), ("timme", "timmar")),
        Unit::Day => (("day", "days"), ("dag", "dagar")),
    });
    format!("{number} {}", if number == 1 { one } else { many })
}

fn month(lang: Lang, month: Month) -> &'static str {
    lang.pick(match month {
        Month::January => ("January", "januari"),
        Month::February => ("February", "februari"),
        Month::March => ("March", "mars"),
        Month::April => ("April", "april"),
        Month::May => ("May", "maj"),
        Month::June => ("June", "juni"),
        Month::July => ("July", "juli"),
        Month::August => ("August", "augusti"),
        Month::September => ("September", "september"),
        Month::October => ("October", "oktober"),
        Month::November => ("November", "november"),
        Month::December => ("December", "december"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::UtcOffset;
    use time::macros::{datetime, offset};

    #[test]
    fn a_year_is_told_only_where_it_differs() {
        let now = datetime!(2026-11-22 12:00 UTC);
        assert_eq!(date(Lang::En, datetime!(2026-11-18 10:41 UTC), now), "18 November");
        assert_eq!(date(Lang::Sv, datetime!(2026-11-18 10:41 UTC), now), "18 november");
        assert_eq!(date(Lang::Sv, datetime!(2025-05-01 10:41 UTC), now), "1 maj 2025");
    }

    #[test]
    fn the_day_is_the_reader_s() {
        let late = datetime!(2026-11-18 23:30 UTC);
        let stockholm = Voice { lang: Lang::Sv, clocks: Clocks::Local(|_| offset!(+1)) };
        assert_eq!(moment(stockholm, late, late), "klockan 00:30");
        assert_eq!(date(stockholm, late, late), "19 november");
        assert_eq!(moment(Lang::En, late, datetime!(2026-11-20 1:00 UTC)), "23:30 UTC on 18 November");
        assert_eq!(moment(stockholm, late, datetime!(2026-11-20 1:00 UTC)), "den 19 november klockan 00:30");
    }

    #[test]
    fn local_clocks_are_those_of_the_moment_and_name_no_zone() {
        let change = datetime!(2026-10-25 1:00 UTC);
        let stockholm =
            Clocks::Local(|at| if at < datetime!(2026-10-25 1:00 UTC) { offset!(+2) } else { offset!(+1) });
        let voice = Voice { lang: Lang::En, clocks: stockholm };
        let minute = time::Duration::MINUTE;
        assert_eq!(
            (time_of_day(voice, change - minute), time_of_day(voice, change)),
            ("02:59".into(), "02:00".into())
        );
        let iceland = Voice { lang: Lang::En, clocks: Clocks::Local(|_| UtcOffset::UTC) };
        assert_eq!(time_of_day(iceland, change), "01:00", "the reader's own time, though it is UTC's");
        assert_eq!(time_of_day(Lang::En, change), "01:00 UTC");
    }

    #[test]
    fn durations_are_said_in_at_most_two_units() {
        let cases = [
            (0, "0 seconds", "0 sekunder"),
            (-1, "1 second", "1 sekund"),
            (60, "1 minute", "1 minut"),
            (95, "1 minute and 35 seconds", "1 minut och 35 sekunder"),
            (3_599, "59 minutes", "59 minuter"),
            (3_900, "1 hour and 5 minutes", "1 timme och 5 minuter"),
            (7_200, "2 hours", "2 timmar"),
            (90_000, "1 day and 1 hour", "1 dag och 1 timme"),
            (i64::MIN, "106751991167300 days and 15 hours", "106751991167300 dagar och 15 timmar"),
        ];
        for (seconds, en, sv) in cases {
            assert_eq!(duration(Lang::En, seconds), en);
            assert_eq!(duration(Lang::Sv, seconds), sv);
        }
    }
}
