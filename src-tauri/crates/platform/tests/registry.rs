//! The registry through its trait, on real files: what is written comes back, two programs can share it, and
//! neither a full disk nor a killed program loses what was acknowledged.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test: an error here is its failure"
)]

mod records;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use consentry_onboarding::evidence::FORMAT;
use consentry_onboarding::ports::{Registry, RegistryProblem, SecretPlace};
use consentry_onboarding::records::{
    AppRecord, CheckRecord, CustomerRecord, CustomerRow, KeptIn, PortalStep, Preferences, SecretRecord,
    SetupDraft, Ticks, WatchRecord,
};
use consentry_onboarding::standing::{Outcome, Proved, Standing};
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_platform::SqliteRegistry;
use records::{app, at, check, customer, open};

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
    registry.save_preferences(Preferences { language: None, ..chosen.clone() }).await.unwrap();
    registry.save_preferences(chosen.clone()).await.unwrap();

    drop(registry);
    let registry = open(&path);
    assert_eq!(registry.apps().await.unwrap(), std::slice::from_ref(&kept_app));
    assert_eq!(registry.app(kept_app.row).await.unwrap(), kept_app);
    assert_eq!(registry.customers().await.unwrap(), std::slice::from_ref(&kept_customer));
    assert_eq!(registry.checks(kept_customer.row, 10).await.unwrap(), [kept_check]);
    assert_eq!(registry.preferences().await.unwrap(), chosen);
}

#[tokio::test]
async fn whoever_saves_second_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let (window, terminal) = (open(&path), open(&path));
    let seen = window.add_app(app(1)).await.unwrap();

    let mut theirs = terminal.app(seen.row).await.unwrap();
    theirs.name = "From the terminal".into();
    let theirs = terminal.save_app(theirs).await.unwrap();
    let mut mine = seen.clone();
    mine.name = "From the window".into();
    mine.redirect_uris.clear();
    assert_eq!(window.save_app(mine).await.unwrap_err(), RegistryProblem::Conflict);
    assert_eq!(window.app(seen.row).await.unwrap(), theirs, "nothing of the second change was kept");

    let seen = window.add_customer(customer(seen.row, 1, "A")).await.unwrap();
    terminal.save_customer(seen.clone()).await.unwrap();
    assert_eq!(window.save_customer(seen.clone()).await.unwrap_err(), RegistryProblem::Conflict);
    terminal.remove_customer(seen.row, at(20)).await.unwrap();
    assert_eq!(window.save_customer(seen.clone()).await.unwrap_err(), RegistryProblem::NotFound);
    assert_eq!(window.customer(seen.row).await.unwrap_err(), RegistryProblem::NotFound);
    assert_eq!(window.remove_customer(seen.row, at(20)).await.unwrap_err(), RegistryProblem::NotFound);
}

#[tokio::test]
async fn a_save_of_an_older_read_does_not_bring_an_ended_watch_back() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let app = registry.add_app(app(1)).await.unwrap();
    let read = registry.add_customer(customer(app.row, 1, "A")).await.unwrap();
    assert!(read.watch.is_some());
    registry.watch(read.row, None).await.unwrap();
    registry.link_sent(read.row, at(8)).await.unwrap();
    let saved = registry.save_customer(CustomerRecord { name: "B".into(), ..read.clone() }).await.unwrap();
    let expected = CustomerRecord {
        version: 2,
        name: "B".into(),
        watch: None,
        link_sent_at: Some(at(8)),
        ..read.clone()
    };
    assert_eq!(saved, expected, "what comes back is what is kept");
    assert_eq!(registry.customer(read.row).await.unwrap(), expected);
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
    let chosen = Preferences { current_app: Some(first.row), ..Preferences::default() };
    registry.save_preferences(chosen).await.unwrap();
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

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_write_at_once_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let (window, terminal) = (Arc::new(open(&path)), Arc::new(open(&path)));
    let app = window.add_app(app(1)).await.unwrap();
    let row = window.add_customer(customer(app.row, 1, "x")).await.unwrap().row;
    let tasks: Vec<_> = (0..80)
        .map(|second| {
            let registry = Arc::clone(if second % 2 == 0 { &window } else { &terminal });
            tokio::spawn(
                async move { registry.add_check(row, check(at(second), Verdict::Connected, None)).await },
            )
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let mut seen: Vec<_> = terminal.checks(row, 1000).await.unwrap().iter().map(|c| c.at).collect();
    seen.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(seen, (0..80).rev().map(at).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_file_that_was_migrated_meanwhile_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let registry = open(&path);
    let app = registry.add_app(app(1)).await.unwrap();
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 1000).unwrap();
    assert!(matches!(registry.save_app(app).await, Err(RegistryProblem::Newer(_))));
    assert!(matches!(registry.apps().await, Err(RegistryProblem::Newer(_))));
    let version: i64 = newer.query_row("SELECT version FROM app", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 1);
}

#[tokio::test]
async fn a_registry_somebody_else_holds_is_a_problem_and_not_a_hang() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let registry = open(&path);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    let problem = registry.add_app(app(1)).await.unwrap_err();
    assert!(matches!(&problem, RegistryProblem::Broken(text) if text.contains("busy")), "{problem:?}");
    let took = began.elapsed();
    assert!(took > Duration::from_secs(4) && took < Duration::from_secs(10), "it took {took:?}");
    other.execute_batch("ROLLBACK").unwrap();
    registry.add_app(app(1)).await.unwrap();
}

#[test]
fn a_folder_that_is_none_is_a_clear_problem() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let path = folder.path().join("file").join("registry.db");
    let problem = SqliteRegistry::open(&path).unwrap_err();
    assert!(matches!(&problem, RegistryProblem::ReadOnly(text) if text.contains("file")), "{problem:?}");
    // And a folder where the file belongs.
    std::fs::create_dir(folder.path().join("registry.db")).unwrap();
    let problem = SqliteRegistry::open(&folder.path().join("registry.db")).unwrap_err();
    assert!(
        matches!(&problem, RegistryProblem::ReadOnly(text) if text.contains("registry.db")),
        "{problem:?}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_read_only_folder_is_a_clear_problem_and_the_file_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    drop(open(&path));
    let before = std::fs::read(&path).unwrap();
    // Not by permissions, which do not bind root: the folder is mounted over itself, read-only, in a namespace
    // of the child's own.
    let mount =
        r#"mount --bind "$2" "$2" && mount -o remount,bind,ro "$2" && exec "$0" --exact "$1" --ignored"#;
    let output = in_namespace(mount, "inner_read_only", folder.path());
    passed("inner_read_only", &output);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
#[ignore = "runs in a namespace"]
fn inner_read_only() {
    let path = test_folder().join("registry.db");
    let problem = SqliteRegistry::open(&path).unwrap_err();
    assert!(
        matches!(&problem, RegistryProblem::ReadOnly(text) if text.contains("registry.db")),
        "{problem:?}"
    );
    let problem = SqliteRegistry::open(&test_folder().join("new/registry.db")).unwrap_err();
    assert!(matches!(&problem, RegistryProblem::ReadOnly(text) if text.contains("new")), "{problem:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_clear_problem_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mount = r#"mount -t tmpfs -o size=512k tmpfs "$2" && exec "$0" --exact "$1" --ignored"#;
    passed("inner_disk_full", &in_namespace(mount, "inner_disk_full", folder.path()));
}

#[tokio::test]
#[ignore = "runs in a namespace"]
async fn inner_disk_full() {
    let path = test_folder().join("registry.db");
    let registry = open(&path);
    let app = registry.add_app(app(1)).await.unwrap();
    let row = registry.add_customer(customer(app.row, 1, "x")).await.unwrap().row;
    let mut acknowledged = 0;
    let problem = loop {
        match registry.add_check(row, check(at(acknowledged), Verdict::Connected, None)).await {
            Ok(()) => acknowledged += 1,
            Err(problem) => break problem,
        }
        assert!(acknowledged < 10_000, "the disk never got full");
    };
    assert!(
        matches!(&problem, RegistryProblem::DiskFull(text) if text.contains("registry.db")),
        "which disk: {problem:?}"
    );
    assert!(acknowledged > 5, "{acknowledged} were acknowledged");
    // Everything that was acknowledged is there, in this program and after the next start.
    let count = usize::try_from(acknowledged).unwrap();
    assert_eq!(registry.checks(row, 20_000).await.unwrap().len(), count);
    drop(registry);
    let (registry, aside) = SqliteRegistry::open(&path).unwrap();
    assert_eq!(aside, None, "a full disk is no damage");
    assert_eq!(registry.checks(row, 20_000).await.unwrap().len(), count);
    // On a disk that is full from the start, nothing can be made.
    let filler = std::fs::write(test_folder().join("filler"), vec![0; 1 << 20]).unwrap_err();
    assert_eq!(filler.kind(), std::io::ErrorKind::StorageFull);
    let problem = SqliteRegistry::open(&test_folder().join("other.db")).unwrap_err();
    assert!(matches!(problem, RegistryProblem::DiskFull(_)), "{problem:?}");
}

#[tokio::test]
async fn a_killed_program_loses_nothing_it_was_told_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let row = {
        let registry = open(&path);
        let app = registry.add_app(app(1)).await.unwrap();
        registry.add_customer(customer(app.row, 1, "x")).await.unwrap().row
    };
    let mut acknowledged = 0;
    for round in 0..12 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "inner_write", "--ignored", "--nocapture"])
            .env("TEST_FOLDER", folder.path())
            .env("TEST_FROM", acknowledged.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let began = Instant::now();
        let mut line = String::new();
        // Killed after a while that differs from round to round, at whatever it is doing then.
        while began.elapsed() < Duration::from_millis(40 + 17 * round) || acknowledged == 0 {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "the writer ended by itself");
            if let Some(number) = line.trim().strip_prefix("kept ") {
                acknowledged = number.parse().unwrap();
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        // The last line may have been cut off by the kill.
        for line in rest.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            if let Some(number) = line.trim().strip_prefix("kept ") {
                acknowledged = number.parse().unwrap();
            }
        }
        let (registry, aside) = SqliteRegistry::open(&path).unwrap();
        assert_eq!(aside, None, "round {round}: a kill is no damage");
        let kept = registry.checks(row, usize::MAX).await.unwrap();
        let newest = kept.first().map_or(-1, |check| check.at.unix_timestamp());
        let expected: Vec<_> = (1..=newest).rev().map(at).collect();
        assert_eq!(kept.iter().map(|check| check.at).collect::<Vec<_>>(), expected, "no gap, round {round}");
        assert!(
            newest >= acknowledged,
            "round {round}: {acknowledged} was acknowledged, {newest} is the newest"
        );
        acknowledged = newest;
    }
    assert!(acknowledged > 50, "only {acknowledged} were written");
}

#[tokio::test]
#[ignore = "runs in a child that gets killed"]
async fn inner_write() {
    let registry = open(&test_folder().join("registry.db"));
    let row = registry.customers().await.unwrap()[0].row;
    let from: i64 = std::env::var("TEST_FROM").unwrap().parse().unwrap();
    for second in from + 1.. {
        registry.add_check(row, check(at(second), Verdict::Connected, None)).await.unwrap();
        println!("kept {second}");
    }
}

/// Runs an inner test as root of namespaces of its own, where it may mount.
fn in_namespace(script: &str, inner: &str, folder: &Path) -> std::process::Output {
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "bash", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .args([inner.as_ref(), folder.as_os_str()])
        .env("TEST_FOLDER", folder)
        .output()
        .expect("unshare: install the package util-linux");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("unshare failed"), "this test needs user namespaces: {said}");
    output
}

fn passed(inner: &str, output: &std::process::Output) {
    let said =
        format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{inner}: {}\n{said}", output.status);
}

fn test_folder() -> PathBuf {
    std::env::var_os("TEST_FOLDER").unwrap().into()
}

#[tokio::test]
async fn notes_of_one_column_do_not_disturb_whoever_is_editing() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let generation = 3;
    let stored = SecretRecord {
        generation,
        kept_in: KeptIn::Keychain,
        stored_at: at(1),
        proved_at: None,
        expires_on: None,
    };
    let app = registry.add_app(AppRecord { secret: Some(stored), ..app(1) }).await.unwrap();
    let customer = registry.add_customer(customer(app.row, 1, "x")).await.unwrap();
    registry.secret_proved(app.row, generation, at(7)).await.unwrap();
    registry.secret_proved(app.row, generation + 1, at(9)).await.unwrap();
    registry.link_sent(customer.row, at(8)).await.unwrap();
    let noted = registry.app(app.row).await.unwrap();
    assert_eq!((noted.version, noted.secret.unwrap().proved_at), (app.version, Some(at(7))));
    let noted = registry.customer(customer.row).await.unwrap();
    assert_eq!((noted.version, noted.link_sent_at), (customer.version, Some(at(8))));
    let missing = CustomerRow(customer.row.0 + 1);
    assert_eq!(registry.link_sent(missing, at(8)).await, Err(RegistryProblem::NotFound));
    assert_eq!(registry.customer(missing).await, Err(RegistryProblem::NotFound));
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

#[tokio::test]
async fn a_watch_moves_only_from_where_it_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let (window, terminal) = (open(&path), open(&path));
    let app = window.add_app(app(1)).await.unwrap();
    let read = window.add_customer(customer(app.row, 1, "A")).await.unwrap();
    let from = read.watch.unwrap();
    let to = WatchRecord { looks: 3, next_at: at(90), ..from };
    assert_eq!(window.move_watch(read.row, from, Some(to)).await, Ok(true));
    assert_eq!(terminal.move_watch(read.row, from, None).await, Ok(false), "it was moved meanwhile");
    assert_eq!(terminal.customer(read.row).await.unwrap().watch, Some(to));
    terminal.watch(read.row, None).await.unwrap();
    assert_eq!(window.move_watch(read.row, to, Some(from)).await, Ok(false), "an ended watch stays ended");
    assert_eq!(window.customer(read.row).await.unwrap().watch, None);
    let nobody = CustomerRow(99);
    assert_eq!(window.move_watch(nobody, from, None).await, Err(RegistryProblem::NotFound));
}

#[tokio::test]
#[cfg(unix)]
async fn a_registry_that_is_moved_while_it_is_open_is_neither_read_nor_written() {
    let folder = tempfile::tempdir().unwrap();
    let (path, away) = (folder.path().join("registry.db"), folder.path().join("away.db"));
    let first = open(&path);
    let app_row = first.add_app(app(1)).await.unwrap().row;
    first.add_customer(customer(app_row, 1, "A")).await.unwrap();
    std::fs::rename(&path, &away).unwrap();
    let moved = |problem: RegistryProblem| match problem {
        RegistryProblem::Moved(text) => assert!(text.contains("registry.db"), "{text}"),
        other => panic!("{other:?}"),
    };
    moved(first.add_customer(customer(app_row, 2, "B")).await.unwrap_err());
    moved(first.customers().await.unwrap_err());
    // Put back, it is the same file again.
    std::fs::rename(&away, &path).unwrap();
    first.add_customer(customer(app_row, 3, "C")).await.unwrap();
    assert_eq!(first.customers().await.unwrap().len(), 2);

    // Another program starts and makes a new one; neither takes anything from the other.
    std::fs::rename(&path, &away).unwrap();
    let (second, aside) = SqliteRegistry::open(&path).unwrap();
    assert!(aside.is_some(), "the log of the file that was moved is kept");
    let app_row = second.add_app(app(2)).await.unwrap().row;
    second.add_customer(customer(app_row, 9, "new")).await.unwrap();
    moved(first.customers().await.unwrap_err());
    drop(first);
    let killed = folder.path().join("killed");
    std::fs::create_dir(&killed).unwrap();
    // As if the second were killed now: what it acknowledged lies in file and log.
    for name in ["registry.db", "registry.db-wal"] {
        std::fs::copy(folder.path().join(name), killed.join(name)).unwrap();
    }
    let names: Vec<_> = open(&killed.join("registry.db")).customers().await.unwrap();
    assert_eq!(names.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["new"]);
    drop(second);
    assert_eq!(open(&path).customers().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_turn_at_the_keychain_is_one_for_all_who_have_the_file_open() {
    use std::time::Duration;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let (one, _) = SqliteRegistry::open(&path).unwrap();
    let (other, _) = SqliteRegistry::open(&path).unwrap();
    let turn = one.keychain_turn(Duration::ZERO).await.unwrap();
    assert!(turn.is_some());
    for registry in [&one, &other] {
        assert!(registry.keychain_turn(Duration::from_millis(60)).await.unwrap().is_none());
    }
    let ended = async {
        tokio::task::yield_now().await;
        drop(turn);
    };
    let (waited, ()) = tokio::join!(other.keychain_turn(Duration::from_secs(20)), ended);
    assert!(waited.unwrap().is_some(), "whoever waits gets it");
    // It is no turn at the registry itself, which goes on being written.
    one.save_preferences(Preferences::default()).await.unwrap();
}
