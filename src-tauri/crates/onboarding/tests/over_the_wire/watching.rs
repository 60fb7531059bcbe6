//! Watching for consent: what a look asks, what it writes down, and when it ends. The clock is Tokio's own, moved on by
//! the tests; the tenant is a real server on loopback.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use consentry_onboarding::consent::{LinkForm, Returned};
use consentry_onboarding::desk::{AppDraft, Look, Looked, WatchEnd};
use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::{CustomerRecord, CustomerRow, KeptIn, WatchRecord};
use consentry_onboarding::verdict::{Cause, Verdict};
use serde_json::json;
use time::Duration;
use tokio_util::sync::CancellationToken;

use crate::authority::PUBLISHED;
use crate::fakes::*;
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

fn refused(code: u64) -> Act {
    Answer::json(400, &json!({"error": "unauthorized_client", "error_codes": [code]})).into()
}

/// What the tenant says, for a test to change in the middle: 0 well, 1 not consented, 2 a token without roles, 3 mute
/// network, 4 secret expired, 5 throttled, 6 the API says "not provisioned", 7 something that is no token.
#[derive(Clone)]
struct Mood(Arc<AtomicUsize>);

impl Mood {
    fn set(&self, mood: usize) {
        self.0.store(mood, Ordering::SeqCst);
    }
}

async fn watched(mood: usize) -> (AtDesk, CustomerRecord, Mood) {
    let (at, customer, mood) = onboarded(mood).await;
    at.desk.link_sent(customer.row).await.unwrap();
    at.done();
    let customer = at.desk.registry().customer(customer.row).await.unwrap();
    (at, customer, mood)
}

async fn onboarded(start: usize) -> (AtDesk, CustomerRecord, Mood) {
    let mood = Mood(Arc::new(AtomicUsize::new(0)));
    let told = mood.clone();
    let scene = Scene::new(move |asked| match (told.0.load(Ordering::SeqCst), asked.place) {
        (1, Place::Token) => Some(refused(700_016)),
        (2, Place::Token) => {
            let mut payload = claims(&asked.base);
            payload["roles"] = json!(["Machine.Read.All"]);
            Some(token_answer(&PUBLISHED.sign(&header(), &payload)))
        }
        (3, _) => Some(Act::HangUp),
        (4, Place::Token) => Some(refused(7_000_222)),
        (5, Place::Token) => Some(
            Answer::json(429, &json!({"error": "temporarily_unavailable"}))
                .with("retry-after", "3600")
                .into(),
        ),
        (7, Place::Token) => Some(Answer::json(200, &json!({"access_token": "x"})).into()),
        (6, Place::Call) => Some(
            Answer::json(
                403,
                &json!({"error": {"code": "Forbidden", "message": "Account is not provisioned"}}),
            )
            .into(),
        ),
        _ => None,
    })
    .await;
    let at = AtDesk::new(scene);
    let app = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
    let customer = at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap().customer;
    mood.set(start);
    at.done();
    (at, customer, mood)
}

async fn look(at: &AtDesk, row: CustomerRow) -> Looked {
    match at.desk.look(row, &CancellationToken::new()).await.unwrap() {
        Look::Done(looked) => *looked,
        other => panic!("no look: {other:?}"),
    }
}

async fn watch_of(at: &AtDesk, row: CustomerRow) -> Option<WatchRecord> {
    at.desk.registry().customer(row).await.unwrap().watch
}

async fn history(at: &AtDesk, row: CustomerRow) -> Vec<(Verdict, Option<Cause>)> {
    let checks = at.desk.registry().checks(row, 10).await.unwrap();
    checks.into_iter().map(|check| (check.verdict, check.cause)).collect()
}

#[tokio::test]
async fn a_link_that_went_out_is_watched_at_once_and_anew_with_each_sending() {
    let (at, customer, _) = watched(1).await;
    let watch = customer.watch.unwrap();
    let now = at.desk.clock().now();
    assert_eq!(watch.looks, 0);
    assert!(now - watch.since < Duration::seconds(2));
    assert!((14..=17).contains(&(watch.next_at - watch.since).whole_seconds()), "{watch:?}");
    assert_eq!(watch.ends_at() - watch.since, Duration::days(7));
    look(&at, customer.row).await;
    at.desk.link_sent(customer.row).await.unwrap();
    let again = watch_of(&at, customer.row).await.unwrap();
    assert!(again.looks == 0 && again.since > watch.since);
}

#[tokio::test]
async fn without_a_secret_nothing_is_watched() {
    let at = AtDesk::new(Scene::new(|_| None).await);
    let app = at.desk.save_app(app_draft(), None, KeptIn::Keychain).await.unwrap().app;
    let customer = at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap().customer;
    at.desk.link_sent(customer.row).await.unwrap();
    assert_eq!(watch_of(&at, customer.row).await, None);
}

#[tokio::test]
async fn not_yet_is_written_down_once_and_asks_for_a_token_only() {
    let (at, customer, _) = watched(1).await;
    let first = look(&at, customer.row).await;
    assert!(first.recorded, "nothing was known before");
    for nth in 2..=5 {
        at.scene.server.forget();
        let looked = look(&at, customer.row).await;
        assert_eq!((looked.recorded, looked.cause), (false, Some(Cause::NotConsented)));
        assert_eq!(looked.then.unwrap().looks, nth);
        assert_eq!((at.scene.count(Place::Token), at.scene.count(Place::Call)), (1, 0));
    }
    assert_eq!(history(&at, customer.row).await, [(Verdict::NeedsAttention, Some(Cause::NotConsented))]);
}

#[tokio::test]
async fn consent_given_in_any_way_is_noticed_and_proved_with_a_call() {
    let (at, customer, mood) = watched(1).await;
    look(&at, customer.row).await;
    mood.set(0);
    at.scene.server.forget();
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.verdict, looked.cause, looked.recorded), (Verdict::Connected, None, true));
    assert_eq!((looked.before, looked.then), (Some(Verdict::NeedsAttention), Err(WatchEnd::Connected)));
    assert_eq!(
        (at.scene.count(Place::Token), at.scene.count(Place::Call)),
        (2, 1),
        "proof takes a fresh token"
    );
    assert_eq!(watch_of(&at, customer.row).await, None);
    assert_eq!(history(&at, customer.row).await[0], (Verdict::Connected, None));
    assert!(matches!(at.desk.look(customer.row, &CancellationToken::new()).await.unwrap(), Look::NotWatched));
}

#[tokio::test]
async fn a_consent_that_leaves_a_permission_out_is_said_once_and_watched_on() {
    let (at, customer, mood) = watched(1).await;
    look(&at, customer.row).await;
    mood.set(2);
    let looked = look(&at, customer.row).await;
    assert!(looked.recorded && looked.then.is_ok());
    assert_eq!(looked.cause, Some(Cause::RoleMissing));
    assert!(!look(&at, customer.row).await.recorded);
    mood.set(0);
    assert_eq!(look(&at, customer.row).await.then, Err(WatchEnd::Connected));
}

#[tokio::test]
async fn consent_that_something_else_stands_behind_ends_the_watch_too() {
    let (at, customer, _) = watched(6).await;
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.cause, looked.then), (Some(Cause::NotProvisioned), Err(WatchEnd::Consented)));
    assert!(looked.recorded);
}

#[tokio::test]
async fn what_only_the_partner_can_mend_ends_the_watch_and_is_said() {
    let (at, customer, _) = watched(4).await;
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.cause, looked.then), (Some(Cause::SecretExpired), Err(WatchEnd::Blocked)));
    assert!(looked.recorded);
    assert_eq!(watch_of(&at, customer.row).await, None);
}

#[tokio::test]
async fn at_home_the_partners_own_administrator_is_waited_for() {
    let (at, customer, _) = watched(2).await;
    let mut app = at.registry.app(customer.app).await.unwrap();
    app.home_tenant = Some(customer.tenant_id);
    at.registry.save_app(app).await.unwrap();
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.cause, looked.then.is_ok()), (Some(Cause::RoleMissing), true));
}

#[tokio::test(start_paused = true)]
async fn a_broken_network_takes_nothing_back_and_is_not_written_down() {
    let (at, customer, mood) = watched(1).await;
    let _hurry = hurry();
    look(&at, customer.row).await;
    mood.set(3);
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.verdict, looked.recorded), (Verdict::Unknown, false));
    assert!(looked.then.is_ok(), "the watch goes on");
    assert_eq!(history(&at, customer.row).await.len(), 1);
}

#[tokio::test]
async fn a_keychain_that_lost_the_secret_is_no_finding_about_the_customer() {
    let (at, customer, _) = watched(0).await;
    at.keychain.lose_everything();
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.cause, looked.recorded), (Some(Cause::SecretLost), false));
    assert!(looked.then.is_ok());
}

#[tokio::test]
async fn what_is_no_token_proves_no_secret() {
    let (at, customer, mood) = watched(1).await;
    let row = at.desk.registry().apps().await.unwrap()[0].row;
    let homeless = AppDraft { row: Some(row), home_tenant: String::new(), ..app_draft() };
    at.desk.save_app(homeless, pasted("unproved"), KeptIn::Keychain).await.unwrap();
    mood.set(7);
    assert_eq!(look(&at, customer.row).await.cause, Some(Cause::MalformedToken));
    assert_eq!(at.keychain.kept().len(), 2, "the secret before may be the one that works");
    mood.set(0);
    at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 2, "unproved".to_owned())]);
}

#[tokio::test]
async fn the_service_s_wish_for_patience_is_kept() {
    let (at, customer, _) = watched(5).await;
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.cause, looked.recorded), (Some(Cause::Throttled), false));
    let next = looked.then.unwrap().next_at;
    assert!((3_590..=3_610).contains(&(next - at.desk.clock().now()).whole_seconds()), "{next}");
}

#[tokio::test(start_paused = true)]
async fn seven_days_end_with_a_last_look_that_is_written_down() {
    let (at, customer, mood) = watched(1).await;
    let hurried = hurry();
    look(&at, customer.row).await;
    drop(hurried);
    tokio::time::advance(std::time::Duration::from_secs(7 * 24 * 3_600)).await;
    let _hurry = hurry();
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.cause, looked.then), (Some(Cause::NotConsented), Err(WatchEnd::Over)));
    assert_eq!((looked.recorded, history(&at, customer.row).await.len()), (true, 2));
    assert_eq!(watch_of(&at, customer.row).await, None);

    // Without a network, the end is the end all the same, and takes nothing back.
    at.desk.begin_watch(customer.row).await.unwrap();
    let watch = WatchRecord {
        since: at.desk.clock().now() - Duration::days(8),
        ..watch_of(&at, customer.row).await.unwrap()
    };
    at.desk.registry().watch(customer.row, Some(watch)).await.unwrap();
    mood.set(3);
    let looked = look(&at, customer.row).await;
    assert_eq!((looked.verdict, looked.then), (Verdict::Unknown, Err(WatchEnd::Over)));
}

#[tokio::test]
async fn whoever_stops_or_removes_meanwhile_is_obeyed() {
    let (at, customer, _) = watched(1).await;
    let stopped = CancellationToken::new();
    stopped.cancel();
    assert!(matches!(at.desk.look(customer.row, &stopped).await.unwrap(), Look::Stopped));
    assert_eq!(watch_of(&at, customer.row).await, customer.watch, "nothing changed");
    at.desk.end_watch(customer.row).await.unwrap();
    assert!(at.desk.watched().await.unwrap().is_empty());
    at.desk.begin_watch(customer.row).await.unwrap();
    at.desk.registry().remove_customer(customer.row, at.desk.clock().now()).await.unwrap();
    assert!(at.desk.look(customer.row, &CancellationToken::new()).await.is_err());
    assert!(at.desk.watched().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_watch_that_was_begun_anew_meanwhile_is_ended_by_proof_alone() {
    // Blocked by an expired secret, behind a consent, or over: each would end the watch that was looked for.
    for (mood, end) in [(4, None), (6, None), (0, Some(WatchEnd::Connected))] {
        let (at, customer, _) = watched(mood).await;
        // The look has read the watch and waits for the network when the link goes out again.
        let (looked, sent) = tokio::join!(look(&at, customer.row), at.desk.link_sent(customer.row));
        sent.unwrap();
        let now = watch_of(&at, customer.row).await;
        assert_eq!((looked.then.ok(), looked.then.err()), (now, end), "{mood}");
        assert_eq!(now.is_some(), end.is_none());
        assert!(now.is_none_or(|watch| watch.since > customer.watch.unwrap().since), "{now:?}");
    }
}

#[tokio::test]
async fn looking_now_keeps_the_age_of_the_watch() {
    let (at, customer, _) = watched(1).await;
    at.desk.look_now(customer.row).await.unwrap();
    let watch = watch_of(&at, customer.row).await.unwrap();
    assert_eq!(watch.since, customer.watch.unwrap().since);
    assert!(watch.next_at <= at.desk.clock().now());
    // Whoever is asked about a change hears of it once.
    at.desk.watches_changed().notified().await;
}

#[tokio::test]
async fn proof_by_hand_ends_the_watch() {
    let (at, customer, _) = watched(0).await;
    at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(watch_of(&at, customer.row).await, None);
}

#[tokio::test(start_paused = true)]
async fn after_a_sign_of_consent_it_keeps_calm_for_fifteen_minutes_and_then_says_what_is_missing() {
    let (at, customer, _) = onboarded(1).await;
    let hurried = hurry();
    let checked = at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(checked.record.cause, Some(Cause::NotConsented));
    assert_eq!(watch_of(&at, customer.row).await, None, "a check alone watches for nothing");

    let link = at.desk.consent_link(customer.row, LinkForm::AdminV2).await.unwrap();
    let state = link.url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let returned = format!("https://portal.azure.com/?admin_consent=True&tenant={TENANT}&state={state}");
    assert_eq!(at.desk.read_returned(customer.row, &returned).await.unwrap(), Returned::Granted);
    let hinted = at.desk.clock().now();
    let watch = watch_of(&at, customer.row).await.unwrap();
    assert!((3..=6).contains(&(watch.next_at - hinted).whole_seconds()), "quick after a sign: {watch:?}");

    let record = at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap().record;
    assert_eq!((record.verdict, record.cause), (Verdict::Unknown, Some(Cause::Propagating)));
    let before = at.scene.count(Place::Token);
    let mut looks = 0;
    let end = loop {
        let next = watch_of(&at, customer.row).await.unwrap().next_at;
        while at.desk.clock().now() < next {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
        let looked = look(&at, customer.row).await;
        looks += 1;
        if looked.cause != Some(Cause::Propagating) {
            break looked;
        }
        assert!(!looked.recorded, "calm is said once");
    };
    drop(hurried);
    assert!((15..=20).contains(&looks), "{looks} looks");
    assert_eq!(at.scene.count(Place::Token) - before, looks + 1, "each look is a fresh token");
    assert_eq!((end.cause, end.recorded), (Some(Cause::NotConsented), true), "it escalates");
    assert!((900..=1_000).contains(&(end.at - hinted).whole_seconds()), "{}", end.at - hinted);
    let next = end.then.unwrap().next_at;
    assert!(next - at.desk.clock().now() > Duration::seconds(100), "and falls back to the slow pause");
}

#[tokio::test]
async fn no_trace_of_the_secret_is_in_what_a_look_leaves() {
    let (at, customer, mood) = watched(1).await;
    look(&at, customer.row).await;
    mood.set(0);
    look(&at, customer.row).await;
    for check in at.desk.registry().checks(customer.row, 10).await.unwrap() {
        crate::secrets::assert_no_trace(&check.evidence, SECRET);
    }
}
