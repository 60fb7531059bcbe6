//! One verdict and what it rests on, with the questions that sentences ask of it.

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::evidence::{Evidence, Failure, FailureKind, Refusal, Step, TokenReading};
use consentry_onboarding::knowledge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::{Actor, Cause, CheckId, Finding, Judgement};
use time::OffsetDateTime;

use crate::dates;
use crate::lang::Voice;

/// Names that a sentence lists before it says "and so many more".
const LISTED: usize = 3;

/// Everything a sentence may draw on.
pub(crate) struct Matter<'a> {
    pub voice: Voice,
    pub evidence: &'a Evidence,
    pub judgement: &'a Judgement,
}

/// What stopped the check: a refusal by the service, or no usable answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Obstacle<'a> {
    Refusal(&'a Refusal),
    Failure(&'a Failure),
}

/// How missing permissions stand to what our own record knows. Days are as the reader says them.
pub(crate) enum Record<'a> {
    /// Declared after the consent we know of.
    ConsentOlder { declared: Declared, consented: String },
    /// Declared after the last token that was proved; no consent was heard of since.
    TokenOlder { declared: Declared, seen: String },
    /// An earlier token, of that day, carried these of them.
    HeldBefore { day: String, held: Vec<&'a str> },
    /// An earlier token, of that day, did not carry them either.
    NeverHeld { day: String },
    /// The record of this app lists permissions, and one or several of the missing are not among them.
    NotDeclared { several: bool },
    /// Nothing that would help.
    Silent,
}

/// When the missing permissions were declared.
pub(crate) struct Declared {
    /// The day of the last one.
    pub day: String,
    /// The others were declared on the same day.
    pub one_day: bool,
}

impl<'a> Matter<'a> {
    pub fn new(voice: Voice, evidence: &'a Evidence, judgement: &'a Judgement) -> Self {
        Self { voice, evidence, judgement }
    }

    /// The partner is the one to act.
    pub fn partner_acts(&self) -> bool {
        self.judgement.who_acts == Actor::Partner
    }

    /// The app is off in another tenant too, by the number; an old text of that number says "not found" instead.
    pub fn is_off_elsewhere_too(&self) -> bool {
        self.because("not-only-here")
    }

    /// When trying again makes sense, as the reader's time of day.
    pub fn retry(&self) -> Option<String> {
        self.judgement.retry_at.map(|at| self.moment(at))
    }

    /// A moment as it stands inside a sentence, seen from the day of the check.
    pub fn moment(&self, at: OffsetDateTime) -> String {
        dates::moment(self.voice, at, self.evidence.started_at)
    }

    /// A day as the reader says it, seen from the day of the check.
    pub fn day(&self, at: OffsetDateTime) -> String {
        dates::date(self.voice, at, self.evidence.started_at)
    }

    /// The finding of one check.
    pub fn finding(&self, id: CheckId) -> Option<&'a Finding> {
        self.judgement.checks.iter().find(|check| check.id == id).map(|check| &check.finding)
    }

    /// What the customer was asked for by: an ID or a domain.
    pub fn asked_tenant(&self) -> Option<String> {
        self.evidence.asked.tenant.as_ref().map(ToString::to_string)
    }

    /// `aud` of the API in the cloud that was asked.
    pub fn audience(&self) -> String {
        // Practice stands in for the commercial cloud and shares its audience.
        let id = match self.evidence.asked.cloud {
            CloudId::Practice => CloudId::Commercial,
            real => real,
        };
        Cloud::real(id).map(|cloud| cloud.audience().to_owned()).unwrap_or_default()
    }

    /// The refusal or failure that decided the verdict. None for a connected customer, and none where the
    /// token's own content decided: a call refused after that is a symptom.
    pub fn obstacle(&self) -> Option<Obstacle<'a>> {
        let cause = self.judgement.cause?;
        let evidence = self.evidence;
        if let Some(first) = obstacle_in(&evidence.tenant).or_else(|| obstacle_in(&evidence.token)) {
            return Some(first);
        }
        let (signature, call) = (obstacle_in(&evidence.signature), obstacle_in(&evidence.call));
        let call_decided = match self.finding(CheckId::Api) {
            Some(Finding::Refused { cause: told, .. }) => *told == cause,
            Some(Finding::NoAnswer { failure }) => leads_to(*failure) == cause,
            _ => false,
        };
        if call_decided {
            return call;
        }
        if told_by_the_token(cause) { None } else { signature.or(call) }
    }

    /// The finer id under the cause is this one.
    pub fn because(&self, reason: &str) -> bool {
        self.judgement.reason.as_deref() == Some(reason)
    }

    /// A token was received and could be read.
    pub fn has_token(&self) -> bool {
        matches!(self.evidence.token.value(), Some(TokenReading::Readable { .. }))
    }

    /// The kind of failure that decided, if it was one.
    pub fn failure(&self) -> Option<FailureKind> {
        match self.obstacle()? {
            Obstacle::Failure(failure) => Some(failure.kind),
            Obstacle::Refusal(_) => None,
        }
    }

    /// Who signed the certificate that was not trusted.
    pub fn signer(&self) -> Option<&'a str> {
        match self.obstacle()? {
            Obstacle::Failure(failure) => failure.issued_by.as_deref(),
            Obstacle::Refusal(_) => None,
        }
    }

    /// The refusal that decided, if it was one.
    pub fn refusal(&self) -> Option<&'a Refusal> {
        match self.obstacle()? {
            Obstacle::Refusal(refusal) => Some(refusal),
            Obstacle::Failure(_) => None,
        }
    }

    /// Entra's number in the refusal that decided.
    pub fn number(&self) -> Option<u64> {
        entra_number(self.refusal()?)
    }

    /// Seconds by which this computer's clock is behind Microsoft's; negative when it is ahead.
    pub fn clock_behind(&self) -> Option<i64> {
        match self.finding(CheckId::Lifetime) {
            Some(Finding::ClockWrong { seconds }) => Some(*seconds),
            _ => self.evidence.clock_ahead_seconds.filter(|seconds| *seconds != 0),
        }
    }

    /// The permissions that the next step is about: of the missing ones those that the app does not even ask
    /// for, where the partner has to add them; else all missing ones. Three names at most, and how many more
    /// there are.
    pub fn missing(&self) -> (Vec<&'a str>, usize) {
        let undeclared = self.undeclared();
        let names: Vec<&str> = if self.partner_acts() && !undeclared.is_empty() {
            undeclared
        } else {
            self.judgement.permissions.missing.iter().map(Permission::as_str).collect()
        };
        let more = names.len().saturating_sub(LISTED);
        (names.into_iter().take(LISTED).collect(), more)
    }

    /// Missing permissions that our own record of the app does not list; none where there is no record.
    fn undeclared(&self) -> Vec<&'a str> {
        let declared = &self.evidence.known.declared;
        let missing = self.judgement.permissions.missing.iter();
        if declared.is_empty() {
            return Vec::new();
        }
        missing.filter(|name| !declared.contains_key(name)).map(Permission::as_str).collect()
    }

    /// What our record knows of the missing permissions.
    pub fn record(&self) -> Record<'a> {
        let known = &self.evidence.known;
        let missing = &self.judgement.permissions.missing;
        let undeclared = self.undeclared();
        if missing.is_empty() {
            return Record::Silent;
        }
        if !undeclared.is_empty() {
            return Record::NotDeclared { several: undeclared.len() > 1 };
        }
        if let Some(grant) = &known.last_grant {
            let held: Vec<&str> =
                missing.iter().filter(|name| grant.roles.contains(name)).map(Permission::as_str).collect();
            if !held.is_empty() {
                return Record::HeldBefore { day: self.day(grant.at), held };
            }
        }
        let declared: Vec<OffsetDateTime> =
            missing.iter().filter_map(|name| known.declared.get(name)).copied().collect();
        let (earliest, latest) = (declared.iter().min(), declared.iter().max());
        if let (Some(earliest), Some(latest)) = (earliest, latest) {
            let one_day = self.day(*earliest) == self.day(*latest);
            let declared = Declared { day: self.day(*latest), one_day };
            match (known.consent_hint_at, &known.last_grant) {
                (Some(hint), _) if hint < *earliest => {
                    return Record::ConsentOlder { declared, consented: self.day(hint) };
                }
                (None, Some(grant)) if grant.at < *earliest => {
                    return Record::TokenOlder { declared, seen: self.day(grant.at) };
                }
                _ => {}
            }
        }
        match &known.last_grant {
            Some(grant) => Record::NeverHeld { day: self.day(grant.at) },
            None => Record::Silent,
        }
    }
}

/// The number that names a refusal: the one that tells its cause, else the first.
pub(crate) fn entra_number(refusal: &Refusal) -> Option<u64> {
    let deciding = knowledge::entra_meaning(&refusal.codes, None).and_then(|meaning| meaning.by_code);
    deciding.or(refusal.codes.first().copied())
}

/// Causes that are read from the token itself, whatever the steps after it met.
fn told_by_the_token(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::MalformedToken
            | Cause::AlgorithmRefused
            | Cause::SignatureInvalid
            | Cause::KeyUnknown
            | Cause::WrongAudience
            | Cause::WrongTenant
            | Cause::WrongIssuer
            | Cause::WrongApp
            | Cause::DelegatedToken
            | Cause::TokenExpired
            | Cause::TokenNotYetValid
            | Cause::ClockSkew
            | Cause::RoleMissing
            | Cause::NoRoles
            | Cause::ConsentOutdated
            | Cause::Propagating
    )
}

fn obstacle_in<T>(step: &Step<T>) -> Option<Obstacle<'_>> {
    match step {
        Step::Refused { refusal, .. } => Some(Obstacle::Refusal(refusal)),
        Step::Failed { failure, .. } => Some(Obstacle::Failure(failure)),
        Step::Pending | Step::NotDone { .. } | Step::Answered { .. } => None,
    }
}

/// The cause that a failure of this kind is told as. Used only to find which of several failures decided.
fn leads_to(failure: FailureKind) -> Cause {
    match failure {
        FailureKind::NameNotResolved | FailureKind::Unreachable => Cause::Network,
        FailureKind::TimedOut => Cause::TimedOut,
        FailureKind::UntrustedIssuer
        | FailureKind::WrongName
        | FailureKind::CertificateExpired
        | FailureKind::TlsOther
        | FailureKind::NoTrustStore => Cause::Tls,
        FailureKind::ProxyUnreachable | FailureKind::ProxySignIn | FailureKind::ProxyRefused => Cause::Proxy,
        FailureKind::CaptivePortal => Cause::CaptivePortal,
        FailureKind::UnexpectedReply | FailureKind::TooLarge => Cause::UnexpectedReply,
        FailureKind::CredentialMissing => Cause::CredentialMissing,
        FailureKind::SecretIdPasted => Cause::SecretIdPasted,
        FailureKind::KeychainLocked => Cause::KeychainLocked,
        FailureKind::KeychainMissing => Cause::KeychainMissing,
        FailureKind::SecretLost => Cause::SecretLost,
        FailureKind::Storage => Cause::Storage,
    }
}

/// "A", "A and B", "A, B and C", "A, B, C and 2 more".
pub(crate) fn listed(names: &[&str], more: usize, and: &str, more_word: &str) -> String {
    let rest = (more > 0).then(|| format!("{more} {more_word}"));
    let mut all: Vec<&str> = names.to_vec();
    all.extend(rest.as_deref());
    match all.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} {and} {last}", before.join(", ")),
    }
}
