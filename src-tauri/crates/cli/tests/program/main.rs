//! The built program, from outside: what it prints where, and how it ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: whatever goes wrong here is a failed test"
)]

mod bundle;
mod check;
mod explain;
mod ground;
mod inspect;
#[cfg(target_os = "linux")]
mod keychain;
mod link;
mod permissions;
mod practice;
mod records;
#[cfg(target_os = "linux")]
mod unechoed;
mod usage;
