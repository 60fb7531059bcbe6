//! Every customer on the shelf answers as advertised: what a partner meets first, step by step, is the fault
//! that the scenario names, and it comes from what the servers say.

#![allow(clippy::unwrap_used, reason = "a failure is a panic")]

mod common;

use std::collections::BTreeSet;

use common::{Answer, Stage, claims};
use consentry_onboarding::verdict::Cause;
use consentry_practice::{Scenario, shelf};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, errors::ErrorKind};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// Reads a refusal of Entra by its number and nothing else.
fn entra_cause(answer: &Answer) -> Cause {
    let code = answer.json()["error_codes"][0].as_u64().unwrap();
    match (answer.status, code) {
        (400, 90_002) => Cause::TenantNotFound,
        (400, 700_016) => Cause::NotConsented,
        (401, 7_000_215) => Cause::WrongSecret,
        (401, 7_000_222) => Cause::SecretExpired,
        (400, 500_011) => Cause::ResourceMissing,
        (400, 7_000_112) => Cause::AppDisabled,
        (400, 53_003) => Cause::ConditionalAccess,
        (400, 50_194) => Cause::SingleTenantApp,
        (400, 9_999_999) => Cause::Unrecognised,
        (503, 90_033) => Cause::ServiceUnavailable,
        other => panic!("an answer nobody advertised: {other:?} {}", answer.text),
    }
}

/// Reads a refusal of Defender.
fn defender_cause(answer: &Answer) -> Cause {
    let body = answer.json();
    let error = &body["error"];
    let (code, message) = (error["code"].as_str().unwrap(), error["message"].as_str().unwrap());
    assert_eq!(error["target"].as_str().unwrap().len(), 36);
    match (answer.status, code) {
        (403, "Forbidden") if message == "Account is not provisioned" => Cause::NotProvisioned,
        (401, "Unauthorized") if message == "Account mode is inactive" => Cause::NotProvisioned,
        (403, "DisabledFeature") => Cause::ApiForbidden,
        (429, "TooManyRequests") => Cause::Throttled,
        (401, "Unauthorized") => Cause::ApiUnauthorized,
        other => panic!("an answer nobody advertised: {other:?} {message}"),
    }
}

/// Verifies a token as a careful client does: key by `kid` from the tenant's own set, RS256, exact issuer.
fn token_cause(token: &str, keys: &JwkSet, scenario: &Scenario, issuer: &str, app: &str) -> Option<Cause> {
    if token.split('.').count() != 3 {
        return Some(Cause::MalformedToken);
    }
    let header = decode_header(token).unwrap();
    if header.alg != Algorithm::RS256 {
        return Some(Cause::AlgorithmRefused);
    }
    assert_eq!(header.typ.as_deref(), Some("JWT"));
    assert_eq!(header.kid, header.x5t);
    let Some(key) = keys.find(header.kid.as_deref().unwrap()) else { return Some(Cause::KeyUnknown) };
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_audience(&[common::DEFENDER]);
    rules.set_issuer(&[issuer]);
    rules.validate_nbf = true;
    match decode::<Value>(token, &DecodingKey::from_jwk(key).unwrap(), &rules) {
        Ok(verified) => {
            assert_eq!(verified.claims["tid"], scenario.tenant_id.to_string());
            assert_eq!(verified.claims["ver"], "1.0");
            match () {
                () if verified.claims["appid"] != app => Some(Cause::WrongApp),
                () if verified.claims.get("scp").is_some() => Some(Cause::DelegatedToken),
                () if verified.claims.get("roles").is_none() => Some(Cause::NoRoles),
                () => None,
            }
        }
        Err(problem) => Some(match problem.kind() {
            ErrorKind::InvalidSignature => Cause::SignatureInvalid,
            ErrorKind::ExpiredSignature => Cause::TokenExpired,
            ErrorKind::InvalidAudience => Cause::WrongAudience,
            ErrorKind::ImmatureSignature => Cause::TokenNotYetValid,
            ErrorKind::InvalidIssuer if claims(token)["tid"] == scenario.tenant_id.to_string() => {
                Cause::WrongIssuer
            }
            ErrorKind::InvalidIssuer => Cause::WrongTenant,
            other => panic!("a token spoiled in a way nobody advertised: {other:?}"),
        }),
    }
}

/// Does what a check does, and stops at the first thing that is wrong.
async fn first_fault(stage: &Stage, scenario: &Scenario) -> Option<Cause> {
    let found = stage.get(&stage.at(&format!("/{}/.well-known/openid-configuration", scenario.domain))).await;
    if found.status != 200 {
        return Some(entra_cause(&found));
    }
    if found.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        return Some(Cause::CaptivePortal);
    }
    let metadata = found.json();
    if metadata["tenant_region_scope"] == "USGov" {
        return Some(Cause::WrongCloud);
    }
    let issuer = metadata["issuer"].as_str().unwrap();
    assert_eq!(issuer, stage.at(&format!("/{}/", scenario.tenant_id)));

    let answer = stage.ask_token(&scenario.tenant_id.to_string()).await;
    if answer.status != 200 {
        if answer.json().get("error").is_none() {
            return Some(Cause::UnexpectedReply);
        }
        let fresh = scenario.known(OffsetDateTime::now_utc()).consent_hint_at.is_some();
        return Some(match entra_cause(&answer) {
            Cause::NotConsented if fresh => Cause::Propagating,
            cause => cause,
        });
    }
    let date = answer.header("date").and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok());
    let clock_is_off = date.is_some_and(|date| (date - OffsetDateTime::now_utc()).whole_hours().abs() > 1);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let keys: JwkSet =
        serde_json::from_str(&stage.get(metadata["jwks_uri"].as_str().unwrap()).await.text).unwrap();
    let app = stage.practice.app_id().to_string();
    if let Some(cause) = token_cause(&token, &keys, scenario, issuer, &app) {
        // The API falls for nothing that is not signed for it; whose app it is, it takes from the token.
        let status = stage.call("/api/alerts?$top=1", &token).await.status;
        let skewed = clock_is_off && cause == Cause::TokenNotYetValid;
        let expected = match cause {
            // By the services' own clock, it is in time.
            _ if skewed => 200,
            // Good where it belongs.
            Cause::WrongApp | Cause::WrongTenant => 200,
            Cause::DelegatedToken | Cause::NoRoles => 403,
            _ => 401,
        };
        assert_eq!(status, expected, "{}", scenario.name);
        return Some(if skewed { Cause::ClockSkew } else { cause });
    }

    let roles = claims(&token)["roles"].clone();
    let roles: BTreeSet<String> = serde_json::from_value(roles).unwrap();
    let missing: Vec<_> =
        stage.practice.wanted().into_iter().filter(|one| !roles.contains(one.as_str())).collect();
    if !missing.is_empty() {
        let known = scenario.known(OffsetDateTime::now_utc());
        let came_later = known.last_grant.is_some_and(|grant| {
            missing.iter().all(|one| known.declared.get(one).is_some_and(|declared| *declared > grant.at))
        });
        return Some(if came_later { Cause::ConsentOutdated } else { Cause::RoleMissing });
    }

    let answer = stage.call("/api/alerts?$top=1", &token).await;
    if answer.status == 200 {
        assert_eq!(answer.json()["value"].as_array().unwrap().len(), 1);
        return None;
    }
    let wait = answer.header("retry-after").map(|seconds| seconds.parse::<u32>().unwrap());
    assert_eq!(wait, scenario.retry_after, "{}", scenario.name);
    Some(defender_cause(&answer))
}

#[tokio::test]
async fn every_customer_has_the_fault_it_is_there_for() {
    let stage = Stage::set();
    for scenario in shelf() {
        assert_eq!(first_fault(&stage, scenario).await, scenario.cause, "{}", scenario.name);
    }
}

#[tokio::test]
async fn consent_cures_what_consent_can_cure() {
    let stage = Stage::set();
    for name in ["not-consented", "permission-missing", "permission-added-later"] {
        let scenario = common::scenario(name);
        assert_eq!(first_fault(&stage, scenario).await, scenario.cause, "{name}");
        let roles = Some(stage.practice.wanted());
        stage.practice.directory().set_consent(scenario.tenant_id, stage.practice.app_id(), roles);
        assert_eq!(first_fault(&stage, scenario).await, None, "{name}");
    }
    stage.practice.directory().reset();
    let scenario = common::scenario("not-consented");
    assert_eq!(first_fault(&stage, scenario).await, scenario.cause);
}

#[tokio::test]
async fn the_partner_can_prove_the_secret_at_home() {
    let stage = Stage::set();
    let home = stage.practice.home_tenant().to_string();
    assert_eq!(stage.ask_token(&home).await.status, 200);
    assert_eq!(entra_cause(&stage.ask_token_with(&home, "not-the-secret").await), Cause::WrongSecret);
}

#[tokio::test]
async fn taking_an_app_out_of_a_tenant_ends_its_tokens() {
    let stage = Stage::set();
    let scenario = common::scenario("all-well");
    stage.practice.directory().set_consent(scenario.tenant_id, stage.practice.app_id(), None);
    assert_eq!(first_fault(&stage, scenario).await, Some(Cause::NotConsented));
}
