//! Writes a file that the person asked for: a message, a page, a list, a token.
//!
//! A file is always new: nothing is overwritten and no link is followed, so that a name that somebody put there before
//! can neither be destroyed nor lead the content elsewhere.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use consentry_onboarding::answer;

/// How many names are tried before a folder counts as full of them.
const NAMES: u32 = 200;

/// Who may read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever the folder lets in: the system's own default.
    AsUsual,
    /// This user only.
    Owner,
}

/// Why a file was not written. Nothing half written stays.
#[derive(Debug, thiserror::Error)]
pub enum FileProblem {
    /// A file of that name is there already.
    #[error("{0} is there already")]
    Exists(PathBuf),
    /// The folder is not there, or is none.
    #[error("{0} is no folder")]
    NoFolder(PathBuf),
    /// Not the name of a file.
    #[error("{0} cannot be the name of a file")]
    BadName(String),
    /// The disk is full.
    #[error("the disk is full: {0}")]
    DiskFull(PathBuf),
    /// The folder may not be written to.
    #[error("{0} may not be written to")]
    ReadOnly(PathBuf),
    /// Anything else the system said.
    #[error("{path} could not be written: {why}")]
    Other {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
}

/// Where this user's downloads go: the folder the system names, else the home folder.
pub fn downloads() -> Option<PathBuf> {
    dirs::download_dir().filter(|folder| folder.is_dir()).or_else(dirs::home_dir)
}

/// Writes a new file at exactly this path.
pub fn save_at(path: &Path, content: &[u8], readers: Readers) -> Result<(), FileProblem> {
    save_beside(path, path, content, readers)
}

/// Says what would be wrong with writing a new file at exactly this path, as far as looking tells.
pub(crate) fn is_free(path: &Path) -> Result<(), FileProblem> {
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(FileProblem::Exists(path.to_owned()));
    }
    Ok(())
}

/// Writes a new file under another name in the same folder, on its way to this path, which is the one that is told.
pub(crate) fn save_beside(
    at: &Path,
    path: &Path,
    content: &[u8],
    readers: Readers,
) -> Result<(), FileProblem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let (Some(folder), Some(_)) = (folder, path.file_name()) else {
        return Err(FileProblem::BadName(path.display().to_string()));
    };
    if !folder.is_dir() {
        return Err(FileProblem::NoFolder(folder.to_owned()));
    }
    let told = |why: io::Error| match why.kind() {
        io::ErrorKind::AlreadyExists => FileProblem::Exists(path.to_owned()),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            FileProblem::DiskFull(path.to_owned())
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            FileProblem::ReadOnly(folder.to_owned())
        }
        _ => FileProblem::Other { path: path.to_owned(), why },
    };
    let mut file = new_file(at, readers).map_err(told)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    written.map_err(|why| {
        // Ours alone: it did not exist a moment ago.
        let _ = std::fs::remove_file(at);
        told(why)
    })?;
    keep_name(at);
    Ok(())
}

/// Has the folder written to the disk in which a file got its name: a cut of the power would take back the name of a
/// file whose content is safe. Not every disk can, nor every system; the file is there all the same.
pub(crate) fn keep_name(path: &Path) {
    #[cfg(unix)]
    if let Some(folder) = path.parent()
        && let Err(problem) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::debug!(%problem, "a folder could not be written through to the disk");
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Writes a new file into a folder and gives its path: under this name, or with a number behind it where that is taken.
pub fn save_in(folder: &Path, name: &str, content: &[u8], readers: Readers) -> Result<PathBuf, FileProblem> {
    let name = safe_name(name)?;
    let (stem, ending) = name.rsplit_once('.').map_or((name.as_str(), None), |(stem, end)| (stem, Some(end)));
    let numbered = |number: u32| match (number, ending) {
        (1, _) => name.clone(),
        (_, Some(ending)) => format!("{stem} ({number}).{ending}"),
        (_, None) => format!("{stem} ({number})"),
    };
    for number in 1..=NAMES {
        let path = folder.join(numbered(number));
        match save_at(&path, content, readers) {
            Err(FileProblem::Exists(_)) => {}
            Err(problem) => return Err(problem),
            Ok(()) => return Ok(path),
        }
    }
    Err(FileProblem::Exists(folder.join(name)))
}

/// A name that every system takes, made of one that people gave: no separators, no control or reserved characters, none
/// that turns the writing round, no leading dot, at most 112 characters and 200 bytes before its ending: a name has 255
/// bytes on Linux, and letters beyond English ones take two to four.
fn safe_name(name: &str) -> Result<String, FileProblem> {
    let reserved =
        |c: char| answer::steers(c) || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let cleaned: String = name.chars().map(|c| if reserved(c) { '-' } else { c }).collect();
    let cleaned = cleaned.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    let (stem, ending) = match cleaned.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 8 => (stem, format!(".{ending}")),
        _ => (cleaned, String::new()),
    };
    let mut bytes = 0;
    let fits = |letter: &char| {
        bytes += letter.len_utf8();
        bytes <= 200
    };
    let stem: String = stem.chars().take(112).take_while(fits).collect();
    if stem.trim().is_empty() { Err(FileProblem::BadName(name.to_owned())) } else { Ok(stem + &ending) }
}

/// `create_new` never opens what is there, be it a file or a link to one.
fn new_file(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    // Windows: below the user's profile a file inherits an access list that names this user, the system and
    // administrators only.
    #[cfg(not(unix))]
    let _ = readers;
    options.open(path)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn a_file_is_new_and_as_closed_as_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = save_in(folder.path(), "token.txt", b"x", Readers::Owner).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let second = save_in(folder.path(), "token.txt", b"y", Readers::AsUsual).unwrap();
        assert_eq!(second.file_name().unwrap(), "token (2).txt");
        assert_eq!(std::fs::read(&path).unwrap(), b"x", "the first was left alone");
        let at = save_at(&path, b"z", Readers::Owner).unwrap_err();
        assert!(matches!(at, FileProblem::Exists(_)), "{at}");
    }

    #[test]
    fn no_link_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        symlink(&target, folder.path().join("a.txt")).unwrap();
        let problem = save_at(&folder.path().join("a.txt"), b"x", Readers::Owner).unwrap_err();
        assert!(matches!(problem, FileProblem::Exists(_)), "{problem}");
        assert!(!target.exists());
    }

    #[test]
    fn names_become_harmless_and_folders_are_named_when_they_fail() {
        let folder = tempfile::tempdir().unwrap();
        for (given, used) in [
            ("../../etc/passwd", "-..-etc-passwd"),
            ("a/b:c.html", "a-b-c.html"),
            (".hidden", "hidden"),
            ("mail\u{202e}fdp.exe", "mail-fdp.exe"),
            ("Åkeri & Söner.eml", "Åkeri & Söner.eml"),
        ] {
            let path = save_in(folder.path(), given, b"", Readers::AsUsual).unwrap();
            assert_eq!(path, folder.path().join(used));
        }
        for bad in ["", " ", "..", "..."] {
            assert!(matches!(
                save_in(folder.path(), bad, b"", Readers::AsUsual),
                Err(FileProblem::BadName(_))
            ));
        }
        let long =
            save_in(folder.path(), &format!("{}.html", "x".repeat(300)), b"", Readers::AsUsual).unwrap();
        assert!(long.file_name().unwrap().len() < 130);
        for letter in ["å", "木", "🙂"] {
            for _ in 0..2 {
                let name = format!("{}.html", letter.repeat(300));
                let path = save_in(folder.path(), &name, b"", Readers::AsUsual).unwrap();
                assert_eq!(path.extension().unwrap(), "html");
            }
        }
        let missing = save_in(&folder.path().join("none"), "a", b"", Readers::AsUsual).unwrap_err();
        assert!(matches!(missing, FileProblem::NoFolder(_)), "{missing}");
    }
}
