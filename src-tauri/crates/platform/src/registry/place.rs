//! Where the registry's file lies: behind a link or not, and whether it still lies there.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use consentry_onboarding::ports::RegistryProblem;

use super::problem;
use super::schema::APPLICATION_ID;
use crate::ours;

/// Where the file lies that is open, and what tells it from another one of that name.
pub(super) struct Place {
    pub(super) path: PathBuf,
    #[cfg(unix)]
    number: Option<(u64, u64)>,
}

impl Place {
    /// Of a file that was just opened.
    pub(super) fn of(path: PathBuf) -> Self {
        #[cfg(unix)]
        let number = number_of(&path).ok();
        Self {
            path,
            #[cfg(unix)]
            number,
        }
    }

    /// Whether the file that is open is still the one that lies there. (Windows refuses to move a file that is open.)
    #[cfg(unix)]
    pub(super) fn still_holds(&self) -> Result<(), RegistryProblem> {
        let moved = match number_of(&self.path) {
            Ok(number) => self.number.is_some_and(|known| known != number),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if moved {
            return Err(RegistryProblem::Moved("another file, or none, lies there now".into()));
        }
        Ok(())
    }

    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "one signature on every system")]
    pub(super) fn still_holds(&self) -> Result<(), RegistryProblem> {
        Ok(())
    }
}

/// Device and number of a file; neither changes while it is open.
#[cfg(unix)]
fn number_of(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).map(|data| (data.dev(), data.ino()))
}

/// The file itself where a link to it was named: its log and its lock lie beside the file and not beside the link.
///
/// Somebody may keep the registry on another disk on purpose, behind a link of their own, and everything that happens to
/// a registry then happens to that file. But the link may as well have been put there to have another file of this user
/// taken for a damaged registry, which would be moved away, or for an empty one, which would be filled. So what is followed
/// is a link of this user's own, to a file of this user's own that says of itself that it is a registry of Consentry.
/// Anything else is refused before as much as a lock is made beside it; so is a link that leads nowhere, since the disk it
/// leads to may be back tomorrow.
pub(super) fn followed(path: &Path) -> Result<PathBuf, RegistryProblem> {
    let told = |error: &io::Error| problem::io(path, error);
    let link = match std::fs::symlink_metadata(path) {
        Ok(data) if data.is_symlink() => data,
        _ => return Ok(path.to_owned()),
    };
    ours::belongs(&link).map_err(|error| told(&error))?;
    let refused = |why: String| RegistryProblem::Broken(format!("{} is a link {why}", path.display()));
    let file = match path.canonicalize() {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(refused("to a file that is not there".into()));
        }
        Err(error) => return Err(told(&error)),
    };
    let header = header(&file).map_err(|error| problem::io(&file, &error))?;
    match header {
        Header::Sqlite { application: APPLICATION_ID, .. } => Ok(file),
        _ => Err(refused(format!("to {}, which is no registry; both were left alone", file.display()))),
    }
}

/// What the first bytes of a file say that it is.
pub(super) enum Header {
    Nothing,
    Sqlite { version: i32, application: i32 },
    Other,
}

/// Reads the first hundred bytes of the file (<https://www.sqlite.org/fileformat2.html#the_database_header>).
pub(super) fn header(path: &Path) -> io::Result<Header> {
    let mut header = Vec::new();
    let mut options = std::fs::OpenOptions::new();
    match ours::open(path, options.read(true)).and_then(|file| file.take(100).read_to_end(&mut header)) {
        Ok(0) => return Ok(Header::Nothing),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Header::Nothing),
        Err(error) => return Err(error),
    }
    let number = |at: usize| header.get(at..at + 4).and_then(|b| b.try_into().ok()).map(i32::from_be_bytes);
    Ok(match (header.starts_with(b"SQLite format 3\0"), number(60), number(68)) {
        (true, Some(version), Some(application)) => Header::Sqlite { version, application },
        _ => Header::Other,
    })
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
