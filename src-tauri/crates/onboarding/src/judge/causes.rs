//! How each rule of the table in [`super::rules`] finds its cause, and who acts on it.
//!
//! What a single refusal means is in [`super::refusals`].

use time::{Duration, OffsetDateTime};

use crate::evidence::{Elsewhere, FailureKind, NotDone, SignatureReading, Step, TokenReading};
use crate::verdict::{Actor, Cause, CheckId, CheckStatus, Verdict};

use super::Case;
use super::checks::{self, LifetimeState, LivesIn};
use super::refusals::{Meaning, Refuser, meaning, of_refusal, refined};
use super::texts::NOT_IN_DIRECTORY;

/// After a sign of consent, this long a missing app or permission is patience, not a fault.
/// No figure is published; the catalogue's experience is "seconds to a few minutes".
const PROPAGATION: Duration = Duration::minutes(15);

/// A cause and what goes with it.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub cause: Cause,
    pub reason: Option<String>,
    pub retry_at: Option<OffsetDateTime>,
    pub who_acts: Actor,
}

impl Found {
    fn new(cause: Cause) -> Self {
        Self { cause, reason: None, retry_at: None, who_acts: who_acts(cause) }
    }

    fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    fn retry_at(mut self, at: Option<OffsetDateTime>) -> Self {
        self.retry_at = at;
        self
    }

    fn is_because(&self, reason: &str) -> bool {
        self.reason.as_deref() == Some(reason)
    }

    fn by(mut self, actor: Actor) -> Self {
        self.who_acts = actor;
        self
    }
}

/// The verdict that a cause stands for.
pub fn verdict_of(cause: Cause) -> Verdict {
    use Cause as C;
    match cause {
        C::Propagating
        | C::Throttled
        | C::ServiceUnavailable
        | C::TimedOut
        | C::Network
        | C::Proxy
        | C::CaptivePortal
        | C::Tls
        | C::UnexpectedReply
        // This computer's own trouble says nothing about the customer.
        | C::ClockSkew
        | C::KeychainLocked
        | C::KeychainMissing
        | C::SecretLost
        | C::Storage
        | C::NotProved
        | C::Unrecognised => Verdict::Unknown,
        _ => Verdict::NeedsAttention,
    }
}

/// Who acts on a cause, where nothing else in the evidence says otherwise.
pub fn who_acts(cause: Cause) -> Actor {
    use Cause as C;
    match cause {
        C::NotConsented
        | C::ConsentDeclined
        | C::ConsentByNonAdmin
        | C::ConsentOutdated
        | C::WrongTenantConsented
        | C::ResourceMissing
        | C::ConditionalAccess
        | C::ApiForbidden
        | C::NotProvisioned
        | C::AppDisabled
        | C::RoleMissing
        | C::NoRoles => Actor::Customer,
        C::Throttled | C::ServiceUnavailable | C::Propagating => Actor::Wait,
        _ => Actor::Partner,
    }
}

/// Whether a sign of consent is so fresh that what is missing may still be on its way.
pub fn is_calm(hint: OffsetDateTime, now: OffsetDateTime) -> bool {
    now - hint < PROPAGATION && hint - now <= Duration::MINUTE
}

/// When to look again after a sign of consent: pauses of 5, 10, 20, 40 seconds, then every minute.
pub fn next_look(hint: OffsetDateTime, now: OffsetDateTime) -> OffsetDateTime {
    let since = (now - hint).max(Duration::ZERO);
    let pause = match since.whole_seconds() {
        0..5 => 5,
        5..15 => 10,
        15..35 => 20,
        35..75 => 40,
        _ => 60,
    };
    now.saturating_add(Duration::seconds(pause))
}

pub(super) fn of_failure(kind: FailureKind) -> Meaning {
    use FailureKind as F;
    match kind {
        F::NameNotResolved => refined(Cause::Network, "name-not-resolved"),
        F::Unreachable => refined(Cause::Network, "unreachable"),
        F::TimedOut => meaning(Cause::TimedOut),
        F::UntrustedIssuer => refined(Cause::Tls, "untrusted-issuer"),
        F::WrongName => refined(Cause::Tls, "wrong-name"),
        F::CertificateExpired => refined(Cause::Tls, "certificate-expired"),
        F::TlsOther => meaning(Cause::Tls),
        F::NoTrustStore => refined(Cause::Tls, "no-trust-store"),
        F::ProxyUnreachable => refined(Cause::Proxy, "unreachable"),
        F::ProxySignIn => refined(Cause::Proxy, "sign-in-required"),
        F::ProxyRefused => refined(Cause::Proxy, "refused"),
        F::CaptivePortal => meaning(Cause::CaptivePortal),
        F::UnexpectedReply => meaning(Cause::UnexpectedReply),
        F::TooLarge => refined(Cause::UnexpectedReply, "too-large"),
        F::CredentialMissing => meaning(Cause::CredentialMissing),
        F::SecretIdPasted => meaning(Cause::SecretIdPasted),
        F::KeychainLocked => meaning(Cause::KeychainLocked),
        F::KeychainMissing => meaning(Cause::KeychainMissing),
        F::SecretLost => meaning(Cause::SecretLost),
        F::Storage => meaning(Cause::Storage),
    }
}

/// A step that was refused or failed.
fn not_answered<T>(refuser: Refuser, step: &Step<T>) -> Option<Found> {
    match step {
        Step::Refused { refusal, .. } => {
            let Meaning { cause, reason, who_acts } = of_refusal(refuser, refusal);
            Some(Found { cause, reason, who_acts, retry_at: refusal.retry_at })
        }
        Step::Failed { failure, .. } => {
            let Meaning { cause, reason, who_acts } = of_failure(failure.kind);
            Some(Found { cause, reason, who_acts, retry_at: failure.retry_at })
        }
        Step::Pending | Step::NotDone { .. } | Step::Answered { .. } => None,
    }
}

pub(super) fn tenant_not_answered(case: &Case) -> Option<Found> {
    not_answered(Refuser::SignIn, &case.evidence.tenant)
}

pub(super) fn tenant_in_other_cloud(case: &Case) -> Option<Found> {
    let found = case.evidence.tenant.value()?;
    let other = checks::other_cloud(case.evidence.asked.cloud, found)?;
    let reason = match other {
        LivesIn::Ours(cloud) => cloud.id(),
        LivesIn::Elsewhere => "another-cloud",
    };
    Some(Found::new(Cause::WrongCloud).because(reason))
}

pub(super) fn token_not_answered(case: &Case) -> Option<Found> {
    not_answered(Refuser::SignIn, &case.evidence.token)
}

pub(super) fn token_unreadable(case: &Case) -> Option<Found> {
    match case.evidence.token.value()? {
        TokenReading::Unreadable { problem } => {
            let name = serde_json::to_value(problem).ok()?.get("problem")?.as_str()?.replace('_', "-");
            Some(Found::new(Cause::MalformedToken).because(name))
        }
        TokenReading::Readable { .. } => None,
    }
}

/// The method is judged from the token alone, so that it is refused offline and without keys too.
pub(super) fn method_refused(case: &Case) -> Option<Found> {
    let facts = case.facts?;
    // A Graph token is for another API; that is the cause, and its signature says nothing.
    crate::token::refused_method(facts).map(|_| Found::new(Cause::AlgorithmRefused))
}

pub(super) fn signature_wrong(case: &Case) -> Option<Found> {
    match case.evidence.signature.value()? {
        SignatureReading::Invalid { .. } => Some(Found::new(Cause::SignatureInvalid)),
        SignatureReading::KeyUnknown { .. } => Some(Found::new(Cause::KeyUnknown)),
        SignatureReading::KeyUnfit { why, .. } => {
            Some(Found::new(Cause::KeyUnknown).because(format!("key-{why}")))
        }
        SignatureReading::AlgorithmRefused { .. } => Some(Found::new(Cause::AlgorithmRefused)),
        SignatureReading::Verified { .. } | SignatureReading::NotForUs => None,
    }
}

pub(super) fn audience_wrong(case: &Case) -> Option<Found> {
    let audience = &case.facts?.audience;
    if case.api.is_audience(audience) {
        return None;
    }
    let other = case.api.other_api(audience).map(|name| name.to_ascii_lowercase().replace(' ', "-"));
    Some(Found { reason: other, ..Found::new(Cause::WrongAudience) })
}

fn failed(case: &Case, id: CheckId, means: Cause) -> Option<Found> {
    let is_failed = case.checks.iter().any(|check| check.id == id && check.status == CheckStatus::Fail);
    is_failed.then(|| Found::new(means))
}

pub(super) fn tenant_wrong(case: &Case) -> Option<Found> {
    failed(case, CheckId::TenantClaim, Cause::WrongTenant)
}

pub(super) fn issuer_wrong(case: &Case) -> Option<Found> {
    failed(case, CheckId::Issuer, Cause::WrongIssuer)
}

pub(super) fn app_wrong(case: &Case) -> Option<Found> {
    failed(case, CheckId::App, Cause::WrongApp)
}

pub(super) fn delegated(case: &Case) -> Option<Found> {
    checks::is_delegated(case.facts?).then(|| Found::new(Cause::DelegatedToken))
}

pub(super) fn lifetime_wrong(case: &Case) -> Option<Found> {
    match checks::lifetime_state(case, case.facts?) {
        LifetimeState::Valid(_) | LifetimeState::Tolerated(_) => None,
        LifetimeState::Expired(_) => Some(Found::new(Cause::TokenExpired)),
        LifetimeState::Early(_) => {
            let found = Found::new(Cause::TokenNotYetValid);
            Some(if checks::clock_is_right(case) { found.because("clock-right") } else { found })
        }
        LifetimeState::ClockWrong(_) => Some(Found::new(Cause::ClockSkew)),
    }
}

/// What is missing, and what our own record says of it: never declared (the partner's to add), or declared after
/// the last consent we know of (the customer's to accept again).
pub(super) fn permissions_wrong(case: &Case) -> Option<Found> {
    let facts = case.facts?;
    let (missing, known) = (&case.permissions.missing, &case.evidence.known);
    let undeclared = |permission| !known.declared.is_empty() && !known.declared.contains_key(permission);
    if facts.roles.is_empty() {
        let found = Found::new(Cause::NoRoles);
        let all_undeclared = !missing.is_empty() && missing.iter().all(undeclared);
        return Some(if all_undeclared { found.by(Actor::Partner).because("not-declared") } else { found });
    }
    if missing.is_empty() {
        return None;
    }
    if missing.iter().any(undeclared) {
        return Some(Found::new(Cause::RoleMissing).by(Actor::Partner).because("not-declared"));
    }
    let last_consent = known.last_grant.as_ref().map(|grant| grant.at).max(known.consent_hint_at);
    let was_granted =
        |permission| known.last_grant.as_ref().is_some_and(|grant| grant.roles.contains(permission));
    let younger = |permission| {
        let declared = known.declared.get(permission).copied();
        last_consent.zip(declared).is_some_and(|(consent, declared)| consent < declared)
    };
    if missing.iter().all(|permission| younger(permission) && !was_granted(permission)) {
        return Some(Found::new(Cause::ConsentOutdated));
    }
    if missing.iter().any(was_granted) {
        return Some(Found::new(Cause::RoleMissing).because("was-granted-before"));
    }
    Some(Found::new(Cause::RoleMissing))
}

/// A definite refusal by the API outranks a signature that merely was not checked.
///
/// A 401 turns on the token, not on its text. Where everything about the token was proved right, what turns it away
/// lies in the customer's Defender, which is the last entry of the catalogue's `diagnosisOrder` (401 "Account mode is
/// inactive"); where something was not, the token is looked at first, whatever the text says.
pub(super) fn call_refused(case: &Case) -> Option<Found> {
    let found = not_answered(Refuser::Api, &case.evidence.call)
        .filter(|found| verdict_of(found.cause) == Verdict::NeedsAttention)?;
    let is_401 = matches!(&case.evidence.call, Step::Refused { refusal, .. } if refusal.status == 401);
    Some(match (is_401, token_is_in_order(case)) {
        (true, false) => Found::new(Cause::ApiUnauthorized).retry_at(found.retry_at),
        (true, true) if found.cause == Cause::ApiUnauthorized => {
            found.by(Actor::Customer).because("token-in-order")
        }
        _ => found,
    })
}

/// Verified, and nothing about it wrong or within tolerance only.
fn token_is_in_order(case: &Case) -> bool {
    let verified = matches!(case.evidence.signature.value(), Some(SignatureReading::Verified { .. }));
    let in_time = case
        .facts
        .is_some_and(|facts| matches!(checks::lifetime_state(case, facts), LifetimeState::Valid(_)));
    verified && in_time
}

pub(super) fn cancelled(case: &Case) -> Option<Found> {
    let evidence = case.evidence;
    let stopped = [
        matches!(evidence.tenant, Step::NotDone { why: NotDone::Cancelled }),
        matches!(evidence.token, Step::NotDone { why: NotDone::Cancelled }),
        matches!(evidence.signature, Step::NotDone { why: NotDone::Cancelled }),
        matches!(evidence.call, Step::NotDone { why: NotDone::Cancelled }),
    ];
    stopped.contains(&true).then(|| Found::new(Cause::NotProved).because("cancelled"))
}

pub(super) fn signature_not_checked(case: &Case) -> Option<Found> {
    match &case.evidence.signature {
        Step::Answered { value: SignatureReading::Verified { .. }, .. } => None,
        step @ (Step::Refused { .. } | Step::Failed { .. }) => not_answered(Refuser::Keys, step),
        _ => Some(Found::new(Cause::NotProved).because("signature-not-checked")),
    }
}

pub(super) fn call_not_answered(case: &Case) -> Option<Found> {
    not_answered(Refuser::Api, &case.evidence.call)
}

pub(super) fn not_proved(case: &Case) -> Option<Found> {
    (case.facts.is_none() || case.evidence.call.value().is_none())
        .then(|| Found::new(Cause::NotProved).because("no-call"))
}

/// Shortly after a sign of consent, "not there" is waiting, not broken. A consent that our own record knows to be
/// older than the permission is not waited for: no time brings what was never accepted. Nor is a number that says
/// "disabled", whatever its text.
pub(super) fn patience(case: &Case, found: Found) -> Found {
    let may_still_come = matches!(found.cause, Cause::NotConsented | Cause::RoleMissing | Cause::NoRoles)
        && found.who_acts == Actor::Customer
        && !found.is_because(NOT_IN_DIRECTORY);
    match case.evidence.known.consent_hint_at {
        Some(hint) if may_still_come && is_calm(hint, case.at) => {
            Found::new(Cause::Propagating).because(found.cause.id()).retry_at(Some(next_look(hint, case.at)))
        }
        _ => found,
    }
}

/// Whether it bears on the finding what the same app meets in other tenants.
pub(super) fn turns_on_elsewhere(found: &Found) -> bool {
    found.who_acts == Actor::Customer
        && (found.cause == Cause::AppDisabled || found.is_because(NOT_IN_DIRECTORY))
}

/// Microsoft does not know the app in the tenant at all. Other numbers say that nobody has accepted it there.
fn is_unknown_there(case: &Case) -> bool {
    const UNKNOWN_THERE: [u64; 3] = [70_001, 700_011, 700_016];
    let Step::Refused { refusal, .. } = &case.evidence.token else { return false };
    refusal.codes.iter().any(|code| UNKNOWN_THERE.contains(code))
}

/// Who switched the app off. The number is the same for all three; what the same app meets elsewhere tells: off in one
/// tenant only is that customer's doing, off at home or in others too more likely its owner's or Microsoft's, which the
/// partner takes up. At home there is no customer to act at all.
pub(super) fn whose(case: &Case, found: Found) -> Found {
    if found.who_acts != Actor::Customer {
        return found;
    }
    match case.evidence.known.elsewhere {
        Some(Elsewhere::AtHome) => {
            let nobody_accepts = found.cause == Cause::AppDisabled || is_unknown_there(case);
            let found = found.by(Actor::Partner);
            if nobody_accepts { found.because("at-home") } else { found }
        }
        Some(Elsewhere::DisabledToo) if turns_on_elsewhere(&found) => {
            found.by(Actor::Partner).because("not-only-here")
        }
        Some(Elsewhere::Works) if found.cause == Cause::AppDisabled => found.because("here-only"),
        _ => found,
    }
}
