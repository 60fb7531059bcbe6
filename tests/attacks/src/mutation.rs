//! A valid token, changed in one place: put right at no cost, it must never verify again.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::{SignatureReading, TokenReading};
use consentry_onboarding::token::{self, KeySet};

use crate::mint::Mint;
use crate::random::Random;

/// What was tried, and the changes that verified all the same.
#[derive(Debug, Default)]
pub struct Mutations {
    /// How many changed tokens were read.
    pub tried: usize,
    /// How many of them could still be read, so that only the signature told.
    pub read: usize,
    /// The changes that verified, by name.
    pub wrong: Vec<String>,
}

/// What a byte can become: the letters of base64url, and what stands for letters elsewhere.
const REPLACEMENTS: &[u8; 75] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= \t\n\0%~\"";

/// Changes every byte of a good token of either version: to so many others (all of them where `others` is larger),
/// and each once left out, written twice and swapped with the next.
pub fn mutations(mint: &Mint, others: usize) -> Mutations {
    let mut done = Mutations::default();
    let mut random = Random::seeded(7);
    for (second, good) in [(false, mint.good()), (true, mint.good_v2())] {
        let keys = KeySet::parse(&mint.keys(CloudId::Commercial, second)).expect("a key set");
        assert!(verifies(&keys, &good), "the token itself is good");
        for at in 0..good.len() {
            let start = random.below(REPLACEMENTS.len());
            let turn = REPLACEMENTS.iter().cycle().skip(start).take(REPLACEMENTS.len());
            let other = turn.filter(|letter| **letter != good.as_bytes()[at]);
            for letter in other.take(others) {
                done.one(
                    &keys,
                    &format!("byte {at} becomes {letter}"),
                    &changed(&good, |bytes| bytes[at] = *letter),
                );
            }
            done.one(
                &keys,
                &format!("byte {at} left out"),
                &changed(&good, |bytes| drop(bytes.drain(at..=at))),
            );
            done.one(
                &keys,
                &format!("byte {at} twice"),
                &changed(&good, |bytes| bytes.insert(at, bytes[at])),
            );
            let swapped = changed(&good, |bytes| bytes.swap(at, (at + 1) % good.len()));
            if swapped != good {
                done.one(&keys, &format!("byte {at} swapped"), &swapped);
            }
        }
    }
    done
}

impl Mutations {
    fn one(&mut self, keys: &KeySet, name: &str, token: &str) {
        self.tried += 1;
        self.read += usize::from(matches!(token::read(token), TokenReading::Readable { .. }));
        if verifies(keys, token) {
            self.wrong.push(name.to_owned());
        }
    }
}

fn changed(token: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = token.as_bytes().to_vec();
    change(&mut bytes);
    String::from_utf8(bytes).expect("ASCII")
}

fn verifies(keys: &KeySet, token: &str) -> bool {
    let TokenReading::Readable { facts } = token::read(token) else { return false };
    matches!(keys.verify(token, &facts), SignatureReading::Verified { .. })
}
