//! A token that somebody already has: offline nobody is asked, and it is sent to Defender only when that is wished.

use consentry_onboarding::evidence::{Evidence, NotDone, Step};
use consentry_onboarding::gather::Plan;
use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::{CheckId, CheckStatus, Verdict};
use serde_json::json;

use crate::authority::{PUBLISHED, STRANGER};
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::Answer;

fn token(scene: &Scene) -> String {
    PUBLISHED.sign(&header(), &claims(&scene.base()))
}

/// As `inspect` plans it: no call unless asked for.
fn plan(scene: &Scene) -> Plan {
    let mut plan = scene.plan();
    plan.call = false;
    plan
}

fn with_call(scene: &Scene) -> Plan {
    scene.plan()
}

fn unnamed(scene: &Scene) -> Plan {
    let mut plan = plan(scene);
    (plan.app_id, plan.tenant) = (None, None);
    plan
}

fn status(evidence: &Evidence, id: CheckId) -> CheckStatus {
    status_of(&judge(evidence), id)
}

#[tokio::test]
async fn offline_nobody_is_asked_and_the_claims_are_judged() {
    let scene = Scene::new(|_| None).await;
    let mut offline = plan(&scene);
    offline.offline = true;
    let evidence = scene.inspect(&token(&scene), offline.clone()).await;
    assert_eq!(outcome(&evidence).0, "not-proved");
    assert_eq!(status(&evidence, CheckId::Signature), CheckStatus::Skipped);
    assert_eq!(status(&evidence, CheckId::Issuer), CheckStatus::Pass);
    assert_eq!(status(&evidence, CheckId::TenantClaim), CheckStatus::Pass);

    let mut head = header();
    head["alg"] = json!("none");
    let unsigned = PUBLISHED.sign(&head, &claims(&scene.base()));
    assert_eq!(cause(&scene.inspect(&unsigned, offline.clone()).await), "algorithm-refused");
    assert_eq!(cause(&scene.inspect("not a token", offline).await), "malformed-token");
    assert!(scene.server.seen().is_empty());
}

#[tokio::test]
async fn without_a_call_it_is_at_best_not_proved_and_the_token_stays_here() {
    let scene = Scene::new(|_| None).await;
    let evidence = scene.inspect(&token(&scene), plan(&scene)).await;
    assert_eq!(outcome(&evidence), ("not-proved", Some("no-call".to_owned())));
    assert_eq!(status(&evidence, CheckId::Signature), CheckStatus::Pass);
    assert_eq!((scene.count(Place::Token), scene.count(Place::Call)), (0, 0));
    assert!(scene.server.seen().iter().all(|seen| !seen.headers.contains_key("authorization")));
}

#[tokio::test]
async fn with_a_call_it_can_be_connected() {
    let scene = Scene::new(|_| None).await;
    let evidence = scene.inspect(&format!("  {}\n", token(&scene)), with_call(&scene)).await;
    assert_eq!(judge(&evidence).verdict, Verdict::Connected);
    assert_eq!(scene.count(Place::Call), 1);
}

#[tokio::test]
async fn a_forged_token_is_not_sent_even_when_a_call_is_wished() {
    let scene = Scene::new(|_| None).await;
    let forged = STRANGER.sign(&header(), &claims(&scene.base()));
    assert_eq!(cause(&scene.inspect(&forged, with_call(&scene)).await), "signature-invalid");
    assert_eq!(scene.count(Place::Call), 0);
}

#[tokio::test]
async fn with_nothing_named_nothing_is_compared() {
    let scene = Scene::new(|_| None).await;
    let evidence = scene.inspect(&token(&scene), unnamed(&scene)).await;
    for id in [CheckId::Tenant, CheckId::TenantClaim, CheckId::App] {
        assert_eq!(status(&evidence, id), CheckStatus::Skipped, "{id:?}");
    }
    assert_eq!(status(&evidence, CheckId::Signature), CheckStatus::Pass);
    assert!(matches!(evidence.tenant, Step::NotDone { why: NotDone::NotAsked }));
}

#[tokio::test]
async fn another_tenant_s_token_is_called_what_it_is() {
    let scene = Scene::new(|_| None).await;
    let mut payload = claims(&scene.base());
    payload["tid"] = json!(OTHER_TENANT);
    payload["iss"] = json!(format!("{}/{OTHER_TENANT}/", scene.base()));
    let evidence = scene.inspect(&PUBLISHED.sign(&header(), &payload), plan(&scene)).await;
    assert_eq!(cause(&evidence), "wrong-tenant");
}

#[tokio::test(start_paused = true)]
async fn why_the_signature_could_not_be_checked_is_said_with_nothing_named_too() {
    let _hurry = hurry();
    let down = Scene::with(Place::Metadata, || Answer::new(503, "").into()).await;
    let evidence = down.inspect(&token(&down), unnamed(&down)).await;
    assert_eq!(cause(&evidence), "service-unavailable");
    assert_eq!(status(&evidence, CheckId::Signature), CheckStatus::Skipped);
    assert_eq!(judge(&evidence).verdict, Verdict::Unknown);
}
