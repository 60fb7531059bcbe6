//! Other methods than RS256, and keys that the token brings along or points at.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use consentry_onboarding::verdict::Cause;
use serde_json::{Value, json};

use crate::case::{Case, Class, Said};
use crate::mint::{KID, Mint, encoded, hex, message, parts, with, without};

const REFUSED: Said = Said::Cause(Cause::AlgorithmRefused);
const INVALID: Said = Said::Cause(Cause::SignatureInvalid);
const MALFORMED: Said = Said::Cause(Cause::MalformedToken);

fn case(name: impl AsRef<str>, why: &'static str, token: String, said: Said) -> Case {
    Case::new(Class::Confusion, name, why, token, said)
}

pub(crate) fn cases(mint: &Mint) -> Vec<Case> {
    let mut all = none(mint);
    all.extend(secret_made_of_public_key(mint));
    all.extend(other_methods(mint));
    all.extend(odd_methods(mint));
    all.extend(keys_brought_along(mint));
    all.extend(keys_pointed_at(mint));
    all
}

/// Forty spellings of no method at all, each without a signature, with one that is empty inside, and with the good one.
fn none(mint: &Mint) -> Vec<Case> {
    let mut spellings: Vec<String> = (0..16_u32)
        .map(|bits| {
            let letter = |(at, small): (usize, char)| {
                if bits >> at & 1 == 1 { small.to_ascii_uppercase() } else { small }
            };
            "none".chars().enumerate().map(letter).collect()
        })
        .collect();
    let others = [
        "",
        " ",
        " none",
        "none ",
        "no ne",
        "none\n",
        "\tnone",
        "null",
        "nil",
        "undefined",
        "false",
        "0",
        "n0ne",
        "non",
        "nonee",
        "none;",
        "none/RS256",
        "none,RS256",
        "RS256,none",
        "\u{ff4e}\u{ff4f}\u{ff4e}\u{ff45}",
        "n\u{43e}ne",
        "plain",
        "unsecured",
        "none\u{301}",
        "\u{1f8}one",
        "none:none",
        "[none]",
        "%6eone",
        "\\u006eone",
    ];
    spellings.extend(others.map(str::to_owned));
    assert!(spellings.len() >= 42);
    let claims = mint.claims().to_string();
    let mut all = Vec::new();
    for (nth, spelling) in spellings.iter().enumerate() {
        let header = with(without(mint.header(), "kid"), "alg", spelling.as_str());
        let message = message(header.to_string().as_bytes(), claims.as_bytes());
        // What steers the page instead of being shown is no method's name.
        let said = if spelling.contains(char::is_control) { MALFORMED } else { REFUSED };
        let why = "a method that is no method is refused in every spelling";
        all.push(case(format!("none-{nth}-unsigned"), why, format!("{message}."), said));
        if nth % 4 == 0 {
            let signed = mint.published.token(&with(header.clone(), "kid", KID), &mint.claims());
            all.push(case(format!("none-{nth}-signed"), why, signed, said));
            all.push(case(format!("none-{nth}-zero"), why, format!("{message}.AA"), said));
        }
    }
    all
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// The public key as `SubjectPublicKeyInfo`: the PKCS#1 form behind the head that every 2048-bit RSA key has.
fn spki(pkcs1: &[u8]) -> Vec<u8> {
    let algorithm =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let length = |bytes: usize| {
        let [high, low] = u16::try_from(bytes).unwrap().to_be_bytes();
        [0x82, high, low]
    };
    let bits = [&[0x03][..], &length(pkcs1.len() + 1), &[0], pkcs1].concat();
    [&[0x30][..], &length(algorithm.len() + bits.len()), &algorithm, &bits].concat()
}

/// The published key, which everybody has, taken for the secret of an HMAC.
fn secret_made_of_public_key(mint: &Mint) -> Vec<Case> {
    let (pkcs1, jwk) = (mint.published.pkcs1(), mint.published.jwk(KID));
    let spki = spki(&pkcs1);
    let modulus = mint.published.modulus();
    let text = |value: &str| value.as_bytes().to_vec();
    let spellings: Vec<(&str, Vec<u8>)> = vec![
        ("spki-pem", text(&pem("PUBLIC KEY", &spki))),
        ("spki-pem-no-last-line", text(pem("PUBLIC KEY", &spki).trim_end())),
        ("spki-pem-windows-lines", text(&pem("PUBLIC KEY", &spki).replace('\n', "\r\n"))),
        ("pkcs1-pem", text(&pem("RSA PUBLIC KEY", &pkcs1))),
        ("spki-der", spki.clone()),
        ("pkcs1-der", pkcs1.clone()),
        ("spki-base64", text(&STANDARD.encode(&spki))),
        ("spki-base64url", text(&encoded(&spki))),
        ("modulus", modulus.clone()),
        ("modulus-base64url", text(jwk["n"].as_str().unwrap())),
        ("modulus-hex", text(&hex(&modulus))),
        ("jwk", text(&jwk.to_string())),
        ("jwk-set", mint.keys(consentry_onboarding::cloud::CloudId::Commercial, false)),
        ("kid", text(KID)),
        ("empty", Vec::new()),
        ("zero", vec![0]),
    ];
    let methods = [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)];
    let mut all = Vec::new();
    for (spelling, secret) in &spellings {
        for (name, method) in methods {
            let signed = |header: &Value| {
                let message = message(header.to_string().as_bytes(), mint.claims().to_string().as_bytes());
                let tag = hmac::sign(&hmac::Key::new(method, secret), message.as_bytes());
                format!("{message}.{}", encoded(tag.as_ref()))
            };
            let token = signed(&with(mint.header(), "alg", name));
            let why = "what everybody has is no secret";
            all.push(case(format!("{name}-of-{spelling}"), why, token, REFUSED));
            if name == "HS256" {
                let why = "an HMAC is no RSA signature, whatever the header says";
                all.push(case(format!("RS256-tag-of-{spelling}"), why, signed(&mint.header()), INVALID));
            }
        }
    }
    all
}

/// Real methods, with signatures that are right by them.
fn other_methods(mint: &Mint) -> Vec<Case> {
    let methods: [(&str, &'static dyn RsaEncoding); 5] = [
        ("RS384", &RSA_PKCS1_SHA384),
        ("RS512", &RSA_PKCS1_SHA512),
        ("PS256", &RSA_PSS_SHA256),
        ("PS384", &RSA_PSS_SHA384),
        ("PS512", &RSA_PSS_SHA512),
    ];
    let mut all = Vec::new();
    let claims = mint.claims().to_string();
    for (name, method) in methods {
        for (says, said) in [(name, REFUSED), ("RS256", INVALID)] {
            let message = message(with(mint.header(), "alg", says).to_string().as_bytes(), claims.as_bytes());
            let signature = mint.published.signature(method, message.as_bytes());
            let token = format!("{message}.{}", encoded(&signature));
            all.push(case(format!("{name}-said-{says}"), "RS256 it is, or nothing", token, said));
        }
        let token = mint.published.token(&with(mint.header(), "alg", name), &mint.claims());
        all.push(case(format!("RS256-said-{name}"), "RS256 it is, or nothing", token, REFUSED));
    }
    let random = SystemRandom::new();
    let curve = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let edwards = Ed25519KeyPair::generate().unwrap();
    for (name, says, said) in [
        ("ES256", "ES256", REFUSED),
        ("EdDSA", "EdDSA", REFUSED),
        ("ES256", "RS256", INVALID),
        ("EdDSA", "RS256", INVALID),
    ] {
        let message = message(with(mint.header(), "alg", says).to_string().as_bytes(), claims.as_bytes());
        let signature = if name == "ES256" {
            curve.sign(&random, message.as_bytes()).unwrap().as_ref().to_vec()
        } else {
            edwards.sign(message.as_bytes()).as_ref().to_vec()
        };
        let token = format!("{message}.{}", encoded(&signature));
        all.push(case(format!("{name}-said-{says}"), "RS256 it is, or nothing", token, said));
    }
    // Signed by no curve at all: the numbers zero, as in CVE-2022-21449.
    for (name, bytes) in [("ES256", 64), ("ES384", 96), ("ES512", 132), ("ES256K", 64), ("EdDSA", 64)] {
        let message = message(with(mint.header(), "alg", name).to_string().as_bytes(), claims.as_bytes());
        let token = format!("{message}.{}", encoded(&vec![0; bytes]));
        all.push(case(format!("{name}-of-zeros"), "RS256 it is, or nothing", token, REFUSED));
    }
    all
}

/// What is no method's name, over a signature that fits RS256.
fn odd_methods(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    for name in [
        "rs256",
        "Rs256",
        "RS256 ",
        " RS256",
        "RS-256",
        "RS2560",
        "RSA256",
        "RS256,RS256",
        "SHA256withRSA",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "dir",
        "RSA-OAEP",
        "A128KW",
        "\u{ff32}S256",
        "RS\u{0662}56",
    ] {
        let token = mint.published.token(&with(mint.header(), "alg", name), &mint.claims());
        all.push(case(format!("alg-{}", name.escape_debug()), "RS256 has one spelling", token, REFUSED));
    }
    // Taken away before it is shown, it must not be gone before it is judged.
    for (shown, name) in [
        ("zero-byte", "RS256\0"),
        ("escape", "\u{1b}RS256"),
        ("turned", "RS\u{202e}256"),
        ("line", "RS256\n"),
        ("isolated", "\u{2066}RS256\u{2069}"),
    ] {
        let token = mint.published.token(&with(mint.header(), "alg", name), &mint.claims());
        all.push(case(format!("alg-{shown}"), "RS256 has one spelling", token, MALFORMED));
    }
    for (name, value) in [
        ("list", json!(["RS256"])),
        ("list-of-two", json!(["none", "RS256"])),
        ("number", json!(256)),
        ("null", Value::Null),
        ("true", json!(true)),
        ("object", json!({"RS256": "RS256"})),
    ] {
        let token = mint.published.token(&with(mint.header(), "alg", value), &mint.claims());
        all.push(case(format!("alg-{name}"), "the method is a text", token, MALFORMED));
    }
    let token = mint.published.token(&without(mint.header(), "alg"), &mint.claims());
    all.push(case("alg-missing", "a token names its method", token, MALFORMED));
    let token = mint.published.token(&with(without(mint.header(), "alg"), "Alg", "RS256"), &mint.claims());
    all.push(case("alg-in-capitals", "names are told apart by their case", token, MALFORMED));
    all
}

/// A key inside of the token, with which its signature fits.
fn keys_brought_along(mint: &Mint) -> Vec<Case> {
    let own = mint.stranger.jwk(KID);
    let certificate = STANDARD.encode(mint.stranger.pkcs1());
    let members: Vec<(&str, Vec<(&str, Value)>)> = vec![
        ("jwk", vec![("jwk", own.clone())]),
        ("jwk-other-kid", vec![("jwk", mint.stranger.jwk("mine"))]),
        ("jwk-as-text", vec![("jwk", json!(own.to_string()))]),
        ("jwks", vec![("jwks", json!({ "keys": [own.clone()] }))]),
        ("x5c", vec![("x5c", json!([certificate]))]),
        ("x5c-text", vec![("x5c", json!(certificate))]),
        ("x5t-s256", vec![("x5t#S256", json!("AAAA"))]),
        (
            "all",
            vec![
                ("jwk", own.clone()),
                ("x5c", json!([certificate])),
                ("jku", json!("https://evil.example/k")),
            ],
        ),
        ("key", vec![("key", own.clone()), ("n", own["n"].clone()), ("e", own["e"].clone())]),
    ];
    let mut all = Vec::new();
    for (name, members) in members {
        let header =
            members.into_iter().fold(mint.header(), |header, (name, value)| with(header, name, value));
        let token = mint.stranger.token(&header, &mint.claims());
        let why = "a key is Microsoft's because Microsoft publishes it";
        all.push(case(format!("own-key-{name}"), why, token, INVALID));
        let foreign = mint.stranger.token(&with(header, "kid", "mine"), &mint.claims());
        all.push(case(format!("own-key-{name}-own-kid"), why, foreign, Said::Cause(Cause::KeyUnknown)));
    }
    all
}

/// An address of a key, an attacker's or Microsoft's own: it is not asked.
fn keys_pointed_at(mint: &Mint) -> Vec<Case> {
    let addresses = [
        "https://evil.example/keys",
        "http://evil.example/keys",
        "https://127.0.0.1/keys",
        "http://169.254.169.254/latest/meta-data/",
        "https://[::1]/keys",
        "file:///etc/passwd",
        "data:application/json,{}",
        "//evil.example/keys",
        "ldap://evil.example/keys",
        "https://login.microsoftonline.com/common/discovery/keys",
        "https://login.microsoftonline.com/5e2f0b61-9c0d-4f7a-8a55-7c1d94e2b308/discovery/v2.0/keys",
        "https://login.microsoftonline.com@evil.example/keys",
        "https://login.microsoftonline.com.evil.example/keys",
        "https://evil.example/login.microsoftonline.com/common/discovery/keys",
    ];
    let mut all = Vec::new();
    for (nth, address) in addresses.into_iter().enumerate() {
        for member in ["jku", "x5u"] {
            let header = with(mint.header(), member, address);
            let token = mint.stranger.token(&header, &mint.claims());
            all.push(case(format!("{member}-{nth}"), "no address in a token is asked", token, INVALID));
        }
    }
    let [_, payload, signature] = &parts(&mint.good()).map(str::to_owned);
    let header = with(mint.header(), "jku", "https://evil.example/keys").to_string();
    let token = format!("{}.{payload}.{signature}", encoded(header.as_bytes()));
    all.push(case("jku-put-in", "the header is signed too", token, INVALID));
    let message = message(header.as_bytes(), mint.claims().to_string().as_bytes());
    let own = mint.stranger.signature(&RSA_PKCS1_SHA256, message.as_bytes());
    all.push(case(
        "jku-own-key",
        "no address in a token is asked",
        format!("{message}.{}", encoded(&own)),
        INVALID,
    ));
    all
}
