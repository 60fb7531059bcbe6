//! The JSON of it, beside the report of `check`: public names. Adding one is free; renaming one breaks scripts.

use std::collections::BTreeSet;

use consentry_onboarding::history::{Change, Difference, SinceItWorked};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::Cause;
use serde::Serialize;
use time::OffsetDateTime;

use crate::lang::Voice;
use crate::report::whole_seconds;

/// What became of a customer that once was connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SinceReport {
    /// The last check that was connected, in UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub worked_at: OffsetDateTime,
    /// The first one after it that proved otherwise.
    #[serde(with = "time::serde::rfc3339::option")]
    pub failed_at: Option<OffsetDateTime>,
    /// What that one found.
    pub failed_cause: Option<Cause>,
    /// Attempts since the last check that was connected which learned nothing.
    pub without_answer: usize,
    /// Checks since then that a support file leaves out; absent where nothing is left out.
    #[serde(skip_serializing_if = "is_nothing")]
    pub left_out: usize,
    /// What differs, what can be the reason first.
    pub changes: Vec<ChangeReport>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeReport {
    /// Which.
    pub id: &'static str,
    /// It can be the reason for the newest verdict.
    pub bears: bool,
    /// Since when, in UTC, where the record knows it.
    #[serde(with = "time::serde::rfc3339::option")]
    pub at: Option<OffsetDateTime>,
    /// The permissions it is about; absent where it is about none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<BTreeSet<Permission>>,
    /// Then; only where a detail has a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// Now; only where a detail has a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// In the chosen language.
    pub text: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_nothing(number: &usize) -> bool {
    *number == 0
}

impl SinceReport {
    /// Puts it into the documented form.
    pub fn new(voice: impl Into<Voice>, since: &SinceItWorked, now: OffsetDateTime) -> Self {
        let voice = voice.into();
        Self {
            worked_at: whole_seconds(since.worked.at),
            failed_at: since.failed.map(|failed| whole_seconds(failed.at)),
            failed_cause: since.failed.and_then(|failed| failed.cause),
            without_answer: since.silent_before + since.silent_after,
            left_out: since.left_out,
            changes: since.changes.iter().map(|change| ChangeReport::new(voice, change, now)).collect(),
        }
    }
}

impl ChangeReport {
    fn new(voice: Voice, change: &Change, today: OffsetDateTime) -> Self {
        let (then, now) = match &change.difference {
            Difference::Detail { then, now, .. } => (Some(then.clone()), Some(now.clone())),
            _ => (None, None),
        };
        Self {
            id: change.difference.id(),
            bears: change.bears,
            at: change.at.map(whole_seconds),
            permissions: change.difference.permissions().cloned(),
            then,
            now,
            text: super::change(voice, change, today).title,
        }
    }
}
