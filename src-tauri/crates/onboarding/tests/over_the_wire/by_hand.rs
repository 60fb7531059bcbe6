//! Calls that a person makes by hand, and the token they are made with.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use consentry_onboarding::calls::{Amount, ReadOnlyCall};
use consentry_onboarding::cloud::{Cloud, CloudId, DEFAULT_HOST};
use consentry_onboarding::desk::{Called, CustomerDraft, DeskProblem, Field};
use consentry_onboarding::evidence::{FailureKind, NotDone, Step};
use consentry_onboarding::gather::{self, LONGEST_SHOWN};
use consentry_onboarding::ports::Clock as _;
use consentry_onboarding::records::{CustomerRow, KeptIn};
use consentry_onboarding::secret::AccessToken;
use serde_json::json;
use time::Duration;
use tokio_util::sync::CancellationToken;

use crate::authority::{Authority, PUBLISHED};
use crate::fakes::*;
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer, Door};

fn alerts() -> ReadOnlyCall {
    ReadOnlyCall::new("alerts.list", None, Amount::Ten).unwrap()
}

async fn at_desk(spoil: impl Fn(&Asked) -> Option<Act> + Send + Sync + 'static) -> (AtDesk, CustomerRow) {
    let at = AtDesk::new(Scene::new(spoil).await);
    let app = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
    let saved = at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap();
    (at, saved.customer.row)
}

async fn call(at: &AtDesk, row: CustomerRow) -> Result<Called, DeskProblem> {
    at.desk.call(row, DEFAULT_HOST, &alerts(), &CancellationToken::new()).await
}

/// How often a token was asked for since the app was saved, which proves its secret with one.
fn tokens(at: &AtDesk) -> usize {
    at.scene.count(Place::Token) - 1
}

#[tokio::test]
async fn a_call_brings_data_and_the_token_serves_the_next_one() {
    let (at, row) = at_desk(|asked| {
        (asked.place == Place::Call).then(|| {
            Answer::json(200, &json!({"value": [{"id": "a1", "title": "Odd", "severity": "High"}]}))
                .with("x-ratelimit-remaining", "99")
                .with("request-id", "r1")
                .with("set-cookie", "no")
                .into()
        })
    })
    .await;
    let called = call(&at, row).await.unwrap();
    assert_eq!(called.made.status, Some(200));
    assert_eq!(
        called.made.headers,
        [("x-ratelimit-remaining".to_owned(), "99".to_owned()), ("request-id".to_owned(), "r1".to_owned())]
    );
    let Step::Answered { value, .. } = &called.made.answer else { panic!("{called:?}") };
    assert_eq!((value.entries, value.cut), (Some(1), false));
    assert_eq!(value.table.as_ref().unwrap().rows[0][..2], ["Odd", "High"]);
    assert_eq!(called.token.expires_at, at.scene.clock.now().replace_nanosecond(0).unwrap() + Duration::HOUR);
    let asked = at.scene.of(Place::Call);
    assert_eq!(asked[0].path, "/api/alerts?$top=10");
    assert!(asked[0].headers["authorization"].starts_with("Bearer eyJ"));

    call(&at, row).await.unwrap();
    assert_eq!((tokens(&at), at.scene.count(Place::Call)), (1, 2));
    let token = asked[0].headers["authorization"].trim_start_matches("Bearer ").to_owned();
    assert!(!format!("{called:?} {:?}", at.desk.token_in_hand(row).await).contains(&token));
    at.desk.let_go(row);
    assert_eq!(at.desk.token_in_hand(row).await.unwrap(), None);
    call(&at, row).await.unwrap();
    assert_eq!(tokens(&at), 2);
}

#[tokio::test]
async fn a_new_secret_lets_the_token_go() {
    let (at, row) = at_desk(|_| None).await;
    call(&at, row).await.unwrap();
    let app = at.desk.registry().apps().await.unwrap().remove(0);
    let mut draft = app_draft();
    draft.row = Some(app.row);
    at.desk.save_app(draft, pasted("Another~secret.of-the-same-app"), KeptIn::Keychain).await.unwrap();
    assert_eq!(at.desk.token_in_hand(row).await.unwrap(), None);
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_replaced_once() {
    let unauthorized =
        || Answer::json(401, &json!({"error": {"code": "Unauthorized", "message": "Unauthorized"}}));
    let (once, row) =
        at_desk(move |asked| (asked.place == Place::Call && asked.nth == 1).then(|| unauthorized().into()))
            .await;
    let called = call(&once, row).await.unwrap();
    assert_eq!((called.made.status, tokens(&once)), (Some(200), 2));

    let (always, row) =
        at_desk(move |asked| (asked.place == Place::Call).then(|| unauthorized().into())).await;
    let called = call(&always, row).await.unwrap();
    assert_eq!(called.made.status, Some(401));
    assert_eq!((tokens(&always), always.scene.count(Place::Call)), (2, 2), "once, and no more");
    assert_eq!(always.desk.token_in_hand(row).await.unwrap(), None);
}

#[tokio::test]
async fn a_missing_role_is_told_as_it_was_said() {
    let message =
        "Missing application roles. API required roles: Machine.Read.All, application roles: Alert.Read.All.";
    let (at, row) = at_desk(move |asked| {
        let body = json!({"error": {"code": "Forbidden", "message": message, "target": "g"}});
        (asked.place == Place::Call).then(|| Answer::json(403, &body).into())
    })
    .await;
    let called = call(&at, row).await.unwrap();
    let Step::Refused { refusal, .. } = called.made.answer else { panic!("{called:?}") };
    assert_eq!((refusal.status, refusal.message.as_str()), (403, message));
    assert_eq!(tokens(&at), 1, "another token would say the same");
}

#[tokio::test]
async fn too_many_is_said_at_once_with_its_time() {
    let (at, row) = at_desk(|asked| {
        let body = json!({"error": {"code": "TooManyRequests", "message": "quota"}});
        (asked.place == Place::Call).then(|| Answer::json(429, &body).with("retry-after", "40").into())
    })
    .await;
    let called = call(&at, row).await.unwrap();
    let Step::Refused { refusal, .. } = &called.made.answer else { panic!("{called:?}") };
    // Forty seconds after the answer, which came at some time in between, and up to a tenth more, so that not everybody
    // comes back at once.
    let (retry_at, after) = (refusal.retry_at.unwrap(), at.desk.clock().now());
    let (earliest, latest) = (called.made.at + Duration::seconds(40), after + Duration::seconds(44));
    assert!((earliest..=latest).contains(&retry_at), "{earliest} {retry_at} {latest}");
    assert_eq!(
        at.scene.count(Place::Call),
        1,
        "somebody is waiting: it is not tried again behind their back"
    );
    assert!(called.made.headers.contains(&("retry-after".to_owned(), "40".to_owned())));
}

#[tokio::test]
async fn a_flood_and_a_page_are_no_data() {
    let (at, row) = at_desk(|asked| (asked.place == Place::Call).then_some(Act::Flood(6))).await;
    let called = call(&at, row).await.unwrap();
    assert!(
        matches!(&called.made.answer, Step::Failed { failure, .. } if failure.kind == FailureKind::TooLarge),
        "{called:?}"
    );
    let (at, row) = at_desk(|asked| {
        (asked.place == Place::Call).then(|| Answer::new(200, "not json eyJhbGciOiJSUzI1NiJ9xyz").into())
    })
    .await;
    let called = call(&at, row).await.unwrap();
    let Step::Failed { failure, .. } = &called.made.answer else { panic!("{called:?}") };
    assert_eq!(failure.kind, FailureKind::UnexpectedReply);
    assert!(failure.raw.contains("not json [token]"), "{}", failure.raw);
    let (at, row) = at_desk(|asked| {
        (asked.place == Place::Call)
            .then(|| Answer::json(200, &json!({"value": vec!["x".repeat(100); 9000]})).into())
    })
    .await;
    let called = call(&at, row).await.unwrap();
    let Step::Answered { value, .. } = &called.made.answer else { panic!("{called:?}") };
    assert!(value.cut && value.json.len() < LONGEST_SHOWN + 8 && value.entries == Some(9000));
}

#[tokio::test]
async fn a_slow_call_can_be_stopped() {
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let (at, row) = at_desk(move |asked| {
        (asked.place == Place::Call).then(|| {
            stop.cancel();
            Act::Mute
        })
    })
    .await;
    let called = at.desk.call(row, DEFAULT_HOST, &alerts(), &cancel).await.unwrap();
    assert_eq!(called.made.answer, Step::NotDone { why: NotDone::Cancelled });
    assert_eq!(called.made.status, None);
    assert_eq!(at.desk.token_in_hand(row).await.unwrap(), None, "whoever stopped it holds nothing");
}

#[tokio::test]
async fn the_token_goes_with_the_customer_s_old_tenant() {
    let (at, row) = at_desk(|asked| {
        let of_the_other = asked.place == Place::Metadata && asked.seen.path.contains(OTHER_TENANT);
        of_the_other.then(|| {
            let document = metadata(&asked.base).to_string().replace(TENANT, OTHER_TENANT);
            Answer::new(200, document).into()
        })
    })
    .await;
    call(&at, row).await.unwrap();
    assert!(at.desk.token_in_hand(row).await.unwrap().is_some());
    let app = at.desk.registry().apps().await.unwrap().remove(0).row;
    let draft = CustomerDraft { row: Some(row), ..customer_draft(app, "Fabrikam", OTHER_TENANT) };
    assert_ne!(at.desk.save_customer(draft).await.unwrap().customer.row, row);
    // Put back, the old one would hold it still if it had only been out of sight.
    at.desk.registry().restore_customer(row).await.unwrap();
    assert_eq!(at.desk.token_in_hand(row).await.unwrap(), None);
}

#[tokio::test]
async fn a_token_that_does_not_verify_is_neither_used_nor_lent() {
    for spoil in [
        |payload: &mut serde_json::Value| payload["tid"] = json!(OTHER_TENANT),
        |payload: &mut serde_json::Value| payload["aud"] = json!("https://graph.microsoft.com"),
        |payload: &mut serde_json::Value| payload["exp"] = json!(1_000_000),
        |payload: &mut serde_json::Value| payload["scp"] = json!("user_impersonation"),
    ] {
        let (at, row) = at_desk(move |asked| {
            (asked.place == Place::Token).then(|| {
                let mut payload = claims(&asked.base);
                spoil(&mut payload);
                token_answer(&PUBLISHED.sign(&header(), &payload))
            })
        })
        .await;
        assert!(matches!(call(&at, row).await, Err(DeskProblem::NoToken(_))));
        let lent = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&lent);
        let write = async move |_: &AccessToken, _: &_| count.fetch_add(1, Ordering::SeqCst);
        let problem = at.desk.lend_token(row, &CancellationToken::new(), write).await.unwrap_err();
        let DeskProblem::NoToken(evidence) = problem else { panic!("{problem:?}") };
        crate::secrets::assert_no_trace(&evidence, SECRET);
        assert_eq!((lent.load(Ordering::SeqCst), at.scene.count(Place::Call)), (0, 0));
    }
}

#[tokio::test]
async fn a_lent_token_is_a_new_one() {
    let (at, row) = at_desk(|_| None).await;
    call(&at, row).await.unwrap();
    let length = at
        .desk
        .lend_token(row, &CancellationToken::new(), async |token, facts| {
            assert_eq!(facts.roles, wanted(&["Alert.Read.All"]));
            token.expose().len()
        })
        .await
        .unwrap();
    assert!(length > 300);
    assert_eq!(tokens(&at), 2);
}

#[tokio::test]
async fn only_hosts_of_the_app_s_cloud_are_called() {
    let (at, row) = at_desk(|_| None).await;
    for host in ["eu", "https://eu.api.security.microsoft.com", "api.security.microsoft.com", ""] {
        let problem = at.desk.call(row, host, &alerts(), &CancellationToken::new()).await.unwrap_err();
        assert!(matches!(problem, DeskProblem::Invalid { field: Field::ApiHost, .. }), "{host}: {problem:?}");
    }
    // A host of another cloud can be had, and is refused all the same.
    let foreign = Cloud::real(CloudId::Commercial).unwrap().api_host("eu").unwrap();
    let scene = Scene::new(|_| None).await;
    let token = AccessToken::new("t".to_owned());
    let made = gather::call_by_hand(
        &scene.http,
        &scene.cloud,
        &foreign,
        &alerts(),
        &token,
        &scene.clock,
        &scene.cancel,
    )
    .await;
    assert!(matches!(made.answer, Step::Failed { .. }) && made.status.is_none(), "{made:?}");
    assert!(scene.server.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_line_that_stays_closed_is_the_network() {
    let _hurry = hurry();
    let authority = Authority::new();
    let scene = Scene::behind(Door::Slam, &authority, |_| None).await;
    let (host, token) = (scene.cloud.default_api_host(), AccessToken::new("t".to_owned()));
    let made = gather::call_by_hand(
        &scene.http,
        &scene.cloud,
        &host,
        &alerts(),
        &token,
        &scene.clock,
        &scene.cancel,
    )
    .await;
    assert!(matches!(&made.answer, Step::Failed { failure, .. } if failure.kind == FailureKind::Unreachable));
}
