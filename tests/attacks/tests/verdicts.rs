//! Every attack and every good token, held against reader, verifier, judge and paste box.
#![allow(clippy::unwrap_used, reason = "tests say by panicking what is wrong")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use consentry_attacks::{Case, Class, Mint, good, harmless, hostile, key_sets, mutations, trial};
use time::OffsetDateTime;

static MINT: LazyLock<Mint> = LazyLock::new(|| Mint::new(OffsetDateTime::now_utc()));
static HOSTILE: LazyLock<Vec<Case>> = LazyLock::new(|| hostile(&MINT));

/// Nothing is wrong, or all of it is named.
fn assert_right(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn all() -> impl Iterator<Item = Case> {
    HOSTILE.iter().cloned().chain(good(&MINT)).chain(harmless(&MINT))
}

#[test]
fn the_corpus_is_as_large_as_it_says_and_every_name_is_its_own() {
    let cases: Vec<Case> = all().collect();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "{:?}", twice(cases.iter().map(|case| case.name.as_str())));
    let of = |class: Class| cases.iter().filter(|case| case.class == class).count();
    for class in Class::ALL {
        assert!(of(class) > 0, "{}", class.name());
    }
    assert!(HOSTILE.len() >= 400, "{} hostile tokens", HOSTILE.len());
    assert!(of(Class::Good) >= 50, "{} good tokens", of(Class::Good));
    let sets = key_sets(&MINT);
    let names: BTreeSet<&str> = sets.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), sets.len(), "{:?}", twice(sets.iter().map(|case| case.name.as_str())));
}

fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(*name)).collect()
}

#[test]
fn no_token_is_judged_wrongly_with_the_keys_at_hand() {
    assert_right(&all().filter_map(|case| trial::verified(&case, &MINT)).collect::<Vec<_>>());
}

#[test]
fn no_pasted_token_is_judged_wrongly() {
    assert_right(&all().filter_map(|case| trial::pasted(&case, &MINT)).collect::<Vec<_>>());
}

#[test]
fn no_token_is_explained_wrongly_without_keys() {
    assert_right(&all().filter_map(|case| trial::explained(&case, &MINT)).collect::<Vec<_>>());
}

#[test]
fn no_key_set_makes_a_wrong_verdict() {
    assert_right(
        &key_sets(&MINT).iter().filter_map(|case| trial::with_keys(case, &MINT)).collect::<Vec<_>>(),
    );
}

#[test]
fn no_token_changed_in_one_byte_verifies() {
    let done = mutations(&MINT, 1);
    assert_right(&done.wrong);
    assert!(done.tried > 8_000 && done.read > 500, "{} tried, {} read", done.tried, done.read);
}
