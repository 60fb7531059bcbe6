//! Whether the tables of a file are those that this program made.
//!
//! A view in place of a table can go on for ever when it is read, a trigger when a row is added, and both can change what
//! is told or kept, in a file that is otherwise sound. So what stands in the file's schema is held against that of a new
//! one brought to the same version.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::schema::{MIGRATIONS, Migration};

/// What the newest version is made of, one thing a line. Held against what the migrations make by a test; a file that says
/// just this needs no other to be compared with, which would take longer than everything else about opening it.
const NEWEST: &str = include_str!("shape.txt");
/// What SQLite adds by itself where somebody has it count rows for its plans.
const COUNTS: [&str; 2] =
    ["createtablesqlite_stat1(tbl,idx,stat)", "createtablesqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"];
/// How many things are looked at; a handful are ours.
const MOST: usize = 200;

/// How the tables compare.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// They are ours.
    Ours,
    /// One of ours is gone, or is no longer what it was: damage, like a bit that turned over.
    Changed(String),
    /// All of ours are there, and something beside them that somebody added.
    Extended(String),
}

/// A table, index, view or trigger, as it stands in a schema.
#[derive(PartialEq, Eq)]
struct Thing {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

impl Thing {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let text = |at: usize| {
            Ok::<_, rusqlite::Error>(match row.get_ref(at)? {
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                ValueRef::Null => String::new(),
                other => format!("{other:?}"),
            })
        };
        Ok(Self { kind: text(0)?, name: text(1)?, table: text(2)?, sql: plain(&text(3)?) })
    }

    fn line(&self) -> String {
        let Self { kind, name, table, sql } = self;
        format!("{kind} {name} of {table}: {sql}")
    }

    fn told(&self) -> String {
        let short: String = self.name.chars().take(60).collect();
        format!("{} {short:?}", self.kind)
    }
}

/// Without blanks, quotes and capitals: a later SQLite may write what it alters in another way.
fn plain(sql: &str) -> String {
    sql.chars().filter(|c| !c.is_ascii_whitespace() && *c != '"').map(|c| c.to_ascii_lowercase()).collect()
}

fn things(connection: &Connection, most: usize) -> rusqlite::Result<Vec<Thing>> {
    let mut statement = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    statement.query_map([], Thing::read)?.take(most).collect()
}

/// What the first so many migrations make.
fn made_by(migrations: &[Migration]) -> rusqlite::Result<Vec<Thing>> {
    let mut connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "foreign_keys", false)?;
    let open = connection.transaction()?;
    for migration in migrations {
        migration(&open)?;
    }
    things(&open, usize::MAX)
}

/// Whether these are the things of the newest version and no others, whatever their order.
fn is_newest(things: &[Thing]) -> bool {
    let mut lines: Vec<String> = things.iter().map(Thing::line).collect();
    lines.sort_unstable();
    lines.iter().map(|line| line.trim_end()).eq(NEWEST.lines())
}

/// Holds the tables of a file against what these migrations make.
pub(super) fn of(connection: &Connection, migrations: &[Migration]) -> rusqlite::Result<Shape> {
    let things = things(connection, MOST)?;
    if migrations.len() == MIGRATIONS.len() && is_newest(&things) {
        return Ok(Shape::Ours);
    }
    let mut expected = made_by(migrations)?;
    let mut more = None;
    for found in things {
        if let Some(at) = expected.iter().position(|ours| *ours == found) {
            expected.swap_remove(at);
        } else if !COUNTS.contains(&found.sql.as_str()) {
            more.get_or_insert(found);
        }
    }
    Ok(match (expected.first(), more) {
        (Some(missing), _) => Shape::Changed(missing.told()),
        (None, Some(more)) => Shape::Extended(more.told()),
        (None, None) => Shape::Ours,
    })
}

#[cfg(test)]
#[path = "shape_tests.rs"]
mod tests;
