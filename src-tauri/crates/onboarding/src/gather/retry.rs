//! The one table of retries. Each row says what an attempt's end leads to; whether there is time for it is
//! decided where the whole check's time is known.

use std::time::Duration;

use time::OffsetDateTime;

use crate::evidence::{Failure, FailureKind};

use super::client::Reply;
use super::reading;

/// No request is repeated more often than this.
pub(super) const MOST_RETRIES: u32 = 3;
/// A wait that the service asks for is kept up to this.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// What Entra itself asks for when it throttles, used where it names no time.
const UNNAMED_WAIT: Duration = Duration::from_secs(60);

/// What to do after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Take the answer, or the failure, as it is.
    Stop,
    /// Repeat after this long.
    After(Duration),
    /// The service asks for more patience than a check has: do not wait, say when.
    Park(Duration),
}

/// The row for an answer. `tries` counts the attempts made; `random` lies in 0..1.
pub(super) fn after_reply(reply: &Reply, tries: u32, now: OffsetDateTime, random: f64) -> Next {
    let asked_for = asked_for(reply, now);
    match reply.status {
        429 => {
            let wait = asked_for.unwrap_or(UNNAMED_WAIT);
            if wait > LONGEST_WAIT || tries > MOST_RETRIES {
                Next::Park(wait)
            } else {
                // "At once" is no pause: whoever throttles is not asked again without one of ours.
                Next::After(wait.mul_f64(1.0 + 0.1 * random).max(jitter(tries, random)))
            }
        }
        status if passes(status) && tries <= MOST_RETRIES => match asked_for {
            Some(wait) if wait <= LONGEST_WAIT && !wait.is_zero() => Next::After(wait),
            _ => Next::After(jitter(tries, random)),
        },
        _ => Next::Stop,
    }
}

/// Whether a refusal with this status is of the moment.
pub(super) fn passes(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// The row for an attempt without an answer, or with one that was cut (which is all that `UnexpectedReply` means
/// here). An answer over its cap gets one more look, as one of the wrong shape does.
pub(super) fn after_failure(failure: &Failure, tries: u32, random: f64) -> Next {
    let most = match failure.kind {
        FailureKind::NameNotResolved
        | FailureKind::Unreachable
        | FailureKind::TimedOut
        | FailureKind::UnexpectedReply => MOST_RETRIES,
        FailureKind::TooLarge => 1,
        _ => 0,
    };
    if tries <= most { Next::After(jitter(tries, random)) } else { Next::Stop }
}

/// Full jitter: up to half a second after the first attempt, doubling, at most eight.
fn jitter(tries: u32, random: f64) -> Duration {
    let ceiling = Duration::from_millis(500) * 2_u32.saturating_pow(tries.saturating_sub(1));
    ceiling.min(Duration::from_secs(8)).mul_f64(random.clamp(0.0, 1.0))
}

/// The wait that an answer asks for, the longest where it names several. A point in time is meant by the clock of
/// whoever answered.
pub(super) fn asked_for(reply: &Reply, now: OffsetDateTime) -> Option<Duration> {
    let theirs = now.saturating_add(time::Duration::seconds(reply.clock_ahead.unwrap_or(0)));
    let standard = reply.retry_after.iter().filter_map(|text| reading::retry_after(text, theirs));
    standard.chain(reply.retry_after_ms.iter().filter_map(|text| reading::retry_after_ms(text))).max()
}

/// A point in time to name to a person; the calendar ends in the year 9999.
pub(super) fn later(now: OffsetDateTime, wait: Duration) -> OffsetDateTime {
    now.saturating_add(time::Duration::try_from(wait).unwrap_or(time::Duration::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::failure::plain;
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:00 UTC);

    fn reply(status: u16, retry_after: Option<&str>) -> Reply {
        Reply {
            status,
            body: vec![].into(),
            content_type: None,
            retry_after: retry_after.iter().map(|text| (*text).to_owned()).collect(),
            retry_after_ms: vec![],
            notable: vec![],
            clock_ahead: None,
        }
    }

    fn seconds(seconds: u64) -> Next {
        Next::After(Duration::from_secs(seconds))
    }

    #[test]
    fn each_row_of_the_table() {
        let next = |status, header: Option<&str>| after_reply(&reply(status, header), 1, NOW, 0.0);
        for status in [200, 204, 301, 400, 401, 403, 404, 407, 501, 511] {
            assert_eq!(next(status, None), Next::Stop, "{status}");
        }
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(
                after_reply(&reply(status, None), 1, NOW, 1.0),
                Next::After(Duration::from_millis(500)),
                "{status}"
            );
            assert_eq!(next(status, Some("7")), seconds(7));
            assert_eq!(
                after_reply(&reply(status, Some("86400")), 1, NOW, 1.0),
                Next::After(Duration::from_millis(500))
            );
            assert_eq!(after_reply(&reply(status, None), MOST_RETRIES + 1, NOW, 1.0), Next::Stop);
        }
        assert_eq!(next(429, Some("60")), seconds(60));
        assert_eq!(next(429, Some("Sun, 22 Nov 2026 12:00:30 GMT")), seconds(30));
        assert_eq!(next(429, None), seconds(60));
        assert_eq!(next(429, Some("soon")), seconds(60));
        assert_eq!(next(429, Some("-1")), seconds(60));
        assert_eq!(next(429, Some("86400")), Next::Park(Duration::from_secs(86_400)));
        assert_eq!(after_reply(&reply(429, Some("60")), 1, NOW, 1.0), seconds(66));
    }

    #[test]
    fn whatever_the_header_says_the_wait_is_one_that_can_be_kept_or_named() {
        let next = |header| after_reply(&reply(429, Some(header)), 1, NOW, 1.0);
        let forever = Next::Park(Duration::from_secs(u32::MAX.into()));
        for huge in ["4294967295", "4294967296", "99999999999999999999999999999999"] {
            assert_eq!(next(huge), forever, "{huge}");
        }
        // A time that is over, or none at all, is still a pause of ours, the longer the more often it is met.
        for over in ["0", "000", "Sun, 22 Nov 2026 11:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"] {
            assert_eq!(next(over), Next::After(Duration::from_millis(500)), "{over}");
            assert_eq!(after_reply(&reply(429, Some(over)), 3, NOW, 1.0), seconds(2), "{over}");
        }
        let unreadable =
            ["", " ", "-1", "+5", "2.5", "1e3", "0x10", "5s", "60, 120", "soon", "٦٠", "\u{ff16}"];
        for text in unreadable {
            assert_eq!(next(text), seconds(66), "{text:?}: a minute, as if it were not there");
        }
        assert_eq!(next(" 20\t"), seconds(22));
        assert_eq!(next("Sun Nov 22 12:00:30 2026"), seconds(33), "the oldest way of writing a date");
    }

    #[test]
    fn of_several_headers_the_longest_wait_that_can_be_read_counts() {
        let several = |headers: &[&str]| {
            let retry_after = headers.iter().map(|text| (*text).to_owned()).collect();
            after_reply(&Reply { retry_after, ..reply(429, None) }, 1, NOW, 0.0)
        };
        assert_eq!(several(&["5", "30"]), seconds(30));
        assert_eq!(several(&["30", "5", "soon"]), seconds(30));
        assert_eq!(several(&["5", "Sun, 22 Nov 2026 12:01:00 GMT"]), seconds(60));
        assert_eq!(several(&["5", "86400"]), Next::Park(Duration::from_secs(86_400)));
        assert_eq!(several(&["soon", "later"]), seconds(60));
    }

    #[test]
    fn a_wait_in_milliseconds_is_read_with_the_same_limits() {
        let next = |status: u16, standard: Option<&str>, texts: &[&str]| {
            let retry_after_ms = texts.iter().map(|text| (*text).to_owned()).collect();
            after_reply(&Reply { retry_after_ms, ..reply(status, standard) }, 1, NOW, 0.0)
        };
        let ms = |ms| Next::After(Duration::from_millis(ms));
        assert_eq!(next(429, None, &["1500"]), ms(1_500));
        assert_eq!(next(503, None, &[" 7000\t"]), seconds(7));
        assert_eq!(next(429, None, &["120000"]), seconds(120));
        assert_eq!(next(429, None, &["120001"]), Next::Park(Duration::from_millis(120_001)));
        // Of all that can be read the longest counts, whichever header it stands in.
        assert_eq!(next(429, Some("5"), &["30000", "100"]), seconds(30));
        assert_eq!(next(429, Some("5"), &["100"]), seconds(5));
        assert_eq!(next(429, Some("soon"), &["later", "20000"]), seconds(20));
        assert_eq!(next(502, None, &["86400000"]), ms(0), "a day is not waited for, nor asked for by a 502");
        let forever = Next::Park(Duration::from_secs(u32::MAX.into()));
        for huge in ["4294967296000", "18446744073709551615", "18446744073709551616", &"9".repeat(400)] {
            assert_eq!(next(429, None, &[huge]), forever, "{huge}");
        }
        let unreadable = ["", " ", "-1", "+5", "2.5", "1e9", "0x10", "5ms", "60, 120", "soon", "٦٠"];
        for text in unreadable {
            assert_eq!(next(429, None, &[text]), seconds(60), "{text:?}: a minute, as if it were not there");
        }
        for over in ["0", "000"] {
            assert_eq!(next(429, None, &[over]), ms(0), "{over}: a pause of ours, which chance made none");
        }
    }

    #[test]
    fn failures_that_pass_are_tried_again_and_others_are_not() {
        let next = |kind, tries| after_failure(&plain(kind, ""), tries, 1.0);
        assert_eq!(next(FailureKind::Unreachable, 1), Next::After(Duration::from_millis(500)));
        assert_eq!(next(FailureKind::TimedOut, 3), Next::After(Duration::from_secs(2)));
        assert_eq!(next(FailureKind::Unreachable, 4), Next::Stop);
        assert_eq!(next(FailureKind::UnexpectedReply, 3), Next::After(Duration::from_secs(2)));
        assert_eq!(next(FailureKind::TooLarge, 1), Next::After(Duration::from_millis(500)));
        assert_eq!(next(FailureKind::TooLarge, 2), Next::Stop);
        for kind in [FailureKind::UntrustedIssuer, FailureKind::ProxySignIn, FailureKind::WrongName] {
            assert_eq!(next(kind, 1), Next::Stop, "{kind:?}");
        }
    }
}
