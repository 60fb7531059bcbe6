use super::*;
use crate::evidence::SignatureReading;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use serde_json::json;

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

struct Signer {
    pair: KeyPair,
}

impl Signer {
    fn new(size: KeySize) -> Self {
        Self { pair: KeyPair::generate(size).unwrap() }
    }

    fn sign(&self, header: &Value, payload: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap());
        let message = format!("{}.{}", part(header), part(payload));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = aws_lc_rs::rand::SystemRandom::new();
        self.pair
            .sign(&aws_lc_rs::signature::RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)
            .unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn jwk(&self, kid: &str) -> Value {
        let public = self.pair.public_key();
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "kty": "RSA", "use": "sig", "kid": kid,
            "n": number(public.modulus().big_endian_without_leading_zero()),
            "e": number(public.exponent().big_endian_without_leading_zero()),
        })
    }
}

fn header() -> Value {
    json!({"typ": "JWT", "alg": "RS256", "kid": "k1", "x5t": "k1"})
}

fn payload() -> Value {
    json!({
        "aud": "https://api.securitycenter.microsoft.com", "iss": format!("https://sts.windows.net/{TENANT}/"),
        "iat": 1_000, "nbf": 1_000, "exp": 4_900, "appid": "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764", "appidacr": "1",
        "oid": "o", "sub": "o", "roles": ["Alert.Read.All"], "tid": TENANT, "uti": "u", "ver": "1.0",
    })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name);
    object
}

fn keys(keys: &[Value]) -> KeySet {
    KeySet::parse(&serde_json::to_vec(&json!({ "keys": keys })).unwrap()).unwrap()
}

fn readable(token: &str) -> TokenFacts {
    match read(token) {
        TokenReading::Readable { facts } => *facts,
        TokenReading::Unreadable { problem } => panic!("unreadable: {problem:?}"),
    }
}

fn problem(token: &str) -> TokenProblem {
    match read(token) {
        TokenReading::Unreadable { problem } => problem,
        TokenReading::Readable { .. } => panic!("readable: {token}"),
    }
}

#[test]
fn a_good_token_verifies_and_no_changed_one_does() {
    let signer = Signer::new(KeySize::Rsa2048);
    let token = signer.sign(&header(), &payload());
    let set = keys(&[signer.jwk("k0"), signer.jwk("k1")]);
    let facts = readable(&token);
    assert_eq!(set.verify(&token, &facts), SignatureReading::Verified { key_id: "k1".into() });
    assert_eq!(facts.roles.len(), 1);
    for at in (0..token.len()).step_by(7) {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        if let TokenReading::Readable { facts } = read(&changed) {
            assert!(
                !matches!(set.verify(&changed, &facts), SignatureReading::Verified { .. }),
                "changed at {at}"
            );
        }
    }
}

#[test]
fn only_rs256_is_ever_accepted() {
    let signer = Signer::new(KeySize::Rsa2048);
    let set = keys(&[signer.jwk("k1")]);
    for algorithm in
        ["none", "None", "NONE", "nOnE", "HS256", "HS512", "PS256", "RS384", "ES256", "rs256", "RS256 ", ""]
    {
        let token = signer.sign(&with(header(), "alg", json!(algorithm)), &payload());
        let facts = readable(&token);
        assert_eq!(
            set.verify(&token, &facts),
            SignatureReading::AlgorithmRefused { algorithm: algorithm.to_owned() }
        );
    }
    let unsigned = signer.sign(&with(header(), "alg", json!("none")), &payload());
    let unsigned = format!("{}.", unsigned.rsplit_once('.').unwrap().0);
    assert!(matches!(set.verify(&unsigned, &readable(&unsigned)), SignatureReading::AlgorithmRefused { .. }));
    for member in ["crit", "zip", "b64", "enc"] {
        let token = signer.sign(&with(header(), member, json!(["x"])), &payload());
        assert_eq!(
            set.verify(&token, &readable(&token)),
            SignatureReading::AlgorithmRefused { algorithm: member.to_owned() }
        );
    }
}

#[test]
fn a_key_named_inside_the_token_is_never_used() {
    let (published, attacker) = (Signer::new(KeySize::Rsa2048), Signer::new(KeySize::Rsa2048));
    let set = keys(&[published.jwk("k1")]);
    let mut pointing = with(header(), "jwk", attacker.jwk("k1"));
    pointing["jku"] = json!("http://127.0.0.1:1/keys");
    pointing["x5u"] = json!("file:///etc/passwd");
    let token = attacker.sign(&pointing, &payload());
    let facts = readable(&token);
    assert_eq!(facts.ignored_members, ["jku", "x5u", "jwk"]);
    assert_eq!(set.verify(&token, &facts), SignatureReading::Invalid { key_id: "k1".into() });
}

#[test]
fn keys_that_break_a_rule_are_not_used() {
    let signer = Signer::new(KeySize::Rsa2048);
    let token = signer.sign(&header(), &payload());
    let facts = readable(&token);
    let good = signer.jwk("k1");
    let unfit = |set: KeySet| match set.verify(&token, &facts) {
        SignatureReading::KeyUnfit { why, .. } => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(unfit(keys(&[good.clone(), good.clone()])), "duplicate");
    assert_eq!(unfit(keys(&[with(good.clone(), "use", json!("enc"))])), "not-for-signing");
    assert_eq!(unfit(keys(&[with(good.clone(), "key_ops", json!(["encrypt"]))])), "not-for-signing");
    assert_eq!(unfit(keys(&[with(good.clone(), "alg", json!("PS256"))])), "not-for-signing");
    assert_eq!(unfit(keys(&[with(good.clone(), "kty", json!("oct"))])), "not-rsa");
    assert_eq!(unfit(keys(&[with(good.clone(), "e", json!("AQ"))])), "exponent");
    assert_eq!(unfit(keys(&[with(good.clone(), "e", json!("AQAC"))])), "exponent");
    assert_eq!(
        unfit(keys(&[with(good.clone(), "n", json!(URL_SAFE_NO_PAD.encode([0xff; 128])))])),
        "too-short"
    );
    assert_eq!(unfit(keys(&[without(good.clone(), "n")])), "unreadable");
    let consumer = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0";
    assert_eq!(unfit(keys(&[with(good.clone(), "issuer", json!(consumer))])), "other-tenant");
    let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
    assert!(matches!(
        keys(&[with(good, "issuer", json!(template))]).verify(&token, &facts),
        SignatureReading::Verified { .. }
    ));
}

#[test]
fn a_2_0_token_is_held_against_the_key_s_issuer() {
    let signer = Signer::new(KeySize::Rsa2048);
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let mut claims = with(with(payload(), "ver", json!("2.0")), "iss", json!(issuer));
    claims["azp"] = claims["appid"].take();
    claims.as_object_mut().unwrap().remove("appid");
    let token = signer.sign(&header(), &claims);
    let facts = readable(&token);
    assert_eq!(facts.app_id.as_deref(), Some("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764"));
    let key = |issuer: &str| with(signer.jwk("k1"), "issuer", json!(issuer));
    let verified = |issuer: &str| {
        matches!(keys(&[key(issuer)]).verify(&token, &facts), SignatureReading::Verified { .. })
    };
    assert!(verified("https://login.microsoftonline.com/{tenantid}/v2.0") && verified(&issuer));
    assert!(!verified("https://login.microsoftonline.us/{tenantid}/v2.0"));
}

#[test]
fn unknown_keys_and_graph_tokens_are_said_to_be_so() {
    let signer = Signer::new(KeySize::Rsa2048);
    let set = keys(&[signer.jwk("k1")]);
    let check = |head: Value| {
        let token = signer.sign(&head, &payload());
        set.verify(&token, &readable(&token))
    };
    assert_eq!(
        check(with(header(), "kid", json!("k9"))),
        SignatureReading::KeyUnknown { key_id: Some("k9".into()) }
    );
    assert_eq!(check(without(header(), "kid")), SignatureReading::KeyUnknown { key_id: None });
    assert_eq!(check(with(header(), "nonce", json!("n"))), SignatureReading::NotForUs);
}

#[test]
fn ill_typed_claims_are_named() {
    let signer = Signer::new(KeySize::Rsa2048);
    let claim = |name: &str, value: Value| problem(&signer.sign(&header(), &with(payload(), name, value)));
    let ill = |name: &str| TokenProblem::IllTyped { claim: name.to_owned() };
    for (name, value) in [
        ("iss", json!(["a", "b"])),
        ("aud", json!(["x"])),
        ("aud", json!({})),
        ("exp", json!(1.5)),
        ("exp", json!("4900")),
        ("exp", json!(-1)),
        ("exp", json!(1e18)),
        ("exp", json!(null)),
        ("nbf", json!("soon")),
        ("iat", json!(true)),
        ("tid", json!(7)),
        ("roles", json!("Alert.Read.All")),
        ("roles", json!([1])),
        ("roles", json!(["<b>"])),
        ("scp", json!(["x"])),
        ("ver", json!("3.0")),
        ("appid", json!(1)),
        ("azp", json!([])),
        ("idtyp", json!(1)),
    ] {
        assert_eq!(claim(name, value.clone()), ill(name), "{name} {value}");
    }
    let many: Vec<String> = (0..501).map(|n| format!("R{n}")).collect();
    assert_eq!(claim("roles", json!(many)), ill("roles"));
    for name in ["iss", "aud", "exp", "ver"] {
        let token = signer.sign(&header(), &without(payload(), name));
        assert_eq!(problem(&token), TokenProblem::Missing { claim: name.to_owned() });
    }
    let head = |name: &str, value: Value| problem(&signer.sign(&with(header(), name, value), &payload()));
    assert_eq!(head("kid", json!(7)), ill("kid"));
    assert_eq!(head("kid", json!("x".repeat(129))), ill("kid"));
    assert_eq!(head("typ", json!("at+jwt")), ill("typ"));
    assert_eq!(head("alg", json!(null)), ill("alg"));
}

#[test]
fn what_is_no_token_is_told_by_its_form() {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let head = part(&header().to_string());
    let body = part(&payload().to_string());
    assert_eq!(problem(""), TokenProblem::NotThreeParts { parts: 1 });
    assert_eq!(problem("a.b"), TokenProblem::NotThreeParts { parts: 2 });
    assert_eq!(problem("a.b.c.d.e"), TokenProblem::Encrypted);
    assert_eq!(problem(&"x".repeat(64 * 1024 + 1)), TokenProblem::TooLong);
    assert_eq!(
        problem(&format!("{head}=.{body}.c2ln")),
        TokenProblem::NotBase64Url { part: "header".into() }
    );
    assert_eq!(problem(&format!("{head}.{body}.")), TokenProblem::NotBase64Url { part: "signature".into() });
    assert_eq!(
        problem(&format!("{head}.{body}.c2 ln")),
        TokenProblem::NotBase64Url { part: "signature".into() }
    );
    assert_eq!(
        problem(&format!("{}.{body}.c2ln", part("[1]"))),
        TokenProblem::NotJson { part: "header".into() }
    );
    assert_eq!(
        problem(&format!("{head}.{}.c2ln", part("{\"a\":1,\"a\":2}"))),
        TokenProblem::NotJson { part: "payload".into() }
    );
    assert_eq!(
        problem(&format!("{head}.{}.c2ln", part("\u{feff}{}"))),
        TokenProblem::NotJson { part: "payload".into() }
    );
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(500), "]".repeat(500));
    assert_eq!(
        problem(&format!("{head}.{}.c2ln", part(&deep))),
        TokenProblem::NotJson { part: "payload".into() }
    );
}

#[test]
fn hostile_key_sets_are_refused_whole() {
    assert!(KeySet::parse(b"<html>").is_none());
    assert!(KeySet::parse(b"{}").is_none());
    assert!(KeySet::parse(b"{\"keys\":{}}").is_none());
    let many: Vec<Value> = (0..1001).map(|n| json!({"kid": n.to_string()})).collect();
    assert!(KeySet::parse(&serde_json::to_vec(&json!({ "keys": many })).unwrap()).is_none());
}
