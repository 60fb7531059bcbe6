//! Secrets in the keychain and the records that point to them, where a program was killed in between or another one is at
//! work on the same two places.

use consentry_onboarding::desk::{AppDraft, DeskProblem};
use consentry_onboarding::gather::Credential;
use consentry_onboarding::ports::{
    Registry as _, RegistryProblem, SecretPlace, SecretStore as _, SecretStoreProblem,
};
use consentry_onboarding::records::KeptIn;
use consentry_onboarding::secret::ClientSecret;

use crate::desk_app::{saved, well};
use crate::fakes::*;
use crate::scene::*;

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

#[tokio::test]
async fn whoever_does_not_unlock_the_keychain_is_asked_once_and_what_is_left_stays_noted() {
    let at = well().await;
    saved(&at, "first-secret").await;
    let row = at.desk.registry().apps().await.unwrap()[0].row;
    for number in 0..4 {
        let homeless = AppDraft { row: Some(row), home_tenant: String::new(), ..app_draft() };
        at.desk.save_app(homeless, pasted(&format!("unproved-{number}")), KeptIn::Keychain).await.unwrap();
    }
    at.done();
    *at.keychain.locked_for.lock().unwrap() = Some("delete");
    let home = AppDraft { row: Some(row), ..app_draft() };
    at.desk.save_app(home, pasted("last-secret"), KeptIn::Keychain).await.unwrap();
    let asked = at.done();
    assert_eq!(asked.iter().filter(|done| done.ends_with("locked")).count(), 1, "{asked:?}");
    *at.keychain.locked_for.lock().unwrap() = None;
    let left = at.desk.unsettled().await.unwrap();
    assert_eq!(at.desk.settle(left).await, 5);
    assert_eq!(at.keychain.kept(), [(APP.to_owned(), 6, "last-secret".to_owned())]);
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
