//! What Defender says when it refuses, and the roles its message names.
//!
//! Source: <https://learn.microsoft.com/defender-endpoint/api/common-errors>; the messages are those of
//! MicrosoftDocs/microsoft-365-docs issues 12426 and 6053, Azure/Azure-Sentinel issue 7924 and ZeroSOC/zerosoc-mcp.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::answer;
use crate::evidence::Refusal;
use crate::judge::{self, RefusalMeaning};
use crate::knowledge::Api;
use crate::permission::Permission;
use crate::verdict::Cause;

use super::cleaned::cleaned;
use super::fields;

/// Roles that a refusal names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleGap {
    /// One of these is enough for the call.
    pub required: BTreeSet<Permission>,
    /// What the token holds; none where the message does not say.
    pub held: Option<BTreeSet<Permission>>,
    /// Whether the required ones are Defender for Endpoint's; Microsoft Graph uses the same words for its own.
    pub of_this_api: bool,
}

/// At most this many roles are taken from one message.
const MOST_ROLES: usize = 500;

/// Reads `Missing application roles. API required roles: A,B, application roles: C,D.` and its older form
/// `does not have any of the required application permissions (A, B)`.
pub(super) fn role_gap(message: &str) -> Option<RoleGap> {
    let behind = |label: &str| fields::places(message, label).next().map(|at| &message[at + label.len()..]);
    let (required, held) = if let Some(rest) = behind("missing application roles") {
        let required = fields::places(rest, "required roles").next().map(|at| roles(&rest[at + 14..]))?;
        // "required roles" is no label of what is held, "application roles" is, and "Missing application roles" is past.
        let held = fields::places(rest, "application roles").next().map(|at| roles(&rest[at + 17..]));
        (required, held)
    } else {
        (roles(behind("does not have any of the required application permissions")?), None)
    };
    if required.is_empty() {
        return None;
    }
    let known = &Api::windows_defender_atp().permissions;
    let of_this_api = required.iter().any(|role| known.iter().any(|facts| facts.value == *role));
    Some(RoleGap { required, held, of_this_api })
}

/// The names that follow, up to the first word that is none.
fn roles(text: &str) -> BTreeSet<Permission> {
    let text = text.trim_start_matches([':', ' ', '(', '[']);
    let mut found = BTreeSet::new();
    for word in text.split([',', ' ', ';', '|', '\n', '\r']).filter(|word| !word.is_empty()).take(MOST_ROLES)
    {
        let closed = word.ends_with(['.', ')', ']', '"', '\'']);
        let name = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_name = name.contains('.') && name.starts_with(|c: char| c.is_ascii_uppercase());
        let Some(role) = Permission::parse(name).ok().filter(|_| is_name) else { break };
        found.insert(role);
        if closed {
            break;
        }
    }
    found
}

/// What a refusal means. Where it names roles, they decide: the rule of a check, that the role is in the token and
/// the API refuses all the same, holds only where one of the required ones is indeed held.
pub(super) fn meaning(refusal: &Refusal, roles: Option<&RoleGap>) -> RefusalMeaning {
    let told = |cause: Cause, reason: Option<&str>| RefusalMeaning {
        cause,
        who_acts: judge::who_acts(cause),
        reason: reason.map(str::to_owned),
    };
    if let Some(audience) = audience_named(&refusal.message)
        && !Api::windows_defender_atp().is_audience(audience)
    {
        let other = Api::windows_defender_atp().other_api(audience);
        let reason = other.map(|name| name.to_ascii_lowercase().replace(' ', "-"));
        return told(Cause::WrongAudience, reason.as_deref());
    }
    match roles {
        Some(RoleGap { of_this_api: false, .. }) => told(Cause::RoleMissing, Some("of-another-api")),
        Some(RoleGap { held: Some(held), .. }) if held.is_empty() => told(Cause::NoRoles, None),
        Some(RoleGap { required, held: Some(held), .. }) if required.is_disjoint(held) => {
            told(Cause::RoleMissing, None)
        }
        Some(RoleGap { held: None, .. }) => told(Cause::RoleMissing, None),
        _ => judge::of_api_refusal(refusal),
    }
}

/// What the token was for, where a refusal says it: `Invalid Authorization payload. AppId: …, Audience: …, Issuer: …`.
/// Source: elastic/beats issue 41926.
pub(super) fn audience_named(message: &str) -> Option<&str> {
    const LABEL: &str = "audience: ";
    let payload = fields::places(message, "invalid authorization payload").next()?;
    let rest = &message[payload..];
    let from = fields::places(rest, LABEL).next()? + LABEL.len();
    let audience = rest[from..].split([',', ' ', '\n']).next()?.trim_end_matches(['.', '"']);
    (!audience.is_empty()).then_some(audience)
}

/// The documented codes, each with the status it comes with.
const DOCUMENTED: [(&str, u16); 21] = [
    ("BadRequest", 400),
    ("ODataError", 400),
    ("InvalidInput", 400),
    ("InvalidRequestBody", 400),
    ("InvalidHashValue", 400),
    ("InvalidDomainName", 400),
    ("InvalidIpAddress", 400),
    ("InvalidUrl", 400),
    ("MaximumBatchSizeExceeded", 400),
    ("MissingRequiredParameter", 400),
    ("OsPlatformNotSupported", 400),
    ("ClientVersionNotSupported", 400),
    ("ActiveRequestAlreadyExists", 400),
    ("Unauthorized", 401),
    ("Forbidden", 403),
    ("DisabledFeature", 403),
    ("DisallowedOperation", 403),
    ("NotFound", 404),
    ("ResourceNotFound", 404),
    ("TooManyRequests", 429),
    ("InternalServerError", 500),
];

/// Messages that are Defender's own, each with the status it comes with.
const MESSAGES: [(&str, u16); 7] = [
    ("invalid authorization payload", 401),
    ("missing application roles", 403),
    ("does not have any of the required application permissions", 403),
    ("account mode is inactive", 401),
    ("account is not provisioned", 403),
    ("no tvm license", 403),
    ("tenant feature is not enabled", 403),
];

/// The refusal with the status that its code or message comes with, where the text told none.
pub(super) fn with_status(mut refusal: Refusal, text: &str) -> Refusal {
    if refusal.status == 0 {
        let by_code = refusal.api_code.as_deref().and_then(status_of_code);
        let status = by_code.or_else(|| status_of_message(&refusal.message));
        refusal.status = status.or_else(|| fields::http_status(text)).unwrap_or_default();
    }
    refusal
}

fn status_of_code(code: &str) -> Option<u16> {
    let known = DOCUMENTED.iter().find(|(known, _)| known.eq_ignore_ascii_case(code));
    known.map(|(_, status)| *status)
}

fn status_of_message(message: &str) -> Option<u16> {
    MESSAGES
        .iter()
        .find(|(words, _)| fields::places(message, words).next().is_some())
        .map(|(_, status)| *status)
}

/// A refusal known by its message alone.
pub(super) fn from_message(text: &str) -> Option<Refusal> {
    let status = status_of_message(text)?;
    Some(Refusal {
        status,
        message: answer::redact(&cleaned(text), None, 8 * 1024),
        correlation_id: fields::correlation_id(text),
        ..Refusal::default()
    })
}
