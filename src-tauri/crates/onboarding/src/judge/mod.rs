//! From evidence to verdict: a pure function, total and deterministic. Time is in the evidence.
//!
//! [`checks`] says what each of the eleven checks found; [`rules`] is the ordered table that picks the one root cause,
//! so that a symptom never outranks what brought it about; [`texts`] is the table of what Microsoft's wording refines.

mod causes;
mod checks;
mod permissions;
mod refusals;
mod rules;
#[cfg(test)]
pub(crate) mod tests;
mod texts;

use std::collections::BTreeSet;

use time::OffsetDateTime;

use crate::evidence::{Evidence, FailureKind, Refusal, TokenFacts, TokenReading};
use crate::ids::TenantId;
use crate::knowledge::Api;
use crate::permission::{Permission, PermissionReport};
use crate::verdict::{Actor, Cause, Check, CheckId, CheckStatus, Judgement, Verdict};

pub(crate) use checks::MENTIONED_SKEW;

pub use causes::{is_calm, next_look, verdict_of, who_acts};
pub use permissions::compare;

/// Counts up whenever the same evidence may come to another verdict than before; a file for support says by which rules
/// its verdicts were found.
pub const RULES: u32 = 2;

/// Judges one check. Works on unfinished evidence too: what is still pending is left out of the checks.
pub fn judge(evidence: &Evidence) -> Judgement {
    let case = Case::checked(evidence);
    let found = rules::root(&case);
    let verdict = found.as_ref().map_or(Verdict::Connected, |found| verdict_of(found.cause));
    Judgement {
        verdict,
        cause: found.as_ref().map(|found| found.cause),
        reason: found.as_ref().and_then(|found| found.reason.clone()),
        retry_at: found.as_ref().and_then(|found| found.retry_at),
        who_acts: found.as_ref().map_or(Actor::Nobody, |found| found.who_acts),
        checks: case.checks,
        permissions: case.permissions,
    }
}

/// Whether what the same app meets in other tenants would say who has to act. It is not asked for otherwise.
pub fn turns_on_elsewhere(evidence: &Evidence) -> bool {
    let case = Case::checked(evidence);
    evidence.known.elsewhere.is_none()
        && rules::root(&case).is_some_and(|found| causes::turns_on_elsewhere(&found))
}

/// What a refusal means by itself, without the check it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalMeaning {
    /// The cause; `unrecognised` where nobody here knows.
    pub cause: Cause,
    /// Who acts on it, where nothing else is known.
    pub who_acts: Actor,
    /// A finer machine id under the cause.
    pub reason: Option<String>,
}

/// Reads a pasted refusal by the sign-in service with the rules of a check, and where one number stands for several
/// faults of the consent page also by its text: there is nothing else to go by.
pub fn of_sign_in_refusal(refusal: &Refusal) -> RefusalMeaning {
    of_refusal(refusals::Refuser::Pasted, refusal)
}

/// Reads a pasted refusal by the API with the rules of a check. Of a 401 nobody knows here whether its token was in
/// order, so that its text decides alone.
pub fn of_api_refusal(refusal: &Refusal) -> RefusalMeaning {
    of_refusal(refusals::Refuser::Api, refusal)
}

/// The coarser causes that this one falls back to when Microsoft's text says it no more; none for what number, status
/// or token tell. Who acts stays the same in a check.
pub fn falls_to(cause: Cause) -> impl Iterator<Item = Cause> {
    let rows = texts::TEXTS.iter().filter(move |row| row.cause == cause);
    rows.map(|row| row.coarser).filter(move |coarser| *coarser != cause)
}

/// What it means by itself that nothing usable came.
pub fn of_failure(kind: FailureKind) -> Cause {
    causes::of_failure(kind).cause
}

fn of_refusal(refuser: refusals::Refuser, refusal: &Refusal) -> RefusalMeaning {
    let refusals::Meaning { cause, reason, who_acts } = refusals::of_refusal(refuser, refusal);
    RefusalMeaning { cause, who_acts, reason }
}

/// Whether the tenant is one to send a secret to: it exists, in the cloud that was asked for.
pub fn may_sign_in(evidence: &Evidence) -> bool {
    let check = judge(evidence).checks.into_iter().find(|check| check.id == CheckId::Tenant);
    check.is_some_and(|check| check.status == CheckStatus::Pass)
}

/// The checks whose failure makes a call of the API meaningless or, with another cloud's tenant, wrong.
const DECISIVE: [CheckId; 5] =
    [CheckId::Tenant, CheckId::Token, CheckId::Signature, CheckId::Audience, CheckId::TenantClaim];

/// Whether calling the API with this token means anything: it is signed, for this API, this tenant and this cloud.
pub fn may_call(evidence: &Evidence) -> bool {
    let checks = judge(evidence).checks;
    !checks.iter().any(|check| DECISIVE.contains(&check.id) && check.status == CheckStatus::Fail)
}

/// Whether a token may be used: its signature is Microsoft's, and it is for this API, this tenant and this app, valid
/// now, and an application's. What is not known counts as no.
pub fn may_use(evidence: &Evidence) -> bool {
    let checks = judge(evidence).checks;
    let holds = |id: &CheckId| {
        let found = checks.iter().find(|check| check.id == *id);
        found.is_some_and(|check| matches!(check.status, CheckStatus::Pass | CheckStatus::Warn))
    };
    // All but those about what the token is allowed to do.
    let of_the_token = |id: &&CheckId| !matches!(id, CheckId::Permissions | CheckId::Api);
    CheckId::ALL.iter().filter(of_the_token).all(holds)
}

/// The permissions of a token that count at the API: none in one for another API, or of a signed-in user, whatever
/// stands in it. Whether it is still valid does not matter here; a fresh one would hold the same.
pub fn roles_that_count(evidence: &Evidence) -> BTreeSet<Permission> {
    let judgement = judge(evidence);
    let fails = |id| judgement.checks.iter().any(|check| check.id == id && check.status == CheckStatus::Fail);
    if fails(CheckId::Audience) || fails(CheckId::Kind) {
        return BTreeSet::new();
    }
    judgement.permissions.granted
}

/// Evidence with the few things derived from it that every rule needs.
struct Case<'a> {
    evidence: &'a Evidence,
    api: &'static Api,
    facts: Option<&'a TokenFacts>,
    expected_tenant: Option<TenantId>,
    permissions: PermissionReport,
    checks: Vec<Check>,
    /// The moment for which lifetimes are judged.
    at: OffsetDateTime,
}

impl<'a> Case<'a> {
    fn checked(evidence: &'a Evidence) -> Self {
        let mut case = Self::of(evidence);
        case.checks = checks::all(&case);
        case
    }

    fn of(evidence: &'a Evidence) -> Self {
        let api = Api::windows_defender_atp();
        let facts = match evidence.token.value() {
            Some(TokenReading::Readable { facts }) => Some(facts.as_ref()),
            _ => None,
        };
        let found = evidence.tenant.value().map(|found| found.tenant_id);
        let named = match &evidence.asked.tenant {
            Some(crate::ids::TenantRef::Id(id)) => Some(*id),
            _ => None,
        };
        let no_roles = BTreeSet::new();
        let granted = facts.map_or(&no_roles, |facts| &facts.roles);
        Self {
            evidence,
            api,
            facts,
            // What the person named outranks what the metadata said, in case the two should ever differ.
            expected_tenant: named.or(found),
            permissions: compare(api, &evidence.asked.wanted, granted),
            checks: Vec::new(),
            at: evidence.finished_at.unwrap_or(evidence.started_at),
        }
    }
}
