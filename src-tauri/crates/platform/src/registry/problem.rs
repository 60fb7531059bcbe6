//! What went wrong, in the registry's own terms.

use std::io;
use std::path::Path;

use consentry_onboarding::ports::RegistryProblem;
use rusqlite::{Error, ErrorCode, ffi};

use super::place::beside;
use crate::files::{self, Readers};

/// What went wrong inside a transaction: lets `?` sort the errors of SQLite.
pub(super) struct Fault {
    problem: RegistryProblem,
    /// The disk failed, and SQLite does not say how.
    disk_failed: bool,
}

impl Fault {
    /// As it is told: with the name of the file, so that a person finds the disk that is full.
    pub(super) fn told(self, path: &Path) -> RegistryProblem {
        let named = |text: String| {
            let path = path.display().to_string();
            if text.contains(&path) { text } else { format!("{path}: {text}") }
        };
        match self.problem {
            RegistryProblem::Broken(text) if self.disk_failed && !has_room(path) => {
                RegistryProblem::DiskFull(named(text))
            }
            RegistryProblem::DiskFull(text) => RegistryProblem::DiskFull(named(text)),
            RegistryProblem::ReadOnly(text) => RegistryProblem::ReadOnly(named(text)),
            RegistryProblem::Newer(text) => RegistryProblem::Newer(named(text)),
            RegistryProblem::Moved(text) => RegistryProblem::Moved(named(text)),
            RegistryProblem::Broken(text) => RegistryProblem::Broken(named(text)),
            told @ (RegistryProblem::Conflict | RegistryProblem::Duplicate | RegistryProblem::NotFound) => {
                told
            }
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let disk_failed = error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure);
        Self { problem: sort(&error, error.to_string()), disk_failed }
    }
}

impl From<RegistryProblem> for Fault {
    fn from(problem: RegistryProblem) -> Self {
        Self { problem, disk_failed: false }
    }
}

/// Whether the disk takes as much as SQLite's side files begin with. (Where one of them cannot be made, SQLite speaks of
/// an I/O error, whatever the system said.)
fn has_room(path: &Path) -> bool {
    // A new file under a name of its own: what lies there already must not be written over.
    let probe = beside(path, &format!(".room-{}", uuid::Uuid::new_v4()));
    files::save_at(&probe, &vec![0; 64 * 1024], Readers::Owner)
        .inspect(|()| {
            let _ = std::fs::remove_file(&probe);
        })
        .is_ok()
}

/// Sorts an error of SQLite that came while opening a file; the text names the file.
pub(super) fn opening(path: &Path, error: Error) -> RegistryProblem {
    Fault::from(error).told(path)
}

fn sort(error: &Error, text: String) -> RegistryProblem {
    let Error::SqliteFailure(failure, _) = error else {
        return if matches!(error, Error::QueryReturnedNoRows) {
            RegistryProblem::NotFound
        } else {
            RegistryProblem::Broken(text)
        };
    };
    match (failure.code, failure.extended_code) {
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => RegistryProblem::Duplicate,
        // The only references are to the app of a customer and to the customer of a check.
        (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => RegistryProblem::NotFound,
        (ErrorCode::DiskFull, _) => RegistryProblem::DiskFull(text),
        (ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied, _) => {
            RegistryProblem::ReadOnly(text)
        }
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => {
            RegistryProblem::Broken("another program is busy with the registry".into())
        }
        (ErrorCode::OperationInterrupted, _) => {
            RegistryProblem::Broken("reading or writing it did not come to an end".into())
        }
        (ErrorCode::TooBig, _) => {
            RegistryProblem::Broken("it holds something larger than Consentry ever stores".into())
        }
        _ => RegistryProblem::Broken(text),
    }
}

/// Sorts an error of the file system.
pub(super) fn io(path: &Path, error: &io::Error) -> RegistryProblem {
    let text = format!("{}: {error}", path.display());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            RegistryProblem::DiskFull(text)
        }
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::AlreadyExists => RegistryProblem::ReadOnly(text),
        _ => RegistryProblem::Broken(text),
    }
}

/// Whether an error says that the file is damaged or is no database, as opposed to being out of reach.
pub(super) fn is_damage(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}
