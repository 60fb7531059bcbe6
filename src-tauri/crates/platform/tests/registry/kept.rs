//! What is written comes back, and is there once.

use consentry_onboarding::evidence::FORMAT;
use consentry_onboarding::ports::{Registry as _, RegistryProblem, SecretPlace};
use consentry_onboarding::records::{
    AppRecord, CheckRecord, CustomerRecord, CustomerRow, KeptIn, PortalStep, Preferences, SecretRecord,
    SetupDraft, Ticks,
};
use consentry_onboarding::standing::{MetElsewhere, Outcome, Proved, Standing};
use consentry_onboarding::verdict::{Cause, Verdict};

use crate::records::{app, at, check, customer, open};

#[tokio::test]
async fn everything_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let registry = open(&path);
    assert!(registry.apps().await.unwrap().is_empty());
    assert_eq!(registry.preferences().await.unwrap(), Preferences::default());

    let mut kept_app = registry.add_app(app(1)).await.unwrap();
    assert_eq!(kept_app.version, 1);
    kept_app.secret = Some(SecretRecord {
        generation: 3,
        kept_in: KeptIn::Keychain,
        stored_at: at(5),
        proved_at: Some(at(6)),
        expires_on: Some(time::macros::date!(2027 - 05 - 22)),
    });
    kept_app.redirect_uris.push("https://portal.azure.com".into());
    kept_app.permissions.pop_first();
    let kept_app = registry.save_app(kept_app).await.unwrap();
    assert_eq!(kept_app.version, 2);
    let kept_customer = registry.add_customer(customer(kept_app.row, 7, "Åkeri & Söner")).await.unwrap();
    let kept_check = check(at(10), Verdict::NeedsAttention, Some(Cause::RoleMissing));
    registry.add_check(kept_customer.row, kept_check.clone()).await.unwrap();
    let chosen = Preferences {
        language: Some("sv".into()),
        theme: Some("dark".into()),
        current_app: Some(kept_app.row),
    };
    registry.save_look(None, Some("light".into())).await.unwrap();
    registry.choose_app(kept_app.row).await.unwrap();
    registry.save_look(chosen.language.clone(), chosen.theme.clone()).await.unwrap();

    drop(registry);
    let registry = open(&path);
    assert_eq!(registry.apps().await.unwrap(), std::slice::from_ref(&kept_app));
    assert_eq!(registry.app(kept_app.row).await.unwrap(), kept_app);
    assert_eq!(registry.customers().await.unwrap(), std::slice::from_ref(&kept_customer));
    assert_eq!(registry.checks(kept_customer.row, 10).await.unwrap(), [kept_check]);
    assert_eq!(registry.preferences().await.unwrap(), chosen);
}

#[tokio::test]
async fn an_identity_is_there_once() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let first = registry.add_app(app(1)).await.unwrap();
    assert_eq!(registry.add_app(app(1)).await.unwrap_err(), RegistryProblem::Duplicate);
    let second = registry.add_app(app(2)).await.unwrap();
    let mut renamed = second.clone();
    renamed.app_id = first.app_id;
    assert_eq!(registry.save_app(renamed).await.unwrap_err(), RegistryProblem::Duplicate);
    assert_eq!(registry.apps().await.unwrap(), [first.clone(), second.clone()], "oldest first");

    registry.add_customer(customer(first.row, 1, "A")).await.unwrap();
    let again = registry.add_customer(customer(first.row, 1, "B")).await;
    assert_eq!(again.unwrap_err(), RegistryProblem::Duplicate);
    registry.add_customer(customer(second.row, 1, "the same tenant at another app")).await.unwrap();
    let nobody_s = registry.add_customer(customer(consentry_onboarding::records::AppRow(99), 5, "C")).await;
    assert_eq!(nobody_s.unwrap_err(), RegistryProblem::NotFound);
    let lost = registry.add_check(CustomerRow(99), check(at(1), Verdict::Connected, None)).await;
    assert_eq!(lost.unwrap_err(), RegistryProblem::NotFound);
}

#[tokio::test]
async fn a_removed_customer_comes_back_whole_until_it_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let app = registry.add_app(app(1)).await.unwrap();
    let gone = registry.add_customer(customer(app.row, 1, "A")).await.unwrap();
    registry.add_check(gone.row, check(at(1), Verdict::Connected, None)).await.unwrap();
    registry.remove_customer(gone.row, at(20)).await.unwrap();
    assert!(registry.customers().await.unwrap().is_empty() && registry.standings().await.unwrap().is_empty());
    assert_eq!(registry.watch(gone.row, gone.watch).await, Err(RegistryProblem::NotFound));
    assert_eq!(registry.restore_customer(CustomerRow(99)).await, Err(RegistryProblem::NotFound));

    registry.forget_removed(at(20)).await.unwrap();
    let back = registry.restore_customer(gone.row).await.unwrap();
    assert_eq!(back, CustomerRecord { watch: None, ..gone.clone() }, "as it was, but for its watch");
    assert_eq!(registry.checks(gone.row, 10).await.unwrap().len(), 1);
    assert_eq!(registry.restore_customer(gone.row).await, Err(RegistryProblem::NotFound), "it is there");

    // Its tenant is free meanwhile; where it was taken, nothing is put back.
    registry.remove_customer(gone.row, at(30)).await.unwrap();
    let anew = registry.add_customer(customer(app.row, 1, "B")).await.unwrap();
    assert_eq!(registry.restore_customer(gone.row).await, Err(RegistryProblem::Duplicate));
    assert_eq!(registry.customers().await.unwrap(), [anew]);
    registry.forget_removed(at(31)).await.unwrap();
    assert_eq!(registry.restore_customer(gone.row).await, Err(RegistryProblem::NotFound));
}

#[tokio::test]
async fn many_customers_are_added_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let app = registry.add_app(app(1)).await.unwrap();
    let twice = vec![customer(app.row, 1, "A"), customer(app.row, 2, "B"), customer(app.row, 1, "C")];
    assert_eq!(registry.add_customers(twice.clone()).await, Err(RegistryProblem::Duplicate));
    assert!(registry.customers().await.unwrap().is_empty());
    let added = registry.add_customers(twice[..2].to_vec()).await.unwrap();
    assert_eq!(registry.customers().await.unwrap(), added);
}

#[tokio::test]
async fn an_app_goes_with_its_customers_and_a_draft_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let first = registry.add_app(app(1)).await.unwrap();
    let second = registry.add_app(app(2)).await.unwrap();
    registry.add_customer(customer(first.row, 1, "A")).await.unwrap();
    registry.choose_app(first.row).await.unwrap();
    assert_eq!(registry.preferences().await.unwrap().current_app, Some(first.row));
    let ticks = Ticks::from([(PortalStep::Secret, at(3))]);
    registry.tick(second.row, ticks.clone()).await.unwrap();
    registry.remove_app(first.row).await.unwrap();
    assert_eq!(registry.apps().await.unwrap(), [AppRecord { ticks, ..second }]);
    assert!(registry.customers().await.unwrap().is_empty());
    assert_eq!(registry.preferences().await.unwrap().current_app, None);
    assert_eq!(registry.remove_app(first.row).await, Err(RegistryProblem::NotFound));
    assert_eq!(registry.tick(first.row, Ticks::new()).await, Err(RegistryProblem::NotFound));

    assert_eq!(registry.setup_draft().await.unwrap(), None);
    let draft = SetupDraft { name: "Northwind".into(), step: "secret".into(), ..SetupDraft::default() };
    registry.save_setup_draft(Some(SetupDraft::default())).await.unwrap();
    registry.save_setup_draft(Some(draft.clone())).await.unwrap();
    drop(registry);
    let registry = open(&folder.path().join("registry.db"));
    assert_eq!(registry.setup_draft().await.unwrap(), Some(draft));
    registry.save_setup_draft(None).await.unwrap();
    assert_eq!(registry.setup_draft().await.unwrap(), None);
}

#[tokio::test]
async fn customers_are_listed_by_name_and_go_with_their_history() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let app = registry.add_app(app(1)).await.unwrap();
    for (number, name) in [(1, "beta"), (2, "Alpha"), (3, "Gamma"), (4, "alpha")] {
        registry.add_customer(customer(app.row, number, name)).await.unwrap();
    }
    let listed = registry.customers().await.unwrap();
    let names: Vec<_> = listed.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Alpha", "alpha", "beta", "Gamma"]);

    let gone = listed[0].row;
    registry.add_check(gone, check(at(1), Verdict::Connected, None)).await.unwrap();
    registry.remove_customer(gone, at(20)).await.unwrap();
    registry.forget_removed(at(21)).await.unwrap();
    assert!(registry.checks(gone, 10).await.unwrap().is_empty());
    // A row is never given to another customer: a check that is still under way must not land there.
    let new = registry.add_customer(customer(app.row, 9, "new")).await.unwrap();
    assert!(new.row > listed.iter().map(|c| c.row).max().unwrap());
}

#[tokio::test]
async fn the_newest_checks_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let app = registry.add_app(app(1)).await.unwrap();
    let mut rows = Vec::new();
    for number in 1..=4 {
        rows.push(registry.add_customer(customer(app.row, number, "x")).await.unwrap().row);
    }
    let unknown = |second| check(at(second), Verdict::Unknown, Some(Cause::Network));
    let good = |second| check(at(second), Verdict::Connected, None);
    let bad = |second| check(at(second), Verdict::NeedsAttention, Some(Cause::NotConsented));
    // Written by a clock that jumps about: it is the order of writing that counts.
    for (row, checks) in [
        (rows[0], vec![bad(3), good(1), unknown(9), unknown(5)]),
        (rows[1], vec![unknown(1)]),
        (rows[2], vec![bad(7), good(7)]),
    ] {
        for check in checks {
            registry.add_check(row, check).await.unwrap();
        }
    }
    let standings = registry.standings().await.unwrap();
    let seen: Vec<_> = standings.iter().map(|one| (one.customer, one.attempt, one.proved.clone())).collect();
    let stands = |attempt: CheckRecord, proved: Option<CheckRecord>| {
        (Outcome::from(&attempt), proved.as_ref().map(Proved::from))
    };
    let expected = [
        (rows[0], stands(unknown(5), Some(good(1)))),
        (rows[1], stands(unknown(1), None)),
        (rows[2], stands(good(7), Some(good(7)))),
    ];
    assert_eq!(
        seen,
        expected.map(|(row, (attempt, proved))| (row, attempt, proved)),
        "a customer without checks stands nowhere"
    );
    assert_eq!(registry.checks(rows[0], 2).await.unwrap(), [unknown(5), unknown(9)]);
    for standing in standings {
        let one = registry.latest_of(standing.customer).await.unwrap().unwrap();
        assert_eq!(Standing::from(&one), standing, "a list and a customer's own page say the same");
    }
    assert!(registry.latest_of(rows[3]).await.unwrap().is_none());
    assert_eq!(registry.checks(rows[0], 0).await.unwrap(), []);
}

#[tokio::test]
async fn what_an_app_met_elsewhere_is_told_by_each_other_customers_newest_proof() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let (own, other) =
        (registry.add_app(app(1)).await.unwrap().row, registry.add_app(app(2)).await.unwrap().row);
    let mut rows = Vec::new();
    for (place, app) in [(1, own), (2, own), (3, own), (4, own), (5, other)] {
        rows.push(registry.add_customer(customer(app, place, "x")).await.unwrap().row);
    }
    let met = |besides, since| registry.met_elsewhere(own, besides, at(since));
    let disabled = |seconds| check(at(seconds), Verdict::NeedsAttention, Some(Cause::AppDisabled));
    let token = |seconds| check(at(seconds), Verdict::Connected, None);
    let unknown = |seconds| check(at(seconds), Verdict::Unknown, Some(Cause::NotProved));
    let expected = |disabled_at: Option<i64>, token_at: Option<i64>| {
        Ok(MetElsewhere { disabled_at: disabled_at.map(at), token_at: token_at.map(at) })
    };
    assert_eq!(met(rows[0], 0).await, expected(None, None));

    // Its own, another app's, a removed customer's and what proved nothing do not count.
    registry.add_check(rows[0], disabled(10)).await.unwrap();
    registry.add_check(rows[4], disabled(11)).await.unwrap();
    registry.add_check(rows[3], disabled(12)).await.unwrap();
    registry.remove_customer(rows[3], at(13)).await.unwrap();
    registry.add_check(rows[1], disabled(14)).await.unwrap();
    registry.add_check(rows[1], token(15)).await.unwrap();
    registry.add_check(rows[1], unknown(16)).await.unwrap();
    assert_eq!(met(rows[0], 0).await, expected(None, Some(15)), "it works there again");

    registry.add_check(rows[2], disabled(17)).await.unwrap();
    assert_eq!(met(rows[0], 0).await, expected(Some(17), None), "what came before that says no more");
    assert_eq!(met(rows[2], 0).await, expected(Some(10), Some(15)), "seen from there");
    registry.add_check(rows[1], token(18)).await.unwrap();
    assert_eq!(met(rows[0], 0).await, expected(Some(17), Some(18)));
    assert_eq!(met(rows[0], 18).await, expected(None, Some(18)), "that was before");
}

#[tokio::test]
async fn what_a_newer_version_wrote_is_passed_over_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let registry = open(&path);
    let app = registry.add_app(app(1)).await.unwrap();
    let row = registry.add_customer(customer(app.row, 1, "x")).await.unwrap().row;
    let readable = check(at(1), Verdict::Connected, None);
    registry.add_check(row, readable.clone()).await.unwrap();
    let mut newer = check(at(2), Verdict::Connected, None);
    newer.evidence.format = FORMAT + 1;
    registry.add_check(row, newer).await.unwrap();
    // Of a known format, with a cause or a detail that only a newer version has a name for.
    let file = rusqlite::Connection::open(&path).unwrap();
    let copy = |what: &str| {
        let insert = "INSERT INTO history (customer, at, verdict, cause, format, evidence)
            SELECT customer, at + 5, verdict, cause, format, evidence FROM history WHERE at = 1000000000;";
        file.execute_batch(&format!("{insert} {what}")).unwrap();
    };
    copy("UPDATE history SET cause = 'solar-flare' WHERE id = last_insert_rowid();");
    copy(
        "UPDATE history SET evidence = '{\"format\":1,\"new\":true}', wanted = NULL WHERE id = last_insert_rowid();",
    );

    assert_eq!(registry.checks(row, 10).await.unwrap(), std::slice::from_ref(&readable));
    let standings = registry.standings().await.unwrap();
    assert_eq!(standings[0].proved, Some(Proved::from(&readable)));
    drop(registry);
    let kept: i64 = file.query_row("SELECT count(*) FROM history", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 4);
}

#[tokio::test]
async fn places_are_noted_until_they_are_settled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let registry = open(&path);
    let place = |generation| SecretPlace { cloud: app(1).cloud, app_id: app(1).app_id, generation };
    registry.note_unsettled(vec![place(2), place(1)]).await.unwrap();
    registry.note_unsettled(vec![place(2)]).await.unwrap();
    drop(registry);
    let registry = open(&path);
    assert_eq!(registry.unsettled().await.unwrap(), [place(1), place(2)], "noted once, and kept");
    registry.settle(vec![place(1), place(7)]).await.unwrap();
    assert_eq!(registry.unsettled().await.unwrap(), [place(2)]);
}
