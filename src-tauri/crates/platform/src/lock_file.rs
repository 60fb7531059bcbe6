//! A file that is locked while something is done that other programs must not do at the same time. The system gives the
//! lock back when a program ends, however it ends, so that nobody has to judge whether an old lock still means something.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::ours;

/// How often somebody who waits looks again; the system has no way to wait for a lock that can be given up.
pub(crate) const AGAIN: Duration = Duration::from_millis(20);

/// Opens a file that only this user may read, and makes it where there is none. What is in it stays. What is no file of
/// ours is refused.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    ours::open(path, options.read(true).write(true).create(true).truncate(false))
}

/// Whether the lock was free, and is ours now.
pub(crate) fn is_ours(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Opens and locks it, and waits so long for whoever holds it; `None` where they still do. Blocks.
pub(crate) fn locked(path: &Path, patience: Duration) -> io::Result<Option<File>> {
    let file = open(path)?;
    let until = Instant::now() + patience;
    loop {
        if is_ours(&file)? {
            return Ok(Some(file));
        }
        if Instant::now() >= until {
            return Ok(None);
        }
        std::thread::sleep(AGAIN);
    }
}
