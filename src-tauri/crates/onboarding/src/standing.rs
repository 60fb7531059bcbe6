//! How customers stand: what a list shows of each, without the evidence below it. A board of ten thousand reads this
//! and nothing else.

use std::collections::{BTreeSet, HashSet};

use time::OffsetDateTime;

use crate::evidence::TokenReading;
use crate::judge;
use crate::knowledge::Api;
use crate::permission::{Permission, PermissionReport};
use crate::ports::LatestChecks;
use crate::records::{AppRecord, CheckRecord, CustomerRecord, CustomerRow};
use crate::verdict::{Cause, Verdict};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// When it ended.
    pub at: OffsetDateTime,
    /// As judged then.
    pub verdict: Verdict,
    /// As judged then.
    pub cause: Option<Cause>,
}

/// A check that proved something, with the permissions it was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// How it ended.
    pub outcome: Outcome,
    /// What was wanted then.
    pub wanted: BTreeSet<Permission>,
    /// What the token carried; none where no token was read.
    pub held: Option<BTreeSet<Permission>>,
}

/// A customer's newest check, and the newest that proved something; the two may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub customer: CustomerRow,
    /// The newest.
    pub attempt: Outcome,
    /// The newest with a proved verdict.
    pub proved: Option<Proved>,
}

/// What an app met last in the tenants of other customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MetElsewhere {
    /// When one of them last called it disabled.
    pub disabled_at: Option<OffsetDateTime>,
    /// When one last gave it a token; where one called it disabled, only if the token came after that.
    pub token_at: Option<OffsetDateTime>,
}

/// A check, as far as it tells what an app met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// In whose tenant.
    pub customer: CustomerRow,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether a token was read.
    pub token: bool,
}

impl MetElsewhere {
    /// Of checks that proved something, with the newest first; of each customer its newest counts. None is asked for
    /// that lies before `since`, or before one that decides.
    pub fn among<E>(
        newest_first: impl IntoIterator<Item = Result<Met, E>>,
        since: OffsetDateTime,
    ) -> Result<Self, E> {
        let mut seen = HashSet::new();
        let mut met = Self::default();
        for check in newest_first {
            let Met { customer, outcome: Outcome { at, cause, .. }, token } = check?;
            if at < since {
                break;
            }
            if !seen.insert(customer) {
                continue;
            }
            if cause == Some(Cause::AppDisabled) {
                met.disabled_at = Some(at);
                break;
            }
            if token {
                met.token_at = met.token_at.max(Some(at));
            }
        }
        Ok(met)
    }
}

impl Proved {
    /// What was wanted held against what was granted, as that check's own verdict has it.
    pub fn permissions(&self) -> PermissionReport {
        let nothing = BTreeSet::new();
        judge::compare(Api::windows_defender_atp(), &self.wanted, self.held.as_ref().unwrap_or(&nothing))
    }

    /// Wanted permissions that the token lacks because they were declared after it was seen: this customer must
    /// consent again. Nothing for one whose token was never read; that one is asked for all of them anyway.
    pub fn consent_lacks(&self, app: &AppRecord) -> Vec<Permission> {
        let Some(held) = &self.held else { return Vec::new() };
        let api = Api::windows_defender_atp();
        let later = app.permissions.iter().filter(|(_, declared)| **declared > self.outcome.at);
        later
            .map(|(wanted, _)| wanted)
            .filter(|wanted| !held.contains(*wanted) && api.covering(wanted, held).is_none())
            .cloned()
            .collect()
    }
}

impl From<&CheckRecord> for Outcome {
    fn from(check: &CheckRecord) -> Self {
        Self { at: check.at, verdict: check.verdict, cause: check.cause }
    }
}

impl From<&CheckRecord> for Proved {
    fn from(check: &CheckRecord) -> Self {
        let held = match check.evidence.token.value() {
            Some(TokenReading::Readable { facts }) => Some(facts.roles.clone()),
            _ => None,
        };
        Self { outcome: check.into(), wanted: check.evidence.asked.wanted.clone(), held }
    }
}

impl From<&LatestChecks> for Standing {
    fn from(latest: &LatestChecks) -> Self {
        Self {
            customer: latest.customer,
            attempt: (&latest.attempt).into(),
            proved: latest.proved.as_ref().map(Proved::from),
        }
    }
}

/// Whether a link went out, and nothing since shows that it was answered.
pub fn is_waiting(customer: &CustomerRecord, standing: Option<&Standing>) -> bool {
    let proved = standing.and_then(|standing| standing.proved.as_ref()).map(|proved| proved.outcome);
    let answered = |sent: OffsetDateTime| {
        proved.is_some_and(|it| it.at > sent && !it.cause.is_some_and(a_consent_would_change))
    };
    customer.link_sent_at.is_some_and(|sent| !answered(sent))
}

/// Whether the customer's answer to the link is what a cause is waiting for.
pub(crate) fn a_consent_would_change(cause: Cause) -> bool {
    matches!(cause, Cause::NotConsented | Cause::ConsentOutdated | Cause::RoleMissing | Cause::NoRoles)
}
