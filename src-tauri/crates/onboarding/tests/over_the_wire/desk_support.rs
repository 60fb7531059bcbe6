//! What somebody pasted, at the desk: held against the customer it is about, asked of nobody until that is wished.

use consentry_onboarding::desk::DeskProblem;
use consentry_onboarding::explain::{Kind, Parts};
use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::RegistryProblem;
use consentry_onboarding::records::{CustomerRow, KeptIn};
use consentry_onboarding::verdict::{Cause, Verdict};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::authority::PUBLISHED;
use crate::fakes::*;
use crate::scene::*;

async fn with_customer() -> (AtDesk, CustomerRow) {
    let at = AtDesk::new(Scene::new(|_| None).await);
    let app = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
    let saved = at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap();
    at.done();
    (at, saved.customer.row)
}

fn pasted_token(at: &AtDesk) -> String {
    format!("curl -H 'Authorization: Bearer {}'", PUBLISHED.sign(&header(), &claims(&at.scene.base())))
}

#[tokio::test]
async fn explaining_asks_nobody_and_keeps_nothing() {
    let (at, customer) = with_customer().await;
    let before = at.scene.server.seen().len();
    let told = at.desk.explain(&pasted_token(&at), Some(customer)).await.unwrap();
    assert_eq!((told.kind, told.cause), (Kind::Token, Some(Cause::NotProved)));
    assert_eq!(at.desk.explain("AADSTS700016", None).await.unwrap().cause, Some(Cause::NotConsented));
    assert_eq!(at.scene.server.seen().len(), before);
    assert_eq!(at.done(), Vec::<String>::new());
}

#[tokio::test]
async fn a_token_is_held_against_the_customer_it_is_about() {
    let (at, customer) = with_customer().await;
    let mut payload = claims(&at.scene.base());
    payload["appid"] = json!("11111111-2222-4333-8444-555555555555");
    let token = PUBLISHED.sign(&header(), &payload);
    let cause = async |about| at.desk.explain(&token, about).await.unwrap().cause;
    assert_eq!(cause(Some(customer)).await, Some(Cause::WrongApp));
    assert_eq!(cause(None).await, Some(Cause::NotProved), "without a customer it is nobody's wrong app");
    let nobody = at.desk.explain("x", Some(CustomerRow(99))).await;
    assert!(matches!(nobody, Err(DeskProblem::Registry(RegistryProblem::NotFound))));
}

#[tokio::test]
async fn a_faulty_link_is_answered_with_one_for_this_customer() {
    let (at, customer) = with_customer().await;
    let link = format!("https://login.microsoftonline.com/common/oauth2/authorize?client_id={APP}");
    let told = at.desk.explain(&link, Some(customer)).await.unwrap();
    assert!(matches!(told.parts, Parts::Link { .. }));
    let corrected = at.desk.corrected(&told).unwrap().unwrap();
    assert!(corrected.contains(&format!("/{TENANT}/v2.0/adminconsent?client_id={APP}")), "{corrected}");
}

#[tokio::test]
async fn a_token_is_verified_when_asked_and_sent_to_defender_only_when_that_is_wished() {
    let (at, customer) = with_customer().await;
    let cancel = CancellationToken::new();
    let calls = at.scene.count(Place::Call);
    let inspect =
        async |text: &str, call| at.desk.inspect(text, Some(customer), call, &|_| {}, &cancel).await.unwrap();
    let evidence = inspect(&pasted_token(&at), false).await.unwrap();
    assert_eq!(judge(&evidence).cause, Some(Cause::NotProved));
    assert_eq!(at.scene.count(Place::Call), calls);
    let evidence = inspect(&pasted_token(&at), true).await.unwrap();
    assert_eq!(judge(&evidence).verdict, Verdict::Connected);
    assert_eq!(at.scene.count(Place::Call), calls + 1);
    assert!(inspect("no token in here", true).await.is_none());
    assert_eq!(at.done(), Vec::<String>::new(), "nothing of it is kept");
}
