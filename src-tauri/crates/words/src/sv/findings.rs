//! What each check found.

use std::str::FromStr;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::Finding;

use crate::dates::duration;
use crate::labels::{self, within_sentence};
use crate::lang::Lang;

const LANG: Lang = Lang::Sv;

#[allow(clippy::too_many_lines, reason = "one arm per finding; the compiler keeps the list whole")]
pub(crate) fn finding(finding: &Finding) -> String {
    match finding {
        Finding::TenantExists { tenant_id, asked, region } => {
            let region = region.as_ref().map(|region| format!(", region {region}")).unwrap_or_default();
            match asked {
                Some(domain) => format!("{domain} är {tenant_id}{region}"),
                None => format!("{tenant_id} finns{region}"),
            }
        }
        Finding::TenantInOtherCloud { cloud } => match cloud.as_deref().map(CloudId::from_str) {
            Some(Ok(id)) => format!("Den finns i {}, inte i molnet du har valt här", labels::cloud(LANG, id)),
            _ => "Den finns i ett annat Microsoft-moln än det du har valt här".to_owned(),
        },
        Finding::TenantUnknown { asked } => {
            format!("Microsoft känner inte till någon klientorganisation {asked} i det här molnet")
        }
        Finding::TokenIssued { version, minutes } => {
            format!("Utfärdad, version {version}, giltig i {}", minutes_long(*minutes))
        }
        Finding::TokenGiven { version } => format!("Läst som den angavs, version {version}"),
        Finding::TokenUnreadable { problem } => labels::token_problem(LANG, problem),
        Finding::Refused { status, code, cause } => {
            let code = code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
            format!("Svarade {status}{code}: {}", within_sentence(labels::cause_title(LANG, *cause)))
        }
        Finding::NoAnswer { failure } => labels::failure(LANG, *failure).to_owned(),
        Finding::SignatureVerified { key_id } => {
            format!("RS256, verifierad med den publicerade nyckeln {key_id}")
        }
        Finding::SignatureInvalid { key_id } => format!("Stämmer inte med den publicerade nyckeln {key_id}"),
        Finding::KeyUnknown { key_id: Some(key_id) } => {
            format!("Nyckeln {key_id} finns inte bland de publicerade, inte ens efter en ny fråga")
        }
        Finding::KeyUnknown { key_id: None } => {
            "Tokenen anger inte vilken nyckel som signerade den".to_owned()
        }
        Finding::KeyUnfit { key_id, why } => {
            format!("Den publicerade nyckeln {key_id} används inte: {}", unfit(why))
        }
        Finding::AlgorithmRefused { algorithm } => format!("{algorithm} godtas aldrig, bara RS256"),
        Finding::SignatureNotForUs => {
            "En token för Microsoft Graph, vars signatur bara Graph självt kan verifiera".to_owned()
        }
        Finding::SignatureNotChecked => {
            "Inte kontrollerad: de publicerade nycklarna fanns inte till hands".to_owned()
        }
        Finding::IssuerExpected { issuer } => issuer.clone(),
        Finding::IssuerOther { issuer, expected } => format!("{issuer} i stället för {expected}"),
        Finding::AudienceExpected { audience } => audience.clone(),
        Finding::AudienceOther { audience, known_as: Some(name) } => {
            format!("{audience}, som är {name} och inte Defender för Endpoint")
        }
        Finding::AudienceOther { audience, known_as: None } => {
            format!("{audience}, som inte är Defender för Endpoint")
        }
        Finding::TenantClaimExpected { tenant_id } => format!("{tenant_id}, som väntat"),
        Finding::TenantClaimOther { tenant_id, expected } => format!("{tenant_id} i stället för {expected}"),
        Finding::AppExpected { app_id } => format!("{app_id}, som väntat"),
        Finding::AppOther { app_id, expected } => format!("{app_id} i stället för {expected}"),
        Finding::ClaimMissing { claim } => format!("Tokenen saknar {claim}"),
        Finding::NotCompared { value } => {
            format!("{value}, inte jämförd: inget värde att jämföra med angavs")
        }
        Finding::LifetimeGood { seconds_left } => format!("Giltig i {} till", duration(LANG, *seconds_left)),
        Finding::LifetimeWithinSkew { seconds_off: 0, clock_off } => {
            format!("Giltig, men {}", clock(*clock_off))
        }
        Finding::LifetimeWithinSkew { seconds_off, clock_off } => {
            format!(
                "Godtagen trots att den är {} utanför sin giltighetstid; {}",
                duration(LANG, *seconds_off),
                clock(*clock_off)
            )
        }
        Finding::Expired { seconds_ago } => format!("Gick ut för {} sedan", duration(LANG, *seconds_ago)),
        Finding::NotYetValid { seconds } => format!("Blir giltig först om {}", duration(LANG, *seconds)),
        Finding::ClockWrong { seconds } => {
            let side = if *seconds >= 0 { "efter" } else { "före" };
            format!("Den här datorns klocka går {} {side} Microsofts", duration(LANG, *seconds))
        }
        Finding::LifetimeOdd { minutes } => {
            format!("Giltig, men utfärdad för {}: 60 till 90 minuter är det vanliga", minutes_long(*minutes))
        }
        Finding::KindApp => "En apps token".to_owned(),
        Finding::KindDelegated { scopes: Some(scopes) } => {
            format!("En användares token, med omfången {scopes}")
        }
        Finding::KindDelegated { scopes: None } => "En användares token".to_owned(),
        Finding::PermissionsComplete { wanted, covered, extra } => complete(*wanted, *covered, *extra),
        Finding::PermissionsHeld { granted: 1 } => "En är beviljad; ingen särskild efterfrågades".to_owned(),
        Finding::PermissionsHeld { granted } => {
            format!("{granted} är beviljade; ingen särskild efterfrågades")
        }
        Finding::PermissionsMissing { wanted, missing } => {
            let names: Vec<&str> = missing.iter().map(Permission::as_str).collect();
            let held = wanted.saturating_sub(missing.len());
            format!("{held} av {wanted} beviljade, saknas: {}", names.join(", "))
        }
        Finding::NoPermissions => "Tokenen har inga".to_owned(),
        Finding::ApiAnswered { method, path, status } => format!("{method} {path} svarade {status}"),
        Finding::ApiAcceptedToken { path, status } => {
            format!("{path} svarade {status}: behörighet saknas för just det anropet, men tokenen godtogs")
        }
        Finding::SkippedAfter { failed } => {
            format!("Hoppades över på grund av en tidigare kontroll: {}", labels::check_label(LANG, *failed))
        }
        Finding::NotAsked => "Hoppades över: efterfrågades inte".to_owned(),
        Finding::Cancelled => "Hoppades över: du avbröt kontrollen".to_owned(),
    }
}

fn minutes_long(minutes: i64) -> String {
    duration(LANG, minutes.saturating_mul(60))
}

fn clock(off: Option<i64>) -> String {
    match off {
        None => "den här datorns klocka kan gå fel".to_owned(),
        Some(0) => "den här datorns klocka stämmer med Microsofts".to_owned(),
        Some(seconds) => {
            let side = if seconds > 0 { "efter" } else { "före" };
            format!("den här datorns klocka går {} {side} Microsofts", duration(LANG, seconds))
        }
    }
}

fn complete(wanted: usize, covered: usize, extra: usize) -> String {
    let all = match wanted {
        0 => "Alla beviljade".to_owned(),
        1 => "Den efterfrågade är beviljad".to_owned(),
        _ => format!("Alla {wanted} beviljade"),
    };
    let through = match (wanted, covered) {
        (_, 0) => String::new(),
        (1, _) => " genom en vidare behörighet".to_owned(),
        (_, 1) => ", en av dem genom en vidare behörighet".to_owned(),
        _ => format!(", {covered} av dem genom en vidare behörighet"),
    };
    let beyond = if extra > 0 { format!(", och {extra} utöver det du bad om") } else { String::new() };
    format!("{all}{through}{beyond}")
}

fn unfit(why: &str) -> String {
    match why {
        "duplicate" => "en annan nyckel har samma id",
        "too-short" => "den är för kort",
        "exponent" => "dess exponent är osäker",
        "not-for-signing" => "den är inte avsedd för signering",
        "not-rsa" => "den är ingen RSA-nyckel",
        "other-tenant" => "den tillhör en annan klientorganisation",
        "unreadable" => "den går inte att läsa",
        other => return format!("den bryter mot regeln {other}"),
    }
    .to_owned()
}
