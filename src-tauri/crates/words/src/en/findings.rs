//! What each check found.

use std::str::FromStr;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::Finding;

use crate::dates::duration;
use crate::labels::{self, within_sentence};
use crate::lang::Lang;

const LANG: Lang = Lang::En;

#[allow(clippy::too_many_lines, reason = "one arm per finding; the compiler keeps the list whole")]
pub(crate) fn finding(finding: &Finding) -> String {
    match finding {
        Finding::TenantExists { tenant_id, asked, region } => {
            let region = region.as_ref().map(|region| format!(", region {region}")).unwrap_or_default();
            match asked {
                Some(domain) => format!("{domain} is {tenant_id}{region}"),
                None => format!("{tenant_id} exists{region}"),
            }
        }
        Finding::TenantInOtherCloud { cloud } => match cloud.as_deref().map(CloudId::from_str) {
            Some(Ok(id)) => format!("It lives in {}, not in the cloud chosen here", labels::cloud(LANG, id)),
            _ => "It lives in another Microsoft cloud than the one chosen here".to_owned(),
        },
        Finding::TenantUnknown { asked } => format!("Microsoft knows no tenant {asked} in this cloud"),
        Finding::TokenIssued { version, minutes } => {
            format!("Issued, version {version}, valid for {}", minutes_long(*minutes))
        }
        Finding::TokenGiven { version } => format!("Read as given, version {version}"),
        Finding::TokenUnreadable { problem } => labels::token_problem(LANG, problem),
        Finding::Refused { status, code, cause } => {
            let code = code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
            format!("Answered {status}{code}: {}", within_sentence(labels::cause_title(LANG, *cause)))
        }
        Finding::NoAnswer { failure } => labels::failure(LANG, *failure).to_owned(),
        Finding::SignatureVerified { key_id } => format!("RS256, verified with the published key {key_id}"),
        Finding::SignatureInvalid { key_id } => format!("Does not fit the published key {key_id}"),
        Finding::KeyUnknown { key_id: Some(key_id) } => {
            format!("The key {key_id} is not among those published, even after asking again")
        }
        Finding::KeyUnknown { key_id: None } => "The token does not say which key signed it".to_owned(),
        Finding::KeyUnfit { key_id, why } => {
            format!("The published key {key_id} is not used: {}", unfit(why))
        }
        Finding::AlgorithmRefused { algorithm } => format!("{algorithm} is never accepted, only RS256 is"),
        Finding::SignatureNotForUs => {
            "A Microsoft Graph token, whose signature only Graph itself can verify".to_owned()
        }
        Finding::SignatureNotChecked => "Not checked: the published keys were not at hand".to_owned(),
        Finding::IssuerExpected { issuer } => issuer.clone(),
        Finding::IssuerOther { issuer, expected } => format!("{issuer} instead of {expected}"),
        Finding::AudienceExpected { audience } => audience.clone(),
        Finding::AudienceOther { audience, known_as: Some(name) } => {
            format!("{audience}, which is {name}, not Defender for Endpoint")
        }
        Finding::AudienceOther { audience, known_as: None } => {
            format!("{audience}, which is not Defender for Endpoint")
        }
        Finding::TenantClaimExpected { tenant_id } => format!("{tenant_id}, as expected"),
        Finding::TenantClaimOther { tenant_id, expected } => format!("{tenant_id} instead of {expected}"),
        Finding::AppExpected { app_id } => format!("{app_id}, as expected"),
        Finding::AppOther { app_id, expected } => format!("{app_id} instead of {expected}"),
        Finding::ClaimMissing { claim } => format!("The token has no {claim}"),
        Finding::NotCompared { value } => {
            format!("{value}, not compared: no value was given to compare with")
        }
        Finding::LifetimeGood { seconds_left } => {
            format!("Valid for {} from now", duration(LANG, *seconds_left))
        }
        Finding::LifetimeWithinSkew { seconds_off: 0, clock_off } => {
            format!("Valid, but {}", clock(*clock_off))
        }
        Finding::LifetimeWithinSkew { seconds_off, clock_off } => {
            format!(
                "Accepted although {} outside its lifetime; {}",
                duration(LANG, *seconds_off),
                clock(*clock_off)
            )
        }
        Finding::Expired { seconds_ago } => format!("Expired {} ago", duration(LANG, *seconds_ago)),
        Finding::NotYetValid { seconds } => format!("Becomes valid in {}", duration(LANG, *seconds)),
        Finding::ClockWrong { seconds } => {
            let side = if *seconds >= 0 { "behind" } else { "ahead of" };
            format!("This computer's clock is {} {side} Microsoft's", duration(LANG, *seconds))
        }
        Finding::LifetimeOdd { minutes } => {
            format!("Valid, but made for {}: 60 to 90 minutes are usual", minutes_long(*minutes))
        }
        Finding::KindApp => "An application's token".to_owned(),
        Finding::KindDelegated { scopes: Some(scopes) } => {
            format!("A user's token, with the scopes {scopes}")
        }
        Finding::KindDelegated { scopes: None } => "A user's token".to_owned(),
        Finding::PermissionsComplete { wanted, covered, extra } => complete(*wanted, *covered, *extra),
        Finding::PermissionsHeld { granted: 1 } => {
            "One is granted; none in particular was asked for".to_owned()
        }
        Finding::PermissionsHeld { granted } => {
            format!("{granted} are granted; none in particular was asked for")
        }
        Finding::PermissionsMissing { wanted, missing } => {
            let names: Vec<&str> = missing.iter().map(Permission::as_str).collect();
            let held = wanted.saturating_sub(missing.len());
            format!("{held} of {wanted} granted, missing: {}", names.join(", "))
        }
        Finding::NoPermissions => "The token carries none".to_owned(),
        Finding::ApiAnswered { method, path, status } => format!("{method} {path} answered {status}"),
        Finding::ApiAcceptedToken { path, status } => {
            format!(
                "{path} answered {status}: a permission is lacking for this call, but the token was accepted"
            )
        }
        Finding::SkippedAfter { failed } => {
            format!("Skipped because of an earlier check: {}", labels::check_label(LANG, *failed))
        }
        Finding::NotAsked => "Skipped: not asked for".to_owned(),
        Finding::Cancelled => "Skipped: you stopped the check".to_owned(),
    }
}

fn minutes_long(minutes: i64) -> String {
    duration(LANG, minutes.saturating_mul(60))
}

fn clock(off: Option<i64>) -> String {
    match off {
        None => "this computer's clock may be wrong".to_owned(),
        Some(0) => "this computer's clock agrees with Microsoft's".to_owned(),
        Some(seconds) => {
            let side = if seconds > 0 { "behind" } else { "ahead of" };
            format!("this computer's clock is {} {side} Microsoft's", duration(LANG, seconds))
        }
    }
}

fn complete(wanted: usize, covered: usize, extra: usize) -> String {
    let all = match wanted {
        0 => "All granted".to_owned(),
        1 => "The one asked for is granted".to_owned(),
        _ => format!("All {wanted} granted"),
    };
    let through = match (wanted, covered) {
        (_, 0) => String::new(),
        (1, _) => " through a wider permission".to_owned(),
        (_, 1) => ", one of them through a wider permission".to_owned(),
        _ => format!(", {covered} of them through a wider permission"),
    };
    let beyond = if extra > 0 { format!(", and {extra} beyond what you asked for") } else { String::new() };
    format!("{all}{through}{beyond}")
}

fn unfit(why: &str) -> String {
    match why {
        "duplicate" => "another key has the same id",
        "too-short" => "it is too short",
        "exponent" => "its exponent is unsafe",
        "not-for-signing" => "it is not meant for signing",
        "not-rsa" => "it is not an RSA key",
        "other-tenant" => "it belongs to another tenant",
        "unreadable" => "it cannot be read",
        other => return format!("it breaks the rule {other}"),
    }
    .to_owned()
}
