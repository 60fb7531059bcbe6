//! Several who have the same file open, and one who saves what somebody else changed meanwhile.

use std::sync::Arc;
use std::time::{Duration, Instant};

use consentry_onboarding::ports::{Registry as _, RegistryProblem};
use consentry_onboarding::records::{
    AppRecord, CustomerRecord, CustomerRow, KeptIn, SecretRecord, WatchRecord,
};
use consentry_onboarding::verdict::Verdict;
use consentry_platform::SqliteRegistry;

use crate::records::{app, at, check, customer, open};

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
    one.save_look(None, None).await.unwrap();
}
