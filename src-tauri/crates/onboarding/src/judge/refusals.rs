//! What a refusal means by itself.
//!
//! The key is who refused, the HTTP status and every whole number in the answer. The first number that tells a cause
//! wins over all others: Entra puts the fault before what it was met in (`error_codes` first, then the text's own). A
//! known number beats the status, the status beats the OAuth `error`; text comes last and only refines, by the rows
//! of [`super::texts`]. What no rule knows is `unrecognised` and shown raw.

use crate::evidence::Refusal;
use crate::knowledge;
use crate::verdict::{Actor, Cause};

use super::texts;
use super::who_acts;

/// What a refusal means by itself.
#[derive(Debug)]
pub(super) struct Meaning {
    pub cause: Cause,
    pub reason: Option<String>,
    /// Who acts on it, where nothing else is known.
    pub who_acts: Actor,
}

pub(super) fn meaning(cause: Cause) -> Meaning {
    Meaning { cause, reason: None, who_acts: who_acts(cause) }
}

pub(super) fn refined(cause: Cause, reason: &str) -> Meaning {
    Meaning { reason: Some(reason.to_owned()), ..meaning(cause) }
}

/// The code that names a refusal: Entra's deciding number, or Defender's `error.code`.
pub(super) fn refusal_code(refusal: &Refusal) -> Option<String> {
    let deciding = knowledge::entra_meaning(&refusal.codes, None).and_then(|meaning| meaning.by_code);
    deciding
        .or(refusal.codes.first().copied())
        .map(|code| format!("AADSTS{code}"))
        .or_else(|| refusal.api_code.clone())
}

/// Who refused. The step is part of the key: the same 403 is a licence matter at the API and somebody in between at
/// the sign-in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refuser {
    /// The sign-in service, for metadata or a token.
    SignIn,
    /// The sign-in service, in an answer that somebody pasted: mostly its consent page.
    Pasted,
    /// The sign-in service, for its published keys.
    Keys,
    /// Defender.
    Api,
}

/// Reads a refusal.
pub(super) fn of_refusal(refuser: Refuser, refusal: &Refusal) -> Meaning {
    let told = match refuser {
        Refuser::SignIn | Refuser::Pasted => of_sign_in_refusal(refusal),
        Refuser::Keys => match refusal.status {
            429 => meaning(Cause::Throttled),
            500..=599 => meaning(Cause::ServiceUnavailable),
            // Keys are public: whatever refuses them says nothing about the customer.
            _ => refined(Cause::UnexpectedReply, "keys"),
        },
        Refuser::Api => of_api_refusal(refusal),
    };
    match texts::refinement(refuser, refusal, told.cause) {
        Some(row) => Meaning { reason: row.reason.map(str::to_owned), ..meaning(row.cause) },
        None => told,
    }
}

/// Number, then status, then OAuth `error`.
fn of_sign_in_refusal(refusal: &Refusal) -> Meaning {
    let by_status = match refusal.status {
        429 => Some(Cause::Throttled),
        500..=599 => Some(Cause::ServiceUnavailable),
        _ => None,
    };
    let known = knowledge::entra_meaning(&refusal.codes, None);
    match (known, by_status) {
        (Some(known), by_status) => {
            let told = match known.cause.or(by_status) {
                Some(cause) => Meaning { reason: known.reason, ..meaning(cause) },
                None => refined(Cause::Unrecognised, "known-without-cause"),
            };
            // A number that is the customer's to act on is so even where it tells no single cause.
            Meaning {
                who_acts: known.who_acts.filter(|_| by_status.is_none()).unwrap_or(told.who_acts),
                ..told
            }
        }
        (None, Some(cause)) => meaning(cause),
        // Entra always says `error`; what does not is a proxy or a gateway in between.
        (None, None) if refusal.oauth_error.is_none() && refusal.codes.is_empty() => {
            refined(Cause::UnexpectedReply, "not-from-entra")
        }
        (None, None) => match knowledge::entra_meaning(&[], refusal.oauth_error.as_deref()) {
            Some(known) => {
                Meaning { reason: known.reason, ..meaning(known.cause.unwrap_or(Cause::Unrecognised)) }
            }
            None => meaning(Cause::Unrecognised),
        },
    }
}

/// Status, then `error.code`. Source: learn.microsoft.com/defender-endpoint/api/common-errors.
fn of_api_refusal(refusal: &Refusal) -> Meaning {
    match (refusal.status, refusal.api_code.as_deref()) {
        (429, _) => meaning(Cause::Throttled),
        (500..=599, _) => meaning(Cause::ServiceUnavailable),
        (401, _) => meaning(Cause::ApiUnauthorized),
        (403, Some("DisabledFeature")) => refined(Cause::ApiForbidden, "feature-disabled"),
        (403, _) => meaning(Cause::ApiForbidden),
        _ => meaning(Cause::Unrecognised),
    }
}
