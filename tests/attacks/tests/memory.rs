//! Texts of up to 64 MB are refused by their length: reading them takes no memory of their size. Alone in its file,
//! since the peak of memory is the whole process's.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests say by panicking what is wrong")]

use std::fs;

use consentry_attacks::{Mint, sizes, trial};
use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::TokenReading;
use consentry_onboarding::explain::{Kind, explain};
use consentry_onboarding::token::{self, KeySet};
use time::OffsetDateTime;

const MEGABYTE: usize = 1024 * 1024;
/// What reading any of them may take, in kilobytes.
const ALLOWED: u64 = 8 * 1024;

/// A line of what the kernel tells of this process, in kilobytes.
fn kilobytes(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

/// By how much the peak rose over what was in use before.
fn growth<T>(work: impl FnOnce() -> T) -> (u64, T) {
    // Begins a new peak.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = kilobytes("VmRSS:");
    let done = work();
    (kilobytes("VmHWM:").saturating_sub(before), done)
}

#[test]
fn sixty_four_megabytes_cost_no_memory() {
    let mint = Mint::new(OffsetDateTime::now_utc());
    let context = trial::context(CloudId::Commercial, &mint);

    // The measure itself: what keeps a copy is seen.
    let (seen, copy) = growth(|| ".".repeat(64 * MEGABYTE).into_bytes());
    assert!(seen > 60 * 1024, "a copy of 64 MB rose the peak by {seen} kB only");
    drop(copy);

    sizes(&mint, &[70_000, MEGABYTE, 64 * MEGABYTE], |big| {
        let (token, reading) = growth(|| token::read(&big.text));
        assert!(token < ALLOWED, "{}: reading took {token} kB", big.name);
        assert!(matches!(reading, TokenReading::Unreadable { .. }), "{}", big.name);

        let (keys, set) = growth(|| KeySet::parse(big.text.as_bytes()));
        assert!(keys < ALLOWED && set.is_none(), "{}: {keys} kB", big.name);

        if big.text.len() > MEGABYTE {
            let (paste, told) = growth(|| explain(&big.text, &context));
            assert!(paste < ALLOWED, "{}: explaining took {paste} kB", big.name);
            assert_eq!(
                (told.kind, told.reason.as_deref()),
                (Kind::Unrecognised, Some("too-large")),
                "{}",
                big.name
            );
        }
    });
}
