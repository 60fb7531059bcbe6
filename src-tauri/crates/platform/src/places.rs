//! Where files live.
//!
//! | | registry | logs |
//! |---|---|---|
//! | Linux | `$XDG_DATA_HOME/consentry` | `$XDG_STATE_HOME/consentry` |
//! | Windows | `%LOCALAPPDATA%\consentry` | `%LOCALAPPDATA%\consentry\logs` |
//! | macOS | `~/Library/Application Support/consentry` | `…/consentry/logs` |
//!
//! On Windows the registry does not roam: the secret it speaks of lies in the local credential store, and a
//! database in WAL mode must not be copied about while it is open. Nothing is kept in a configuration folder;
//! language and theme are in the registry.

use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use crate::ours;

/// Name of the program's own folder, below the user's.
const FOLDER: &str = "consentry";

/// The files of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    data: PathBuf,
}

/// Why there is no place for files.
#[derive(Debug, thiserror::Error)]
pub enum PlacesProblem {
    /// The system names no home folder for this user.
    #[error("this user has no home folder")]
    NoHome,
    /// A folder could not be made or could not be closed to others.
    #[error("the folder {folder} cannot be prepared: {why}")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What the system said.
        why: io::Error,
    },
}

impl Places {
    /// The places of the user that runs this program. Touches nothing; see [`Places::prepare`].
    ///
    /// An XDG variable that is empty or relative is ignored, as the specification asks.
    pub fn of_this_user() -> Result<Self, PlacesProblem> {
        Ok(Self { data: dirs::data_local_dir().ok_or(PlacesProblem::NoHome)?.join(FOLDER) })
    }

    /// Everything below one given folder, for a house of its own beside the user's.
    pub fn below(folder: &Path) -> Self {
        Self { data: folder.join(FOLDER) }
    }

    /// Makes the folder where it is missing, and closes it to everybody else.
    pub fn prepare(&self) -> Result<(), PlacesProblem> {
        self.told(make_private_folder(&self.data).and_then(|()| close_to_others(&self.data)))
    }

    /// Closes the folder to everybody else where there is one, for whoever only looks something up.
    pub fn close(&self) -> Result<(), PlacesProblem> {
        match close_to_others(&self.data) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
            closed => self.told(closed),
        }
    }

    fn told(&self, done: io::Result<()>) -> Result<(), PlacesProblem> {
        done.map_err(|why| PlacesProblem::Folder { folder: self.data.clone(), why })
    }

    /// The registry of real customers.
    pub fn registry(&self) -> PathBuf {
        self.data.join("registry.db")
    }

    /// The registry of practice customers, a file of its own.
    pub fn practice_registry(&self) -> PathBuf {
        self.data.join("practice.db")
    }

    /// The list of token files that were written.
    pub fn token_files(&self) -> PathBuf {
        self.data.join("token-files.json")
    }

    /// What the web view insists on keeping (caches; the page stores nothing), inside our own closed folder.
    pub fn web_view(&self) -> PathBuf {
        self.data.join("webview")
    }
}

/// Makes a folder and every missing one above it, readable by this user only; one that exists is left as it is.
pub(crate) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes all rights on our own folder from everybody else, in case it was made by hand. One that is another user's cannot
/// be closed to them.
#[cfg(unix)]
fn close_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let data = std::fs::metadata(folder)?;
    ours::belongs(&data)?;
    let theirs = data.permissions().mode() & 0o077;
    if theirs != 0 {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Windows: folders below the user's profile inherit an access list that names this user, the system and
/// administrators only.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "one signature on every system")]
fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folders_are_made_private_and_stay_so() {
        let root = tempfile::tempdir().unwrap();
        let places = Places { data: root.path().join("a/b/consentry") };
        places.prepare().unwrap();
        assert_eq!(mode(&places.data), 0o700);
        assert_eq!(mode(&root.path().join("a")), 0o700, "folders above ours that we made are private, too");
        std::fs::set_permissions(&places.data, std::fs::Permissions::from_mode(0o755)).unwrap();
        places.prepare().unwrap();
        assert_eq!(mode(&places.data), 0o700, "an open folder of ours is closed");
    }

    #[test]
    fn whoever_only_looks_closes_a_folder_and_makes_none() {
        let root = tempfile::tempdir().unwrap();
        let places = Places::below(root.path());
        places.close().unwrap();
        assert!(!places.data.exists());
        std::fs::create_dir(&places.data).unwrap();
        std::fs::set_permissions(&places.data, std::fs::Permissions::from_mode(0o777)).unwrap();
        places.close().unwrap();
        assert_eq!(mode(&places.data), 0o700);
        if ours::tests::give_away(&places.data) {
            for problem in [places.close().unwrap_err(), places.prepare().unwrap_err()] {
                let PlacesProblem::Folder { why, .. } = problem else { panic!("{problem:?}") };
                assert!(why.to_string().contains("another user"), "{why}");
            }
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("file"), "").unwrap();
        let data = root.path().join("file/consentry");
        let problem = Places { data: data.clone() }.prepare().unwrap_err();
        assert!(matches!(problem, PlacesProblem::Folder { folder, .. } if folder == data));
    }
}
