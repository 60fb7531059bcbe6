//! Practice: an embedded Entra and Defender on this machine's loopback, with one customer per fault.
//!
//! Staff learn to read verdicts here, and tests prove the core here, with no Azure and no network. The sign-in
//! service ([`router`]: metadata, keys, token endpoints, consent page) and the API answer as the real ones do,
//! error for error; nothing that judges them knows that they are not. Which customers there are, and what is
//! wrong at each, stands on the [`shelf`].
//!
//! [`PracticeCloud::start`] serves all of it on one free port of 127.0.0.1: over TLS, with an [`Authority`] made
//! for the occasion that is valid for loopback names only, and over plain http for the browser's consent page.
//! Nothing is written to disk, and everything is gone when the [`RunningPractice`] is dropped.

mod authority;
mod clock;
mod consent;
mod defender;
mod directory;
mod facts;
mod keys;
mod metadata;
mod mint;
mod names;
mod pages;
mod refusal;
mod routes;
mod running;
mod serve;
mod shelf;
mod token;
mod words;

pub use authority::Authority;
pub use directory::{Directory, SeenRequest};
pub use names::Names;
pub use routes::router;
pub use running::{PracticeCloud, RunningPractice};
pub use shelf::{Scenario, shelf};
