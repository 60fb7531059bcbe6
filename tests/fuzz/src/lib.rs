//! What hostile input must never bring about. One function for each way in; it takes any bytes and panics where a
//! promise is broken. `guided` drives them with libFuzzer (`make fuzz`), `tests/short.rs` in every test run.

#![allow(clippy::missing_panics_doc, reason = "a panic is the finding")]

mod addresses;
mod answers;
mod files;
mod lists;
mod pastes;
mod tokens;

/// A way in: takes any bytes.
pub type Target = fn(&[u8]);

/// Every way in, by the name of its corpus.
pub const TARGETS: [(&str, Target); 10] = [
    ("paste", pastes::paste),
    ("consent-link", pastes::consent_link),
    ("token", tokens::token),
    ("key-set", tokens::key_set),
    ("metadata", answers::metadata),
    ("error-body", answers::error_body),
    ("retry-after", answers::retry_after),
    ("returned-address", addresses::returned_address),
    ("import", lists::import),
    ("support-file", files::support_file),
];

/// The way in of that name.
pub fn target(name: &str) -> Target {
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no way in is called {name}")).1
}

/// Bytes as the text that a person could have pasted.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Whether a text holds what could be used as a credential: a run of token characters that begins as a token does and
/// goes on for longer than any word.
fn holds_a_token(text: &str) -> bool {
    let in_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    text.match_indices("eyJ")
        .any(|(at, _)| text.as_bytes()[at..].iter().take_while(|byte| in_token(byte)).count() >= 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_seen_and_a_word_is_not() {
        let token = include_str!("../good-token.txt");
        assert!(holds_a_token(&format!("Bearer {token}")) && holds_a_token(&token[..80]));
        assert!(!holds_a_token("[token] and eyJhbGciOiJub25lIn0 alone") && !holds_a_token(&"a".repeat(300)));
    }

    #[test]
    #[should_panic(expected = "given without the link's state")]
    fn a_broken_promise_is_a_panic() {
        // Read without the state it is to carry, and then looked at as if it had been read with it.
        addresses::promised("https://portal.azure.com/?admin_consent=True", true);
    }
}
