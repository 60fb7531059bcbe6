//! Opens the registry's file, and decides what becomes of one that cannot be used.
//!
//! - Not there, or empty before there ever was a registry here: it is made, readable by this user only.
//! - Emptied: moved aside as `registry.emptied-<time>.db`, and a new one is made; the person is told.
//! - Made by a newer version: refused and left byte for byte as it is.
//! - With a view, trigger or the like that something else added: refused and left as it is (`shape`).
//! - Damaged, not a registry at all, or with other tables than it was made with: moved aside as
//!   `registry.damaged-<time>.db` together with its `-wal` and `-shm`, and a new one is made. Nothing is deleted; the
//!   person is told where the old one is.
//! - Made by an older version: copied to `registry.backup-v<version>-<time>.db` first (the five newest copies
//!   are kept), then migrated.
//!
//! A write-ahead log that lies there without its file is set aside in the same way: SQLite would delete it, and it may
//! hold the only copy of what somebody entered. A link is followed first (`place`), so that all of this happens beside the
//! file itself.
//!
//! What is no regular file, or another user's, is refused and left alone, be it the file, its log or its lock (`ours`).
//!
//! Window and terminal may start at the same moment, so all of this happens under a lock of its own
//! (`registry.db.lock`), which is held only while opening. That file also says whether a registry was made here: a file
//! of no bytes is either one that was only just made or one that something else emptied, and looks the same.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use consentry_onboarding::ports::RegistryProblem;
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use time::OffsetDateTime;
use time::macros::format_description;

use super::mark::Mark;
use super::place::{self, Header, beside};
use super::schema::{self, APPLICATION_ID, Migration};
use super::shape::{self, Shape};
use super::{deadline, problem};
use crate::{files, lock_file, ours};

/// How long one transaction waits for another program's.
const BUSY: Duration = Duration::from_secs(5);
/// Copies kept from before migrations.
const BACKUPS: usize = 5;
/// Ends the name of a copy that is not whole yet.
const PART: &str = ".part";
/// Up to this size a file is checked whenever it is opened (about 5 ms for a MiB, without optimisation); beyond,
/// only after a program ended without closing it.
const ALWAYS_CHECKED: u64 = 32 * 1024 * 1024;

/// No text in the file, and no row, is longer: the longest is the evidence of a check, which the longest token (64 KiB)
/// and the longest answers that are kept leave well below a MiB.
const LONGEST_VALUE: i32 = 16 * 1024 * 1024;

/// A registry that could not be used was moved aside and an empty one made in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where the old file is now.
    pub kept_at: PathBuf,
    /// What was wrong with it.
    pub found: Found,
}

/// What was wrong with a file that was moved aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It was damaged, or no registry.
    Damaged,
    /// Nothing was left in it, though a registry had been made there.
    Emptied,
}

pub(super) fn open(
    path: &Path,
    migrations: &[Migration],
) -> Result<(Connection, Option<SetAside>), RegistryProblem> {
    let mut mark = Mark::lock(path)?;
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let file = beside(path, suffix);
        ours::look(&file).map_err(|error| problem::io(&file, &error))?;
    }
    // Whoever takes the file away begins anew.
    let is_there = path.exists();
    if !is_there {
        mark.set(false);
    }
    let opened = match try_open(path, migrations, is_there && mark.is_set()) {
        Ok(connection) => (connection, None),
        Err(Unusable::Problem(problem)) => return Err(problem),
        Err(Unusable::Kept(found, why)) => {
            let kept_at = set_aside(path, found)?;
            tracing::error!(kept_at = %kept_at.display(), "the registry is kept aside: {why}");
            mark.set(false);
            match try_open(path, migrations, false) {
                Ok(connection) => (connection, Some(SetAside { kept_at, found })),
                Err(Unusable::Problem(problem)) => return Err(problem),
                Err(Unusable::Kept(_, why)) => return Err(RegistryProblem::Broken(why)),
            }
        }
    };
    mark.set(true);
    Ok(opened)
}

/// Why a file cannot be used as it is.
enum Unusable {
    /// It is out of reach or not ours to change.
    Problem(RegistryProblem),
    /// It is no registry, or no longer one, and is kept aside.
    Kept(Found, String),
}

impl Unusable {
    fn damaged(why: impl Into<String>) -> Self {
        Self::Kept(Found::Damaged, why.into())
    }

    fn of(path: &Path, error: rusqlite::Error) -> Self {
        if problem::is_damage(&error) {
            Self::damaged(error.to_string())
        } else {
            Self::Problem(problem::opening(path, error))
        }
    }
}

fn try_open(path: &Path, migrations: &[Migration], was_made: bool) -> Result<Connection, Unusable> {
    let newest = schema::newest(migrations);
    // Before SQLite gets to see the file: opening one that another version left in WAL mode could change it.
    look_at_header(path, newest)?;
    let unclean = length(&beside(path, "-wal")) > 0;
    if unclean && length(path) == 0 {
        return Err(Unusable::damaged("a write-ahead log without its file"));
    }
    if was_made && length(path) == 0 {
        return Err(Unusable::Kept(Found::Emptied, "it was emptied".into()));
    }
    make_private(path).map_err(|error| Unusable::Problem(problem::io(path, &error)))?;

    let failed = |error: rusqlite::Error| Unusable::of(path, error);
    // No URI names (a path may begin with `file:`); one thread owns the connection.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(failed)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(failed)?;
    // Until it is known that the file is ours and sound, closing it must not write the log into it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(failed)?;
    connection.pragma_update(None, "cell_size_check", true).map_err(failed)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE).map_err(failed)?;
    deadline::set(&mut connection, deadline::ACT).map_err(failed)?;

    // The tables are as this version or an older one made them: what SQLite does not understand in them was damaged,
    // however sound the pages are. (Later, in a migration, the same answer would be a mistake of ours.)
    let unreadable = |error: rusqlite::Error| match (&error, error.sqlite_error_code()) {
        (rusqlite::Error::SqlInputError { .. }, _) | (_, Some(rusqlite::ErrorCode::Unknown)) => {
            Unusable::damaged(error.to_string())
        }
        _ => failed(error),
    };
    // The same questions as to the header, now with what still lies in the write-ahead log.
    let version = schema::version(&connection).map_err(failed)?;
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    let empty: bool = connection
        .query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
        .map_err(unreadable)?;
    judge(path, application, version, newest, empty)?;
    // Before anything in the tables is looked at, which their own rules would have a part in.
    if !empty {
        let made_by = usize::try_from(version).ok().and_then(|version| migrations.get(..version));
        match shape::of(&connection, made_by.unwrap_or(migrations)).map_err(unreadable)? {
            Shape::Ours => {}
            Shape::Changed(what) => return Err(Unusable::damaged(format!("{what} is not as it was made"))),
            // Nothing of ours is lost, so nothing is taken out of the person's sight: whoever added it, with another
            // program, can take it out again.
            Shape::Extended(what) => {
                let text =
                    format!("{}: something else added {what}; the file was left alone", path.display());
                return Err(Unusable::Problem(RegistryProblem::Broken(text)));
            }
        }
    }
    deadline::lift(&mut connection).map_err(failed)?;

    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    if unclean || size <= ALWAYS_CHECKED {
        let verdict: String =
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(unreadable)?;
        if verdict != "ok" {
            return Err(Unusable::damaged(verdict));
        }
    }
    // A log of another file would bring rows along that refer to nothing here.
    if unclean {
        let lost: i64 = connection
            .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))
            .map_err(unreadable)?;
        if lost > 0 {
            return Err(Unusable::damaged(format!("{lost} rows refer to nothing")));
        }
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(failed)?;

    let mode: String =
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(failed)?;
    if mode != "wal" {
        let text = format!("{}: this file system does not allow a write-ahead log", path.display());
        return Err(Unusable::Problem(RegistryProblem::Broken(text)));
    }
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    if version < newest {
        if version > 0 {
            back_up(&connection, path, version).map_err(Unusable::Problem)?;
        }
        connection.pragma_update(None, "foreign_keys", false).map_err(failed)?;
        schema::migrate(&mut connection, migrations).map_err(failed)?;
        // Into the file itself, where the next one to open it can read the version from the header.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
    }
    connection.pragma_update(None, "foreign_keys", true).map_err(failed)?;
    Ok(connection)
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

fn look_at_header(path: &Path, newest: i32) -> Result<(), Unusable> {
    match place::header(path).map_err(|error| Unusable::Problem(problem::io(path, &error)))? {
        // The identity may still lie in the write-ahead log; SQLite is asked for it next.
        Header::Nothing | Header::Sqlite { version: 0, application: 0 } => Ok(()),
        Header::Sqlite { version, application } => judge(path, application, version, newest, false),
        Header::Other => Err(Unusable::damaged("not a SQLite database")),
    }
}

fn judge(path: &Path, application: i32, version: i32, newest: i32, empty: bool) -> Result<(), Unusable> {
    match application {
        APPLICATION_ID if version > newest => {
            let text = format!("{} is of version {version}, this program knows {newest}", path.display());
            Err(Unusable::Problem(RegistryProblem::Newer(text)))
        }
        APPLICATION_ID if version > 0 => Ok(()),
        // Made, and the program ended before it could put anything in.
        0 if version == 0 && empty => Ok(()),
        _ => Err(Unusable::damaged("a database of another program")),
    }
}

/// Makes sure that the file exists and that nobody else can read it. SQLite gives its side files the same rights.
fn make_private(path: &Path) -> io::Result<()> {
    let file = lock_file::open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
    }
    #[cfg(not(unix))]
    drop(file);
    Ok(())
}

/// Moves the file and its side files to a name that is free; side files first, so that a new file never meets
/// an old write-ahead log.
fn set_aside(path: &Path, found: Found) -> Result<PathBuf, RegistryProblem> {
    let why = match found {
        Found::Damaged => "damaged",
        Found::Emptied => "emptied",
    };
    let kept_at = free_name(path, why);
    for suffix in ["-wal", "-shm", ""] {
        let from = beside(path, suffix);
        match std::fs::rename(&from, beside(&kept_at, suffix)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(problem::io(&from, &error)),
        }
    }
    files::keep_name(&kept_at);
    // A log without its file is all there is to show.
    let log = beside(&kept_at, "-wal");
    Ok(if !kept_at.exists() && log.exists() { log } else { kept_at })
}

/// Copies the file through SQLite, which includes what still lies in the write-ahead log.
fn back_up(connection: &Connection, path: &Path, version: i32) -> Result<(), RegistryProblem> {
    let copy = free_name(path, &format!("backup-v{version}"));
    // Under another name until it is whole: a copy that was cut off must not pass for one, nor push a whole one out.
    let part = beside(&copy, PART);
    make_private(&part).map_err(|error| problem::io(&part, &error))?;
    let copied = Connection::open(&part).and_then(|mut target| {
        Backup::new(connection, &mut target)?.run_to_completion(256, Duration::ZERO, None)?;
        target.close().map_err(|(_, error)| error)
    });
    let kept = copied
        .map_err(|error| problem::opening(&copy, error))
        .and_then(|()| std::fs::rename(&part, &copy).map_err(|error| problem::io(&copy, &error)));
    files::keep_name(&copy);
    drop_old_backups(path);
    kept
}

/// Keeps the newest copies. Failing to tidy up is no reason not to open the registry.
fn drop_old_backups(path: &Path) {
    let (Some(parent), Some(stem)) = (path.parent(), path.file_stem()) else { return };
    let prefix = format!("{}.backup-", stem.to_string_lossy());
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    let (parts, mut copies): (Vec<_>, Vec<_>) = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .partition(|(_, path)| path.file_name().is_some_and(|name| name.to_string_lossy().contains(PART)));
    copies.sort();
    // Whoever makes a copy holds the lock, so that a part of one was left by a program that was cut off.
    for (_, old) in copies.iter().rev().skip(BACKUPS).chain(&parts) {
        if let Err(error) = std::fs::remove_file(old) {
            tracing::warn!("an old copy of the registry stays: {error}");
        }
    }
}

/// `registry.db` and `damaged` give `registry.damaged-20261122T122622Z.db`, with a number where that is taken.
fn free_name(path: &Path, why: &str) -> PathBuf {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let now = OffsetDateTime::now_utc();
    let now = now.format(format).unwrap_or_else(|_| now.unix_timestamp().to_string());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut name = path.with_file_name(format!("{stem}.{why}-{now}.db"));
    let mut count = 1;
    while name.exists() || beside(&name, "-wal").exists() {
        count += 1;
        name = path.with_file_name(format!("{stem}.{why}-{now}-{count}.db"));
    }
    name
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
