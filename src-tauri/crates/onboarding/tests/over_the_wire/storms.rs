//! Many customers in bad weather: everyone throttled, every third answer broken, keys that roll or go away in the middle.
#![allow(clippy::print_stderr, reason = "figures for whoever runs this with --nocapture")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use consentry_onboarding::desk::AT_ONCE;
use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::verdict::{Cause, Verdict};
use serde_json::json;
use tokio::time::Instant;

use crate::authority::{PUBLISHED, STRANGER};
use crate::check_all::{Many, theirs};
use crate::hurry::{Hurry, START, hurry};
use crate::scene::*;
use crate::stand_in::Answer;

/// Forty customers whose every request for a token is refused so. When each was asked, and how long it all took.
async fn storm(retry_after: Option<&'static str>) -> (HashMap<String, Vec<Instant>>, Many, i64) {
    let asked_at: Arc<Mutex<HashMap<String, Vec<Instant>>>> = Arc::default();
    let book = Arc::clone(&asked_at);
    let many = Many::new(move |asked| {
        (asked.place == Place::Token).then(|| {
            book.lock().unwrap().entry(asked.seen.path.clone()).or_default().push(Instant::now());
            let answer = Answer::json(429, &json!({"error": "temporarily_unavailable"}));
            match retry_after {
                Some(text) => answer.with("retry-after", text),
                None => answer,
            }
            .into()
        })
    })
    .await;
    let rows = many.add(many.app, 1..=40).await;
    let began = many.at.desk.clock().now();
    let told = many.check(&rows, |_| {}).await;
    assert!(told.most <= AT_ONCE);
    assert_eq!(told.ended.len(), 40, "everyone ends");
    assert!(
        told.ended.iter().all(|(_, how, verdict)| how == "checked" && *verdict == Some(Verdict::Unknown))
    );
    let took = (many.at.desk.clock().now() - began).whole_seconds();
    for row in rows {
        let check = many.at.registry.checks(row, 1).await.unwrap().remove(0);
        assert_eq!(check.cause, Some(Cause::Throttled));
        assert!(
            judge(&check.evidence).retry_at.is_some_and(|at| at >= check.at),
            "parked with a time to come back"
        );
    }
    let asked_at = asked_at.lock().unwrap().clone();
    (asked_at, many, took)
}

#[tokio::test(start_paused = true)]
async fn in_a_storm_no_tenant_is_asked_before_its_time_and_everyone_is_parked() {
    let _hurry = hurry();
    // What is asked for, the shortest pause between two requests to one tenant, and the most requests to it.
    for (retry_after, pause, most) in [
        (None, 60, 2),
        (Some("soon"), 60, 2),
        (Some("60"), 60, 2),
        (Some("25"), 25, 4),
        (Some("86400"), 86_400, 1),
        (Some("99999999999"), 86_400, 1),
        (Some("0"), 0, 4),
        (Some("Sun, 22 Nov 2020 12:00:00 GMT"), 0, 4),
    ] {
        let (asked_at, many, took) = storm(retry_after).await;
        let requests: usize = asked_at.values().map(Vec::len).sum();
        assert_eq!(asked_at.len(), 40, "{retry_after:?}: everybody was asked once");
        for times in asked_at.values() {
            assert!(times.len() <= most, "{retry_after:?}: {} requests", times.len());
            let early = times.windows(2).any(|two| two[1] - two[0] < Duration::from_secs(pause));
            assert!(!early, "{retry_after:?}: asked before its time");
        }
        // Once as many were throttled as there are places, the others do not wait as well: the run is over after at
        // most two of the longest waits.
        let patient = asked_at.values().filter(|times| times.len() > 1).count();
        assert!(patient < 2 * AT_ONCE, "{retry_after:?}: {patient} waited");
        assert!(took <= 2 * 120, "{retry_after:?}: {took} seconds for forty");
        assert_eq!(many.at.scene.count(Place::Metadata), 40);
        eprintln!("storm {retry_after:?}: 40 customers, {requests} token requests, {took} s, all parked");
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_storm_is_over_waiting_is_worth_while_again() {
    let _hurry = hurry();
    let asked = AtomicUsize::new(0);
    let many = Many::new(move |request| {
        let throttled = request.place == Place::Token && asked.fetch_add(1, Ordering::SeqCst) < 30;
        throttled.then(|| Answer::json(429, &json!({"error": "x"})).with("retry-after", "60").into())
    })
    .await;
    let rows = many.add(many.app, 1..=40).await;
    let told = many.check(&rows, |_| {}).await;
    let connected = told.ended.iter().filter(|(.., verdict)| *verdict == Some(Verdict::Connected)).count();
    assert!(connected >= 10, "{connected}: those asked after the storm are through");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_fails_three_times_in_ten_is_got_through_by_nearly_everyone() {
    let _hurry = hurry();
    // A generator of chance with a beginning that is written down.
    let state = Mutex::new(0x2545_f491_4f6c_dd1d_u64);
    let many = Many::new(move |_| {
        let mut state = state.lock().unwrap();
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state % 10 < 3)
            .then(|| Answer::new([500, 502, 503, 504][usize::try_from(*state >> 32 & 3).unwrap()], "").into())
    })
    .await;
    // The app was saved without its home, so nothing was asked so far.
    let rows = many.add(many.app, 1..=400).await;
    let told = many.check(&rows, |_| {}).await;
    let through = told.ended.iter().filter(|(.., verdict)| *verdict == Some(Verdict::Connected)).count();
    let unknown = told.ended.iter().filter(|(.., verdict)| *verdict == Some(Verdict::Unknown)).count();
    assert_eq!(through + unknown, 400, "a broken service says nothing about a customer");
    let requests = many.at.scene.server.seen().len();
    eprintln!("flapping: {through} of 400 through with {requests} requests");
    // Four steps with four tries each: (1 - 0.3^4)^4 = 96.8 %.
    assert!(through >= 376, "{through} of 400");
    assert!(requests < 400 * 6, "{requests}: no more than one in 0.7, and no busy loop");
}

#[tokio::test(start_paused = true)]
async fn keys_that_roll_in_the_middle_cost_one_look_and_nobody_a_wrong_verdict() {
    let _hurry = hurry();
    let tokens = Arc::new(AtomicUsize::new(0));
    let (counted, rolled) = (Arc::clone(&tokens), Arc::clone(&tokens));
    let many = Many::new(move |asked| match asked.place {
        // From the eleventh token on they are signed with another key, which is published from then on.
        Place::Token if counted.fetch_add(1, Ordering::SeqCst) >= 10 => {
            let mut head = header();
            head["kid"] = json!("k2");
            Some(token_answer(&STRANGER.sign(&head, &theirs(asked, &claims(&asked.base))?)))
        }
        Place::Keys if rolled.load(Ordering::SeqCst) > 10 => {
            Some(keys_answer(&[PUBLISHED.jwk("k1"), STRANGER.jwk("k2")]))
        }
        _ => None,
    })
    .await;
    let rows = many.add(many.app, 1..=40).await;
    let told = many.check(&rows, |_| {}).await;
    assert!(told.ended.iter().all(|(.., verdict)| *verdict == Some(Verdict::Connected)), "{:?}", told.ended);
    let looks = many.at.scene.of(Place::Keys);
    let past = looks.iter().filter(|look| look.headers.contains_key("cache-control")).count();
    // Checks that run at once may all look before the first has its answer.
    assert!((1..=AT_ONCE).contains(&past) && looks.len() - past <= AT_ONCE, "{past} of {}", looks.len());
}

#[tokio::test(start_paused = true)]
async fn keys_are_asked_for_once_in_five_minutes_and_when_their_address_goes_down_nobody_notices_for_a_day() {
    let mut hurried = hurry();
    let down = Arc::new(AtomicUsize::new(0));
    let told_down = Arc::clone(&down);
    let scene = Scene::new(move |asked| match asked.place {
        Place::Keys if told_down.load(Ordering::SeqCst) == 1 => Some(Answer::new(503, "").into()),
        Place::Token => {
            // Good for the day that this takes.
            let mut payload = claims(&asked.base);
            payload["exp"] = json!(START.unix_timestamp() + 27 * 3_600);
            Some(token_answer(&PUBLISHED.sign(&header(), &payload)))
        }
        _ => None,
    })
    .await;
    for _ in 0..5 {
        assert_eq!(cause(&scene.check().await), "connected");
    }
    assert_eq!(scene.count(Place::Keys), 1);
    down.store(1, Ordering::SeqCst);
    assert_eq!(cause(&scene.check().await), "connected");
    assert_eq!(scene.count(Place::Keys), 1, "known for so short a time, they are not asked for");
    hurried = pass(hurried, 6 * 60).await;
    assert_eq!(cause(&scene.check().await), "connected", "the last known keys stand in");
    assert_eq!(scene.count(Place::Keys), 5, "and the address is asked as often as any");
    let _hurried = pass(hurried, 24 * 3_600).await;
    assert_eq!(cause(&scene.check().await), "service-unavailable", "for a day, and no longer");
}

#[tokio::test(start_paused = true)]
async fn last_known_keys_prove_and_never_condemn() {
    let hurried = hurry();
    let mood = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&mood);
    let scene = Scene::new(move |asked| match (told.load(Ordering::SeqCst), asked.place) {
        (1, Place::Keys) => Some(Answer::new(503, "").into()),
        (1, Place::Token) => {
            let mut head = header();
            head["kid"] = json!("k7");
            Some(token_answer(&STRANGER.sign(&head, &claims(&asked.base))))
        }
        _ => None,
    })
    .await;
    assert_eq!(cause(&scene.check().await), "connected");
    mood.store(1, Ordering::SeqCst);
    // Signed by a key that may well be new: fresh or not, what is kept cannot say that it is wrong.
    let evidence = scene.check().await;
    assert_eq!((judge(&evidence).verdict, cause(&evidence)), (Verdict::Unknown, "service-unavailable"));
    let _hurried = pass(hurried, 6 * 60).await;
    let evidence = scene.check().await;
    assert_eq!((judge(&evidence).verdict, cause(&evidence)), (Verdict::Unknown, "service-unavailable"));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_taken_away_is_not_believed_once_that_is_known() {
    let hurried = hurry();
    let gone = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&gone);
    let scene = Scene::new(move |asked| {
        (asked.place == Place::Keys && told.load(Ordering::SeqCst) == 1)
            .then(|| keys_answer(&[PUBLISHED.jwk("k0")]))
    })
    .await;
    assert_eq!(cause(&scene.check().await), "connected");
    gone.store(1, Ordering::SeqCst);
    let _hurried = pass(hurried, 6 * 60).await;
    assert_eq!(cause(&scene.check().await), "key-unknown");
    assert_eq!(scene.count(Place::Keys), 3, "one look, and one past the caches");
    assert_eq!(cause(&scene.check().await), "key-unknown");
    assert_eq!(scene.count(Place::Keys), 3, "and no more of them for five minutes");
}

/// Lets so many seconds pass at once; nothing is under way.
async fn pass(hurried: Hurry, seconds: u64) -> Hurry {
    drop(hurried);
    tokio::time::advance(Duration::from_secs(seconds)).await;
    hurry()
}
