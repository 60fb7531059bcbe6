//! Secrets go in and never come out: no type here can be serialised, and printing one shows nothing.

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::answer::is_unseen;

/// Entra's own secrets have 40 characters; anything near this cap is something else.
const LONGEST_SECRET: usize = 4096;

/// A partner app's client secret. Wiped from memory when dropped.
pub struct ClientSecret(Zeroizing<String>);

/// A secret as somebody pasted it, not yet looked at. Wiped from memory when dropped.
pub struct PastedSecret(Zeroizing<String>);

/// Anything a person pasted to have it explained; there may be a token in it. Wiped from memory when dropped.
pub struct PastedText(Zeroizing<String>);

impl PastedText {
    /// The text, for whoever reads it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for PastedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

impl fmt::Debug for PastedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PastedText(redacted)")
    }
}

/// Why a pasted text cannot be a client secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretProblem {
    /// Nothing but blanks.
    #[error("the secret is empty")]
    Empty,
    /// More than 4,096 bytes.
    #[error("the secret is too long")]
    TooLong,
    /// Line breaks or control characters in the middle of the text.
    #[error("the secret holds line breaks or control characters")]
    ControlCharacters,
    /// A GUID: the portal shows the secret's ID beside its value, and the ID is useless here.
    #[error("this is the secret's ID, not its value")]
    SecretId,
}

/// A client secret and whether blanks or line breaks around it were cut off.
#[derive(Debug)]
pub struct TakenSecret {
    /// The secret itself.
    pub secret: ClientSecret,
    /// Blanks or line breaks around the pasted text were cut off; the person is told so.
    pub trimmed: bool,
}

impl PastedSecret {
    /// Takes a text over; nothing is checked yet.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Checks the shape of what was pasted.
    pub fn take(self) -> Result<TakenSecret, SecretProblem> {
        // Copying leaves marks that nobody sees, such as a byte-order mark, at the ends; within, they are the secret's end.
        let text = self.0.trim_matches(|c: char| c.is_whitespace() || is_unseen(c));
        if text.is_empty() {
            return Err(SecretProblem::Empty);
        }
        if text.len() > LONGEST_SECRET {
            return Err(SecretProblem::TooLong);
        }
        if text.chars().any(is_unseen) {
            return Err(SecretProblem::ControlCharacters);
        }
        if crate::ids::is_guid(text) {
            return Err(SecretProblem::SecretId);
        }
        Ok(TakenSecret {
            secret: ClientSecret(Zeroizing::new(text.to_owned())),
            trimmed: text.len() != self.0.len(),
        })
    }
}

impl ClientSecret {
    /// A secret that came back from the keychain, where only checked secrets are put.
    pub fn from_store(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself, for the two places that need it: the token request and the keychain.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Clone for ClientSecret {
    fn clone(&self) -> Self {
        Self(Zeroizing::new(self.0.as_str().to_owned()))
    }
}
impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(redacted)")
    }
}
impl fmt::Debug for PastedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PastedSecret(redacted)")
    }
}
impl<'de> Deserialize<'de> for PastedSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// An access token. Wiped from memory when dropped; lives for one check only.
pub struct AccessToken(Zeroizing<String>);

impl AccessToken {
    /// Takes a token over, as it came: a blank around it is part of it, and no part of a token.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// A token as people paste it: quotes and `Bearer` around it and line breaks or blanks inside do not belong to
    /// it. Also says whether anything but blanks around it was taken away.
    pub fn pasted(text: &str) -> (Self, bool) {
        let mut bare = text.trim_start_matches('\u{feff}').trim().trim_matches(['"', '\'', '`']).trim();
        for prefix in ["authorization:", "bearer"] {
            if bare.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
                bare = bare[prefix.len()..].trim_start();
            }
        }
        // Room for all of it is made first: growing would leave copies behind.
        let mut token = Zeroizing::new(String::with_capacity(bare.len()));
        token.extend(bare.split_whitespace());
        let changed = token.len() != text.trim().len();
        (Self(token), changed)
    }

    /// The token itself, for the signature check and the one call.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(text: &str) -> Result<TakenSecret, SecretProblem> {
        PastedSecret::new(text.to_owned()).take()
    }

    #[test]
    fn a_secret_is_trimmed_and_says_so() {
        let taken = take("abc~DEF_123.ghi\r\n").unwrap();
        assert_eq!(taken.secret.expose(), "abc~DEF_123.ghi");
        assert!(taken.trimmed);
        assert!(!take("abc~DEF").unwrap().trimmed);
    }

    #[test]
    fn what_is_no_secret_is_refused_with_the_reason() {
        assert_eq!(take(" \n").unwrap_err(), SecretProblem::Empty);
        assert_eq!(take(&"x".repeat(10_000)).unwrap_err(), SecretProblem::TooLong);
        assert_eq!(take("first\nsecond").unwrap_err(), SecretProblem::ControlCharacters);
        assert_eq!(take("72F988BF-86f1-41af-91ab-2d7cd011db47").unwrap_err(), SecretProblem::SecretId);
    }

    #[test]
    fn a_pasted_token_is_unwrapped() {
        for text in [
            "a.b.c",
            " a.b.c\n",
            "Bearer a.b.c",
            "\"a.b\r\n  .c\"",
            "Authorization: Bearer a.\nb.c",
            "\u{feff}a.b.c",
        ] {
            let (token, changed) = AccessToken::pasted(text);
            assert_eq!((token.expose(), changed), ("a.b.c", text.trim() != "a.b.c"), "{text:?}");
        }
    }

    #[test]
    fn printing_shows_nothing() {
        let shown = format!("{:?} {:?}", take("hunter2secret").unwrap(), AccessToken::new("eyJ".into()));
        assert!(!shown.contains("hunter2") && !shown.contains("eyJ"), "{shown}");
    }
}
