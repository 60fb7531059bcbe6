//! The token files that a person had written: where they lie and when they end, so that they can be deleted then, also by
//! a later start. Remembered are path, times and what tells the file apart from another of the same name; never the token
//! or anything made of it.
//!
//! A file is remembered before it is there: first the name under which it is being written, then what it is, and only then
//! does it get the name that the person gave. So whenever the program is cut off, there is no half token under that name,
//! and none under any name that a later start would not find.

use std::fs::{File, Metadata, OpenOptions};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::files::{self, FileProblem, Readers};
use crate::{lock_file, ours};

/// How long another window's look at the list is waited for. It writes one token file at the most meanwhile.
const PATIENCE: Duration = Duration::from_secs(10);

/// A token file that was written and has not been deleted yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Whose token it is: whatever the caller tells customers apart by.
    pub owner: String,
    /// When the token ends.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Whether the file is to be deleted then.
    pub delete: bool,
    /// None while it is being written.
    identity: Option<Identity>,
    /// The name under which it was written, until it got its own.
    #[serde(default)]
    part: Option<PathBuf>,
}

/// What tells a file from another one that took its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Identity {
    length: u64,
    modified: Option<i128>,
    /// Device and number, on systems that have them. The device is not compared: many a disk gets another number with
    /// the next start.
    number: Option<(u64, u64)>,
}

impl Identity {
    fn of(data: &Metadata) -> Self {
        let modified = data.modified().ok().map(|at| OffsetDateTime::from(at).unix_timestamp_nanos());
        #[cfg(unix)]
        let number = {
            use std::os::unix::fs::MetadataExt as _;
            Some((data.dev(), data.ino()))
        };
        #[cfg(not(unix))]
        let number = None;
        Self { length: data.len(), modified, number }
    }

    fn is(&self, data: &Metadata) -> bool {
        let other = Self::of(data);
        let number = |one: &Self| one.number.map(|(_, number)| number);
        (self.length, self.modified, number(self)) == (other.length, other.modified, number(&other))
    }
}

/// What became of a file that was to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Gone,
    /// It was gone already.
    WasGone,
    /// Another file, or a changed one, lies there now; it was left alone.
    NotOurs,
}

/// All of them, kept in one small file of our own folder.
#[derive(Debug)]
pub struct TokenFiles {
    list: PathBuf,
    guard: Mutex<()>,
}

/// Nobody else changes the list meanwhile, neither here nor in another window.
struct Turn<'a> {
    _here: MutexGuard<'a, ()>,
    _anywhere: File,
}

impl TokenFiles {
    /// Those whose list lies here.
    pub fn at(list: PathBuf) -> Self {
        Self { list, guard: Mutex::new(()) }
    }

    /// Writes a token into a new file that only this user may read, and remembers it.
    pub fn write(
        &self,
        path: &Path,
        token: &str,
        owner: &str,
        expires_at: OffsetDateTime,
        delete: bool,
    ) -> Result<TokenFile, FileProblem> {
        let _one_at_a_time = self.turn()?;
        files::is_free(path)?;
        let part = path.with_file_name(format!(".consentry-{}.part", uuid::Uuid::new_v4()));
        let mut file = TokenFile {
            path: path.to_owned(),
            owner: owner.to_owned(),
            expires_at,
            delete,
            identity: None,
            part: Some(part.clone()),
        };
        let before = self.read()?;
        let with = |file: &TokenFile| {
            let others = before.iter().filter(|known| known.path != file.path);
            others.chain(std::iter::once(file)).cloned().collect::<Vec<_>>()
        };
        self.keep(&with(&file))?;
        let told = |why| FileProblem::Other { path: path.to_owned(), why };
        let mut write = || {
            files::save_beside(&part, path, token.as_bytes(), Readers::Owner)?;
            file.identity = Some(Identity::of(&std::fs::symlink_metadata(&part).map_err(told)?));
            self.keep(&with(&file))?;
            match std::fs::hard_link(&part, path) {
                Ok(()) => files::keep_name(path),
                Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
                    return Err(FileProblem::Exists(path.to_owned()));
                }
                // Not every disk knows a second name for a file; there it is written under its own from the start.
                Err(_) => {
                    files::save_at(path, token.as_bytes(), Readers::Owner)?;
                    let own = std::fs::symlink_metadata(path).map_err(told).and_then(|data| {
                        file.identity = Some(Identity::of(&data));
                        self.keep(&with(&file))
                    });
                    // A file that would be forgotten is not left behind: it was promised that it goes.
                    own.inspect_err(|_| {
                        let _ = std::fs::remove_file(path);
                    })?;
                }
            }
            Ok(file.clone())
        };
        let written = write();
        let _ = std::fs::remove_file(&part);
        if written.is_err()
            && let Err(problem) = self.keep(&before)
        {
            tracing::warn!(%problem, "a token file that was not written stays on the list until the next look");
        }
        written
    }

    /// Those of one owner that lie where they were written.
    pub fn of(&self, owner: &str) -> Vec<TokenFile> {
        self.known().into_iter().filter(|file| file.owner == owner && is_ours(file)).collect()
    }

    /// When the next one is to be deleted.
    pub fn next_due(&self) -> Option<OffsetDateTime> {
        self.known().iter().filter(|file| file.delete).map(|file| file.expires_at).min()
    }

    /// Deletes what is due and forgets what has ended. A file that cannot be deleted now is tried again.
    pub fn sweep(&self, now: OffsetDateTime) {
        let _one_at_a_time = match self.turn() {
            Ok(turn) => turn,
            Err(problem) => {
                tracing::warn!(%problem, "token files are looked after another time");
                return;
            }
        };
        let all = match self.read() {
            Ok(all) => all,
            Err(problem) => {
                tracing::warn!(%problem, "the list of token files could not be read");
                return;
            }
        };
        let stays = |file: &TokenFile| {
            // Nobody is writing now, here or elsewhere, so a part was left by a program that was cut off.
            if let Some(part) = &file.part {
                if std::fs::symlink_metadata(part).is_ok_and(|data| data.is_file())
                    && let Err(problem) = std::fs::remove_file(part)
                {
                    tracing::warn!(%problem, "a part of a token file could not be deleted");
                    return true;
                }
                if !is_ours(file) {
                    return false;
                }
            }
            if file.expires_at > now {
                return true;
            }
            if !file.delete {
                return false;
            }
            match remove(file) {
                Ok(deleted) => {
                    tracing::info!(?deleted, "a token file had come to its end");
                    false
                }
                Err(problem) => {
                    tracing::warn!(%problem, "a token file could not be deleted");
                    true
                }
            }
        };
        let mut left: Vec<TokenFile> = all.iter().filter(|file| stays(file)).cloned().collect();
        for file in &mut left {
            file.part = file.part.take().filter(|part| part.exists());
        }
        if left != all
            && let Err(problem) = self.keep(&left)
        {
            tracing::warn!(%problem, "the list of token files could not be written");
        }
    }

    /// Deletes one at once.
    pub fn delete(&self, path: &Path) -> Result<Deleted, FileProblem> {
        let _one_at_a_time = self.turn()?;
        let mut all = self.read()?;
        let Some(at) = all.iter().position(|file| file.path == path) else { return Ok(Deleted::WasGone) };
        let deleted = remove(&all[at]).map_err(|why| FileProblem::Other { path: path.to_owned(), why })?;
        all.remove(at);
        // The token is gone, on a full disk too. What is left on the list then goes with the next sweep.
        if let Err(problem) = self.keep(&all) {
            tracing::warn!(%problem, "a deleted token file stays on the list");
        }
        Ok(deleted)
    }

    fn turn(&self) -> Result<Turn<'_>, FileProblem> {
        let here = self.guard.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.list.with_extension("lock");
        let told = |why| FileProblem::Other { path: path.clone(), why };
        let busy = || told(std::io::Error::other("another window is busy with it"));
        let anywhere = lock_file::locked(&path, PATIENCE).map_err(told)?.ok_or_else(busy)?;
        Ok(Turn { _here: here, _anywhere: anywhere })
    }

    /// What is on the list; nothing where it cannot be read. Only for looking, out of turn: written back, that would
    /// forget files that were promised to go.
    fn known(&self) -> Vec<TokenFile> {
        match self.look() {
            Ok(Ok(all)) => return all,
            Ok(Err(problem)) => tracing::warn!(%problem, "the list of token files is damaged"),
            Err(problem) => tracing::warn!(%problem, "the list of token files could not be read"),
        }
        Vec::new()
    }

    fn look(&self) -> std::io::Result<serde_json::Result<Vec<TokenFile>>> {
        let mut text = Vec::new();
        let mut options = OpenOptions::new();
        // Nothing is deleted on the word of a list that another user put there.
        let read =
            ours::open(&self.list, options.read(true)).and_then(|mut file| file.read_to_end(&mut text));
        match read {
            Ok(_) => Ok(serde_json::from_slice(&text)),
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => Ok(Ok(Vec::new())),
            Err(problem) => Err(problem),
        }
    }

    /// In one's turn. No list is an empty one. A damaged one is set aside, since nothing is deleted on its word; one that
    /// is merely out of reach stays as it is.
    fn read(&self) -> Result<Vec<TokenFile>, FileProblem> {
        let told = |why: std::io::Error| FileProblem::Other { path: self.list.clone(), why };
        match self.look().map_err(told)? {
            Ok(all) => Ok(all),
            Err(problem) => {
                tracing::warn!(%problem, "the list of token files was damaged and is set aside");
                std::fs::rename(&self.list, self.list.with_extension("damaged")).map_err(told)?;
                Ok(Vec::new())
            }
        }
    }

    /// Written beside and put in place, so that a cut cannot leave half a list.
    fn keep(&self, all: &[TokenFile]) -> Result<(), FileProblem> {
        let told = |why: std::io::Error| FileProblem::Other { path: self.list.clone(), why };
        let text = serde_json::to_string(all).map_err(|problem| told(problem.into()))?;
        let beside = self.list.with_extension("new");
        let _ = std::fs::remove_file(&beside);
        files::save_at(&beside, text.as_bytes(), Readers::Owner)?;
        std::fs::rename(&beside, &self.list).map_err(told)?;
        files::keep_name(&self.list);
        Ok(())
    }
}

/// Deletes a file if it still is the one that was written.
fn remove(file: &TokenFile) -> std::io::Result<Deleted> {
    let data = match std::fs::symlink_metadata(&file.path) {
        Ok(data) => data,
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(Deleted::WasGone),
        Err(problem) => return Err(problem),
    };
    if !is(file, &data) {
        return Ok(Deleted::NotOurs);
    }
    std::fs::remove_file(&file.path).map(|()| Deleted::Gone)
}

/// Whether what these data tell of is the file that was written.
fn is(file: &TokenFile, data: &Metadata) -> bool {
    data.is_file() && file.identity.as_ref().is_some_and(|identity| identity.is(data))
}

fn is_ours(file: &TokenFile) -> bool {
    std::fs::symlink_metadata(&file.path).is_ok_and(|data| is(file, &data))
}

#[cfg(test)]
#[cfg(unix)]
#[path = "token_files_tests.rs"]
mod tests;
