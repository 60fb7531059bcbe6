//! Gathers evidence: all of Consentry's talking to Microsoft happens here, through one client, one list of hosts
//! and one table of retries.

mod by_hand;
mod check;
mod client;
mod failure;
mod kept_keys;
mod proxy;
pub mod reading;
mod retry;
mod signature;
mod steps;
mod trust;
mod understood;

pub use by_hand::{Data, HandMade, LONGEST_SHOWN, MOST_ROWS, Table, call_by_hand};
pub use check::{Credential, Patience, Plan, Progress, acquire, check, inspect};
pub use client::{Http, NotACertificate};
pub(crate) use steps::random;
pub use steps::{prove_at_home, resolve};

/// Connecting may take this long.
pub(crate) const CONNECT_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
/// One attempt, from connecting to the last byte.
pub(crate) const ATTEMPT_LIMIT: std::time::Duration = std::time::Duration::from_secs(30);
/// A whole check, waits included.
pub(crate) const CHECK_LIMIT: std::time::Duration = std::time::Duration::from_secs(120);
