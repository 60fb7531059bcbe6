//! Files of every version, and what somebody may have done to one.

use super::super::schema::{MIGRATIONS, migrate};
use super::*;

fn made(version: usize) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    migrate(&mut connection, &MIGRATIONS[..version]).unwrap();
    connection
}

/// The newest version, after this was done to it.
fn after(sql: &str) -> Shape {
    let connection = made(MIGRATIONS.len());
    connection.execute_batch(sql).unwrap();
    of(&connection, MIGRATIONS).unwrap()
}

#[test]
fn every_version_is_known_by_its_tables() {
    for version in 1..=MIGRATIONS.len() {
        assert_eq!(of(&made(version), &MIGRATIONS[..version]).unwrap(), Shape::Ours, "{version}");
        if version > 1 {
            assert_ne!(of(&made(version - 1), &MIGRATIONS[..version]).unwrap(), Shape::Ours, "{version}");
            assert_ne!(of(&made(version), &MIGRATIONS[..version - 1]).unwrap(), Shape::Ours, "{version}");
        }
    }
}

#[test]
fn files_out_there_are_known() {
    /// The tables as earlier versions made them, frozen where files of theirs are made for the tests of kills.
    const OLD: [&str; 4] = [
        include_str!("../../../../../tests/torture/old/1.sql"),
        include_str!("../../../../../tests/torture/old/2.sql"),
        include_str!("../../../../../tests/torture/old/3.sql"),
        include_str!("../../../../../tests/torture/old/4.sql"),
    ];
    for (version, sql) in (1..).zip(OLD) {
        let old = Connection::open_in_memory().unwrap();
        old.execute_batch(sql).unwrap();
        assert_eq!(of(&old, &MIGRATIONS[..version]).unwrap(), Shape::Ours, "{version}");
    }
}

/// What SQLite writes of a table that was altered is up to SQLite. Files keep what the one wrote that altered them: should
/// this fail with another version of SQLite, they must go on being known as well as the new ones.
#[test]
fn what_sqlite_writes_of_our_tables_is_what_it_wrote() {
    let made = made_by(MIGRATIONS).unwrap();
    let mut lines: Vec<String> = made.iter().map(|thing| thing.line().trim_end().to_owned() + "\n").collect();
    lines.sort();
    assert!(is_newest(&made), "{}", lines.concat());
    for gone in 0..made.len() {
        let mut less = made_by(MIGRATIONS).unwrap();
        less.remove(gone);
        assert!(!is_newest(&less));
    }
}

#[test]
fn what_somebody_added_is_named() {
    let extended = |what: &str| Shape::Extended(what.to_owned());
    let trigger = "CREATE TRIGGER mine BEFORE INSERT ON history BEGIN SELECT 1; END";
    assert_eq!(after(trigger), extended("trigger \"mine\""));
    assert_eq!(after("CREATE VIEW v AS SELECT 1"), extended("view \"v\""));
    assert_eq!(after("CREATE INDEX i ON customer (name)"), extended("index \"i\""));
    assert_eq!(after("CREATE TABLE t (x)"), extended("table \"t\""));
    let steering = "CREATE VIEW \"\u{1b}[31m\u{202e}v\" AS SELECT 1";
    assert_eq!(after(steering), extended(r#"view "\u{1b}[31m\u{202e}v""#));
    let many: Vec<_> = (0..300).map(|number| format!("CREATE TABLE t{number} (x);")).collect();
    assert_eq!(after(&many.concat()), extended("table \"t0\""));
    assert_eq!(after("ANALYZE"), Shape::Ours, "SQLite's own counting");
}

#[test]
fn a_table_that_is_another_is_no_longer_ours() {
    let customer = Shape::Changed("table \"customer\"".to_owned());
    let endless = "ALTER TABLE customer RENAME TO c2;
        CREATE VIEW customer AS WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS id FROM r";
    assert!(matches!(after(endless), Shape::Changed(_)));
    assert_eq!(after("ALTER TABLE customer ADD COLUMN g TEXT AS (hex(zeroblob(900000000)))"), customer);
    assert_eq!(after("DROP INDEX history_grant"), Shape::Changed("index \"history_grant\"".to_owned()));
    let rule = "PRAGMA writable_schema = 1;
        UPDATE sqlite_schema SET sql = replace(sql, 'version > 0', 'version > 0 OR load_extension(''x'')')
        WHERE name = 'customer'";
    assert_eq!(after(rule), customer);
}
