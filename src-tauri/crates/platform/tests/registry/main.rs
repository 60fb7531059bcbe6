//! The registry through its trait, on real files: what is written comes back, two programs can share it, and
//! neither a full disk nor a killed program loses what was acknowledged.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test: an error here is its failure"
)]

mod faults;
mod kept;
#[path = "../records/mod.rs"]
mod records;
mod shared;
