//! Files that a person asked for, as every command that writes one tells of them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use consentry_platform::FileProblem;

use super::wire::{CommandError, SavedFile};
use crate::house::House;

/// Writes a file that the core built into the folder for downloads.
pub async fn save(house: &House, name: &str, content: impl Into<Vec<u8>>) -> Result<PathBuf, CommandError> {
    house.save(name, content).await.map_err(|failed| problem(&failed))
}

/// A file that was written.
pub fn saved(path: &Path) -> SavedFile {
    let text = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    SavedFile { name: text(path.file_name()), folder: text(path.parent().map(Path::as_os_str)) }
}

/// A problem with a file.
pub fn problem(problem: &FileProblem) -> CommandError {
    let id = match problem {
        FileProblem::Exists(_) => "exists",
        FileProblem::NoFolder(_) => "no-folder",
        FileProblem::BadName(_) => "bad-name",
        FileProblem::DiskFull(_) => "disk-full",
        FileProblem::ReadOnly(_) => "read-only",
        FileProblem::Other { .. } => "other",
    };
    CommandError::File { problem: id, detail: problem.to_string() }
}
