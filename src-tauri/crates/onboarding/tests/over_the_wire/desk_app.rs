//! Setting up the partner app: verify first, store after, and never a secret that no record points to.

use consentry_onboarding::desk::{AppDraft, DeskProblem, Field, InputProblem, SecretOutcome};
use consentry_onboarding::evidence::FailureKind;
use consentry_onboarding::gather::Credential;
use consentry_onboarding::ports::{
    Registry as _, RegistryProblem, SecretPlace, SecretStore as _, SecretStoreProblem,
};
use consentry_onboarding::records::{AppRecord, KeptIn};
use consentry_onboarding::secret::{ClientSecret, SecretProblem};
use serde_json::json;

use crate::fakes::*;
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

const OTHER_APP: &str = "0a1b2c3d-0000-4000-8000-00000000c0de";

type Spoil = fn(&mut AppDraft);

async fn well() -> AtDesk {
    AtDesk::new(Scene::new(|_| None).await)
}

fn refused(code: u64) -> Act {
    Answer::json(401, &json!({"error": "invalid_client", "error_codes": [code]})).into()
}

async fn saved(at: &AtDesk, secret: &str) -> AppRecord {
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

/// What a program that is killed leaves, and what the next start makes of it.
#[tokio::test]
async fn the_next_start_settles_what_a_killed_program_left() {
    let at = well().await;
    let app = saved(&at, "first-secret").await;
    assert!(at.desk.unsettled().await.unwrap().is_empty(), "a saving that came to its end leaves nothing");
    let place = |generation| SecretPlace { cloud: app.cloud, app_id: app.app_id, generation };
    let secret = |text: &str| ClientSecret::from_store(text.to_owned());

    // Killed between the keychain and the record: the secret is nobody's.
    at.registry.note_unsettled(vec![place(2), place(1)]).await.unwrap();
    at.keychain.put(place(2), secret("second-secret")).await.unwrap();
    let left = at.desk.unsettled().await.unwrap();
    assert_eq!(at.desk.settle(left).await, 2);
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 1, "first-secret".to_owned())]);
    assert!(at.desk.unsettled().await.unwrap().is_empty());

    // Something that was never noted is nobody's business, though no record points to it.
    at.keychain.put(place(7), secret("another registry's")).await.unwrap();
    let left = at.desk.unsettled().await.unwrap();
    at.desk.settle(left).await;
    assert_eq!(at.keychain.kept().len(), 2);
}

#[tokio::test]
async fn a_keychain_that_cannot_be_reached_is_tried_with_the_start_after() {
    let at = well().await;
    let app = saved(&at, "first-secret").await;
    let place = |generation| SecretPlace { cloud: app.cloud, app_id: app.app_id, generation };
    at.keychain.put(place(2), ClientSecret::from_store("second-secret".to_owned())).await.unwrap();
    at.registry.note_unsettled(vec![place(2), place(3)]).await.unwrap();
    *at.keychain.fails.lock().unwrap() = Some(SecretStoreProblem::Locked);
    let left = at.desk.unsettled().await.unwrap();
    assert_eq!(at.desk.settle(left.clone()).await, 0);
    assert_eq!(at.desk.unsettled().await.unwrap(), left, "still noted");
    *at.keychain.fails.lock().unwrap() = None;
    // A secret that is saved meanwhile goes to a place that nobody may empty.
    let app = saved(&at, "fresh-secret").await;
    assert_eq!(app.secret.unwrap().generation, 4);
    assert_eq!(at.desk.settle(left).await, 0, "the saving emptied them");
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 4, "fresh-secret".to_owned())]);
}

#[tokio::test]
async fn what_an_unproved_secret_replaces_stays_through_the_next_start() {
    let at = AtDesk::new(Scene::new(|_| None).await);
    saved(&at, "first-secret").await;
    let row = at.desk.registry().apps().await.unwrap()[0].row;
    let homeless = AppDraft { row: Some(row), home_tenant: String::new(), ..app_draft() };
    let app = at.desk.save_app(homeless, pasted("second-secret"), KeptIn::Keychain).await.unwrap().app;
    let place = |generation| SecretPlace { cloud: app.cloud, app_id: app.app_id, generation };
    // Killed when it was about to be noted as proved.
    at.registry.note_unsettled(vec![place(1)]).await.unwrap();
    let left = at.desk.unsettled().await.unwrap();
    at.desk.settle(left).await;
    assert_eq!(at.keychain.kept().len(), 2, "the old one may still be needed");
    // Killed just after.
    at.registry.secret_proved(row, 2, at.desk.clock().now()).await.unwrap();
    at.registry.note_unsettled(vec![place(1)]).await.unwrap();
    let left = at.desk.unsettled().await.unwrap();
    at.desk.settle(left).await;
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 2, "second-secret".to_owned())]);
}

#[tokio::test]
async fn however_many_unproved_secrets_follow_each_other_a_proved_one_leaves_none_behind() {
    for ends_with_proof in [true, false] {
        let at = well().await;
        saved(&at, "first-secret").await;
        let row = at.desk.registry().apps().await.unwrap()[0].row;
        for number in 0..12 {
            let homeless = AppDraft { row: Some(row), home_tenant: String::new(), ..app_draft() };
            let text = format!("unproved-{number}");
            at.desk.save_app(homeless, pasted(&text), KeptIn::Keychain).await.unwrap();
            assert!(at.desk.unsettled().await.unwrap().is_empty(), "nothing for a start to settle");
        }
        assert_eq!(at.keychain.kept().len(), 13, "any of them may be the one that works");
        if ends_with_proof {
            let home = AppDraft { row: Some(row), ..app_draft() };
            at.desk.save_app(home, pasted("last-secret"), KeptIn::Keychain).await.unwrap();
            assert_eq!(at.keychain.kept(), [(APP.to_owned(), 14, "last-secret".to_owned())]);
        } else {
            at.desk.remove_app(row, false).await.unwrap();
            assert_eq!(at.keychain.kept(), []);
        }
        assert!(at.registry.unsettled().await.unwrap().is_empty(), "and no note");
    }
}

/// Hands the executor on for a while, so that whoever can go on does.
async fn let_others_work() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_saving_under_way_in_another_program_is_not_taken_for_one_that_was_cut_off() {
    let at = well().await;
    let app = saved(&at, "first-secret").await;
    let second = SecretPlace { cloud: app.cloud, app_id: app.app_id, generation: 2 };
    // The other window has put its secret, and its record is not written yet.
    let turn = at.registry.keychain_turn(std::time::Duration::ZERO).await.unwrap().expect("nobody is there");
    at.registry.note_unsettled(vec![second]).await.unwrap();
    at.keychain.put(second, ClientSecret::from_store("second-secret".to_owned())).await.unwrap();
    let left = at.desk.unsettled().await.unwrap();
    assert_eq!(left, [second]);
    let other_window = async {
        let_others_work().await;
        assert_eq!(at.keychain.kept().len(), 2, "whoever settles waits");
        let mut record = app.clone();
        record.secret.as_mut().unwrap().generation = 2;
        at.registry.save_app(record).await.unwrap();
        at.registry.settle(vec![second]).await.unwrap();
        drop(turn);
    };
    let (settled, ()) = tokio::join!(at.desk.settle(left), other_window);
    assert_eq!(settled, 0, "there was nothing to settle any more");
    assert_eq!(at.keychain.kept().len(), 2);
    let now = at.desk.registry().apps().await.unwrap().remove(0);
    assert!(matches!(at.desk.credential(&now).await, Credential::Secret(_)));
}

#[tokio::test]
async fn a_saving_that_begins_while_another_program_saves_never_takes_its_place() {
    let at = well().await;
    let app = saved(&at, "first-secret").await;
    let turn = at.registry.keychain_turn(std::time::Duration::ZERO).await.unwrap().expect("nobody is there");
    let homeless = AppDraft { row: Some(app.row), home_tenant: String::new(), ..app_draft() };
    let other_window = async {
        let_others_work().await;
        assert_eq!(at.keychain.kept().len(), 1, "whoever saves waits");
        let second = SecretPlace { cloud: app.cloud, app_id: app.app_id, generation: 2 };
        at.keychain.put(second, ClientSecret::from_store("their-secret".to_owned())).await.unwrap();
        let mut record = app.clone();
        record.secret.as_mut().unwrap().generation = 2;
        at.registry.save_app(record).await.unwrap();
        drop(turn);
    };
    let saving = at.desk.save_app(homeless, pasted("my-secret"), KeptIn::Keychain);
    let (saved, ()) = tokio::join!(saving, other_window);
    assert!(matches!(saved, Err(DeskProblem::Registry(RegistryProblem::Conflict))), "{saved:?}");
    let kept = at.keychain.kept();
    assert!(kept.contains(&(APP.to_owned(), 2, "their-secret".to_owned())), "{kept:?}");
    assert!(!kept.iter().any(|(_, _, text)| text == "my-secret"), "{kept:?}");
    assert!(at.desk.unsettled().await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_program_that_never_ends_its_turn_is_said_and_takes_nothing() {
    let at = well().await;
    let app = saved(&at, "first-secret").await;
    let _turn = at.registry.keychain_turn(std::time::Duration::ZERO).await.unwrap().expect("nobody is there");
    let homeless = AppDraft { row: Some(app.row), home_tenant: String::new(), ..app_draft() };
    let refused = at.desk.save_app(homeless, pasted("my-secret"), KeptIn::Keychain).await;
    assert!(matches!(refused, Err(DeskProblem::Secrets(SecretStoreProblem::Broken(_)))), "{refused:?}");
    let refused = at.desk.remove_app(app.row, false).await;
    assert!(matches!(refused, Err(DeskProblem::Secrets(SecretStoreProblem::Broken(_)))), "{refused:?}");
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 1, "first-secret".to_owned())]);
    assert_eq!(at.desk.registry().apps().await.unwrap()[0].version, app.version);
    // What needs no keychain needs no turn.
    let homeless = AppDraft { row: Some(app.row), home_tenant: String::new(), ..app_draft() };
    at.desk.save_app(homeless.clone(), None, KeptIn::Keychain).await.unwrap();
    at.desk.save_app(homeless, pasted("my-secret"), KeptIn::Memory).await.unwrap();
    at.desk.remove_app(app.row, true).await.unwrap();
}

#[tokio::test]
async fn a_secret_that_was_replaced_since_the_record_was_read_is_the_new_one() {
    let at = well().await;
    let before = saved(&at, "first-secret").await;
    saved(&at, "second-secret").await;
    assert_eq!(at.keychain.kept().len(), 1, "the first one went");
    match at.desk.credential(&before).await {
        Credential::Secret(secret) => assert_eq!(secret.expose(), "second-secret"),
        Credential::Unavailable(kind, text) => panic!("{kind:?}: {text}"),
    }
}
