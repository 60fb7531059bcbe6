//! Swedish.

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
    if names.is_empty() { "behörigheten som saknas".to_owned() } else { listed(&names, more, "och", "till") }
}
