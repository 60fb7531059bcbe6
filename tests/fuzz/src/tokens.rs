//! Tokens and the keys they are held against.

use consentry_onboarding::evidence::{SignatureReading, TokenReading};
use consentry_onboarding::token::{self, KeySet};

/// A real signed token and the public half of the key that signed it; the private half was never kept.
const TOKEN: &str = include_str!("../good-token.txt");
const KEYS: &str = include_str!("../good-keys.json");

/// Nobody here has the private key: no bytes but the one signed token itself ever verify.
pub fn token(bytes: &[u8]) {
    let text = crate::text(bytes);
    let TokenReading::Readable { facts } = token::read(&text) else { return };
    let Some(keys) = KeySet::parse(KEYS.as_bytes()) else { panic!("the keys are readable") };
    let verified = matches!(keys.verify(&text, &facts), SignatureReading::Verified { .. });
    assert!(!verified || text == TOKEN.trim(), "verified: {text}");
}

/// Whatever is published, the good token verifies only with the very key that signed it.
pub fn key_set(bytes: &[u8]) {
    let good = TOKEN.trim();
    let TokenReading::Readable { facts } = token::read(good) else { panic!("the good token is readable") };
    let Some(keys) = KeySet::parse(bytes) else { return };
    if matches!(keys.verify(good, &facts), SignatureReading::Verified { .. }) {
        let modulus =
            KEYS.split("\"n\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        // The same number may be spelled with leading zeros or JSON escapes; a piece from its middle is enough.
        let text = crate::text(bytes);
        assert!(
            text.contains(&modulus[100..140]) || text.contains("\\u"),
            "verified with other keys: {text}"
        );
    }
}
