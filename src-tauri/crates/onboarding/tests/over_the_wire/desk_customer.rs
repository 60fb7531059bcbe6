//! Onboarding a customer at the desk: one tenant is one customer, a link keeps its state, a sign is no proof.

use consentry_onboarding::consent::{LinkForm, Returned};
use consentry_onboarding::desk::{AppDraft, CustomerDraft, DeskProblem, Field};
use consentry_onboarding::gather::Progress;
use consentry_onboarding::ids::AppId;
use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::{Clock as _, RegistryProblem};
use consentry_onboarding::records::{AppRecord, CustomerRecord, KeptIn, LINK_LIFETIME};
use consentry_onboarding::verdict::{Cause, Verdict};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::fakes::*;
use crate::hurry::{TestClock, hurry};
use crate::scene::*;
use crate::stand_in::{Act, Answer};

/// A scene that also knows a second tenant, by its ID and a domain, and speaks for whichever is asked.
fn two_tenants(asked: &Asked) -> Option<Act> {
    let other = asked.seen.path.contains(OTHER_TENANT) || asked.seen.path.contains("other.example");
    (other && asked.place == Place::Metadata).then(|| {
        let mut document = metadata(&asked.base);
        document["issuer"] = json!(format!("{}/{OTHER_TENANT}/", asked.base));
        document["tenant_region_scope"] = serde_json::Value::Null;
        Answer::json(200, &document).into()
    })
}

async fn with_app() -> (AtDesk, AppRecord) {
    let at = AtDesk::new(Scene::new(two_tenants).await);
    let app = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
    at.done();
    (at, app)
}

async fn with_customer() -> (AtDesk, AppRecord, CustomerRecord) {
    let (at, app) = with_app().await;
    let saved = at.desk.save_customer(customer_draft(app.row, "Fabrikam", "fabrikam.example")).await.unwrap();
    at.done();
    (at, app, saved.customer)
}

async fn customers(at: &AtDesk) -> Vec<CustomerRecord> {
    at.desk.registry().customers().await.unwrap()
}

#[tokio::test]
async fn a_domain_is_kept_beside_the_tenant_it_led_to() {
    let (_, _, customer) = with_customer().await;
    assert_eq!(customer.tenant_id.to_string(), TENANT);
    assert_eq!(customer.domain.unwrap().as_str(), "fabrikam.example");
    assert_eq!(customer.region.as_deref(), Some("EU"));
}

#[tokio::test]
async fn the_same_tenant_twice_is_the_same_customer() {
    let (at, app, first) = with_customer().await;
    let again =
        at.desk.save_customer(customer_draft(app.row, "Fabrikam", &TENANT.to_uppercase())).await.unwrap();
    assert!(again.existed);
    assert_eq!((again.customer.row, again.customer.domain), (first.row, first.domain));
    assert_eq!(customers(&at).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_is_not_found_adds_nobody() {
    let _hurry = hurry();
    let body = json!({"error": "invalid_tenant", "error_codes": [90_002]});
    let scene =
        Scene::new(move |asked| asked.seen.path.contains("nowhere").then(|| Answer::json(400, &body).into()))
            .await;
    let at = AtDesk::new(scene);
    let app = at.desk.save_app(app_draft(), None, KeptIn::Keychain).await.unwrap().app;
    let problem =
        at.desk.save_customer(customer_draft(app.row, "Nobody", "nowhere.example")).await.unwrap_err();
    let DeskProblem::Tenant(evidence) = problem else { panic!("{problem:?}") };
    assert_eq!(cause(&evidence), "tenant-not-found");
    for (text, field) in [
        ("https://fabrikam.example/path", Field::CustomerTenant),
        ("somebody@fabrikam.example", Field::CustomerTenant),
        ("", Field::CustomerTenant),
    ] {
        let problem = at.desk.save_customer(customer_draft(app.row, "Nobody", text)).await.unwrap_err();
        assert!(matches!(problem, DeskProblem::Invalid { field: said, .. } if said == field), "{problem:?}");
    }
    assert!(customers(&at).await.is_empty());
}

#[tokio::test]
async fn a_tenant_in_another_cloud_is_said_before_anything_is_sent() {
    let scene = Scene::new(|asked| {
        (asked.place == Place::Metadata).then(|| {
            let mut document = metadata(&asked.base);
            document["tenant_region_scope"] = json!("USGov");
            Answer::json(200, &document).into()
        })
    })
    .await;
    let at = AtDesk::new(scene);
    let app = at.desk.save_app(app_draft(), None, KeptIn::Keychain).await.unwrap().app;
    let draft = customer_draft(app.row, "Fabrikam", "fabrikam.example");
    let DeskProblem::Tenant(evidence) = at.desk.save_customer(draft).await.unwrap_err() else { panic!() };
    assert_eq!(cause(&evidence), "wrong-cloud");
    assert_eq!(at.scene.server.seen().len(), 1, "the public metadata and nothing after it");
    assert!(customers(&at).await.is_empty());
}

#[tokio::test]
async fn a_new_name_keeps_everything_else() {
    let (at, app, customer) = with_customer().await;
    at.desk.consent_link(customer.row, LinkForm::AdminV2).await.unwrap();
    at.desk.link_sent(customer.row).await.unwrap();
    let before = at.desk.registry().customer(customer.row).await.unwrap();
    let draft = CustomerDraft { row: Some(customer.row), ..customer_draft(app.row, "Fabrikam AB", TENANT) };
    let saved = at.desk.save_customer(draft).await.unwrap();
    assert!(!saved.existed);
    let expected =
        CustomerRecord { name: "Fabrikam AB".to_owned(), version: saved.customer.version, ..before };
    assert_eq!(saved.customer, expected);
}

/// A customer with a link out, a sign of consent and a check behind it.
async fn with_history() -> (AtDesk, AppRecord, CustomerRecord) {
    let (at, app, customer) = with_customer().await;
    let link = at.desk.consent_link(customer.row, LinkForm::AdminV2).await.unwrap();
    at.desk.link_sent(customer.row).await.unwrap();
    let state = link.url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let returned = format!("https://portal.azure.com/?admin_consent=True&tenant={TENANT}&state={state}");
    assert_eq!(at.desk.read_returned(customer.row, &returned).await.unwrap(), Returned::Granted);
    at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    at.done();
    let customer = at.desk.registry().customer(customer.row).await.unwrap();
    (at, app, customer)
}

#[tokio::test]
async fn another_tenant_is_another_customer_as_far_as_proof_goes() {
    let (at, app, before) = with_history().await;
    assert!(before.link_state.is_some() && before.consent_hint_at.is_some());
    let draft = CustomerDraft { row: Some(before.row), ..customer_draft(app.row, "Fabrikam", OTHER_TENANT) };
    let changed = at.desk.save_customer(draft).await.unwrap().customer;
    assert_eq!(changed.tenant_id.to_string(), OTHER_TENANT);
    assert_eq!((changed.link_state, changed.link_sent_at, changed.consent_hint_at), (None, None, None));
    assert_eq!(
        (changed.domain, changed.region),
        (None, None),
        "nothing of the old tenant is said of the new one"
    );
    assert!(at.desk.registry().checks(changed.row, 10).await.unwrap().is_empty());
    assert_eq!(customers(&at).await.len(), 1);
}

#[tokio::test]
async fn changing_the_tenant_loses_nobody_when_the_registry_fails() {
    let (at, app, before) = with_history().await;
    *at.registry.fails.lock().unwrap() = Some(RegistryProblem::DiskFull("x".to_owned()));
    let draft = CustomerDraft { row: Some(before.row), ..customer_draft(app.row, "Fabrikam", OTHER_TENANT) };
    at.desk.save_customer(draft.clone()).await.unwrap_err();
    assert_eq!(customers(&at).await, [before]);
    at.desk.save_customer(draft).await.unwrap();
    assert_eq!(at.done(), ["add customer", "remove customer"], "the new one stands before the old one goes");
}

#[tokio::test]
async fn a_tenant_that_is_another_customer_s_changes_neither() {
    let (at, app, first) = with_customer().await;
    let second =
        at.desk.save_customer(customer_draft(app.row, "Other", "other.example")).await.unwrap().customer;
    at.done();
    let draft = CustomerDraft { row: Some(second.row), ..customer_draft(app.row, "Renamed", TENANT) };
    let saved = at.desk.save_customer(draft).await.unwrap();
    assert!(saved.existed);
    assert_eq!(saved.customer, first);
    assert_eq!(customers(&at).await, [first, second]);
    assert!(at.done().is_empty());
}

#[tokio::test]
async fn a_check_whose_token_comes_proves_the_stored_secret() {
    let at = AtDesk::new(Scene::new(two_tenants).await);
    let homeless = AppDraft { home_tenant: String::new(), ..app_draft() };
    let app = at.desk.save_app(homeless, pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
    let customer = at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap().customer;
    let proved_at = async || at.desk.registry().app(app.row).await.unwrap().secret.unwrap().proved_at;
    assert_eq!(proved_at().await, None);
    let first = at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap().record;
    assert_eq!(proved_at().await, Some(first.at));
    at.done();
    at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(proved_at().await, Some(first.at), "once a day is enough");
    assert_eq!(at.done(), ["keychain get 1", "add check"]);
}

#[tokio::test]
async fn a_check_without_a_token_proves_no_secret() {
    let scene = Scene::with(Place::Token, || {
        Answer::json(400, &json!({"error": "unauthorized_client", "error_codes": [700_016]})).into()
    })
    .await;
    let at = AtDesk::new(scene);
    let app = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
    let customer = at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap().customer;
    at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(at.desk.registry().app(app.row).await.unwrap().secret.unwrap().proved_at, None);
}

#[tokio::test]
async fn a_link_keeps_its_state_and_its_answer_is_a_sign_only() {
    let (at, _, customer) = with_customer().await;
    let state_of = async |form| {
        let link = at.desk.consent_link(customer.row, form).await.unwrap();
        link.url.query_pairs().find(|(name, _)| name == "state").map(|(_, state)| state.into_owned())
    };
    let state = state_of(LinkForm::AdminV2).await.unwrap();
    assert_eq!(state_of(LinkForm::AdminV1).await.as_ref(), Some(&state));
    assert_eq!(state_of(LinkForm::Guide).await, None);
    assert_eq!(state_of(LinkForm::AdminV2).await.as_ref(), Some(&state), "made once and kept");

    let hint = async || at.desk.registry().customer(customer.row).await.unwrap().consent_hint_at;
    let address = |query: &str| format!("https://portal.azure.com/?{query}");
    let read = async |query: &str| at.desk.read_returned(customer.row, &address(query)).await.unwrap();
    assert_eq!(
        read(&format!("admin_consent=True&tenant={TENANT}&state=foreign")).await,
        Returned::ForeignState
    );
    let other = read(&format!("admin_consent=True&tenant={OTHER_TENANT}&state={state}")).await;
    assert!(matches!(other, Returned::OtherTenant(Some(_))));
    let declined =
        read(&format!("admin_consent=True&error=access_denied&error_description=AADSTS65004&state={state}"))
            .await;
    assert!(matches!(declined, Returned::Declined(_)));
    assert_eq!(read("nothing=here").await, Returned::Unreadable);
    assert_eq!(hint().await, None, "only a claim of consent for this tenant is a sign");
    assert_eq!(read(&format!("admin_consent=True&tenant={TENANT}&state={state}")).await, Returned::Granted);
    assert!(hint().await.is_some());
}

/// The state in a customer's link, as it stands in the address.
async fn state_in_link(at: &AtDesk, customer: &CustomerRecord) -> String {
    let link = at.desk.consent_link(customer.row, LinkForm::AdminV2).await.unwrap();
    link.url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
}

fn accepted(state: &str) -> String {
    format!("https://portal.azure.com/?admin_consent=True&tenant={TENANT}&state={state}")
}

/// The clocks of desk and test move on; nothing is waited for.
async fn later(by: time::Duration) {
    tokio::time::pause();
    tokio::time::advance(by.unsigned_abs()).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_link_is_good_for_ninety_days_and_then_a_new_one_is_made() {
    let (at, _, customer) = with_customer().await;
    let first = state_in_link(&at, &customer).await;
    let request = at.desk.consent_request(customer.row, LinkForm::AdminV2).await.unwrap();
    let until = request.good_until.unwrap();
    assert_eq!(until, request.customer.link_made_at.unwrap() + LINK_LIFETIME);
    let guide = at.desk.consent_request(customer.row, LinkForm::Guide).await.unwrap();
    assert_eq!(guide.good_until, None, "it carries no state that could be too old");

    later(LINK_LIFETIME - time::Duration::MINUTE).await;
    assert_eq!(state_in_link(&at, &customer).await, first);
    later(time::Duration::MINUTE).await;
    assert_eq!(at.desk.read_returned(customer.row, &accepted(&first)).await.unwrap(), Returned::Expired);
    let second = state_in_link(&at, &customer).await;
    assert_ne!(second, first);
    let late = at.desk.read_returned(customer.row, &accepted(&first)).await.unwrap();
    assert_eq!(late, Returned::ForeignState, "the old link's answer comes when a new one is out");
    assert_eq!(at.desk.registry().customer(customer.row).await.unwrap().consent_hint_at, None);
    assert_eq!(at.desk.read_returned(customer.row, &accepted(&second)).await.unwrap(), Returned::Granted);
}

#[tokio::test]
async fn a_link_is_good_for_one_answer() {
    let (at, _, customer) = with_customer().await;
    let first = state_in_link(&at, &customer).await;
    assert_eq!(at.desk.read_returned(customer.row, &accepted(&first)).await.unwrap(), Returned::Granted);
    let kept = at.desk.registry().customer(customer.row).await.unwrap();
    assert!(kept.link_answered_at.is_some() && kept.link_answered_at == kept.consent_hint_at);

    later(time::Duration::HOUR).await;
    let again = at.desk.read_returned(customer.row, &accepted(&first)).await.unwrap();
    assert_eq!(again, Returned::AnsweredBefore);
    assert_eq!(at.desk.registry().customer(customer.row).await.unwrap(), kept, "and changes nothing");
    let second = state_in_link(&at, &customer).await;
    assert_ne!(second, first);
    let fresh = at.desk.registry().customer(customer.row).await.unwrap();
    assert_eq!((fresh.link_answered_at, fresh.consent_hint_at), (None, kept.consent_hint_at));
}

#[tokio::test]
async fn errors_are_told_of_an_old_link_too_and_use_nothing_up() {
    let (at, _, customer) = with_customer().await;
    let state = state_in_link(&at, &customer).await;
    let error = |query: &str| format!("https://portal.azure.com/?admin_consent=True&{query}");
    let read = async |query: &str| at.desk.read_returned(customer.row, &error(query)).await.unwrap();
    let cancelled =
        format!("error=access_denied&error_description=AADSTS65004&tenant={TENANT}&state={state}");
    assert!(matches!(read(&cancelled).await, Returned::Declined(_)));
    let elsewhere =
        format!("error=access_denied&error_description=AADSTS90094&tenant={OTHER_TENANT}&state=x");
    assert!(matches!(read(&elsewhere).await, Returned::NotAnAdmin(_)), "before tenant and state");
    assert_eq!(state_in_link(&at, &customer).await, state, "they may still accept with the same link");
    at.desk.read_returned(customer.row, &accepted(&state)).await.unwrap();
    assert!(matches!(read(&cancelled).await, Returned::Declined(_)), "also when it was answered");
    later(LINK_LIFETIME * 2).await;
    assert!(matches!(read(&cancelled).await, Returned::Declined(_)), "and when it is too old");
}

#[tokio::test]
async fn the_guide_s_answer_carries_no_state_and_uses_none_up() {
    let (at, _, customer) = with_customer().await;
    let state = state_in_link(&at, &customer).await;
    let code = "https://portal.azure.com/?code=0.AX&session_state=y";
    for _ in 0..2 {
        assert_eq!(at.desk.read_returned(customer.row, code).await.unwrap(), Returned::Granted);
    }
    assert_eq!(state_in_link(&at, &customer).await, state);
}

#[tokio::test]
async fn a_record_that_was_changed_meanwhile_is_read_again() {
    let (at, _, customer) = with_customer().await;
    let state = state_in_link(&at, &customer).await;
    *at.registry.fails.lock().unwrap() = Some(RegistryProblem::Conflict);
    assert_eq!(at.desk.read_returned(customer.row, &accepted(&state)).await.unwrap(), Returned::Granted);
    assert!(at.desk.registry().customer(customer.row).await.unwrap().link_answered_at.is_some());
}

#[tokio::test]
async fn a_check_is_kept_with_its_verdict_and_what_it_saw_is_known_to_the_next() {
    let (at, app, customer) = with_customer().await;
    let record = at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap().record;
    assert_eq!((record.verdict, record.cause), (Verdict::Connected, None));
    assert_eq!(at.desk.registry().checks(customer.row, 10).await.unwrap(), std::slice::from_ref(&record));
    let known = at.desk.known(&customer, &app).await.unwrap();
    let grant = known.last_grant.unwrap();
    assert_eq!((grant.at, grant.roles), (record.at, wanted(&["Alert.Read.All"])));
    assert_eq!(known.declared, app.permissions);
    crate::secrets::assert_no_trace(&record.evidence, SECRET);
}

#[tokio::test]
async fn what_another_application_was_granted_is_not_known_of_this_one() {
    let (at, app, customer) = with_customer().await;
    at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    let app_id = AppId::parse("0a1b2c3d-0000-4000-8000-00000000c0de").unwrap();
    let other = AppRecord { app_id, ..app };
    assert_eq!(at.desk.known(&customer, &other).await.unwrap().last_grant, None);
}

#[tokio::test]
async fn a_customer_that_moves_to_another_app_is_a_new_one_there() {
    let (at, _, customer) = with_customer().await;
    at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    let mut draft = app_draft();
    draft.app_id = "0a1b2c3d-0000-4000-8000-00000000c0de".to_owned();
    let other = at.desk.save_app(draft, None, KeptIn::Keychain).await.unwrap().app;
    let moved = CustomerDraft { row: Some(customer.row), ..customer_draft(other.row, "Fabrikam", TENANT) };
    let moved = at.desk.save_customer(moved).await.unwrap().customer;
    assert_eq!((moved.app, moved.link_state.clone()), (other.row, None));
    assert!(
        at.desk.registry().checks(moved.row, 10).await.unwrap().is_empty(),
        "nothing is proved for this app"
    );
    assert_eq!(at.desk.registry().customers().await.unwrap(), [moved]);
}

#[tokio::test]
async fn a_verdict_stands_even_where_it_cannot_be_written_down() {
    let (at, _, customer) = with_customer().await;
    at.desk.registry().secret_proved(customer.app, 1, TestClock::new().now()).await.unwrap();
    *at.registry.fails.lock().unwrap() = Some(RegistryProblem::DiskFull("no space".to_owned()));
    let checked = at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(checked.record.verdict, Verdict::Connected);
    assert_eq!(checked.kept, Err(RegistryProblem::DiskFull("no space".to_owned())));
}

#[tokio::test]
async fn waiting_for_the_keychain_is_said_and_can_be_stopped() {
    let (at, _, customer) = with_customer().await;
    at.keychain.hangs.store(true, std::sync::atomic::Ordering::SeqCst);
    let (said, cancel) = (std::sync::atomic::AtomicBool::new(false), CancellationToken::new());
    let report = |progress: Progress<'_>| {
        if matches!(progress, Progress::Keychain) {
            said.store(true, std::sync::atomic::Ordering::SeqCst);
            cancel.cancel();
        }
    };
    let checked = at.desk.check(customer.row, &report, &cancel).await.unwrap();
    assert!(said.into_inner());
    assert_eq!(checked.record.cause, Some(Cause::NotProved));
    assert_eq!(judge(&checked.record.evidence).reason.as_deref(), Some("cancelled"));
}

#[tokio::test]
async fn a_permission_declared_after_the_consent_is_outdated_consent() {
    let (at, app, customer) = with_history().await;
    let mut draft = app_draft();
    draft.row = Some(app.row);
    draft.permissions.push("Machine.Isolate".to_owned());
    at.desk.save_app(draft, None, KeptIn::Keychain).await.unwrap();
    let record = at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap().record;
    assert_eq!(record.cause, Some(Cause::ConsentOutdated));
}

#[tokio::test]
async fn a_stopped_check_is_kept_as_not_proved() {
    let (at, _, customer) = with_customer().await;
    let stopped = CancellationToken::new();
    stopped.cancel();
    let record = at.desk.check(customer.row, &|_| {}, &stopped).await.unwrap().record;
    assert_eq!((record.verdict, record.cause), (Verdict::Unknown, Some(Cause::NotProved)));
}

#[tokio::test]
async fn a_lost_secret_is_said_and_the_tenant_is_still_looked_up() {
    let (at, _, customer) = with_customer().await;
    at.keychain.lose_everything();
    let record = at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap().record;
    assert_eq!(record.cause, Some(Cause::SecretLost));
    assert!(record.evidence.tenant.value().is_some());
}
