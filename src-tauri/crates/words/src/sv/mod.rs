//! Swedish.

mod findings;
mod headlines;
mod meanings;
mod steps;

pub(crate) use findings::finding;
pub(crate) use headlines::headline;
pub(crate) use meanings::meaning;
pub(crate) use steps::next_step;

use crate::case::{Case, listed};

/// The missing permissions, listed.
fn missing(case: &Case<'_>) -> String {
    let (names, more) = case.missing();
    if names.is_empty() { "behörigheten som saknas".to_owned() } else { listed(&names, more, "och", "till") }
}
