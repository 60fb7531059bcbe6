//! Does to Consentry what the world does to programs, many times over, and counts what was lost.
//!
//! `consentry-torture LANE [--seed N] [--quick] [--tries N] [--only CLASS]` runs one lane and ends with one line that
//! another program can read: `LANE: tried N, survived N, lost N`. What was lost is told on standard error, with the seed
//! that brings it back. The lanes drive the parts that ship (registry, keychain, desk, token files, the terminal program)
//! and know no other way in; `tests/torture/run.sh` builds them as a release, runs all of them and prints one table.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test program: what goes wrong here is told and counted"
)]

mod chance;
mod crash;
mod disk;
mod figures;
mod made;
mod two;

use std::process::ExitCode;

use figures::Figures;

/// How a lane is to be run.
#[derive(Debug, Clone)]
pub struct Orders {
    /// What chance begins with.
    pub seed: u64,
    /// The short version.
    pub quick: bool,
    /// Tries of each class, where the lane counts in tries.
    pub tries: Option<u32>,
    /// One class of the lane only.
    pub only: Option<String>,
}

impl Orders {
    /// Whether a class is asked for.
    pub fn want(&self, class: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == class)
    }

    /// So many tries: as ordered, else these, or a fraction of them in the short version.
    pub fn tries(&self, long: u32, quick: u32) -> u32 {
        self.tries.unwrap_or(if self.quick { quick } else { long })
    }
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let lane = words.next().unwrap_or_default();
    if lane == "child" {
        let words: Vec<String> = words.collect();
        crash::child(&words);
        return ExitCode::SUCCESS;
    }
    let mut orders = Orders { seed: chance::fresh(), quick: false, tries: None, only: None };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seed" => orders.seed = words.next().and_then(|text| text.parse().ok()).expect("--seed N"),
            "--tries" => orders.tries = words.next().and_then(|text| text.parse().ok()),
            "--only" => orders.only = words.next(),
            "--quick" => orders.quick = true,
            other => {
                eprintln!("unknown: {other}");
                return ExitCode::from(2);
            }
        }
    }
    let figures: Figures = match lane.as_str() {
        "crash" => crash::run(&orders),
        "disk" => disk::run(&orders),
        "disk-inside" => disk::inside(&orders),
        "two" => two::run(&orders),
        _ => {
            eprintln!(
                "usage: consentry-torture crash | disk | two [--seed N] [--quick] [--tries N] [--only CLASS]"
            );
            return ExitCode::from(2);
        }
    };
    if lane == "disk-inside" {
        return ExitCode::SUCCESS;
    }
    println!("{}", figures.line(&lane));
    if figures.tried == 0 {
        eprintln!("nothing was tried: no class of {lane} is called {}", orders.only.unwrap_or_default());
        return ExitCode::from(2);
    }
    if figures.lost == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
