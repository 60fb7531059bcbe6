//! The short run of every way in: its whole kept corpus, and seeds from it that were cut, joined and spoiled.
#![allow(clippy::unwrap_used, reason = "test code")]

use std::path::Path;

use consentry_fuzz::TARGETS;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// One change: at this place, do this, with this byte.
fn spoiled(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, u8, u8)], other: &[u8]) -> Vec<u8> {
    for (place, what, byte) in changes {
        if bytes.is_empty() {
            bytes.push(*byte);
            continue;
        }
        let at = place.index(bytes.len());
        match what % 6 {
            0 => bytes[at] ^= 1 << (byte % 8),
            1 => bytes[at] = *byte,
            2 => bytes.insert(at, *byte),
            3 => drop(bytes.remove(at)),
            4 => bytes.truncate(at),
            _ => drop(bytes.splice(at..at, other.iter().copied().take(usize::from(*byte) * 4))),
        }
    }
    bytes
}

#[test]
fn every_way_in_keeps_its_promises() {
    for (name, target) in TARGETS {
        let seeds = corpus(name);
        assert!(seeds.len() >= 3, "{name} has a corpus");
        for seed in &seeds {
            target(seed);
        }
        let change = (any::<prop::sample::Index>(), any::<u8>(), any::<u8>());
        let cases = (
            prop::sample::select(seeds.clone()),
            prop::sample::select(seeds),
            prop::collection::vec(change, 0..8),
        );
        let mut runner =
            TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
        let run = runner.run(&cases, |(seed, other, changes)| {
            target(&spoiled(seed, &changes, &other));
            Ok(())
        });
        run.unwrap_or_else(|problem| panic!("{name}: {problem}"));
    }
}
