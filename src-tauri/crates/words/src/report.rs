//! The JSON of `check` and `inspect`: public names, in the documented order. Adding a field is free; renaming
//! or dropping one breaks scripts.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::{Evidence, TokenFacts, TokenReading};
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::permission::PermissionReport;
use consentry_onboarding::repair::{self, Action};
use consentry_onboarding::verdict::{Actor, Cause, CheckId, CheckStatus, Judgement, Verdict};
use serde::Serialize;
use time::{OffsetDateTime, UtcOffset};

use crate::lang::Voice;
use crate::matter::{Matter, Obstacle, entra_number};

/// One finished check, for scripts and support tools. Never holds a token or a secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The one word.
    pub verdict: Verdict,
    /// Why, unless connected.
    pub cause: Option<Cause>,
    /// A finer machine id under the cause.
    pub reason: Option<String>,
    /// When trying again makes sense, in UTC.
    #[serde(with = "time::serde::rfc3339::option")]
    pub retry_at: Option<OffsetDateTime>,
    /// Who has to act.
    pub who_acts: Actor,
    /// What they have to do, as one sentence.
    pub next_step: String,
    /// What the window's button does about it.
    pub next_action: Action,
    /// The tenant: as found, else as asked for by ID, else as the token names it.
    pub tenant_id: Option<String>,
    /// The app: as asked for, else as the token names it.
    pub app_id: Option<String>,
    /// Which Microsoft cloud.
    pub cloud: CloudId,
    /// When the check ended, in UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub checked_at: OffsetDateTime,
    /// Wanted against granted.
    pub permissions: PermissionReport,
    /// All eleven checks, in order.
    pub checks: Vec<CheckLine>,
    /// What may be told of the token.
    pub token: Option<TokenLine>,
    /// The refusal or failure that decided.
    pub error: Option<ErrorLine>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckLine {
    /// Which.
    pub id: CheckId,
    /// How it ended.
    pub status: CheckStatus,
    /// What was found.
    pub detail: String,
}

/// What may be told of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenLine {
    /// `exp`, in UTC; none where it is no time that can be written down.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    /// `ver`.
    pub version: String,
    /// Header `kid`.
    pub key_id: Option<String>,
}

/// A refusal, or what happened instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorLine {
    /// `AADSTS…` with Entra's deciding number, or Defender's `error.code`; none for a failure.
    pub code: Option<String>,
    /// OAuth `error`.
    pub oauth_error: Option<String>,
    /// The id to quote to Microsoft's support.
    pub correlation_id: Option<String>,
    /// Entra's trace id.
    pub trace_id: Option<String>,
    /// The message, or the raw failure; redacted when the evidence was gathered.
    pub raw: String,
}

impl Report {
    /// Puts evidence and judgement into the documented form.
    pub fn new(voice: impl Into<Voice>, evidence: &Evidence, judgement: &Judgement) -> Self {
        let voice = voice.into();
        let facts = match evidence.token.value() {
            Some(TokenReading::Readable { facts }) => Some(facts.as_ref()),
            Some(TokenReading::Unreadable { .. }) | None => None,
        };
        Self {
            verdict: judgement.verdict,
            cause: judgement.cause,
            reason: judgement.reason.clone(),
            // Never earlier than the moment that was asked for.
            retry_at: judgement
                .retry_at
                .map(|at| whole_seconds(at + time::Duration::nanoseconds(999_999_999))),
            who_acts: judgement.who_acts,
            next_step: crate::next_step(voice, evidence, judgement),
            next_action: repair::of_check(evidence, judgement).first.action,
            tenant_id: tenant_id(evidence, facts),
            app_id: evidence
                .asked
                .app_id
                .map(|id| id.to_string())
                .or_else(|| facts.and_then(|facts| facts.app_id.clone())),
            cloud: evidence.asked.cloud,
            checked_at: whole_seconds(evidence.finished_at.unwrap_or(evidence.started_at)),
            permissions: judgement.permissions.clone(),
            checks: judgement
                .checks
                .iter()
                .map(|check| CheckLine {
                    id: check.id,
                    status: check.status,
                    detail: crate::finding(voice.lang, &check.finding),
                })
                .collect(),
            token: facts.map(|facts| TokenLine {
                expires_at: OffsetDateTime::from_unix_timestamp(facts.expires)
                    .ok()
                    .filter(|at| (0..=9999).contains(&at.year())),
                version: facts.version.clone(),
                key_id: facts.key_id.clone(),
            }),
            error: Matter::new(voice, evidence, judgement).obstacle().map(ErrorLine::new),
        }
    }
}

impl ErrorLine {
    fn new(obstacle: Obstacle<'_>) -> Self {
        match obstacle {
            Obstacle::Refusal(refusal) => Self {
                code: entra_number(refusal)
                    .map(|number| format!("AADSTS{number}"))
                    .or_else(|| refusal.api_code.clone()),
                oauth_error: refusal.oauth_error.clone(),
                correlation_id: refusal.correlation_id.clone(),
                trace_id: refusal.trace_id.clone(),
                raw: refusal.message.clone(),
            },
            Obstacle::Failure(failure) => Self {
                code: None,
                oauth_error: None,
                correlation_id: None,
                trace_id: None,
                raw: failure.raw.clone(),
            },
        }
    }
}

fn tenant_id(evidence: &Evidence, facts: Option<&TokenFacts>) -> Option<String> {
    if let Some(found) = evidence.tenant.value() {
        return Some(found.tenant_id.to_string());
    }
    if let Some(TenantRef::Id(id)) = &evidence.asked.tenant {
        return Some(id.to_string());
    }
    facts.and_then(|facts| facts.tenant_id.clone())
}

/// Scripts compare times as text; fractions of a second would only be in their way.
pub(crate) fn whole_seconds(at: OffsetDateTime) -> OffsetDateTime {
    let utc = at.to_offset(UtcOffset::UTC);
    utc.replace_nanosecond(0).unwrap_or(utc)
}
