//! The way to a partner app and out again: the draft that waits, ticks, a secret that goes only when the next one has
//! proved itself, and a removal that leaves nothing behind.

use std::collections::BTreeSet;

use consentry_onboarding::desk::{AppDraft, DeskProblem, Field, SecretOutcome};
use consentry_onboarding::gather::Credential;
use consentry_onboarding::ports::{RegistryProblem, SecretStoreProblem};
use consentry_onboarding::records::{AppRecord, KeptIn, PortalStep, SetupDraft};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::fakes::*;
use crate::scene::*;
use crate::stand_in::Answer;

async fn well() -> AtDesk {
    AtDesk::new(Scene::new(|_| None).await)
}

async fn saved(at: &AtDesk, secret: &str, keep_in: KeptIn) -> AppRecord {
    let row = at.desk.registry().apps().await.unwrap().first().map(|app| app.row);
    at.desk.save_app(AppDraft { row, ..app_draft() }, pasted(secret), keep_in).await.unwrap().app
}

fn generations(at: &AtDesk) -> Vec<u32> {
    at.keychain.kept().into_iter().map(|(_, generation, _)| generation).collect()
}

#[tokio::test]
async fn an_unproved_secret_leaves_the_old_one_until_a_check_proves_it() {
    // Something else answers in the sign-in service's place while the second secret is saved.
    let scene = Scene::new(|asked| {
        (asked.place == Place::Token && asked.nth == 2)
            .then(|| Answer::html(200, "<html>hotel</html>").into())
    })
    .await;
    let at = AtDesk::new(scene);
    saved(&at, "first-secret", KeptIn::Keychain).await;
    let row = at.desk.registry().apps().await.unwrap()[0].row;
    let draft = AppDraft { row: Some(row), ..app_draft() };
    let second = at.desk.save_app(draft, pasted("second-secret"), KeptIn::Keychain).await.unwrap();
    assert_eq!(second.secret, SecretOutcome::NotChecked);
    assert_eq!(generations(&at), [1, 2], "nothing has proved the new one yet");
    let customer = at.desk.save_customer(customer_draft(row, "Fabrikam", TENANT)).await.unwrap().customer;
    at.desk.check(customer.row, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(generations(&at), [2], "a token proved it");
    let app = at.desk.registry().app(row).await.unwrap();
    assert!(app.secret.as_ref().unwrap().proved_at.is_some());
    match at.desk.credential(&app).await {
        Credential::Secret(secret) => assert_eq!(secret.expose(), "second-secret"),
        lost @ Credential::Unavailable(..) => panic!("{lost:?}"),
    }
}

#[tokio::test]
async fn a_draft_waits_with_its_ticks_and_ends_with_the_saved_app() {
    let at = well().await;
    let draft = SetupDraft { name: "Contoso".into(), step: "permissions".into(), ..SetupDraft::default() };
    let ticks = BTreeSet::from([PortalStep::Register, PortalStep::Permissions]);
    at.desk.save_setup_draft(draft.clone(), ticks.clone()).await.unwrap();
    let first = at.desk.registry().setup_draft().await.unwrap().unwrap();
    assert_eq!(first.ticks.keys().copied().collect::<BTreeSet<_>>(), ticks);
    at.desk.save_setup_draft(SetupDraft { step: "secret".into(), ..draft.clone() }, ticks).await.unwrap();
    let kept = at.desk.registry().setup_draft().await.unwrap().unwrap();
    assert_eq!((kept.step.as_str(), &kept.ticks), ("secret", &first.ticks), "a tick keeps its time");

    let entered = AppDraft { ticks: Some(BTreeSet::from([PortalStep::Register])), ..app_draft() };
    let app = at.desk.save_app(entered, pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
    assert_eq!(app.ticks[&PortalStep::Register], first.ticks[&PortalStep::Register]);
    assert_eq!(app.ticks.len(), 1);
    assert_eq!(at.desk.registry().setup_draft().await.unwrap(), None);

    at.desk.save_setup_draft(draft, BTreeSet::new()).await.unwrap();
    saved(&at, "another-secret", KeptIn::Keychain).await;
    assert!(at.desk.registry().setup_draft().await.unwrap().is_some(), "another app is on its way");
    at.desk.drop_setup_draft().await.unwrap();
    assert_eq!(at.desk.registry().setup_draft().await.unwrap(), None);
}

#[tokio::test]
async fn other_permissions_are_declared_and_consented_to_anew() {
    let at = well().await;
    let app = saved(&at, SECRET, KeptIn::Keychain).await;
    for step in PortalStep::ALL {
        at.desk.tick(app.row, step, true).await.unwrap();
    }
    let same = at.desk.save_app(AppDraft { row: Some(app.row), ..app_draft() }, None, KeptIn::Keychain);
    assert_eq!(same.await.unwrap().app.ticks.len(), 4);
    let wider = AppDraft {
        row: Some(app.row),
        permissions: vec!["Alert.Read.All".into(), "Machine.Isolate".into()],
        ..app_draft()
    };
    let app = at.desk.save_app(wider, None, KeptIn::Keychain).await.unwrap().app;
    assert_eq!(app.ticks.keys().copied().collect::<Vec<_>>(), [PortalStep::Register, PortalStep::Secret]);
    let app = at.desk.tick(app.row, PortalStep::Register, false).await.unwrap();
    assert_eq!(at.desk.registry().app(app.row).await.unwrap().ticks.keys().count(), 1);
}

#[tokio::test]
async fn a_removed_app_takes_its_secret_and_its_customers_with_it() {
    let at = well().await;
    let app = saved(&at, "first-secret", KeptIn::Keychain).await;
    at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap();
    at.done();
    at.desk.remove_app(app.row, false).await.unwrap();
    assert_eq!(
        at.done(),
        ["keychain get 1", "remove app", "keychain delete 1"],
        "never a record without its secret"
    );
    assert!(at.keychain.kept().is_empty());
    assert!(at.desk.registry().apps().await.unwrap().is_empty());
    assert!(at.desk.registry().customers().await.unwrap().is_empty());
    let gone = at.desk.remove_app(app.row, false).await.unwrap_err();
    assert!(matches!(gone, DeskProblem::Registry(RegistryProblem::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn a_removal_that_fails_half_way_leaves_the_app_as_it_was() {
    let at = well().await;
    let app = saved(&at, "first-secret", KeptIn::Keychain).await;
    *at.keychain.fails.lock().unwrap() = Some(SecretStoreProblem::Locked);
    at.done();
    let locked = at.desk.remove_app(app.row, false).await.unwrap_err();
    assert!(matches!(locked, DeskProblem::Secrets(SecretStoreProblem::Locked)), "{locked:?}");
    assert!(at.done().is_empty(), "the registry was not touched");
    *at.keychain.fails.lock().unwrap() = None;

    *at.registry.fails.lock().unwrap() = Some(RegistryProblem::DiskFull("full".into()));
    let full = at.desk.remove_app(app.row, false).await.unwrap_err();
    assert!(matches!(full, DeskProblem::Registry(RegistryProblem::DiskFull(_))), "{full:?}");
    assert_eq!(at.done(), ["keychain get 1"], "the secret was not touched");
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 1, "first-secret".to_owned())]);
    assert_eq!(at.desk.registry().apps().await.unwrap(), [app]);
}

#[tokio::test]
async fn what_earlier_replacements_left_in_the_keychain_goes_too() {
    let at = well().await;
    saved(&at, "first-secret", KeptIn::Keychain).await;
    let app = saved(&at, "second-secret", KeptIn::Memory).await;
    assert_eq!(generations(&at), [1], "the keychain was passed over");
    at.desk.remove_app(app.row, false).await.unwrap();
    assert!(at.keychain.kept().is_empty() && at.memory.kept().is_empty());

    // Where a first secret lives in memory, a missing keychain is no hindrance.
    let app = saved(&at, "third-secret", KeptIn::Memory).await;
    *at.keychain.fails.lock().unwrap() = Some(SecretStoreProblem::Missing);
    at.desk.remove_app(app.row, false).await.unwrap();
    assert!(at.memory.kept().is_empty());
}

#[tokio::test]
async fn a_keychain_that_never_opens_again_does_not_hold_an_app_for_ever() {
    let at = well().await;
    let app = saved(&at, "first-secret", KeptIn::Keychain).await;
    *at.keychain.fails.lock().unwrap() = Some(SecretStoreProblem::Locked);
    at.desk.remove_app(app.row, true).await.unwrap();
    assert!(at.desk.registry().apps().await.unwrap().is_empty());
    assert_eq!(generations(&at), [1], "left behind as the person chose");
}

#[tokio::test]
async fn the_partner_s_own_link_names_the_own_tenant() {
    let at = well().await;
    let cloud = at.scene.cloud.id();
    let link = at.desk.home_consent_link(cloud, APP, TENANT, Some("http://localhost/consentry")).unwrap();
    assert!(link.url.path().ends_with(&format!("/{TENANT}/v2.0/adminconsent")), "{}", link.url);
    let pairs: Vec<_> = link.url.query_pairs().map(|(key, value)| json!([key, value])).collect();
    assert!(pairs.contains(&json!(["client_id", APP])));
    assert!(pairs.contains(&json!(["redirect_uri", "http://localhost/consentry"])));
    let wrong = |app: &str, home: &str| match at.desk.home_consent_link(cloud, app, home, None) {
        Err(DeskProblem::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(wrong("", TENANT), Field::AppId);
    assert_eq!(wrong(APP, "contoso.com"), Field::HomeTenant);
}

#[tokio::test]
async fn the_own_tenant_is_found_by_id_and_by_domain() {
    let at = well().await;
    let (_, found) = at.desk.find_home(at.scene.cloud.id(), TENANT).await.unwrap();
    assert_eq!(found.tenant_id.to_string(), TENANT);
    let nothing = at.desk.find_home(at.scene.cloud.id(), "no tenant").await.unwrap_err();
    assert!(matches!(nothing, DeskProblem::Invalid { field: Field::HomeTenant, .. }), "{nothing:?}");
}
