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

const OTHER_APP: &str = "11111111-2222-4333-8444-555555555555";

#[tokio::test]
async fn a_text_is_about_the_customer_it_names() {
    let (at, customer) = with_customer().await;
    let app = at.desk.registry().customer(customer).await.unwrap().app;
    let about = async |text: &str| at.desk.about(text, None).await.unwrap();
    for text in [
        pasted_token(&at),
        format!(
            "AADSTS700016: Application with identifier '{APP}' was not found in the directory '{TENANT}'."
        ),
        format!("POST https://login.microsoftonline.com/{}/oauth2/v2.0/token", TENANT.to_uppercase()),
    ] {
        let told = about(&text).await;
        assert_eq!((told.customer, told.by_text, told.app), (Some(customer), true, Some(app)), "{text}");
    }
    // Nobody is named: the only app is ours all the same, and any of its customers may be meant.
    let told = about("AADSTS7000222").await;
    assert_eq!((told.customer, told.app, told.by_text), (None, Some(app), false));
    assert_eq!(told.customers, [customer]);
    let chosen = at.desk.about("AADSTS7000222", Some(customer)).await.unwrap();
    assert_eq!((chosen.customer, chosen.by_text, chosen.app), (Some(customer), false, Some(app)));
    let nobody = at.desk.about("x", Some(CustomerRow(99))).await;
    assert!(matches!(nobody, Err(DeskProblem::Registry(RegistryProblem::NotFound))));
}

#[tokio::test]
async fn a_text_about_another_app_or_tenant_is_nobody_s_here() {
    let (at, customer) = with_customer().await;
    let about = async |text: &str| at.desk.about(text, None).await.unwrap();
    let token = |claim: &str, value: &str| {
        let mut payload = claims(&at.scene.base());
        payload[claim] = json!(value);
        PUBLISHED.sign(&header(), &payload)
    };
    let other_app = about(&token("appid", OTHER_APP)).await;
    assert_eq!(
        (other_app.customer, other_app.app),
        (None, None),
        "our app's secret is not the one to replace"
    );
    assert_eq!((other_app.customers.len(), other_app.apps.len()), (0, 0));
    assert_eq!(other_app.app_id.unwrap().to_string(), OTHER_APP);
    // What stands around a token says less than the token.
    let other_tenant = about(&format!("for {TENANT}: {}", token("tid", OTHER_APP))).await;
    assert_eq!((other_tenant.customer, other_tenant.customers.len()), (None, 0));
    assert!(other_tenant.app.is_some());
    let link = format!("https://login.microsoftonline.com/{TENANT}/adminconsent?client_id={OTHER_APP}");
    assert_eq!(about(&link).await.customer, None);
    let government = about(&token("aud", "https://api-gov.securitycenter.microsoft.us")).await;
    assert_eq!(government.customer, Some(customer));
    assert_eq!(government.cloud.unwrap().id(), "gcc-high");
}

#[tokio::test]
async fn where_several_may_be_meant_none_is_taken() {
    let (at, customer) = with_customer().await;
    let mut draft = app_draft();
    draft.app_id = OTHER_APP.to_owned();
    draft.name = "Another app".to_owned();
    let second = at.desk.save_app(draft, None, KeptIn::Keychain).await.unwrap().app;
    let twice = at.desk.save_customer(customer_draft(second.row, "Fabrikam again", TENANT)).await.unwrap();
    let about = async |text: String| at.desk.about(&text, None).await.unwrap();
    let both = about(format!("Tenant '{TENANT}' not found.")).await;
    assert_eq!((both.customer, both.app), (None, None));
    assert_eq!(both.customers, [customer, twice.customer.row]);
    assert_eq!(both.apps.len(), 2);
    // The app tells them apart.
    let one = about(format!("secret added to app '{OTHER_APP}', tenant {TENANT}")).await;
    assert_eq!((one.customer, one.app), (Some(twice.customer.row), Some(second.row)));
    let app_only = about(format!("Invalid client secret, for a secret added to app '{OTHER_APP}'.")).await;
    assert_eq!((app_only.customer, app_only.app), (None, Some(second.row)));
    assert_eq!(app_only.customers, [twice.customer.row]);
}
