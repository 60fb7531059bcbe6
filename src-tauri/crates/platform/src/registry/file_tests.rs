//! Files of every sort, with lists of migrations that end earlier or later than the real one.

use std::fs;

use super::super::schema::MIGRATIONS;
use super::*;

#[path = "file_theirs_tests.rs"]
mod theirs;

/// The version that this program makes.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a handful of migrations")]
const NOW: i32 = MIGRATIONS.len() as i32;

/// A version after the newest: what a future Consentry may do.
fn and_one_more() -> Vec<Migration> {
    let mut migrations = MIGRATIONS.to_vec();
    migrations.push(|t| t.execute_batch("ALTER TABLE customer ADD COLUMN note TEXT NOT NULL DEFAULT 'none'"));
    migrations
}

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }
    fn path(&self) -> PathBuf {
        self.folder.path().join("registry.db")
    }
    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
    fn named(&self, part: &str) -> Vec<PathBuf> {
        self.names()
            .into_iter()
            .filter(|n| n.contains(part) && Path::new(n).extension().is_some_and(|e| e == "db"))
            .map(|n| self.folder.path().join(n))
            .collect()
    }
}

fn with_a_customer(path: &Path) {
    let (connection, _) = open(path, MIGRATIONS).unwrap();
    connection
        .execute_batch(
            "INSERT INTO app (version, name, cloud, app_id)
             VALUES (1, 'App', 'commercial', '11111111-2222-3333-4444-555555555555');
             INSERT INTO customer (version, app, name, tenant_id, added_at)
             VALUES (1, 1, 'Contoso', '22222222-2222-3333-4444-555555555555', 0)",
        )
        .unwrap();
}

fn customers(connection: &Connection) -> Vec<String> {
    let mut names = connection.prepare("SELECT name FROM customer").unwrap();
    names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_new_file_has_its_settings_and_is_private() {
    let place = Place::new();
    let path = place.folder.path().join("a/b/registry.db");
    let (connection, aside) = open(&path, MIGRATIONS).unwrap();
    assert_eq!(aside, None);
    let setting = |name: &str| -> String {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| format!("{value:?}"))
            .unwrap()
    };
    assert_eq!(setting("journal_mode"), "Text(\"wal\")");
    assert_eq!(setting("synchronous"), "Integer(2)");
    assert_eq!(setting("foreign_keys"), "Integer(1)");
    assert_eq!(setting("trusted_schema"), "Integer(0)");
    assert_eq!(setting("cell_size_check"), "Integer(1)");
    assert_eq!(setting("busy_timeout"), "Integer(5000)");
    assert_eq!(setting("user_version"), format!("Integer({})", MIGRATIONS.len()));
    assert_eq!(setting("application_id"), format!("Integer({APPLICATION_ID})"));

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        connection.execute_batch("INSERT INTO preferences (id, language) VALUES (1, 'sv')").unwrap();
        for file in ["", "-wal", "-shm", ".lock"] {
            assert_eq!(mode(&beside(&path, file)), 0o600, "{file}");
        }
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        // A file that others could read is closed to them.
        drop(connection);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        open(&path, MIGRATIONS).unwrap();
        assert_eq!(mode(&path), 0o600);
    }
}

#[test]
fn a_file_that_was_only_just_made_is_no_damage() {
    let place = Place::new();
    fs::write(place.path(), "").unwrap();
    let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
    assert_eq!((customers(&connection), aside), (vec![], None));

    // Made as a database, and the program was killed before the first migration.
    let place = Place::new();
    let connection = Connection::open(place.path()).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x); DROP TABLE t;").unwrap();
    drop(connection);
    assert!(fs::metadata(place.path()).unwrap().len() > 0);
    let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
    assert_eq!((customers(&connection), aside), (vec![], None));
}

#[test]
fn a_file_that_something_emptied_is_told_from_one_that_was_only_just_made() {
    let place = Place::new();
    with_a_customer(&place.path());
    fs::write(place.path(), "").unwrap();
    let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
    assert_eq!(customers(&connection), Vec::<String>::new());
    let aside = aside.expect("it is told");
    assert_eq!((aside.found, fs::read(&aside.kept_at).unwrap()), (Found::Emptied, vec![]));
    assert!(aside.kept_at.file_name().unwrap().to_str().unwrap().starts_with("registry.emptied-"));
    drop(connection);
    assert_eq!(open(&place.path(), MIGRATIONS).unwrap().1, None, "said once");

    // Emptied again: what was made in its place counts like any other.
    fs::write(place.path(), "").unwrap();
    assert_eq!(open(&place.path(), MIGRATIONS).unwrap().1.expect("it is told").found, Found::Emptied);

    // Taken away on purpose, or set aside, and a program that was killed when it had just made the new file.
    let begun_anew = |prepare: &dyn Fn(&Path)| {
        let place = Place::new();
        with_a_customer(&place.path());
        prepare(&place.path());
        let mut mark = Mark::lock(&place.path()).unwrap();
        if place.path().exists() {
            set_aside(&place.path(), Found::Damaged).unwrap();
        }
        mark.set(false);
        make_private(&place.path()).unwrap();
        drop(mark);
        let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
        assert_eq!((customers(&connection), aside), (vec![], None));
    };
    begun_anew(&|path| fs::remove_file(path).unwrap());
    begun_anew(&|path| fs::write(path, "damaged").unwrap());
    let place = Place::new();
    with_a_customer(&place.path());
    fs::remove_file(place.path()).unwrap();
    assert_eq!(open(&place.path(), MIGRATIONS).unwrap().1, None, "whoever takes it away begins anew");
}

#[test]
fn an_older_file_is_copied_and_migrated() {
    let place = Place::new();
    with_a_customer(&place.path());

    let (connection, aside) = open(&place.path(), &and_one_more()).unwrap();
    assert_eq!(aside, None);
    let note: String = connection.query_row("SELECT note FROM customer", [], |row| row.get(0)).unwrap();
    assert_eq!(note, "none");
    assert_eq!(schema::version(&connection).unwrap(), NOW + 1);

    let copies = place.named(&format!("backup-v{NOW}"));
    assert_eq!(copies.len(), 1, "{:?}", place.names());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&copies[0]).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // The copy is a registry of the old version, by itself.
    let (copy, aside) = open(&copies[0], MIGRATIONS).unwrap();
    assert_eq!((customers(&copy), aside), (vec!["Contoso".to_owned()], None));
}

#[test]
fn a_file_that_is_up_to_date_is_not_copied() {
    let place = Place::new();
    with_a_customer(&place.path());
    let (connection, _) = open(&place.path(), MIGRATIONS).unwrap();
    assert_eq!(customers(&connection), ["Contoso"]);
    assert_eq!(place.named("backup"), Vec::<PathBuf>::new());
}

#[test]
fn five_copies_are_kept() {
    let place = Place::new();
    for _ in 0..7 {
        fs::remove_file(place.path()).ok();
        with_a_customer(&place.path());
        open(&place.path(), &and_one_more()).unwrap();
    }
    assert_eq!(place.named("backup").len(), BACKUPS, "{:?}", place.names());
}

#[test]
fn a_migration_that_fails_leaves_the_file_usable_by_the_old_version() {
    let place = Place::new();
    with_a_customer(&place.path());
    let mut migrations = MIGRATIONS.to_vec();
    migrations.push(|t| t.execute_batch("DELETE FROM customer; SELECT nonsense;"));
    assert!(matches!(open(&place.path(), &migrations), Err(RegistryProblem::Broken(_))));
    let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
    assert_eq!((customers(&connection), aside), (vec!["Contoso".to_owned()], None));
}

#[test]
fn a_newer_file_is_refused_and_stays_as_it_is() {
    let place = Place::new();
    with_a_customer(&place.path());
    drop(open(&place.path(), &and_one_more()).unwrap());
    let before = fs::read(place.path()).unwrap();

    let Err(RegistryProblem::Newer(text)) = open(&place.path(), MIGRATIONS) else { panic!("not refused") };
    assert!(text.contains(&format!("version {}", NOW + 1)) && text.contains("registry.db"), "{text}");
    assert_eq!(fs::read(place.path()).unwrap(), before, "byte for byte");
    assert!(place.named("damaged").is_empty());
    drop(open(&place.path(), &and_one_more()).unwrap());
}

#[test]
fn a_newer_version_is_noticed_in_the_write_ahead_log_too() {
    let place = Place::new();
    with_a_customer(&place.path());
    let (newer, _) = open(&place.path(), &and_one_more()).unwrap();
    // A newer program that does not write its version through to the file, and was killed.
    newer.pragma_update(None, "user_version", NOW + 2).unwrap();
    let other = Place::new();
    for suffix in ["", "-wal"] {
        fs::copy(beside(&place.path(), suffix), beside(&other.path(), suffix)).unwrap();
    }
    let files = || ["", "-wal"].map(|suffix| fs::read(beside(&other.path(), suffix)).unwrap());
    let before = files();
    assert!(!before[1].is_empty(), "the version lies in the log only");

    assert!(matches!(open(&other.path(), MIGRATIONS), Err(RegistryProblem::Newer(_))));
    assert!(matches!(open(&other.path(), &and_one_more()), Err(RegistryProblem::Newer(_))));
    assert_eq!(files(), before, "byte for byte");
}

/// Opens a file that must be set aside, and gives what is kept.
fn set_aside_of(place: &Place) -> Vec<u8> {
    let before = fs::read(place.path()).unwrap();
    let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
    assert_eq!(customers(&connection), Vec::<String>::new(), "the new one is empty");
    let kept_at = aside.expect("it was set aside").kept_at;
    assert!(kept_at.file_name().unwrap().to_str().unwrap().starts_with("registry.damaged-"), "{kept_at:?}");
    assert_eq!(fs::read(&kept_at).unwrap(), before, "kept byte for byte");
    drop(connection);
    assert_eq!(open(&place.path(), MIGRATIONS).unwrap().1, None, "said once");
    before
}

#[test]
fn garbage_is_set_aside() {
    for garbage in [b"x".to_vec(), vec![0; 5000], b"<html>not a database</html>".repeat(200)] {
        let place = Place::new();
        fs::write(place.path(), garbage).unwrap();
        set_aside_of(&place);
    }
}

#[test]
fn a_truncated_file_is_set_aside() {
    for keep in [50, 100, 4000, 4096, 9000] {
        let place = Place::new();
        with_a_customer(&place.path());
        let file = fs::OpenOptions::new().write(true).open(place.path()).unwrap();
        file.set_len(keep).unwrap();
        drop(file);
        set_aside_of(&place);
    }
}

#[test]
fn a_file_with_a_damaged_page_is_set_aside_with_its_log() {
    let place = Place::new();
    with_a_customer(&place.path());
    let mut bytes = fs::read(place.path()).unwrap();
    let page = bytes.len() / 4096 / 2 * 4096;
    bytes[page..page + 4096].fill(0xEE);
    fs::write(place.path(), bytes).unwrap();
    fs::write(beside(&place.path(), "-wal"), b"an old log").unwrap();
    set_aside_of(&place);
    assert!(
        place.names().iter().any(|n| n.contains("damaged") && n.ends_with(".db-wal")),
        "{:?}",
        place.names()
    );
}

#[test]
fn a_database_of_another_program_is_set_aside() {
    for mark in ["PRAGMA application_id = 1234;", ""] {
        let place = Place::new();
        let other = Connection::open(place.path()).unwrap();
        other.execute_batch(&format!("CREATE TABLE theirs (x); {mark}")).unwrap();
        drop(other);
        set_aside_of(&place);
    }
}

#[test]
fn a_damaged_statement_in_sound_pages_is_damage() {
    let place = Place::new();
    with_a_customer(&place.path());
    let mut bytes = fs::read(place.path()).unwrap();
    let places: Vec<_> = (0..bytes.len() - 7).filter(|at| bytes[*at..].starts_with(b"length(")).collect();
    for at in &places {
        bytes[*at..*at + 7].copy_from_slice(b"lenwth(");
    }
    assert!(!places.is_empty());
    fs::write(place.path(), &bytes).unwrap();
    assert_eq!(set_aside_of(&place), bytes);
}

#[test]
fn damage_twice_in_a_second_keeps_both() {
    let place = Place::new();
    for text in ["first", "second"] {
        fs::remove_file(place.path()).ok();
        fs::write(place.path(), text).unwrap();
        set_aside_of(&place);
    }
    assert_eq!(place.named("damaged").len(), 2);
}

#[test]
fn window_and_terminal_may_start_at_the_same_moment() {
    for round in 0..5 {
        let place = Place::new();
        if round % 2 == 1 {
            fs::write(place.path(), "damaged").unwrap();
        }
        let opened: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..6).map(|_| scope.spawn(|| open(&place.path(), &and_one_more()).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        for (connection, _) in &opened {
            assert_eq!(schema::version(connection).unwrap(), NOW + 1);
        }
        let told = opened.iter().filter(|(_, aside)| aside.is_some()).count();
        assert_eq!(told, round % 2, "moved once, told once");
    }
}

#[test]
fn random_damage_is_noticed_or_harmless() {
    let place = Place::new();
    with_a_customer(&place.path());
    let sound = fs::read(place.path()).unwrap();
    // A fixed sequence (xorshift), so that a failure can be repeated.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut noticed = 0;
    for round in 0..1000 {
        let place = Place::new();
        let mut bytes = sound.clone();
        let length = bytes.len() as u64;
        for _ in 0..=round % 8 {
            let at = usize::try_from(next() % length).unwrap();
            bytes[at] ^= 1 << (next() % 8);
        }
        fs::write(place.path(), &bytes).unwrap();
        match open(&place.path(), MIGRATIONS) {
            Ok((connection, aside)) => {
                noticed += usize::from(aside.is_some());
                if let Some(SetAside { kept_at, .. }) = aside {
                    assert_eq!(fs::read(kept_at).unwrap(), bytes);
                }
                connection.prepare("SELECT * FROM customer").unwrap();
            }
            // A bit of the version number made it a "newer" file.
            Err(RegistryProblem::Newer(_)) => noticed += 1,
            Err(other) => panic!("round {round}: {other:?}"),
        }
    }
    assert!(noticed > 10, "{noticed} of 1000 were noticed");
}

/// A registry with several pages, whose last changes still lie in its log.
fn open_with_customers(path: &Path, first: u32) -> Connection {
    let (connection, _) = open(path, MIGRATIONS).unwrap();
    connection
        .execute_batch(
            "INSERT INTO app (version, name, cloud, app_id)
             VALUES (1, 'App', 'commercial', '11111111-2222-3333-4444-555555555555');",
        )
        .unwrap();
    for number in first..first + 60 {
        let row = (
            format!("Kund {number} {}", "x".repeat(400)),
            format!("{number:08}-2222-3333-4444-555555555555"),
        );
        connection
            .execute(
                "INSERT INTO customer (version, app, name, tenant_id, added_at) VALUES (1, 1, ?1, ?2, 0)",
                row,
            )
            .unwrap();
    }
    connection
}

#[test]
fn a_file_cut_anywhere_is_noticed() {
    let place = Place::new();
    drop(open_with_customers(&place.path(), 1));
    let whole = fs::read(place.path()).unwrap();
    assert!(whole.len() > 10 * 4096, "{} pages", whole.len() / 4096);
    // At every page, beside every page, and in the middle of each. (A file of no bytes is one that was only just made.)
    let cuts = (0..whole.len()).step_by(4096).flat_map(|page| [page, page + 1, page + 2048, page + 4095]);
    for cut in cuts.filter(|cut| *cut > 0 && *cut < whole.len()) {
        let other = Place::new();
        fs::write(other.path(), &whole[..cut]).unwrap();
        assert_eq!(set_aside_of(&other).len(), cut);
    }
}

#[test]
fn a_log_without_its_file_is_kept_and_told() {
    let place = Place::new();
    let open_still = open_with_customers(&place.path(), 1);
    let log = fs::read(beside(&place.path(), "-wal")).unwrap();
    drop(open_still);
    for with_empty_file in [false, true] {
        let other = Place::new();
        fs::write(beside(&other.path(), "-wal"), &log).unwrap();
        if with_empty_file {
            fs::write(other.path(), "").unwrap();
        }
        let (connection, aside) = open(&other.path(), MIGRATIONS).unwrap();
        assert_eq!(customers(&connection), Vec::<String>::new());
        let kept_at = aside.expect("it is told").kept_at;
        assert!(kept_at.exists(), "what is told is there: {kept_at:?}");
        let kept: Vec<_> = other
            .names()
            .into_iter()
            .filter(|name| name.ends_with(".db-wal") && name.contains("damaged"))
            .collect();
        assert_eq!(fs::read(other.folder.path().join(&kept[0])).unwrap(), log, "byte for byte");
    }
}

#[test]
fn a_log_of_another_file_is_noticed_or_makes_a_sound_one() {
    let (mine, theirs) = (Place::new(), Place::new());
    drop(open_with_customers(&mine.path(), 1));
    let other = open_with_customers(&theirs.path(), 1_000);
    let log = fs::read(beside(&theirs.path(), "-wal")).unwrap();
    drop(other);
    // Whole, and ending after every so many of its pages.
    for frames in (1..=(log.len() - 32) / 4120).rev() {
        let place = Place::new();
        fs::copy(mine.path(), place.path()).unwrap();
        fs::write(beside(&place.path(), "-wal"), &log[..32 + frames * 4120]).unwrap();
        let before = fs::read(place.path()).unwrap();
        let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
        if let Some(SetAside { kept_at, .. }) = aside {
            assert_eq!(fs::read(kept_at).unwrap(), before, "{frames}");
        } else {
            let verdict: String =
                connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(verdict, "ok", "{frames}");
        }
    }
}

#[test]
#[cfg(unix)]
fn a_link_is_followed_and_everything_happens_beside_the_file() {
    use crate::SqliteRegistry;
    let (place, elsewhere) = (Place::new(), Place::new());
    let link = place.path();
    drop(SqliteRegistry::open(&elsewhere.path()).unwrap());
    std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
    let (opened, aside) = SqliteRegistry::open(&link).unwrap();
    assert_eq!(aside, None);
    drop(opened);
    // Damaged behind its first page, which still says whose it is.
    let mut bytes = fs::read(elsewhere.path()).unwrap();
    bytes[4096..8192].fill(0xEE);
    fs::write(elsewhere.path(), &bytes).unwrap();
    let (_opened, aside) = SqliteRegistry::open(&link).unwrap();
    let kept_at = aside.expect("it was set aside").kept_at;
    assert_eq!(fs::read(&kept_at).unwrap(), bytes);
    assert_eq!(kept_at.parent(), elsewhere.path().canonicalize().unwrap().parent());
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink() && elsewhere.path().exists());
    assert_eq!(place.names(), ["registry.db"], "nothing was made beside the link");
}

#[test]
fn a_copy_that_was_cut_off_passes_for_none() {
    let place = Place::new();
    with_a_customer(&place.path());
    let cut = place.folder.path().join("registry.backup-v3-20260101T000000Z.db.part");
    fs::write(&cut, "half").unwrap();
    open(&place.path(), &and_one_more()).unwrap();
    assert!(!cut.exists(), "{:?}", place.names());
    assert_eq!(place.named("backup").len(), 1, "{:?}", place.names());
}

#[test]
fn a_file_of_every_version_is_brought_up_to_date() {
    for version in 1..=MIGRATIONS.len() {
        let place = Place::new();
        drop(open(&place.path(), &MIGRATIONS[..version]).unwrap());
        with_a_customer(&place.path());
        let (connection, aside) = open(&place.path(), MIGRATIONS).unwrap();
        assert_eq!((customers(&connection), aside), (vec!["Contoso".to_owned()], None), "{version}");
    }
}
