//! What a refusal means by itself.
//!
//! The key is who refused, the HTTP status and every whole number in the answer; a known number beats the OAuth
//! `error`; text comes last and only refines (Microsoft rewords messages). What no rule knows is `unrecognised` and
//! shown raw.

use crate::evidence::Refusal;
use crate::knowledge;
use crate::verdict::Cause;

use super::several;

/// What a refusal means by itself.
#[derive(Debug)]
pub(super) struct Meaning {
    pub cause: Cause,
    pub reason: Option<String>,
}

pub(super) fn meaning(cause: Cause) -> Meaning {
    Meaning { cause, reason: None }
}

pub(super) fn refined(cause: Cause, reason: &str) -> Meaning {
    Meaning { cause, reason: Some(reason.to_owned()) }
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
    /// The sign-in service, for its published keys.
    Keys,
    /// Defender.
    Api,
}

/// Reads a refusal.
pub(super) fn of_refusal(refuser: Refuser, refusal: &Refusal) -> Meaning {
    match refuser {
        Refuser::SignIn => of_sign_in_refusal(refusal),
        Refuser::Keys => match refusal.status {
            429 => meaning(Cause::Throttled),
            500..=599 => meaning(Cause::ServiceUnavailable),
            // Keys are public: whatever refuses them says nothing about the customer.
            _ => refined(Cause::UnexpectedReply, "keys"),
        },
        Refuser::Api => of_api_refusal(refusal),
    }
}

/// Number, then status, then OAuth `error`; text only refines.
fn of_sign_in_refusal(refusal: &Refusal) -> Meaning {
    let by_status = match refusal.status {
        429 => Some(Cause::Throttled),
        500..=599 => Some(Cause::ServiceUnavailable),
        _ => None,
    };
    let known = knowledge::entra_meaning(&refusal.codes, None);
    match (known, by_status) {
        (Some(known), by_status) => match known.cause.or(by_status) {
            Some(Cause::AppDisabled) if says(refusal, "not found in the directory") => {
                meaning(Cause::NotConsented)
            }
            Some(cause) => Meaning { cause, reason: known.reason },
            None => several::told_apart(refusal)
                .unwrap_or_else(|| refined(Cause::Unrecognised, "known-without-cause")),
        },
        (None, Some(cause)) => meaning(cause),
        // Entra always says `error`; what does not is a proxy or a gateway in between.
        (None, None) if refusal.oauth_error.is_none() && refusal.codes.is_empty() => {
            refined(Cause::UnexpectedReply, "not-from-entra")
        }
        (None, None) => match knowledge::entra_meaning(&[], refusal.oauth_error.as_deref()) {
            Some(known) => {
                Meaning { cause: known.cause.unwrap_or(Cause::Unrecognised), reason: known.reason }
            }
            None => meaning(Cause::Unrecognised),
        },
    }
}

fn of_api_refusal(refusal: &Refusal) -> Meaning {
    let unprovisioned =
        says(refusal, "account mode is inactive") || says(refusal, "account is not provisioned");
    match refusal.status {
        429 => meaning(Cause::Throttled),
        500..=599 => meaning(Cause::ServiceUnavailable),
        401 | 403 if unprovisioned => meaning(Cause::NotProvisioned),
        401 => meaning(Cause::ApiUnauthorized),
        403 if refusal.api_code.as_deref() == Some("DisabledFeature") => {
            refined(Cause::ApiForbidden, "feature-disabled")
        }
        403 if says(refusal, "no tvm license") => refined(Cause::ApiForbidden, "licence"),
        403 if says(refusal, "missing application roles") => refined(Cause::ApiForbidden, "roles-refused"),
        403 => meaning(Cause::ApiForbidden),
        _ => meaning(Cause::Unrecognised),
    }
}

fn says(refusal: &Refusal, text: &str) -> bool {
    refusal.message.to_ascii_lowercase().contains(text)
}
