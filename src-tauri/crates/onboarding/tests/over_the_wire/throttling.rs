//! Too many requests, faults that pass and faults that do not, and the two minutes that a check may take.

use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::Clock;
use consentry_onboarding::verdict::Verdict;
use serde_json::json;
use time::Duration;

use crate::hurry::{START, hurry};
use crate::scene::*;
use crate::stand_in::{Act, Answer};

fn too_many(retry_after: Option<&str>) -> Answer {
    let answer = Answer::json(429, &json!({"error": "temporarily_unavailable"}));
    match retry_after {
        Some(text) => answer.with("retry-after", text),
        None => answer,
    }
}

/// Whether a moment lies within seconds after the start, with room for what the check itself takes.
fn is_after(at: time::OffsetDateTime, seconds: i64) -> bool {
    let allowance = seconds / 10 + 15;
    (Duration::seconds(seconds)..Duration::seconds(seconds + allowance)).contains(&(at - START))
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_kept_and_announced_and_then_all_is_well() {
    let _hurry = hurry();
    // Without a readable time: a minute, Entra's own figure.
    for (retry_after, seconds) in [
        (None, 60),
        (Some("soon"), 60),
        (Some("-1"), 60),
        (Some("60"), 60),
        (Some("20"), 20),
        (Some("Sun, 22 Nov 2026 12:00:50 GMT"), 50),
    ] {
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Token && asked.nth == 1).then(|| too_many(retry_after).into())
        })
        .await;
        let evidence = scene.check().await;
        assert_eq!(cause(&evidence), "connected", "{retry_after:?}");
        let waits = scene.waits.lock().unwrap();
        assert!(waits.len() == 1 && is_after(waits[0], seconds), "{retry_after:?}: {waits:?}");
        assert!(scene.clock.now() >= waits[0] - Duration::SECOND, "the wait was kept");
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_to_come_back_is_read_by_the_clock_of_whoever_named_it() {
    let _hurry = hurry();
    for (date, retry_after) in [
        ("Mon, 23 Nov 2026 12:00:00 GMT", "Mon, 23 Nov 2026 12:00:30 GMT"),
        ("Sat, 21 Nov 2026 12:00:00 GMT", "Sat, 21 Nov 2026 12:00:30 GMT"),
    ] {
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Metadata && asked.nth == 1)
                .then(|| too_many(Some(retry_after)).with("date", date).into())
        })
        .await;
        scene.check().await;
        let waits = scene.waits.lock().unwrap();
        assert!(waits.len() == 1 && is_after(waits[0], 30), "{date}: {waits:?}");
        assert_eq!(scene.count(Place::Metadata), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_in_milliseconds_is_kept_by_either_of_its_names() {
    let _hurry = hurry();
    for (header, text, standard, seconds) in [
        ("retry-after-ms", "20000", None, 20),
        ("x-ms-retry-after-ms", "20000", None, 20),
        ("X-Ms-Retry-After-Ms", "50000", Some("5"), 50),
        ("retry-after-ms", "5", Some("40"), 40),
        ("x-ms-retry-after-ms", "-1", Some("30"), 30),
        ("retry-after-ms", "soon", None, 60),
    ] {
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Token && asked.nth == 1)
                .then(|| too_many(standard).with(header, text).into())
        })
        .await;
        assert_eq!(cause(&scene.check().await), "connected", "{header}: {text}");
        let waits = scene.waits.lock().unwrap();
        assert!(waits.len() == 1 && is_after(waits[0], seconds), "{header}: {text}: {waits:?}");
    }
    // Longer than a check: it is said when to come back, and not waited for.
    for (text, seconds) in [("86400000", 86_400), ("99999999999999999999999", i64::from(u32::MAX))] {
        let scene =
            Scene::with(Place::Token, move || too_many(None).with("retry-after-ms", text).into()).await;
        let judgement = judge(&scene.check().await);
        assert_eq!(judgement.cause.unwrap().id(), "throttled", "{text}");
        assert!(is_after(judgement.retry_at.unwrap(), seconds), "{text}: {:?}", judgement.retry_at);
        assert_eq!(scene.count(Place::Token), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_not_begun() {
    let _hurry = hurry();
    for (retry_after, seconds) in [
        ("86400", 86_400),
        ("121", 121),
        ("4294967295", 4_294_967_295),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 86_340),
    ] {
        let scene = Scene::with(Place::Token, move || too_many(Some(retry_after)).into()).await;
        let judgement = judge(&scene.check().await);
        assert_eq!(judgement.cause.unwrap().id(), "throttled", "{retry_after}");
        assert!(is_after(judgement.retry_at.unwrap(), seconds), "{retry_after}: {:?}", judgement.retry_at);
        assert_eq!(scene.count(Place::Token), 1);
        assert!(scene.waits.lock().unwrap().is_empty());
        assert!(scene.clock.now() - START < Duration::seconds(30));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_does_not_fit_into_the_check_is_not_begun() {
    let _hurry = hurry();
    let scene = Scene::with(Place::Token, || too_many(Some("70")).into()).await;
    let judgement = judge(&scene.check().await);
    assert_eq!((judgement.cause.unwrap().id(), judgement.verdict), ("throttled", Verdict::Unknown));
    assert_eq!(scene.count(Place::Token), 2, "one wait fits, a second does not");
    assert!(is_after(judgement.retry_at.unwrap(), 140));
    assert!(scene.clock.now() - START < Duration::seconds(120));
}

#[tokio::test(start_paused = true)]
async fn however_short_the_waits_a_storm_is_given_up_after_three() {
    let _hurry = hurry();
    for retry_after in ["0", "1"] {
        let scene = Scene::with(Place::Token, move || too_many(Some(retry_after)).into()).await;
        assert_eq!(cause(&scene.check().await), "throttled");
        assert_eq!(scene.count(Place::Token), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn faults_that_pass_are_passed_over() {
    let _hurry = hurry();
    for statuses in [[503, 502, 500], [504, 408, 503]] {
        let scene = Scene::new(move |asked| {
            let status = statuses.get(asked.nth - 1)?;
            (asked.place != Place::Keys).then(|| Answer::new(*status, "").into())
        })
        .await;
        assert_eq!(cause(&scene.check().await), "connected");
        assert_eq!((scene.count(Place::Token), scene.count(Place::Call)), (4, 4));
    }
}

#[tokio::test(start_paused = true)]
async fn faults_that_stay_are_said_after_three_more_tries() {
    let _hurry = hurry();
    for (place, status) in
        [(Place::Metadata, 500), (Place::Token, 503), (Place::Call, 504), (Place::Keys, 502)]
    {
        let scene = Scene::with(place, move || Answer::new(status, "{}").into()).await;
        let judgement = judge(&scene.check().await);
        assert_eq!(judgement.cause.unwrap().id(), "service-unavailable", "{place:?}");
        assert_eq!(judgement.verdict, Verdict::Unknown);
        assert_eq!(scene.count(place), 4, "{place:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_service_asks_for_wins_over_our_own_pause() {
    let _hurry = hurry();
    let scene = Scene::new(|asked| {
        (asked.place == Place::Call && asked.nth == 1)
            .then(|| Answer::new(503, "").with("retry-after", "45").into())
    })
    .await;
    assert_eq!(cause(&scene.check().await), "connected");
    assert!(is_after(scene.waits.lock().unwrap()[0], 45));
}

#[tokio::test(start_paused = true)]
async fn a_definite_no_is_never_tried_again() {
    let _hurry = hurry();
    for status in [400, 401, 403, 404, 410, 501] {
        let body = json!({"error": "invalid_client", "error_codes": [7_000_222]});
        let scene = Scene::with(Place::Token, move || Answer::json(status, &body).into()).await;
        assert_eq!(cause(&scene.check().await), "secret-expired", "{status}");
        assert_eq!(scene.count(Place::Token), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_mute_server_is_given_thirty_seconds_an_attempt_and_two_minutes_in_all() {
    let _hurry = hurry();
    for place in [Place::Metadata, Place::Token] {
        let scene = Scene::with(place, || Act::Mute).await;
        let evidence = scene.check().await;
        assert_eq!(cause(&evidence), "timed-out", "{place:?}");
        let took = scene.clock.now() - START;
        assert!((90..=122).contains(&took.whole_seconds()), "{took}");
        assert!((3..=4).contains(&scene.count(place)), "{}", scene.count(place));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_drips_is_given_no_more() {
    let _hurry = hurry();
    let scene = Scene::with(Place::Keys, || Act::Drip).await;
    let evidence = scene.check().await;
    assert_eq!(cause(&evidence), "timed-out");
    assert!((scene.clock.now() - START).whole_seconds() <= 122);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_mute_once_is_forgiven() {
    let _hurry = hurry();
    let scene =
        Scene::new(|asked| (asked.place == Place::Token && asked.nth == 1).then_some(Act::Mute)).await;
    assert_eq!(cause(&scene.check().await), "connected");
    assert!((30..60).contains(&(scene.clock.now() - START).whole_seconds()));
}
