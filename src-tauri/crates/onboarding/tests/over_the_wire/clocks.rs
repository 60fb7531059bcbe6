//! This computer's clock off, set while a check runs, or before there were clocks: Microsoft's `Date` tells, nothing is
//! said about the customer, and no wait or watch goes astray.

use consentry_onboarding::desk::Look;
use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::expiry::{ExpiryStage, secret_expiry};
use consentry_onboarding::judge::judge;
use consentry_onboarding::records::KeptIn;
use consentry_onboarding::verdict::{Actor, Cause, CheckId, CheckStatus, Verdict};
use serde_json::json;
use time::{Date, Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;

use crate::fakes::*;
use crate::hurry::{START, TestClock, hurry};
use crate::scene::*;
use crate::stand_in::{Act, Answer};

const DAY: i64 = 86_400;
const MINUTE: i64 = 60;
/// From 2026 back to 1960.
const BEFORE_1970: i64 = -66 * 365 * DAY;

/// What tells the time in a `Date` header.
fn dated(act: Act, truth: OffsetDateTime) -> Act {
    let Act::Answer(answer) = act else { return act };
    answer.with("date", &httpdate::fmt_http_date(truth.into())).into()
}

/// A tenant whose servers say what time it is, and a clock here that `wind` may set when it hears a place asked.
async fn ticking(wind: impl Fn(&TestClock, &Asked) + Send + Sync + 'static) -> Scene {
    let clock = TestClock::new();
    let theirs = clock.clone();
    let scene = Scene::new(move |asked| {
        wind(&theirs, asked);
        Some(dated(well(asked), theirs.truth()))
    })
    .await;
    Scene { clock, ..scene }
}

async fn off_by(seconds: i64) -> Evidence {
    let scene = ticking(|_, _| {}).await;
    scene.clock.set(seconds);
    scene.check().await
}

#[tokio::test]
async fn a_clock_that_is_off_is_blamed_and_the_customer_is_not() {
    for seconds in [DAY, -DAY, 3 * 365 * DAY, BEFORE_1970, 70 * MINUTE, -20 * MINUTE] {
        let evidence = off_by(seconds).await;
        let judgement = judge(&evidence);
        assert_eq!(judgement.cause, Some(Cause::ClockSkew), "{seconds}");
        assert_eq!((judgement.verdict, judgement.who_acts), (Verdict::Unknown, Actor::Partner), "{seconds}");
        assert!((evidence.clock_ahead_seconds.unwrap() + seconds).abs() <= 2, "{seconds}");
    }
}

#[tokio::test]
async fn minutes_off_are_mentioned_and_no_more() {
    for seconds in [4 * MINUTE, -4 * MINUTE, 10 * MINUTE, -8 * MINUTE, 50 * MINUTE] {
        let judgement = judge(&off_by(seconds).await);
        assert_eq!(judgement.verdict, Verdict::Connected, "{seconds}");
        assert_eq!(status_of(&judgement, CheckId::Lifetime), CheckStatus::Warn, "{seconds}");
    }
    assert_eq!(status_of(&judge(&off_by(30).await), CheckId::Lifetime), CheckStatus::Pass);
}

#[tokio::test]
async fn a_clock_that_is_set_during_a_check_is_caught_wherever_that_happens() {
    for place in [Place::Metadata, Place::Token, Place::Keys, Place::Call] {
        for seconds in [DAY, -DAY, BEFORE_1970] {
            let scene = ticking(move |clock, asked| {
                if asked.place == place {
                    clock.set(seconds);
                }
            })
            .await;
            let evidence = scene.check().await;
            assert_eq!(cause(&evidence), "clock-skew", "{seconds} at {place:?}");
            assert_eq!(judge(&evidence).verdict, Verdict::Unknown);
        }
        // Set right again: what was off before is no matter.
        let scene = ticking(move |clock, asked| {
            if asked.place == place {
                clock.set(0);
            }
        })
        .await;
        scene.clock.set(-DAY);
        assert_eq!(cause(&scene.check().await), "connected", "{place:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_as_long_as_it_is_whatever_the_clock_does_meanwhile() {
    let _hurry = hurry();
    for seconds in [DAY, -DAY, BEFORE_1970] {
        let clock = TestClock::new();
        let theirs = clock.clone();
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Token && asked.nth == 1).then(|| {
                theirs.set(seconds);
                let too_many = Answer::json(429, &json!({"error": "x"})).with("retry-after", "40");
                dated(too_many.into(), theirs.truth())
            })
        })
        .await;
        let scene = Scene { clock, ..scene };
        scene.check().await;
        let took = (scene.clock.truth() - START).whole_seconds();
        assert!((40..60).contains(&took), "{seconds}: {took}");
        // It is told by the clock that the person sees.
        let until = scene.waits.lock().unwrap()[0];
        assert!(((until - START).whole_seconds() - seconds - 40).abs() < 20, "{seconds}: {until}");
    }
}

#[tokio::test]
async fn where_nobody_tells_the_time_the_clock_is_not_blamed() {
    for (seconds, expected) in [(DAY, "token-expired"), (-DAY, "token-not-yet-valid")] {
        let scene = Scene::new(|_| None).await;
        scene.clock.set(seconds);
        assert_eq!(cause(&scene.check().await), expected);
    }
}

#[tokio::test]
async fn a_watch_outlives_a_clock_that_is_off_and_takes_nothing_back() {
    for seconds in [DAY, -DAY, BEFORE_1970] {
        let at = AtDesk::new(ticking(|_, _| {}).await);
        let app = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
        let draft = customer_draft(app.row, "Fabrikam", TENANT);
        let customer = at.desk.save_customer(draft).await.unwrap().customer;
        at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
        at.desk.begin_watch(customer.row).await.unwrap();
        at.scene.clock.set(seconds);
        let Look::Done(looked) = at.desk.look(customer.row, &CancellationToken::new()).await.unwrap() else {
            panic!("no look")
        };
        assert_eq!((looked.verdict, looked.cause), (Verdict::Unknown, Some(Cause::ClockSkew)), "{seconds}");
        assert_eq!(looked.before, Some(Verdict::Connected), "what was proved stands");
        let watch = looked.then.expect("the watch goes on");
        let now = at.desk.clock().now();
        assert!(watch.since <= now, "{seconds}: begun in the future: {watch:?}");
        let pause = watch.next_at - now;
        assert!(pause > Duration::seconds(4) && pause < Duration::minutes(34), "{seconds}: {pause}");
        assert_eq!(at.desk.registry().checks(customer.row, 9).await.unwrap().len(), 1, "{seconds}");
    }
}

#[tokio::test]
async fn a_clock_years_off_ends_a_watch_with_its_last_look_and_breaks_nothing() {
    let at = AtDesk::new(ticking(|_, _| {}).await);
    let app = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
    let customer = at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap().customer;
    at.desk.link_sent(customer.row).await.unwrap();
    at.scene.clock.set(7_000 * 365 * DAY);
    let looked = at.desk.look(customer.row, &CancellationToken::new()).await.unwrap();
    assert!(
        matches!(looked, Look::Done(looked) if looked.cause == Some(Cause::ClockSkew) && looked.then.is_err())
    );
}

#[test]
fn the_end_of_a_secret_can_be_told_from_any_day() {
    let last = START.date();
    for (today, stage) in [
        (Date::MIN, ExpiryStage::Far),
        (OffsetDateTime::UNIX_EPOCH.date() - Duration::days(3_000), ExpiryStage::Far),
        (last, ExpiryStage::Near),
        (Date::MAX, ExpiryStage::Past),
    ] {
        assert_eq!(secret_expiry(last, today).stage, stage, "{today}");
    }
    assert_eq!(secret_expiry(Date::MIN, Date::MAX).stage, ExpiryStage::Past);
}
