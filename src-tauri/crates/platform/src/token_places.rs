//! Where a token's file would lie, and what speaks against that place.
//!
//! A folder that is copied elsewhere carries the token along: into a cloud, onto other computers, into a history that
//! never forgets. It cannot always be told; what can be told is told before anything is written.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use consentry_onboarding::answer;

use crate::files::{FileProblem, downloads};

/// The guide's own name for the file.
const USUAL_NAME: &str = "Latest-token.txt";

/// Something that makes a folder a bad place for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exposed {
    /// A program copies what lies in this folder to other places.
    Synced {
        /// The program.
        by: &'static str,
        /// The folder it looks after.
        folder: PathBuf,
    },
    /// A git work tree: the next commit may take the file along.
    Git {
        /// Its root.
        folder: PathBuf,
    },
}

/// The place the guide would choose: its own file name, in the folder for downloads.
pub fn usual_place() -> PathBuf {
    downloads().unwrap_or_else(|| PathBuf::from("~")).join(USUAL_NAME)
}

/// Reads a path as a person types it: whole, or from the home folder with `~`.
pub fn typed_path(text: &str) -> Result<PathBuf, FileProblem> {
    let text = text.trim();
    let bad = || FileProblem::BadName(text.to_owned());
    if text.is_empty() || text.contains(answer::steers) {
        return Err(bad());
    }
    let path = match text.strip_prefix("~/").or_else(|| text.strip_prefix("~\\")) {
        Some(rest) => dirs::home_dir().ok_or_else(bad)?.join(rest),
        None => PathBuf::from(text),
    };
    let plain = |part: Component<'_>| !matches!(part, Component::ParentDir);
    // In the names of folders that exist, what is not seen joins and parts the letters of Persian, say. In a new name it only
    // makes it look like another.
    let name = path.file_name().map(|name| name.to_string_lossy());
    let is_file = name.is_some_and(|name| !name.contains(answer::is_unseen)) && !text.ends_with(['/', '\\']);
    let good = path.is_absolute() && is_on_a_drive(&path) && is_file && path.components().all(plain);
    if good { Ok(path) } else { Err(bad()) }
}

/// A whole path of Windows may also begin with another computer's share, which is asked for it and gets the person's
/// sign-in, with a device or with a pipe: none of them is a folder on this computer.
#[cfg(windows)]
fn is_on_a_drive(path: &Path) -> bool {
    use std::path::Prefix;

    match path.components().next() {
        Some(Component::Prefix(start)) => {
            matches!(start.kind(), Prefix::Disk(_) | Prefix::VerbatimDisk(_))
        }
        _ => false,
    }
}

/// Elsewhere a path has no such beginning.
#[cfg(not(windows))]
fn is_on_a_drive(_: &Path) -> bool {
    true
}

/// What speaks against a file at this path. Looks at the folder it really lies in, and at every one above.
pub fn exposed(path: &Path) -> Vec<Exposed> {
    let Some(folder) = path.parent() else { return Vec::new() };
    let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let mut found: Vec<Exposed> = Vec::new();
    for folder in real.ancestors().chain(folder.ancestors()) {
        if let Some(by) = synced_by(folder) {
            found.push(Exposed::Synced { by, folder: folder.to_owned() });
        }
        if folder.join(".git").symlink_metadata().is_ok() {
            found.push(Exposed::Git { folder: folder.to_owned() });
        }
    }
    let mut once: Vec<Exposed> = Vec::new();
    for one in found {
        let same = |known: &Exposed| match (known, &one) {
            (Exposed::Synced { by: a, .. }, Exposed::Synced { by: b, .. }) => a == b,
            (Exposed::Git { .. }, Exposed::Git { .. }) => true,
            _ => false,
        };
        if !once.iter().any(same) {
            once.push(one);
        }
    }
    once
}

/// How synchronising programs call their folders; the name is the whole name, or is followed by a blank or a dash
/// ("OneDrive - Contoso").
const FOLDERS: [(&str, &str); 12] = [
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("icloud drive", "iCloud"),
    ("iclouddrive", "iCloud"),
    ("mobile documents", "iCloud"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("box sync", "Box"),
    ("syncthing", "Syncthing"),
];

/// What they leave in the folders they look after.
const MARKS: [(&str, &str); 7] = [
    (".stfolder", "Syncthing"),
    (".stignore", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".tmp.driveupload", "Google Drive"),
];

/// What Windows names after OneDrive's folders.
const VARIABLES: [&str; 3] = ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"];

fn synced_by(folder: &Path) -> Option<&'static str> {
    let name = folder.file_name().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    let named = |known: &str| {
        name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', '(']))
    };
    let by_name = FOLDERS.iter().find(|(known, _)| named(known)).map(|(_, by)| *by);
    let by_mark =
        || MARKS.iter().find(|(mark, _)| folder.join(mark).symlink_metadata().is_ok()).map(|(_, by)| *by);
    // macOS keeps every cloud program's folder here.
    let by_system = || (name == "cloudstorage").then_some("iCloud, OneDrive, …");
    let by_variable = || {
        let named = |variable: &str| {
            std::env::var_os(variable).is_some_and(|at| !at.is_empty() && Path::new(&at) == folder)
        };
        VARIABLES.iter().any(|variable| named(variable)).then_some("OneDrive")
    };
    by_name.or_else(by_mark).or_else(by_variable).or_else(by_system)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_whole_or_from_the_home_folder() {
        assert_eq!(typed_path(" /tmp/a b.txt ").unwrap(), Path::new("/tmp/a b.txt"));
        assert_eq!(typed_path("~/x.txt").unwrap(), dirs::home_dir().unwrap().join("x.txt"));
        for bad in [
            "",
            "x.txt",
            "./x.txt",
            "/tmp/",
            "~",
            "~x/y.txt",
            "/tmp/../etc/x",
            "/tmp/..",
            "/tmp/a\nb",
            "/tmp/\u{202e}gpj.txt",
            "/tmp/\u{202e}folder/x.txt",
            "/tmp/\u{200f}x.txt",
            "/tmp/x\u{200b}.txt",
            "/tmp/x\u{feff}.txt",
            "/",
            r"C:x.txt",
            r"C:\x.txt",
            r"\\server\share\x.txt",
            r"\\.\pipe\x",
            r"\\?\C:\x.txt",
            "file:///tmp/x.txt",
        ] {
            assert!(matches!(typed_path(bad), Err(FileProblem::BadName(_))), "{bad:?}");
        }
        let persian = "/tmp/\u{633}\u{646}\u{62f}\u{200c}\u{647}\u{627}/x.txt";
        assert_eq!(typed_path(persian).unwrap(), Path::new(persian));
        assert_eq!(usual_place().file_name().unwrap(), "Latest-token.txt");
    }

    #[test]
    fn synced_folders_and_work_trees_are_told_however_deep() {
        let root = tempfile::tempdir().unwrap();
        let told = |below: &str| {
            let folder = root.path().join(below);
            std::fs::create_dir_all(&folder).unwrap();
            exposed(&folder.join("Latest-token.txt"))
        };
        let by = |below: &str| match told(below).first() {
            Some(Exposed::Synced { by, .. }) => *by,
            other => panic!("{below}: {other:?}"),
        };
        assert!(told("plain/Documents").is_empty());
        assert!(told("onedriver/notes").is_empty(), "a name that only begins like one");
        assert_eq!(by("OneDrive - Contoso AB/Documents/x"), "OneDrive");
        assert_eq!(by("Dropbox (Personal)"), "Dropbox");
        assert_eq!(by("Google Drive/a"), "Google Drive");
        assert_eq!(by("Library/Mobile Documents/x"), "iCloud");
        assert_eq!(by("Nextcloud"), "Nextcloud");
        std::fs::create_dir_all(root.path().join("mine/.stfolder")).unwrap();
        assert_eq!(by("mine/deep/er"), "Syncthing");
        std::fs::create_dir_all(root.path().join("code")).unwrap();
        // A linked work tree has a file of that name.
        std::fs::write(root.path().join("code/.git"), "gitdir: elsewhere").unwrap();
        assert_eq!(
            told("code/src"),
            [Exposed::Git { folder: root.path().join("code").canonicalize().unwrap() }]
        );
    }

    #[test]
    fn a_link_into_a_synced_folder_is_seen_through() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("Dropbox/in")).unwrap();
        std::os::unix::fs::symlink(root.path().join("Dropbox/in"), root.path().join("harmless")).unwrap();
        let found = exposed(&root.path().join("harmless/t.txt"));
        assert!(matches!(found.as_slice(), [Exposed::Synced { by: "Dropbox", .. }]), "{found:?}");
    }
}

#[cfg(test)]
#[cfg(windows)]
mod tests {
    use super::*;

    #[test]
    fn only_a_drive_of_this_computer_is_a_place() {
        for good in [r"C:\Users\x.txt", r"\\?\C:\Users\x.txt"] {
            assert_eq!(typed_path(good).unwrap(), Path::new(good));
        }
        for bad in [
            r"\\server\share\x.txt",
            r"\\?\UNC\server\share\x.txt",
            r"\\.\pipe\x",
            r"\\?\pipe\x",
            r"C:x.txt",
            r"\x.txt",
        ] {
            assert!(matches!(typed_path(bad), Err(FileProblem::BadName(_))), "{bad:?}");
        }
    }
}
