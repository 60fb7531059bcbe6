//! A file for support, pasted: who is in it and how they stand.

use serde::Serialize;
use time::OffsetDateTime;

use super::{Explanation, Kind, Parts, unrecognised};
use crate::bundle::{self, InShort, Opened, Unopened};
use crate::verdict::Actor;

/// What is in a file for support.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupportFile {
    /// Program and version that made it.
    pub made_by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339::option")]
    pub made_at: Option<OffsetDateTime>,
    /// The customers in it.
    pub customers: Vec<InShort>,
    /// Why it cannot be opened.
    pub problem: Option<Unopened>,
}

/// Explains a text that says of itself that it is such a file. Of one customer, that customer's verdict is told.
pub(super) fn explained(text: &str) -> Explanation {
    // The file itself is not shown again: it is as long as it is, and the page that opens it shows what is in it.
    let nothing = unrecognised("", None);
    let file = match bundle::open(text) {
        Ok(Opened { made_at, made_by, customers, .. }) => SupportFile {
            made_by,
            made_at: Some(made_at),
            customers: customers.iter().map(bundle::OpenedCustomer::in_short).collect(),
            problem: None,
        },
        Err(problem) => SupportFile {
            made_by: String::new(),
            made_at: None,
            customers: Vec::new(),
            problem: Some(problem),
        },
    };
    let (cause, who_acts) = match (&file.problem, &file.customers[..]) {
        (Some(_), _) => (nothing.cause, nothing.who_acts),
        (None, [one]) => (one.cause, one.who_acts),
        (None, _) => (None, Actor::Nobody),
    };
    Explanation { kind: Kind::SupportFile, cause, who_acts, parts: Parts::SupportFile { file }, ..nothing }
}
