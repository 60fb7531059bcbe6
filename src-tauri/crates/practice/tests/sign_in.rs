//! The sign-in service: metadata, keys and the token endpoints' refusals, as Entra words them.

#![allow(clippy::unwrap_used, reason = "a failure is a panic")]

mod common;

use std::collections::BTreeMap;

use common::{DEFENDER, Stage, claims, tenant};
use consentry_onboarding::ids::AppId;
use consentry_onboarding::secret::ClientSecret;
use jsonwebtoken::jwk::JwkSet;

const V1: &str = "/.well-known/openid-configuration";
const V2: &str = "/v2.0/.well-known/openid-configuration";

#[tokio::test]
async fn metadata_names_the_tenant_however_it_is_asked_for() {
    let stage = Stage::set();
    let id = tenant("all-well");
    for asked in [id.clone(), id.to_uppercase(), "contoso.example".to_owned(), "Contoso.Example".to_owned()] {
        let v1 = stage.get(&stage.at(&format!("/{asked}{V1}"))).await.json();
        assert_eq!(v1["issuer"], stage.at(&format!("/{id}/")), "{asked}");
        assert_eq!(v1["token_endpoint"], stage.at(&format!("/{id}/oauth2/token")));
        assert_eq!(v1["jwks_uri"], stage.at("/common/discovery/keys"));
        assert_eq!(v1["tenant_region_scope"], "EU");
        assert_eq!(v1["cloud_instance_name"], "microsoftonline.com");
        let v2 = stage.get(&stage.at(&format!("/{asked}{V2}"))).await.json();
        assert_eq!(v2["issuer"], stage.at(&format!("/{id}/v2.0")), "{asked}");
        assert_eq!(v2["token_endpoint"], stage.at(&format!("/{id}/oauth2/v2.0/token")));
        assert_eq!(v2["jwks_uri"], stage.at(&format!("/{id}/discovery/v2.0/keys")));
    }
    for shared in ["common", "organizations"] {
        let v2 = stage.get(&stage.at(&format!("/{shared}{V2}"))).await.json();
        assert_eq!(v2["issuer"], stage.at("/{tenantid}/v2.0"));
        assert!(v2["tenant_region_scope"].is_null());
    }
}

#[tokio::test]
async fn an_unknown_tenant_is_refused_in_the_metadata_s_own_words() {
    let stage = Stage::set();
    let cases = [
        (tenant("tenant-unknown"), 90_002),
        ("wingtip.example".to_owned(), 90_002),
        ("nowhere".to_owned(), 900_023),
    ];
    for (asked, code) in cases {
        for path in [V1, V2] {
            let answer = stage.get(&stage.at(&format!("/{asked}{path}"))).await;
            let body = answer.json();
            assert_eq!((answer.status, &body["error"]), (400, &"invalid_tenant".into()), "{asked}");
            assert_eq!(body["error_codes"], serde_json::json!([code]));
        }
    }
}

#[tokio::test]
async fn both_key_sets_are_well_formed() {
    let stage = Stage::set();
    let id = tenant("all-well");
    let paths = [
        "/common/discovery/keys".to_owned(),
        format!("/{id}/discovery/keys"),
        format!("/{id}/discovery/v2.0/keys"),
    ];
    for path in paths {
        let answer = stage.get(&stage.at(&path)).await;
        let set: JwkSet = serde_json::from_str(&answer.text).unwrap();
        assert_eq!(set.keys.len(), 2, "{path}");
        for key in answer.json()["keys"].as_array().unwrap() {
            assert_eq!((&key["kty"], &key["use"], &key["e"]), (&"RSA".into(), &"sig".into(), &"AQAB".into()));
            assert_eq!(key["kid"], key["x5t"]);
            assert_eq!(key["n"].as_str().unwrap().len(), 342, "a 2,048 bit modulus");
            assert_eq!(key["x5c"].as_array().unwrap().len(), 1);
            assert!(key.get("alg").is_none(), "Entra's keys name no algorithm");
            let issuer = path.contains("v2.0").then(|| stage.at("/{tenantid}/v2.0"));
            assert_eq!(key.get("issuer").and_then(|value| value.as_str()), issuer.as_deref());
        }
    }
}

/// A change to a token request that would be granted: another value for a field, or none.
type Change<'a> = (&'a str, Option<&'a str>);
/// Status, OAuth error and number of a refusal.
type Refusal = (u16, &'static str, u64);

/// Sends the changed request and looks at every part of the refusal.
async fn refused(stage: &Stage, path: &str, changes: &[Change<'_>], expected: Refusal) {
    let target = if path.contains("v2.0") { ("scope", "/.default") } else { ("resource", "") };
    let mut form = BTreeMap::from([
        ("grant_type", "client_credentials".to_owned()),
        ("client_id", stage.practice.app_id().to_string()),
        ("client_secret", stage.practice.secret().expose().to_owned()),
        (target.0, format!("{DEFENDER}{}", target.1)),
    ]);
    for (field, value) in changes {
        match value {
            Some(value) => form.insert(field, (*value).to_owned()),
            None => form.remove(field),
        };
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = stage.post(path, &form).await;
    let (body, (status, error, code)) = (answer.json(), expected);
    let why = format!("{path} {changes:?}: {}", answer.text);
    assert_eq!((answer.status, body["error"].as_str()), (status, Some(error)), "{why}");
    assert_eq!(body["error_codes"], serde_json::json!([code]), "{why}");
    let text = body["error_description"].as_str().unwrap();
    assert!(text.starts_with(&format!("AADSTS{code}: ")), "{why}");
    let parts = [("Trace ID", "trace_id"), ("Correlation ID", "correlation_id"), ("Timestamp", "timestamp")];
    for (part, member) in parts {
        assert!(text.contains(&format!(" {part}: {}", body[member].as_str().unwrap())), "{why}");
    }
    assert_eq!(body["error_uri"], stage.at(&format!("/error?code={code}")), "{why}");
    assert!(!answer.text.contains(stage.practice.secret().expose()), "{why}");
}

#[tokio::test]
async fn a_request_without_sense_is_refused_as_entra_does() {
    let stage = Stage::set();
    let v2 = format!("/{}/oauth2/v2.0/token", tenant("all-well"));
    let v1 = format!("/{}/oauth2/token", tenant("all-well"));
    let two = format!("{DEFENDER}/.default https://graph.microsoft.com/.default");
    let invalid = |code| (400, "invalid_request", code);
    let cases: [(&str, &[Change<'_>], Refusal); 12] = [
        (&v2, &[("grant_type", None)], invalid(900_144)),
        (&v2, &[("grant_type", Some("password"))], (400, "unsupported_grant_type", 70_003)),
        (&v2, &[("client_id", None)], invalid(900_144)),
        (&v2, &[("scope", None)], invalid(900_144)),
        (&v2, &[("scope", Some(DEFENDER))], (400, "invalid_scope", 1_002_012)),
        (&v2, &[("scope", Some("/.default"))], (400, "invalid_scope", 1_002_012)),
        (&v2, &[("scope", Some(&two))], (400, "invalid_scope", 70_011)),
        (&v2, &[("scope", Some("https://x.example/.default"))], (400, "invalid_resource", 500_011)),
        (&v2, &[("resource", Some(DEFENDER))], invalid(901_002)),
        (&v2, &[("scope", None), ("resource", Some(DEFENDER))], invalid(901_002)),
        (&v1, &[("resource", None)], invalid(900_144)),
        (&v1, &[("resource", Some("https://x.example"))], (400, "invalid_resource", 500_011)),
    ];
    for (path, changes, expected) in cases {
        refused(&stage, path, changes, expected).await;
    }
    let got = stage.get(&stage.at(&v2)).await;
    assert_eq!((got.status, &got.json()["error_codes"][0]), (400, &900_561.into()));
}

#[tokio::test]
async fn who_may_not_have_a_token_is_refused_as_entra_does() {
    let stage = Stage::set();
    for version in ["/oauth2/token", "/oauth2/v2.0/token"] {
        let at = |place: &str| format!("/{place}{version}");
        let well = at(&tenant("all-well"));
        let stranger = Some("11111111-2222-4333-8444-555555555555");
        let client = |code| (401, "invalid_client", code);
        let cases: [(&str, &[Change<'_>], Refusal); 10] = [
            (&well, &[("client_id", stranger)], (400, "unauthorized_client", 700_016)),
            (&well, &[("client_id", Some("x"))], (400, "unauthorized_client", 700_016)),
            (&well, &[("client_secret", None)], client(7_000_218)),
            (&well, &[("client_secret", Some("no"))], client(7_000_215)),
            (&well, &[("client_secret", None), ("client_assertion", Some("a.b.c"))], client(700_027)),
            (&at("common"), &[], (400, "invalid_request", 9_001_023)),
            (&at("organizations"), &[], (400, "invalid_request", 50_059)),
            (&at(&tenant("tenant-unknown")), &[], (400, "invalid_request", 90_002)),
            (&at("x"), &[], (400, "invalid_request", 900_023)),
            // Who is not in the tenant learns nothing about the secret.
            (
                &at(&tenant("not-consented")),
                &[("client_secret", Some("no"))],
                (400, "unauthorized_client", 700_016),
            ),
        ];
        for (path, changes, expected) in cases {
            refused(&stage, path, changes, expected).await;
        }
    }
}

#[tokio::test]
async fn answers_carry_entra_s_headers_and_the_client_s_own_id() {
    let stage = Stage::set();
    let mine = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let request = stage.client.post(stage.at(&format!("/{}/oauth2/v2.0/token", tenant("all-well"))));
    let request = request.header("client-request-id", mine).header("return-client-request-id", "true");
    let answer = common::Answer::of(request.form(&[("x", "y")]).send().await.unwrap()).await;
    assert_eq!(answer.json()["correlation_id"], mine);
    assert_eq!(answer.header("client-request-id"), Some(mine));
    assert_eq!(answer.header("x-ms-request-id"), answer.json()["trace_id"].as_str());
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("no-store, no-cache"));
}

#[tokio::test]
async fn a_token_looks_like_defender_s() {
    let stage = Stage::set();
    let id = tenant("all-well");
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let v2 = stage.ask_token(&id).await.json();
    assert_eq!((&v2["token_type"], v2["expires_in"].as_u64()), (&"Bearer".into(), Some(3599)));
    let issuer = stage.at(&format!("/{id}/"));
    let told = claims(v2["access_token"].as_str().unwrap());
    assert_eq!((&told["iss"], &told["idp"]), (&issuer.clone().into(), &issuer.into()));
    assert_eq!(
        (&told["aud"], &told["ver"], &told["tid"]),
        (&DEFENDER.into(), &"1.0".into(), &id.clone().into())
    );
    assert_eq!(
        (&told["appid"], &told["appidacr"]),
        (&stage.practice.app_id().to_string().into(), &"1".into())
    );
    assert_eq!(told["oid"], told["sub"]);
    assert_eq!(told["app_displayname"], stage.practice.app_name());
    let minutes = (told["exp"].as_i64().unwrap() - told["nbf"].as_i64().unwrap()) / 60;
    assert!((60..=90).contains(&minutes) && (told["exp"].as_i64().unwrap() - now - 3600).abs() < 10);
    for absent in ["idtyp", "scp", "azp", "upn"] {
        assert!(told.get(absent).is_none(), "{absent}");
    }

    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &*stage.practice.app_id().to_string()),
        ("client_secret", stage.practice.secret().expose()),
        ("resource", "https://securitycenter.onmicrosoft.com/windowsatpservice"),
    ];
    let v1 = stage.post(&format!("/{id}/oauth2/token"), &form).await.json();
    assert_eq!(v1["resource"], form[3].1);
    for number in ["expires_in", "ext_expires_in", "expires_on", "not_before"] {
        assert!(v1[number].as_str().unwrap().parse::<i64>().is_ok(), "{number}");
    }
    let again = claims(v1["access_token"].as_str().unwrap());
    assert_eq!((&again["aud"], &again["oid"]), (&form[3].1.into(), &told["oid"]));
    assert_ne!(again["uti"], told["uti"]);
}

#[tokio::test]
async fn the_neighbouring_api_gives_a_token_without_defender_s_roles() {
    let stage = Stage::set();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &*stage.practice.app_id().to_string()),
        ("client_secret", stage.practice.secret().expose()),
        ("scope", "https://api.security.microsoft.com/.default"),
    ];
    let answer = stage.post(&format!("/{}/oauth2/v2.0/token", tenant("all-well")), &form).await.json();
    let told = claims(answer["access_token"].as_str().unwrap());
    assert_eq!(told["aud"], "https://api.security.microsoft.com");
    assert!(told.get("roles").is_none());
}

#[tokio::test]
async fn apps_are_registered_through_rust_only() {
    let stage = Stage::set();
    let id = AppId::parse("11111111-2222-4333-8444-555555555555").unwrap();
    stage.practice.directory().add_app(id, ClientSecret::from_store("a+b/c=~é".to_owned()), "Second app");
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &*id.to_string()),
        ("client_secret", "a+b/c=~é"),
        ("scope", &format!("{DEFENDER}/.default")),
    ];
    let path = format!("/{}/oauth2/v2.0/token", tenant("all-well"));
    let told = stage.post(&path, &form).await.json();
    assert_eq!(claims(told["access_token"].as_str().unwrap())["app_displayname"], "Second app");

    // The same by HTTP Basic, whose halves are form-encoded (RFC 6749, 2.3.1).
    let request = stage.client.post(stage.at(&path)).basic_auth(id, Some("a%2Bb%2Fc%3D%7E%C3%A9"));
    let answer = request.form(&[form[0], form[3]]).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}
