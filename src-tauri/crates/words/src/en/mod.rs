//! English.

mod findings;
mod headlines;
mod meanings;
mod steps;

pub(crate) use findings::finding;
pub(crate) use headlines::headline;
pub(crate) use meanings::meaning;
pub(crate) use steps::next_step;

use crate::matter::{Matter, listed};

/// The missing permissions, listed.
fn missing(matter: &Matter<'_>) -> String {
    let (names, more) = matter.missing();
    if names.is_empty() { "the missing permission".to_owned() } else { listed(&names, more, "and", "more") }
}

/// "one permission", "2 permissions".
fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("one {one}") } else { format!("{number} {many}") }
}
