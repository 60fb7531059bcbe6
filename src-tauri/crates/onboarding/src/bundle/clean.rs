//! How long a text may be and what may never stand in one, for writing and for reading alike: what is written is read as
//! it was, and what somebody put into a file by hand is shown no better than what a service sent.

use crate::answer::redact;
pub(super) use crate::explain::cleaned as prose;

/// Longest name of anything that the file's own kinds mention, such as a header member.
const LONGEST_WORD: usize = 128;
/// Longest text of a claim.
const LONGEST_CLAIM: usize = 512;
/// Most letters of a name that somebody gave.
const LONGEST_NAME: usize = 200;

/// A machine's word.
pub(super) fn word(text: &str) -> String {
    line(text, LONGEST_WORD)
}

/// A claim, an address, a number of an answer.
pub(super) fn claim(text: &str) -> String {
    line(text, LONGEST_CLAIM)
}

/// A name that somebody gave.
pub(super) fn name(text: &str) -> String {
    let name: String = redact(text, None, 4 * LONGEST_NAME).replace('\n', " ");
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    name.trim_end().to_owned()
}

fn line(text: &str, longest: usize) -> String {
    // Line by line first: how a token is broken over lines tells that it is one.
    redact(&prose(text).replace('\n', " "), None, longest)
}
