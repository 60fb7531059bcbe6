//! The ground the tests stand on: a desktop of their own and a Microsoft of their own.
//!
//! The programs under test are the ones users get ([`programs`]). They are started inside a private [`session`] (home
//! folder, display, session bus, unlocked keychain) and reach, by the two settings every user has (`HTTPS_PROXY` and
//! `SSL_CERT_FILE`), a [`standin`] that answers under the real host names. [`window`] drives the real window the way a
//! person does, [`browser`] a real browser the way an administrator does, [`terminal`] the terminal program; [`canary`] looks for a secret in everything that was left behind.
//!
//! Everything here may panic: a test that cannot set its scene has failed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: whatever goes wrong here is a failed test"
)]
#![allow(clippy::missing_panics_doc, reason = "every function here panics when the scene cannot be set")]

pub mod administrator;
pub mod authority;
pub mod axe;
pub mod browser;
pub mod canary;
pub mod crowd;
pub mod echo;
pub mod memory;
pub mod naughty;
pub mod process;
pub mod programs;
pub mod published;
pub mod scene;
pub mod session;
pub mod standin;
pub mod steps;
pub mod terminal;
pub mod window;

pub use rusqlite;
pub use tempfile;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The clone.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the clone")
}

/// A folder of `tests/out`, which git ignores: pictures and logs of the last run.
pub fn out(name: &str) -> PathBuf {
    let folder = root().join("tests/out").join(name);
    std::fs::create_dir_all(&folder).expect("tests/out");
    folder
}

/// Asks again and again until there is an answer. `what` says what was waited for when there is none.
pub fn wait_for<T>(what: &str, patience: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < patience, "waited {patience:?} for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
