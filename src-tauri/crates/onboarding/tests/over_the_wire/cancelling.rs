//! A person stops the check: wherever it is, it ends at once, and nothing more is sent.

use std::time::Duration;

use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::{CheckId, CheckStatus, Verdict};
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};

use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

/// Cancels as soon as the place was asked, and takes at most two seconds to end.
async fn cancelled_at(scene: &Scene, place: Place) -> Evidence {
    let stopper = async {
        while scene.count(place) == 0 {
            sleep(Duration::from_millis(5)).await;
        }
        scene.cancel.cancel();
        std::future::pending::<()>().await;
    };
    let evidence = tokio::select! {
        evidence = timeout(Duration::from_secs(60), scene.check()) => evidence.unwrap(),
        () = stopper => unreachable!(),
    };
    assert!(scene.cancel.is_cancelled());
    evidence
}

#[tokio::test]
async fn at_every_step_it_ends_within_two_seconds_and_asks_nobody_else() {
    let order = [Place::Metadata, Place::Token, Place::Keys, Place::Call];
    for (at, place) in order.into_iter().enumerate() {
        let scene = Scene::with(place, || Act::Mute).await;
        let began = Instant::now();
        let evidence = cancelled_at(&scene, place).await;
        assert!(began.elapsed() < Duration::from_secs(2), "{place:?}");
        let (cause, reason) = outcome(&evidence);
        assert_eq!((cause, reason.as_deref()), ("not-proved", Some("cancelled")), "{place:?}");
        let judgement = judge(&evidence);
        assert_eq!(judgement.verdict, Verdict::Unknown);
        assert_eq!(status_of(&judgement, CheckId::Api), CheckStatus::Skipped);
        for later in &order[at + 1..] {
            assert_eq!(scene.count(*later), 0, "{later:?} was asked after a stop at {place:?}");
        }
        assert_eq!(scene.count(place), 1);
    }
}

#[tokio::test]
async fn after_a_stop_no_request_is_sent_on_a_line_that_is_open_already() {
    // The line is warm, so that a request would leave at the first chance it gets. Asked many times over, because
    // a choice between two things that are both ready may be made by chance.
    for _ in 0..12 {
        let scene = Scene::new(|asked| match asked.place {
            Place::Keys => Some(Act::Mute),
            _ => None,
        })
        .await;
        scene.warm_up().await;
        cancelled_at(&scene, Place::Keys).await;
        sleep(Duration::from_millis(20)).await;
        assert_eq!(scene.count(Place::Call), 0);
    }
}

#[tokio::test]
async fn stopped_before_it_began_it_asks_nobody() {
    for _ in 0..12 {
        let scene = Scene::new(|_| None).await;
        scene.cancel.cancel();
        let evidence = scene.check().await;
        assert_eq!(outcome(&evidence), ("not-proved", Some("cancelled".to_owned())));
        sleep(Duration::from_millis(5)).await;
        assert!(scene.server.seen().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_wait_can_be_stopped() {
    let _hurry = hurry();
    let scene = Scene::with(Place::Token, || {
        Answer::json(429, &json!({"error": "x"})).with("retry-after", "100").into()
    })
    .await;
    let began = Instant::now();
    let stopper = async {
        while scene.waits.lock().unwrap().is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
        sleep(Duration::from_secs(10)).await;
        scene.cancel.cancel();
        std::future::pending::<()>().await;
    };
    let evidence = tokio::select! {
        evidence = scene.check() => evidence,
        () = stopper => unreachable!(),
    };
    assert_eq!(outcome(&evidence), ("not-proved", Some("cancelled".to_owned())));
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
    assert_eq!(scene.count(Place::Token), 1);
}
