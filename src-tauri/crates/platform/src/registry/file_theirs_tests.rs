//! Files that somebody else put under our names, or changed.

use super::*;
#[cfg(unix)]
use crate::ours::tests::{give_away, make_pipe};

/// What the opening of this path was refused with; the text names the path.
#[cfg(unix)]
fn refusal(path: &Path) -> String {
    let problem = crate::SqliteRegistry::open(path).unwrap_err();
    let text = problem.to_string();
    assert!(matches!(problem, RegistryProblem::ReadOnly(_) | RegistryProblem::Broken(_)), "{problem:?}");
    assert!(text.contains(path.file_name().unwrap().to_str().unwrap()), "{text}");
    text
}

#[test]
#[cfg(unix)]
fn behind_a_link_only_a_registry_is_touched() {
    use std::os::unix::fs::symlink;
    let theirs = |path: &Path| {
        let other = Connection::open(path).unwrap();
        other.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE theirs (x)").unwrap();
    };
    let write = |content: &'static [u8]| move |path: &Path| fs::write(path, content).unwrap();
    let kinds: [&dyn Fn(&Path); 4] =
        [&write(b"my own work"), &write(b""), &write(b"SQLite format 3\0 of a kind"), &theirs];
    for make in kinds {
        let (place, elsewhere) = (Place::new(), Place::new());
        let precious = elsewhere.folder.path().join("precious");
        make(&precious);
        let before = (fs::read(&precious).unwrap(), fs::metadata(&precious).unwrap().permissions());
        symlink(&precious, place.path()).unwrap();
        assert!(refusal(&place.path()).contains("which is no registry"));
        assert_eq!((fs::read(&precious).unwrap(), fs::metadata(&precious).unwrap().permissions()), before);
        assert_eq!((place.names().len(), elsewhere.names().len()), (1, 1), "nothing was made beside them");
    }

    // A link that leads nowhere makes nothing there, and one in a circle neither.
    let (place, elsewhere) = (Place::new(), Place::new());
    symlink(elsewhere.path(), place.path()).unwrap();
    assert!(refusal(&place.path()).contains("not there"));
    assert!(elsewhere.names().is_empty() && place.names().len() == 1);
    fs::remove_file(place.path()).unwrap();
    symlink("registry.db", place.path()).unwrap();
    refusal(&place.path());
    fs::remove_file(place.path()).unwrap();
    let pipe = elsewhere.folder.path().join("registry.db-pipe");
    make_pipe(&pipe);
    symlink(&pipe, place.path()).unwrap();
    assert!(refusal(&place.path()).contains("no regular file"));
    fs::remove_file(&pipe).unwrap();

    // A link that another user made, if to a registry.
    with_a_customer(&elsewhere.path());
    fs::remove_file(place.path()).unwrap();
    symlink(elsewhere.path(), place.path()).unwrap();
    if give_away(&place.path()) {
        assert!(refusal(&place.path()).contains("another user"));
    }
}

#[test]
#[cfg(unix)]
fn nothing_is_written_through_what_lies_under_our_names() {
    use std::os::unix::fs::symlink;
    let precious = Place::new().folder.keep().join("precious");
    fs::write(&precious, "my own work").unwrap();
    for suffix in [".lock", "-wal", "-shm", "-journal"] {
        for garbage in [false, true] {
            let place = Place::new();
            with_a_customer(&place.path());
            if garbage {
                fs::write(place.path(), "junk").unwrap();
            }
            let before = fs::read(place.path()).unwrap();
            fs::remove_file(beside(&place.path(), suffix)).ok();
            symlink(&precious, beside(&place.path(), suffix)).unwrap();
            assert!(refusal(&place.path()).contains("it is a link"), "{suffix}");
            assert_eq!(fs::read(&precious).unwrap(), b"my own work", "{suffix}");
            assert_eq!(fs::read(place.path()).unwrap(), before, "{suffix}");
        }
    }
    // By a second name instead of a link, the lock is another file of this user, and is used without a mark in it.
    let place = Place::new();
    fs::hard_link(&precious, beside(&place.path(), ".lock")).unwrap();
    for content in ["junk", ""] {
        fs::write(place.path(), content).unwrap();
        assert!(open(&place.path(), MIGRATIONS).unwrap().1.is_some());
        fs::remove_file(place.path()).unwrap();
        assert_eq!(open(&place.path(), MIGRATIONS).unwrap().1, None);
    }
    assert_eq!(fs::read(&precious).unwrap(), b"my own work");
    fs::remove_dir_all(precious.parent().unwrap()).unwrap();
}

#[test]
#[cfg(unix)]
fn what_is_no_regular_file_is_refused_at_once() {
    for suffix in ["", ".lock", "-wal", "-shm", "-journal"] {
        let place = Place::new();
        with_a_customer(&place.path());
        let path = beside(&place.path(), suffix);
        fs::remove_file(&path).ok();
        make_pipe(&path);
        let before = place.names();
        assert!(refusal(&place.path()).contains("no regular file"), "{suffix}");
        assert_eq!(place.names(), before, "{suffix}");
    }
}

#[test]
#[cfg(unix)]
fn a_file_of_another_user_is_neither_believed_nor_set_aside() {
    use std::os::unix::fs::MetadataExt as _;
    for suffix in ["", ".lock", "-wal", "-journal"] {
        for garbage in [false, true] {
            let place = Place::new();
            with_a_customer(&place.path());
            if garbage {
                fs::write(place.path(), "junk").unwrap();
            }
            let path = beside(&place.path(), suffix);
            fs::OpenOptions::new().create(true).append(true).open(&path).unwrap();
            if !give_away(&path) {
                return;
            }
            let before = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().mode(), place.names());
            assert!(refusal(&place.path()).contains("another user"), "{suffix}");
            let after = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().mode(), place.names());
            assert_eq!(before, after, "{suffix}");
        }
    }
}

#[test]
fn what_somebody_added_is_refused_and_nothing_leaves_its_place() {
    let place = Place::new();
    with_a_customer(&place.path());
    let other = Connection::open(place.path()).unwrap();
    other.execute_batch("CREATE TRIGGER mine BEFORE INSERT ON history BEGIN SELECT 1; END").unwrap();
    drop(other);
    let before = fs::read(place.path()).unwrap();
    let Err(RegistryProblem::Broken(text)) = open(&place.path(), MIGRATIONS) else { panic!("not refused") };
    assert!(text.contains("trigger \"mine\"") && text.contains("registry.db"), "{text}");
    assert_eq!(fs::read(place.path()).unwrap(), before, "byte for byte");
    let other = Connection::open(place.path()).unwrap();
    other.execute_batch("DROP TRIGGER mine").unwrap();
    drop(other);
    let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
    assert_eq!((customers(&connection), aside), (vec!["Contoso".to_owned()], None));
}

#[test]
fn tables_that_are_others_are_set_aside_in_every_version() {
    for version in 1..=MIGRATIONS.len() {
        let place = Place::new();
        let (connection, _) = open(&place.path(), &MIGRATIONS[..version]).unwrap();
        connection
            .execute_batch(
                "ALTER TABLE preferences RENAME TO away;
                 CREATE VIEW preferences AS
                 WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS id FROM r",
            )
            .unwrap();
        drop(connection);
        set_aside_of(&place);
    }
}
