//! Whatever text or bytes arrive, reading them ends with an answer and never with a panic.
#![allow(clippy::unwrap_used, reason = "tests say by panicking what is wrong")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use consentry_onboarding::answer;
use consentry_onboarding::consent::{self, Returned};
use consentry_onboarding::evidence::TokenReading;
use consentry_onboarding::ids::{AppId, TenantId, TenantRef};
use consentry_onboarding::secret::PastedSecret;
use consentry_onboarding::token::{self, KeySet};
use proptest::prelude::*;
use serde_json::{Value, json};

const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";

/// JSON of any shape, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

/// A token that is well but for some claims and header members.
fn nearly_a_token() -> impl Strategy<Value = String> {
    let claim = prop::sample::select(vec![
        "iss", "aud", "exp", "nbf", "iat", "tid", "appid", "azp", "roles", "scp", "ver", "idtyp", "oid",
        "uti",
    ]);
    let member = prop::sample::select(vec!["alg", "kid", "typ", "crit", "jku", "nonce"]);
    (
        prop::collection::vec((claim, any_json()), 0..3),
        prop::collection::vec((member, any_json()), 0..2),
        ".{0,8}",
    )
        .prop_map(|(claims, members, signature)| {
            let mut header = json!({"typ": "JWT", "alg": "RS256", "kid": "k1"});
            let mut payload = json!({"iss": "i", "aud": "a", "exp": 1, "ver": "1.0", "tid": TENANT});
            for (name, value) in members {
                header[name] = value;
            }
            for (name, value) in claims {
                payload[name] = value;
            }
            let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            let (header, payload) = (header.to_string(), payload.to_string());
            format!("{}.{}.{}", part(header.as_bytes()), part(payload.as_bytes()), part(signature.as_bytes()))
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_as_a_token_or_not(text in prop_oneof![".{0,200}", "[A-Za-z0-9_.-]{0,200}", nearly_a_token()]) {
        if let TokenReading::Readable { facts } = token::read(&text) {
            for keys in [KeySet::none(), KeySet::parse(br#"{"keys":[{"kid":"k1","kty":"RSA","n":"AQAB","e":"AQAB"}]}"#).unwrap()] {
                let reading = keys.verify(&text, &facts);
                let verified = matches!(reading, consentry_onboarding::evidence::SignatureReading::Verified { .. });
                prop_assert!(!verified);
            }
        }
    }

    #[test]
    fn any_keys_are_taken_or_refused(document in any_json(), token in nearly_a_token(), bytes in any::<Vec<u8>>()) {
        let _ = KeySet::parse(&bytes);
        let with_kid = json!({"keys": [{"kid": "k1", "kty": "RSA", "n": document, "e": document, "use": document}]});
        let keys = KeySet::parse(with_kid.to_string().as_bytes()).unwrap();
        if let TokenReading::Readable { facts } = token::read(&token) {
            let _ = keys.verify(&token, &facts);
        }
    }

    #[test]
    fn any_refusal_is_read_within_its_caps(status in any::<u16>(), body in any_json(), error in any_json(), bytes in any::<Vec<u8>>()) {
        let _ = answer::refusal(status, &bytes, Some("some secret"), None);
        let document = json!({"error": error, "error_description": body, "error_codes": body, "suberror": body});
        if let Some(refusal) = answer::refusal(status, document.to_string().as_bytes(), Some("some secret"), None) {
            prop_assert!(refusal.message.len() <= 8 * 1024 + 4);
        }
    }

    #[test]
    fn redacting_leaves_neither_secret_nor_token_and_keeps_to_its_length(
        before in ".{0,300}", secret in "[A-Za-z0-9~._+/=-]{8,40}", after in ".{0,300}", longest in 0_usize..600,
    ) {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl";
        let text = format!("{before} {secret} {after} {token}");
        let clean = answer::redact(&text, Some(&secret), longest);
        prop_assert!(!clean.contains(&secret) && !clean.contains(token));
        prop_assert!(clean.len() <= longest + "…".len());
        prop_assert!(clean.chars().all(|c| !c.is_control() || c == '\n'));
    }

    #[test]
    fn any_address_is_an_answer_to_a_link_or_not(text in prop_oneof![".{0,200}", "https://x\\.y/\\?[a-z_&=%A-Z0-9-]{0,120}"]) {
        let tenant = TenantId::parse(TENANT).unwrap();
        let returned = consent::read_returned(&text, tenant, Some("expected"));
        prop_assert!(returned != Returned::Granted || text.contains("admin_consent") || text.contains("code"));
    }

    #[test]
    fn any_text_is_an_identity_or_not(text in prop_oneof![".{0,120}", "[0-9a-fA-F{}-]{30,42}", "[a-z0-9.@:/-]{0,80}"]) {
        if let Ok(id) = TenantId::parse(&text) {
            prop_assert_eq!(TenantRef::parse(&id.to_string()), Ok(TenantRef::Id(id)));
        }
        if let Ok(id) = AppId::parse(&text) {
            prop_assert_eq!(AppId::parse(&id.to_string()), Ok(id));
        }
        let _ = TenantRef::parse(&text);
        let _ = PastedSecret::new(text).take();
    }
}
