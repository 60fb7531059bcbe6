//! Setting up the partner app: verify first, store after, and never a secret that no record points to.

use consentry_onboarding::desk::{AppDraft, DeskProblem, Field, InputProblem, SecretOutcome};
use consentry_onboarding::evidence::FailureKind;
use consentry_onboarding::gather::Credential;
use consentry_onboarding::ports::{RegistryProblem, SecretStoreProblem};
use consentry_onboarding::records::{AppRecord, KeptIn};
use consentry_onboarding::secret::SecretProblem;
use serde_json::json;

use crate::fakes::*;
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

const OTHER_APP: &str = "0a1b2c3d-0000-4000-8000-00000000c0de";

type Spoil = fn(&mut AppDraft);

pub async fn well() -> AtDesk {
    AtDesk::new(Scene::new(|_| None).await)
}

fn refused(code: u64) -> Act {
    Answer::json(401, &json!({"error": "invalid_client", "error_codes": [code]})).into()
}

pub async fn saved(at: &AtDesk, secret: &str) -> AppRecord {
    let row = at.desk.registry().apps().await.unwrap().first().map(|app| app.row);
    let draft = AppDraft { row, ..app_draft() };
    at.desk.save_app(draft, pasted(secret), KeptIn::Keychain).await.unwrap().app
}

#[tokio::test]
async fn a_secret_is_proved_at_home_before_it_is_stored() {
    let at = well().await;
    let saved =
        at.desk.save_app(app_draft(), pasted(&format!(" {SECRET}\n")), KeptIn::Keychain).await.unwrap();
    assert_eq!((saved.secret, saved.trimmed), (SecretOutcome::Proved, true));
    assert_eq!(at.done(), ["keychain put 1", "add app"]);
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 1, SECRET.to_owned())]);
    let record = saved.app.secret.unwrap();
    assert_eq!((record.generation, record.kept_in), (1, KeptIn::Keychain));
    assert!(record.proved_at.is_some());
    assert_eq!(at.scene.count(Place::Call), 0, "proving a secret calls no API");
}

#[tokio::test]
async fn a_secret_known_to_be_wrong_is_refused_and_nothing_is_stored() {
    for code in [7_000_215, 7_000_222, 70_002] {
        let at = AtDesk::new(Scene::with(Place::Token, move || refused(code)).await);
        let problem = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap_err();
        assert!(matches!(problem, DeskProblem::SecretRefused(_)), "{code}: {problem:?}");
        assert!(at.done().is_empty(), "{code}");
        assert!(at.keychain.kept().is_empty() && at.memory.kept().is_empty());
        assert!(!format!("{problem:?} {problem}").contains(SECRET));
    }
}

#[tokio::test]
async fn a_refused_replacement_leaves_the_old_secret_and_its_record() {
    let scene =
        Scene::new(|asked| (asked.place == Place::Token && asked.nth > 1).then(|| refused(7_000_215))).await;
    let at = AtDesk::new(scene);
    let before = saved(&at, "first-secret").await;
    let draft = AppDraft { row: Some(before.row), ..app_draft() };
    at.desk.save_app(draft, pasted("second-secret"), KeptIn::Keychain).await.unwrap_err();
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 1, "first-secret".to_owned())]);
    assert_eq!(at.desk.registry().apps().await.unwrap(), [before]);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_proved_is_stored_as_not_checked() {
    let _hurry = hurry();
    let scripts: [fn() -> Act; 4] = [
        || Answer::new(503, "").into(),
        || Answer::html(200, "<html>hotel</html>").into(),
        || refused(700_016),
        || token_answer("no token at all"),
    ];
    for (number, script) in scripts.into_iter().enumerate() {
        let at = AtDesk::new(Scene::with(Place::Token, script).await);
        let saved = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap();
        assert_eq!(saved.secret, SecretOutcome::NotChecked, "{number}");
        assert_eq!(saved.app.secret.unwrap().proved_at, None);
        assert!(saved.evidence.is_some());
        assert_eq!(at.keychain.kept().len(), 1);
    }
    let at = well().await;
    let homeless = AppDraft { home_tenant: "  ".to_owned(), ..app_draft() };
    let saved = at.desk.save_app(homeless, pasted(SECRET), KeptIn::Memory).await.unwrap();
    assert_eq!((saved.secret, saved.evidence), (SecretOutcome::NotChecked, None));
    assert!(at.scene.server.seen().is_empty());
    assert_eq!((at.keychain.kept().len(), at.memory.kept().len()), (0, 1));
}

#[tokio::test]
async fn an_old_secret_goes_only_after_the_new_one_is_recorded() {
    let at = well().await;
    saved(&at, "first-secret").await;
    at.done();
    let app = saved(&at, "second-secret").await;
    assert_eq!(at.done(), ["keychain put 2", "save app", "keychain delete 1"]);
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 2, "second-secret".to_owned())]);
    assert_eq!(app.secret.unwrap().generation, 2);
}

#[tokio::test]
async fn a_keychain_that_was_passed_over_is_not_asked_again_and_is_tidied_with_its_next_secret() {
    let at = well().await;
    let app = saved(&at, "first-secret").await;
    *at.keychain.fails.lock().unwrap() = Some(SecretStoreProblem::Locked);
    at.done();
    let draft = || AppDraft { row: Some(app.row), ..app_draft() };
    at.desk.save_app(draft(), pasted("second-secret"), KeptIn::Memory).await.unwrap();
    assert_eq!(at.done(), ["memory put 2", "save app"]);
    assert_eq!(at.memory.kept(), [(APP.to_owned(), 2, "second-secret".to_owned())]);
    *at.keychain.fails.lock().unwrap() = None;
    at.desk.save_app(draft(), pasted("third-secret"), KeptIn::Keychain).await.unwrap();
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 3, "third-secret".to_owned())]);
    assert!(at.memory.kept().is_empty());
}

#[tokio::test]
async fn two_savings_at_once_leave_the_recorded_secret_in_its_place() {
    let at = well().await;
    let save = |text| at.desk.save_app(app_draft(), pasted(text), KeptIn::Keychain);
    let (first, second) = tokio::join!(save("first-secret"), save("second-secret"));
    assert!(first.is_ok() != second.is_ok(), "the same app is set up once");
    let app = at.desk.registry().apps().await.unwrap().remove(0);
    let winner = if first.is_ok() { "first-secret" } else { "second-secret" };
    match at.desk.credential(&app).await {
        Credential::Secret(secret) => assert_eq!(secret.expose(), winner),
        lost @ Credential::Unavailable(..) => panic!("{lost:?}"),
    }
}

#[tokio::test]
async fn an_app_with_customers_keeps_its_registration() {
    let at = well().await;
    let app = saved(&at, "first-secret").await;
    at.desk.save_customer(customer_draft(app.row, "Fabrikam", TENANT)).await.unwrap();
    at.done();
    let other = AppDraft {
        row: Some(app.row),
        app_id: "0a1b2c3d-0000-4000-8000-00000000c0de".to_owned(),
        ..app_draft()
    };
    let refused = at.desk.save_app(other, None, KeptIn::Keychain).await.unwrap_err();
    let of_the_app =
        matches!(refused, DeskProblem::Invalid { field: Field::AppId, problem: InputProblem::HasCustomers });
    assert!(of_the_app, "{refused:?}");
    assert!(at.done().is_empty());
}

#[tokio::test]
async fn a_registry_that_fails_leaves_no_orphan_and_no_loss() {
    for problem in
        [RegistryProblem::DiskFull("x".to_owned()), RegistryProblem::Conflict, RegistryProblem::Duplicate]
    {
        let at = well().await;
        *at.registry.fails.lock().unwrap() = Some(problem.clone());
        at.desk.save_app(app_draft(), pasted("first-secret"), KeptIn::Keychain).await.unwrap_err();
        assert!(at.keychain.kept().is_empty(), "{problem}");

        saved(&at, "first-secret").await;
        *at.registry.fails.lock().unwrap() = Some(problem.clone());
        let row = at.desk.registry().apps().await.unwrap()[0].row;
        let draft = AppDraft { row: Some(row), ..app_draft() };
        at.desk.save_app(draft, pasted("second-secret"), KeptIn::Keychain).await.unwrap_err();
        assert_eq!(at.keychain.kept(), [(APP.to_owned(), 1, "first-secret".to_owned())], "{problem}");
        assert_eq!(at.desk.registry().apps().await.unwrap()[0].secret.as_ref().unwrap().generation, 1);
    }
}

#[tokio::test]
async fn a_keychain_that_fails_is_said_and_nothing_is_recorded() {
    for problem in
        [SecretStoreProblem::Missing, SecretStoreProblem::Locked, SecretStoreProblem::Broken("x".into())]
    {
        let at = well().await;
        *at.keychain.fails.lock().unwrap() = Some(problem.clone());
        let came = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap_err();
        assert!(matches!(came, DeskProblem::Secrets(said) if said == problem));
        assert!(at.desk.registry().apps().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_old_secret_that_cannot_be_removed_does_not_undo_the_saving() {
    let at = well().await;
    let app = saved(&at, "first-secret").await;
    *at.keychain.fails.lock().unwrap() = Some(SecretStoreProblem::Locked);
    let draft = AppDraft { row: Some(app.row), ..app_draft() };
    let saved = at.desk.save_app(draft, pasted("second-secret"), KeptIn::Memory).await.unwrap();
    assert_eq!(saved.app.secret.unwrap().kept_in, KeptIn::Memory);
}

#[tokio::test]
async fn another_application_id_does_not_inherit_the_secret_and_leaves_none_behind() {
    for secret in [None, Some("second-secret")] {
        let at = well().await;
        let app = saved(&at, "first-secret").await;
        at.done();
        let mut draft = app_draft();
        (draft.row, draft.app_id) = (Some(app.row), OTHER_APP.to_owned());
        let changed = at.desk.save_app(draft, secret.and_then(pasted), KeptIn::Keychain).await.unwrap();
        assert_eq!(changed.app.row, app.row);
        assert_eq!(changed.app.secret.is_some(), secret.is_some());
        let expected: Vec<_> =
            secret.iter().map(|text| (OTHER_APP.to_owned(), 1, (*text).to_owned())).collect();
        assert_eq!(at.keychain.kept(), expected, "the old one is nobody's now");
        let done = at.done();
        let recorded = done.iter().position(|what| what == "save app").unwrap();
        let deleted = done.iter().position(|what| what == "keychain delete 1").unwrap();
        assert!(recorded < deleted, "{done:?}");
    }
}

#[tokio::test]
async fn without_a_new_secret_the_stored_one_stays_and_nothing_is_asked() {
    let at = well().await;
    let app = saved(&at, SECRET).await;
    let asked = at.scene.server.seen().len();
    let mut draft = app_draft();
    (draft.row, draft.name) = (Some(app.row), "  New name ".to_owned());
    let changed = at.desk.save_app(draft, None, KeptIn::Keychain).await.unwrap();
    assert_eq!((changed.app.name.as_str(), changed.secret), ("New name", SecretOutcome::Unchanged));
    assert_eq!(changed.app.secret, app.secret);
    assert_eq!(at.scene.server.seen().len(), asked);
    assert_eq!(at.keychain.kept().len(), 1);
}

#[tokio::test]
async fn a_permission_keeps_the_time_it_was_declared_first() {
    let at = well().await;
    let app = saved(&at, SECRET).await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let mut draft = app_draft();
    draft.row = Some(app.row);
    draft.permissions.push("Machine.Read.All".to_owned());
    let changed = at.desk.save_app(draft, None, KeptIn::Keychain).await.unwrap().app;
    let at_of = |app: &AppRecord, name: &str| {
        app.permissions.iter().find(|(known, _)| known.as_str() == name).map(|(_, at)| *at)
    };
    assert_eq!(at_of(&changed, "Alert.Read.All"), at_of(&app, "Alert.Read.All"));
    assert!(at_of(&changed, "Machine.Read.All") > at_of(&app, "Alert.Read.All"));
}

#[tokio::test]
async fn what_cannot_be_used_is_named_and_nothing_is_done() {
    let at = well().await;
    let cases: [(Spoil, Field); 8] = [
        (|draft| draft.name = " ".to_owned(), Field::Name),
        (|draft| draft.name = "x".repeat(201), Field::Name),
        (|draft| draft.name = "a\u{1b}[31m".to_owned(), Field::Name),
        (|draft| draft.cloud = consentry_onboarding::cloud::CloudId::Commercial, Field::Cloud),
        (|draft| draft.app_id = "00000000-0000-0000-0000-000000000000".to_owned(), Field::AppId),
        (|draft| draft.home_tenant = "9188040d-6c67-4c5b-b112-36a304b66dad".to_owned(), Field::HomeTenant),
        (|draft| draft.redirect_uris = vec!["javascript:alert(1)".to_owned()], Field::RedirectUri),
        (|draft| draft.permissions = vec!["<b>".to_owned()], Field::Permissions),
    ];
    for (spoil, expected) in cases {
        let mut draft = app_draft();
        spoil(&mut draft);
        let problem = at.desk.save_app(draft, pasted(SECRET), KeptIn::Keychain).await.unwrap_err();
        assert!(matches!(problem, DeskProblem::Invalid { field, .. } if field == expected), "{problem:?}");
    }
    for (text, expected) in [
        ("", SecretProblem::Empty),
        ("first\nsecond", SecretProblem::ControlCharacters),
        (APP, SecretProblem::SecretId),
    ] {
        let problem = at.desk.save_app(app_draft(), pasted(text), KeptIn::Keychain).await.unwrap_err();
        let DeskProblem::Invalid { field: Field::Secret, problem: InputProblem::Secret(said) } = problem
        else {
            panic!("{problem:?}")
        };
        assert_eq!(said, expected);
    }
    assert!(at.done().is_empty() && at.scene.server.seen().is_empty());
}

#[tokio::test]
async fn the_same_application_id_twice_is_refused_before_anything_is_asked() {
    let at = well().await;
    saved(&at, SECRET).await;
    let asked = at.scene.server.seen().len();
    let again = at.desk.save_app(app_draft(), pasted("second-secret"), KeptIn::Keychain).await.unwrap_err();
    assert!(matches!(again, DeskProblem::Invalid { field: Field::AppId, problem: InputProblem::Duplicate }));
    assert_eq!((at.scene.server.seen().len(), at.keychain.kept().len()), (asked, 1));
}

#[tokio::test]
async fn why_there_is_no_secret_is_told_apart() {
    let at = well().await;
    let app = saved(&at, SECRET).await;
    let why = async |app: &AppRecord| match at.desk.credential(app).await {
        Credential::Secret(_) => None,
        Credential::Unavailable(kind, text) => {
            assert!(!text.contains(SECRET));
            Some(kind)
        }
    };
    assert_eq!(why(&app).await, None);
    for (problem, kind) in [
        (SecretStoreProblem::Missing, FailureKind::KeychainMissing),
        (SecretStoreProblem::Locked, FailureKind::KeychainLocked),
        (SecretStoreProblem::Broken("x".to_owned()), FailureKind::Storage),
    ] {
        *at.keychain.fails.lock().unwrap() = Some(problem);
        assert_eq!(why(&app).await, Some(kind));
    }
    *at.keychain.fails.lock().unwrap() = None;
    at.keychain.lose_everything();
    assert_eq!(why(&app).await, Some(FailureKind::SecretLost));
    let mut in_memory = app.clone();
    in_memory.secret.as_mut().unwrap().kept_in = KeptIn::Memory;
    assert_eq!(why(&in_memory).await, Some(FailureKind::SecretLost));
    assert_eq!(why(&AppRecord { secret: None, ..app }).await, Some(FailureKind::CredentialMissing));
}
