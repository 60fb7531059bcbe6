//! Every piece of knowledge, in both languages, held against the lists of what there is to know and against
//! the house style.

#![allow(
    clippy::unwrap_used,
    reason = "these are tests throughout: a sample that cannot be made must stop them"
)]

mod calls;
mod claims;
mod codes;
mod kit;
mod kit_file;
mod landing;
mod lint;
#[path = "../../../../../tests/support/src/naughty.rs"]
mod naughty;
mod refusals;
#[path = "../words/style.rs"]
mod style;

use consentry_words::Lang;

/// The lines of an embedded list, without the remarks on it.
fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Both languages of a text.
fn both<T>(of: impl Fn(Lang) -> Option<T>, what: &str) -> [T; 2] {
    Lang::ALL.map(|lang| of(lang).unwrap_or_else(|| panic!("{what} has no words in {lang}")))
}
