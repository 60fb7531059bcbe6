//! This machine, behind the traits that the core asks for in `onboarding::ports`.
//!
//! A secret goes to the operating system's [`keychain`] or, when the person agrees, stays in memory; everything
//! else that outlives the program goes to the [`registry`], one SQLite file that never sees a secret. [`places`]
//! says where files live, [`browser`] opens a page in the person's own browser, [`clipboard`] copies a text, [`files`]
//! writes a file that was asked for; a token's file has rooms of its own ([`token_places`], [`token_files`]).
//! [`loopback`] catches the answer to a consent link in a session on one machine, and [`notifications`] tells the desktop
//! what happened while nobody looked.
//!
//! Every part that can block lives on a thread of its own and answers asynchronously, so that a locked keychain
//! or a slow disk never holds up the window.
//!
//! Linux is the system all of this was run and tested on. The Windows and macOS branches are short on purpose
//! and were written from the documentation of the crates they call; they have not been run.

pub mod browser;
pub mod clipboard;
pub mod files;
pub mod keychain;
mod lock_file;
pub mod loopback;
pub mod notifications;
mod ours;
pub mod places;
pub mod process;
pub mod registry;
pub mod token_files;
pub mod token_places;

pub use browser::SystemBrowser;
pub use clipboard::{Clipboard, ClipboardProblem};
pub use files::{FileProblem, Readers};
pub use keychain::{Keychain, MemorySecrets};
pub use loopback::{Loopback, LoopbackProblem};
pub use notifications::DesktopNotifications;
pub use places::{Places, PlacesProblem};
pub use registry::{Found, SetAside, SqliteRegistry};
pub use token_files::{Deleted, TokenFile, TokenFiles};
pub use token_places::Exposed;
