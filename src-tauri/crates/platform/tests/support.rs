//! What a file for support takes from the registry: which checks, at which places, and all of it from one moment.

#![allow(clippy::unwrap_used, reason = "a test: an error here is its failure")]
#![allow(dead_code, reason = "the records are shared with another test")]

mod records;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use consentry_onboarding::bundle::Entry;
use consentry_onboarding::ports::Registry;
use consentry_onboarding::records::{CheckRecord, CustomerRow};
use consentry_onboarding::verdict::{Cause, Verdict};
use records::{app, at, check, customer, open};

fn good(second: i64) -> CheckRecord {
    check(at(second), Verdict::Connected, None)
}

fn bad(second: i64) -> CheckRecord {
    check(at(second), Verdict::NeedsAttention, Some(Cause::NotConsented))
}

fn silent(second: i64) -> CheckRecord {
    check(at(second), Verdict::Unknown, Some(Cause::Network))
}

fn places(entry: &Entry) -> Vec<i64> {
    entry.checks.iter().map(|kept| kept.row.0).collect()
}

#[tokio::test]
async fn the_checks_that_tell_are_taken_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let registry = open(&path);
    let app = registry.add_app(app(1)).await.unwrap();
    let (mut rows, mut added) = (Vec::new(), Vec::new());
    for number in 1..=3 {
        let one =
            registry.add_customer(customer(app.row, number, &format!("customer {number}"))).await.unwrap();
        rows.push(one.row);
        added.push(one);
    }
    // Side by side in the file: places are counted for each customer by itself.
    let history =
        [vec![bad(1), good(2), good(3), silent(4), bad(5), bad(6)], (7..60).map(silent).collect()].concat();
    for check in &history {
        registry.add_check(rows[0], check.clone()).await.unwrap();
        registry.add_check(rows[1], good(100)).await.unwrap();
    }
    registry.remove_customer(rows[2], at(9)).await.unwrap();
    let asked = vec![rows[0], rows[2], rows[1], CustomerRow(999)];
    let entries = registry.for_support(asked.clone(), 7).await.unwrap();
    assert_eq!(entries.len(), 2, "one is removed and one was never there");
    let [long, short] = &entries[..] else { panic!() };
    assert_eq!((&long.customer, &long.app, long.in_all), (&added[0], &app, 59));
    // The newest, the last that proved something (6), the first that broke (5), the last that worked (3).
    assert_eq!(places(long), [59, 58, 57, 56, 6, 5, 3]);
    assert_eq!(long.left_out(), 52);
    for kept in &long.checks {
        assert_eq!(kept.check, history[usize::try_from(kept.row.0).unwrap() - 1]);
    }
    assert_eq!((places(short), short.in_all), ((53..=59).rev().collect(), 59));
    let whole = registry.for_support(vec![rows[0]], 100).await.unwrap();
    assert_eq!((places(&whole[0]), whole[0].left_out()), ((1..=59).rev().collect(), 0));

    // One that only a newer version can read keeps its place empty.
    let file = rusqlite::Connection::open(&path).unwrap();
    let spoil = "UPDATE history SET cause = 'of-the-future' WHERE customer = ?1 AND at = ?2";
    assert_eq!(file.execute(spoil, [rows[0].0, 58_000_000_000]).unwrap(), 1);
    let entries = registry.for_support(asked, 7).await.unwrap();
    assert_eq!((places(&entries[0]), entries[0].in_all), (vec![59, 57, 56, 55, 6, 5, 3], 59));
}

/// The window makes a file while the terminal adds checks. Read in several goes, the number of all checks and the newest
/// of them would soon disagree, and so would an app's name and the customer that is renamed with it.
#[tokio::test(flavor = "multi_thread")]
async fn no_check_that_ends_meanwhile_is_half_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let (window, terminal) = (open(&path), open(&path));
    let app = window.add_app(app(1)).await.unwrap();
    let row = window.add_customer(customer(app.row, 1, "x")).await.unwrap().row;
    let other = window.add_customer(customer(app.row, 2, "y")).await.unwrap().row;
    let enough = Arc::new(AtomicBool::new(false));
    let adding = tokio::spawn({
        let enough = Arc::clone(&enough);
        async move {
            let mut second = 0;
            while !enough.load(Ordering::Relaxed) {
                second += 1;
                // First the one, then the other: at no moment has the second more than the first.
                terminal.add_check(row, bad(second)).await.unwrap();
                terminal.add_check(other, bad(second)).await.unwrap();
            }
        }
    });
    let (mut seen, mut reads) = (Vec::new(), 0);
    while seen.len() < 30 && reads < 100_000 {
        reads += 1;
        let entries = window.for_support(vec![row, other], 5).await.unwrap();
        let [one, two] = &entries[..] else { panic!() };
        for entry in [one, two] {
            let newest = entry.checks.first().map_or(0, |kept| kept.row.0);
            assert_eq!(usize::try_from(newest).unwrap(), entry.in_all);
        }
        assert!(two.in_all <= one.in_all && one.in_all <= two.in_all + 1, "{} {}", one.in_all, two.in_all);
        if seen.last() != Some(&one.in_all) {
            seen.push(one.in_all);
        }
    }
    enough.store(true, Ordering::Relaxed);
    adding.await.unwrap();
    assert!(seen.len() >= 30, "checks were added while it was read: {seen:?}");
}
