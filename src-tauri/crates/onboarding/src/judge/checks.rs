//! What each check found.

use crate::cloud::CloudId;
use crate::evidence::{CallAnswer, NotDone, SignatureReading, Step, TenantFound, TokenFacts, TokenReading};
use crate::ids::{AppId, TenantId, TenantRef};
use crate::verdict::{Cause, Check, CheckId, CheckStatus, Finding};

use super::refusals::{self, Refuser};
use super::{Case, DECISIVE};

/// Up to this many seconds outside its lifetime a token is accepted.
const ACCEPTED_SKEW: i64 = 300;
/// From this many seconds on the clock is mentioned.
pub(crate) const MENTIONED_SKEW: i64 = 60;
/// A token's usual lifetime, in minutes; outside of it is odd, not wrong.
const USUAL_MINUTES: std::ops::RangeInclusive<i64> = 5..=28 * 60;

/// All checks that have come to a finding, in their order; all eleven when the evidence is finished.
pub(super) fn all(case: &Case) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::with_capacity(CheckId::ALL.len());
    for id in CheckId::ALL {
        let outcome = match id {
            CheckId::Tenant => tenant(case),
            CheckId::Token => token(case),
            CheckId::Signature => signature(case),
            CheckId::Api => api(case, &checks),
            claim => claim_check(case, claim),
        };
        let Some((status, finding)) = outcome else { continue };
        let took_ms = match id {
            CheckId::Tenant => case.evidence.tenant.took_ms(),
            CheckId::Token => case.evidence.token.took_ms(),
            CheckId::Signature => case.evidence.signature.took_ms(),
            CheckId::Api => case.evidence.call.took_ms(),
            _ => None,
        };
        checks.push(Check { id, status, finding, took_ms });
    }
    checks
}

type Outcome = Option<(CheckStatus, Finding)>;

const PASS: fn(Finding) -> Outcome = |finding| Some((CheckStatus::Pass, finding));
const WARN: fn(Finding) -> Outcome = |finding| Some((CheckStatus::Warn, finding));
const FAIL: fn(Finding) -> Outcome = |finding| Some((CheckStatus::Fail, finding));
const SKIPPED: fn(Finding) -> Outcome = |finding| Some((CheckStatus::Skipped, finding));

/// A step that was refused, failed or not done; `None` while it is pending. `after` is the check that stands
/// before it in the order.
fn not_answered<T>(refuser: Refuser, step: &Step<T>, after: CheckId) -> Outcome {
    match step {
        Step::Pending | Step::Answered { .. } => None,
        Step::NotDone { why: NotDone::EarlierStep } => SKIPPED(Finding::SkippedAfter { failed: after }),
        Step::NotDone { why: NotDone::NotAsked } => SKIPPED(Finding::NotAsked),
        Step::NotDone { why: NotDone::Cancelled } => SKIPPED(Finding::Cancelled),
        Step::Refused { refusal, .. } => FAIL(Finding::Refused {
            status: refusal.status,
            code: refusals::refusal_code(refusal),
            cause: refusals::of_refusal(refuser, refusal).cause,
        }),
        Step::Failed { failure, .. } => FAIL(Finding::NoAnswer { failure: failure.kind }),
    }
}

fn tenant(case: &Case) -> Outcome {
    let Some(found) = case.evidence.tenant.value() else {
        if let Step::Refused { refusal, .. } = &case.evidence.tenant
            && refusals::of_refusal(Refuser::SignIn, refusal).cause == Cause::TenantNotFound
        {
            let asked = case.evidence.asked.tenant.as_ref().map(ToString::to_string).unwrap_or_default();
            return FAIL(Finding::TenantUnknown { asked });
        }
        if let Step::NotDone { why: NotDone::EarlierStep } = &case.evidence.tenant {
            // Nothing stands before the tenant but our own records.
            return SKIPPED(Finding::NotAsked);
        }
        return not_answered(Refuser::SignIn, &case.evidence.tenant, CheckId::Tenant);
    };
    if let Some(other) = other_cloud(case.evidence.asked.cloud, found) {
        let cloud = match other {
            LivesIn::Ours(cloud) => Some(cloud.id().to_owned()),
            LivesIn::Elsewhere => None,
        };
        return FAIL(Finding::TenantInOtherCloud { cloud });
    }
    let asked = match &case.evidence.asked.tenant {
        Some(TenantRef::Domain(domain)) => Some(domain.to_string()),
        _ => None,
    };
    PASS(Finding::TenantExists {
        tenant_id: found.tenant_id.to_string(),
        asked,
        region: found.region.clone(),
    })
}

/// Where a tenant lives, by its metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LivesIn {
    /// One of our clouds.
    Ours(CloudId),
    /// A cloud that Consentry does not serve.
    Elsewhere,
}

/// The cloud that a tenant's metadata points to, if it is not the one asked for. `None`: it is, as far as the
/// metadata tells. Source: the values that cisagov/ScubaGear and AADInternals rely on.
pub(super) fn other_cloud(asked: CloudId, found: &TenantFound) -> Option<LivesIn> {
    let lower = |text: &Option<String>| text.as_deref().unwrap_or_default().to_ascii_lowercase();
    let (region, sub_region, instance) =
        (lower(&found.region), lower(&found.sub_region), lower(&found.cloud_instance));
    let lives_in = if instance.split('.').next_back() == Some("cn") {
        LivesIn::Elsewhere
    } else if region == "usgov" || instance.ends_with("microsoftonline.us") {
        LivesIn::Ours(if sub_region == "dod" { CloudId::Dod } else { CloudId::GccHigh })
    } else if sub_region == "gcc" {
        LivesIn::Ours(CloudId::Gcc)
    } else if region.is_empty() {
        return None;
    } else {
        LivesIn::Ours(CloudId::Commercial)
    };
    // GCC High and DoD share their hosts, and practice speaks as the public cloud does.
    let hosts = |cloud: CloudId| match cloud {
        CloudId::Commercial | CloudId::Practice => 0,
        CloudId::Gcc => 1,
        CloudId::GccHigh | CloudId::Dod => 2,
    };
    let same = matches!(lives_in, LivesIn::Ours(cloud) if hosts(cloud) == hosts(asked));
    (!same).then_some(lives_in)
}

fn token(case: &Case) -> Outcome {
    match &case.evidence.token {
        Step::Answered { value: TokenReading::Unreadable { problem }, .. } => {
            FAIL(Finding::TokenUnreadable { problem: problem.clone() })
        }
        Step::Answered { value: TokenReading::Readable { facts }, .. } => {
            let version = facts.version.clone();
            let from = facts.not_before.or(facts.issued).unwrap_or(facts.expires);
            let minutes = facts.expires.saturating_sub(from) / 60;
            PASS(if case.evidence.asked.app_id.is_some() && case.evidence.tenant.value().is_some() {
                Finding::TokenIssued { version, minutes }
            } else {
                Finding::TokenGiven { version }
            })
        }
        other => not_answered(Refuser::SignIn, other, CheckId::Tenant),
    }
}

fn signature(case: &Case) -> Outcome {
    match &case.evidence.signature {
        Step::Answered { value, .. } => match value.clone() {
            SignatureReading::Verified { key_id } => PASS(Finding::SignatureVerified { key_id }),
            SignatureReading::Invalid { key_id } => FAIL(Finding::SignatureInvalid { key_id }),
            SignatureReading::KeyUnknown { key_id } => FAIL(Finding::KeyUnknown { key_id }),
            SignatureReading::KeyUnfit { key_id, why } => FAIL(Finding::KeyUnfit { key_id, why }),
            SignatureReading::AlgorithmRefused { algorithm } => FAIL(Finding::AlgorithmRefused { algorithm }),
            SignatureReading::NotForUs => SKIPPED(Finding::SignatureNotForUs),
        },
        // Keys out of reach say nothing about the token: not checked, and never "connected".
        Step::Refused { .. } | Step::Failed { .. } | Step::NotDone { why: NotDone::NotAsked } => {
            SKIPPED(Finding::SignatureNotChecked)
        }
        other => not_answered(Refuser::Keys, other, CheckId::Token),
    }
}

/// Checks of a single claim: they need a readable token and nothing else.
fn claim_check(case: &Case, id: CheckId) -> Outcome {
    let Some(facts) = case.facts else {
        return match &case.evidence.token {
            Step::Pending => None,
            Step::NotDone { .. } => not_answered(Refuser::SignIn, &case.evidence.token, CheckId::Tenant),
            _ => SKIPPED(Finding::SkippedAfter { failed: CheckId::Token }),
        };
    };
    match id {
        CheckId::Issuer => issuer(case, facts),
        CheckId::Audience => audience(case, facts),
        CheckId::TenantClaim => tenant_claim(case, facts),
        CheckId::App => app(case, facts),
        CheckId::Lifetime => lifetime(case, facts),
        CheckId::Kind => kind(facts),
        _ => permissions(case, facts),
    }
}

fn issuer(case: &Case, facts: &TokenFacts) -> Outcome {
    let issuer = facts.issuer.clone();
    match &case.evidence.issuers {
        None => SKIPPED(Finding::NotCompared { value: issuer }),
        Some(issuers) => {
            let expected = if facts.version == "1.0" { &issuers.v1 } else { &issuers.v2 };
            if *expected == issuer {
                PASS(Finding::IssuerExpected { issuer })
            } else {
                FAIL(Finding::IssuerOther { issuer, expected: expected.clone() })
            }
        }
    }
}

fn audience(case: &Case, facts: &TokenFacts) -> Outcome {
    let audience = facts.audience.clone();
    if case.api.is_audience(&audience) {
        PASS(Finding::AudienceExpected { audience })
    } else {
        let known_as = case.api.other_api(&audience).map(str::to_owned);
        FAIL(Finding::AudienceOther { audience, known_as })
    }
}

fn tenant_claim(case: &Case, facts: &TokenFacts) -> Outcome {
    let Some(claimed) = &facts.tenant_id else {
        return FAIL(Finding::ClaimMissing { claim: "tid".to_owned() });
    };
    match case.expected_tenant {
        None => SKIPPED(Finding::NotCompared { value: claimed.clone() }),
        Some(expected) if TenantId::parse(claimed) == Ok(expected) => {
            PASS(Finding::TenantClaimExpected { tenant_id: expected.to_string() })
        }
        Some(expected) => {
            FAIL(Finding::TenantClaimOther { tenant_id: claimed.clone(), expected: expected.to_string() })
        }
    }
}

fn app(case: &Case, facts: &TokenFacts) -> Outcome {
    let Some(claimed) = &facts.app_id else {
        let claim = if facts.version == "1.0" { "appid" } else { "azp" };
        return FAIL(Finding::ClaimMissing { claim: claim.to_owned() });
    };
    match case.evidence.asked.app_id {
        None => SKIPPED(Finding::NotCompared { value: claimed.clone() }),
        // In its plain form only, as Entra writes it; what people paste may have more around it.
        Some(expected) if claimed.len() == 36 && AppId::parse(claimed) == Ok(expected) => {
            PASS(Finding::AppExpected { app_id: expected.to_string() })
        }
        Some(expected) => FAIL(Finding::AppOther { app_id: claimed.clone(), expected: expected.to_string() }),
    }
}

/// How a token's lifetime stands at the moment of the check.
pub(super) enum LifetimeState {
    /// Within, with so many seconds left.
    Valid(i64),
    /// Outside by so many seconds, within tolerance.
    Tolerated(i64),
    /// Expired so many seconds ago.
    Expired(i64),
    /// Not valid for so many seconds.
    Early(i64),
    /// Outside by this machine's clock, inside by Microsoft's, which is so many seconds ahead.
    ClockWrong(i64),
}

pub(super) fn lifetime_state(case: &Case, facts: &TokenFacts) -> LifetimeState {
    // Saturating throughout: evidence is also read from files, where any number can stand.
    let now = case.at.unix_timestamp();
    // Nobody has a token before it was issued, whatever it says of its beginning.
    let from = facts.not_before.max(facts.issued);
    let outside = |now: i64| {
        let late = now.saturating_sub(facts.expires);
        let early = from.map_or(i64::MIN, |from| from.saturating_sub(now));
        (late, early)
    };
    let (late, early) = outside(now);
    // A token that ends before it begins is never valid; tolerance for clocks must not make it so.
    if from.is_some_and(|from| facts.expires <= from) {
        return if late >= 0 { LifetimeState::Expired(late) } else { LifetimeState::Early(early) };
    }
    let off = late.max(early);
    if off <= 0 {
        return LifetimeState::Valid(late.saturating_neg());
    }
    if off <= ACCEPTED_SKEW {
        return LifetimeState::Tolerated(off);
    }
    if let Some(ahead) = clock_off(case) {
        let (late, early) = outside(now.saturating_add(ahead));
        if late.max(early) <= MENTIONED_SKEW {
            return LifetimeState::ClockWrong(ahead);
        }
    }
    if late > 0 { LifetimeState::Expired(late) } else { LifetimeState::Early(early) }
}

/// How far Microsoft's clock is ahead of this machine's, where that is worth mentioning.
fn clock_off(case: &Case) -> Option<i64> {
    case.evidence.clock_ahead_seconds.filter(|ahead| ahead.saturating_abs() > MENTIONED_SKEW)
}

/// Microsoft's answers told the time, and this machine's clock agrees.
pub(super) fn clock_is_right(case: &Case) -> bool {
    case.evidence.clock_ahead_seconds.is_some_and(|ahead| ahead.saturating_abs() <= MENTIONED_SKEW)
}

fn lifetime(case: &Case, facts: &TokenFacts) -> Outcome {
    let clock_off = clock_off(case);
    match lifetime_state(case, facts) {
        LifetimeState::Valid(seconds_left) => {
            let minutes = facts.not_before.map(|from| facts.expires.saturating_sub(from) / 60);
            match (clock_off, minutes) {
                (Some(ahead), _) => {
                    WARN(Finding::LifetimeWithinSkew { seconds_off: 0, clock_off: Some(ahead) })
                }
                (None, Some(minutes)) if !USUAL_MINUTES.contains(&minutes) => {
                    WARN(Finding::LifetimeOdd { minutes })
                }
                _ => PASS(Finding::LifetimeGood { seconds_left }),
            }
        }
        LifetimeState::Tolerated(seconds_off) if seconds_off > MENTIONED_SKEW => {
            WARN(Finding::LifetimeWithinSkew { seconds_off, clock_off })
        }
        LifetimeState::Tolerated(_) => PASS(Finding::LifetimeGood {
            seconds_left: 0.max(facts.expires.saturating_sub(case.at.unix_timestamp())),
        }),
        LifetimeState::Expired(seconds_ago) => FAIL(Finding::Expired { seconds_ago }),
        LifetimeState::Early(seconds) => FAIL(Finding::NotYetValid { seconds }),
        LifetimeState::ClockWrong(seconds) => FAIL(Finding::ClockWrong { seconds }),
    }
}

/// The claims that name a signed-in user.
const USER_NAMES: [&str; 3] = ["upn", "unique_name", "preferred_username"];

/// `scp`, an `idtyp` that is not `app`, a user's name, or a subject that is not the app's own object marks a user's
/// token. An absent `idtyp` is normal.
pub(super) fn is_delegated(facts: &TokenFacts) -> bool {
    facts.scopes.is_some()
        || facts.id_type.as_deref().is_some_and(|kind| kind != "app")
        || facts.user_claims.iter().any(|claim| USER_NAMES.contains(&claim.as_str()))
        || matches!((&facts.object_id, &facts.subject), (Some(object), Some(subject)) if object != subject)
}

fn kind(facts: &TokenFacts) -> Outcome {
    if is_delegated(facts) {
        FAIL(Finding::KindDelegated { scopes: facts.scopes.clone() })
    } else {
        PASS(Finding::KindApp)
    }
}

fn permissions(case: &Case, facts: &TokenFacts) -> Outcome {
    let report = &case.permissions;
    if facts.roles.is_empty() {
        return FAIL(Finding::NoPermissions);
    }
    if report.wanted.is_empty() {
        return PASS(Finding::PermissionsHeld { granted: report.granted.len() });
    }
    if !report.missing.is_empty() {
        let missing = report.missing.iter().cloned().collect();
        return FAIL(Finding::PermissionsMissing { wanted: report.wanted.len(), missing });
    }
    let found = Finding::PermissionsComplete {
        wanted: report.wanted.len(),
        covered: report.covered_by.len(),
        extra: report.extra.len(),
    };
    if report.extra.is_empty() { PASS(found) } else { WARN(found) }
}

fn api(case: &Case, earlier: &[Check]) -> Outcome {
    match &case.evidence.call {
        Step::Answered { value: CallAnswer { path, status, only_accepted, .. }, .. } => {
            let (path, status) = (path.clone(), *status);
            if *only_accepted {
                WARN(Finding::ApiAcceptedToken { path, status })
            } else {
                PASS(Finding::ApiAnswered { method: "GET".to_owned(), path, status })
            }
        }
        Step::NotDone { why: NotDone::EarlierStep } => {
            let failed = earlier
                .iter()
                .find(|check| DECISIVE.contains(&check.id) && check.status == CheckStatus::Fail)
                .map_or(CheckId::Token, |check| check.id);
            SKIPPED(Finding::SkippedAfter { failed })
        }
        other => not_answered(Refuser::Api, other, CheckId::Token),
    }
}
