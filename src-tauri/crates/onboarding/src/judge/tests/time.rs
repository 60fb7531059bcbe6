//! Exact boundaries: a token's lifetime, a wrong clock, and how long a consent may take to spread.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::builders::*;
use crate::evidence::{Evidence, FailureKind};
use crate::judge::{judge, next_look};
use crate::verdict::{Actor, Cause, CheckId, CheckStatus, Finding, Verdict};

fn expired_by(seconds: i64) -> Evidence {
    with_facts(|facts| {
        facts.expires = NOW.unix_timestamp() - seconds;
        (facts.not_before, facts.issued) = (Some(facts.expires - 3900), Some(facts.expires - 3900));
    })
}

fn early_by(seconds: i64) -> Evidence {
    with_facts(|facts| facts.not_before = Some(NOW.unix_timestamp() + seconds))
}

#[test]
fn lifetimes_at_their_exact_boundaries() {
    use CheckStatus::{Fail, Pass, Warn};
    for (seconds, status) in
        [(-1, Pass), (0, Pass), (1, Pass), (60, Pass), (61, Warn), (300, Warn), (301, Fail)]
    {
        let late = judge(&expired_by(seconds));
        assert_eq!(status_of(&late, CheckId::Lifetime), status, "expired {seconds} s ago");
        assert_eq!(late.cause, (status == Fail).then_some(Cause::TokenExpired), "{seconds}");
        let early = judge(&early_by(seconds));
        assert_eq!(status_of(&early, CheckId::Lifetime), status, "valid in {seconds} s");
        assert_eq!(early.cause, (status == Fail).then_some(Cause::TokenNotYetValid), "{seconds}");
    }
    assert_eq!(
        check_of(&judge(&expired_by(301)), CheckId::Lifetime).finding,
        Finding::Expired { seconds_ago: 301 }
    );
    assert_eq!(
        check_of(&judge(&early_by(4000)), CheckId::Lifetime).finding,
        Finding::NotYetValid { seconds: 4000 }
    );
}

#[test]
fn a_clock_off_is_named_where_microsoft_s_answer_told() {
    for (ahead, mentioned) in [(0, false), (60, false), (61, true), (-60, false), (-61, true), (86_400, true)]
    {
        let judgement = judge(&but(|evidence| evidence.clock_ahead_seconds = Some(ahead)));
        assert_eq!(judgement.verdict, Verdict::Connected, "a warning never changes the verdict");
        let check = check_of(&judgement, CheckId::Lifetime);
        assert_eq!(check.status == CheckStatus::Warn, mentioned, "{ahead}");
        if mentioned {
            let finding = Finding::LifetimeWithinSkew { seconds_off: 0, clock_off: Some(ahead) };
            assert_eq!(check.finding, finding);
        }
    }
    let tolerated = judge(&but(|evidence| {
        change_facts(evidence, |facts| facts.not_before = Some(NOW.unix_timestamp() + 240));
        evidence.clock_ahead_seconds = Some(240);
    }));
    assert_eq!(tolerated.verdict, Verdict::Connected);
    assert_eq!(
        check_of(&tolerated, CheckId::Lifetime).finding,
        Finding::LifetimeWithinSkew { seconds_off: 240, clock_off: Some(240) }
    );
}

/// A fresh token, met on a machine whose clock is `behind` seconds behind Microsoft's.
fn clock_behind(behind: i64) -> Evidence {
    but(|evidence| {
        let theirs = NOW.unix_timestamp() + behind;
        change_facts(evidence, |facts| {
            facts.not_before = Some(theirs - 300);
            facts.issued = Some(theirs - 300);
            facts.expires = theirs + 3600;
        });
        evidence.clock_ahead_seconds = Some(behind);
    })
}

#[test]
fn a_local_clock_a_day_off_either_way_is_the_clock_s_fault() {
    for behind in [86_400, -86_400, 601, -3901, 30 * 365 * 86_400] {
        let judgement = judge(&clock_behind(behind));
        assert_eq!(judgement.cause, Some(Cause::ClockSkew), "{behind}");
        assert_eq!((judgement.verdict, judgement.who_acts), (Verdict::Unknown, Actor::Partner));
        assert_eq!(check_of(&judgement, CheckId::Lifetime).finding, Finding::ClockWrong { seconds: behind });
    }
    // The token's own five minutes of grace, and ours: within them nothing fails.
    for behind in [600, -3900, 240, -240] {
        assert_eq!(judge(&clock_behind(behind)).verdict, Verdict::Connected, "{behind}");
    }
}

#[test]
fn a_wrong_clock_does_not_excuse_a_token_that_has_expired_by_microsoft_s_clock_too() {
    let judgement = judge(&but(|evidence| {
        change_facts(evidence, |facts| facts.expires = NOW.unix_timestamp() - 10_000);
        evidence.clock_ahead_seconds = Some(-3600);
    }));
    assert_eq!(judgement.cause, Some(Cause::TokenExpired));
    let unknown = judge(&but(|evidence| {
        change_facts(evidence, |facts| facts.expires = NOW.unix_timestamp() - 10_000);
        evidence.clock_ahead_seconds = None;
    }));
    assert_eq!(unknown.cause, Some(Cause::TokenExpired), "where no answer told, the clock is not blamed");
}

#[test]
fn an_odd_lifetime_is_worth_a_word_and_no_more() {
    for (minutes, odd) in
        [(5, false), (4, true), (28 * 60, false), (28 * 60 + 1, true), (60 * 24 * 365, true)]
    {
        let judgement = judge(&with_facts(|facts| {
            facts.not_before = Some(NOW.unix_timestamp());
            facts.expires = NOW.unix_timestamp() + minutes * 60;
        }));
        assert_eq!(judgement.verdict, Verdict::Connected);
        assert_eq!(status_of(&judgement, CheckId::Lifetime) == CheckStatus::Warn, odd, "{minutes}");
    }
}

fn refused_after_a_sign(hint: OffsetDateTime) -> Evidence {
    let mut evidence = token_ends(refused(entra(400, &[700_016], "unauthorized_client")));
    evidence.known.consent_hint_at = Some(hint);
    evidence
}

#[test]
fn a_consent_may_take_fifteen_minutes_to_spread() {
    let minutes = Duration::minutes;
    let seconds = Duration::seconds;
    for (age, propagating) in [
        (seconds(0), true),
        (seconds(14 * 60 + 59), true),
        (minutes(15), false),
        (minutes(15) - Duration::NANOSECOND, true),
        (Duration::days(3), false),
        // Clocks of two machines differ a little; a sign an hour in the future is no sign.
        (seconds(-60), true),
        (seconds(-61), false),
        (minutes(-60), false),
    ] {
        let judgement = judge(&refused_after_a_sign(NOW - age));
        let expected = if propagating { Cause::Propagating } else { Cause::NotConsented };
        assert_eq!(judgement.cause, Some(expected), "{age}");
        if propagating {
            assert_eq!((judgement.verdict, judgement.who_acts), (Verdict::Unknown, Actor::Wait));
            assert!(judgement.retry_at.unwrap() > NOW);
        }
    }
}

#[test]
fn only_what_a_consent_can_mend_is_waited_for() {
    let waits = |mut evidence: Evidence| {
        evidence.known.consent_hint_at = Some(NOW - Duration::MINUTE);
        judge(&evidence).cause == Some(Cause::Propagating)
    };
    assert!(waits(with_facts(|facts| facts.roles = set(&[]))));
    assert!(waits(with_facts(|facts| facts.roles = set(&["Ip.Read.All"]))));
    for other in [
        token_ends(refused(entra(401, &[7_000_215], "invalid_client"))),
        token_ends(refused(entra(400, &[500_011], "invalid_resource"))),
        token_ends(failed(FailureKind::Unreachable)),
        call_ends(refused(defender(403, "Forbidden", "no"))),
        with_facts(|facts| facts.expires = 0),
        good(),
    ] {
        assert!(!waits(other));
    }
}

#[test]
fn looking_again_grows_slower_and_settles_at_a_minute() {
    let pause = |since: i64| (next_look(NOW, NOW + Duration::seconds(since)) - NOW).whole_seconds() - since;
    assert_eq!([0, 4, 5, 14, 15, 34, 35, 74, 75, 100_000].map(pause), [5, 5, 10, 10, 20, 20, 40, 40, 60, 60]);
    let future = NOW + Duration::hours(1);
    assert_eq!(next_look(future, NOW) - NOW, Duration::seconds(5));
}

#[test]
fn times_at_the_edge_of_the_calendar_are_judged_like_any_other() {
    let end = datetime!(9999-12-31 23:59:59 UTC);
    for at in [end, datetime!(0000-01-01 00:00 UTC), datetime!(1969-12-31 23:59:59 UTC)] {
        for hint in [end, datetime!(0000-01-01 00:00 UTC), NOW] {
            let mut evidence = refused_after_a_sign(hint);
            (evidence.started_at, evidence.finished_at) = (at, Some(at));
            let expected = if hint == at { Cause::Propagating } else { Cause::NotConsented };
            assert_eq!(judge(&evidence).cause, Some(expected), "{at} {hint}");
        }
    }
    for extreme in [i64::MIN, i64::MIN + 1, i64::MAX] {
        judge(&expired_by(0));
        judge(&with_facts(|facts| facts.expires = extreme));
        judge(&with_facts(|facts| facts.not_before = Some(extreme)));
        judge(&but(|evidence| {
            change_facts(evidence, |facts| (facts.expires, facts.not_before) = (extreme, Some(!extreme)));
            evidence.clock_ahead_seconds = Some(extreme);
        }));
    }
}
