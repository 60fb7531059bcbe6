//! The form of the whole: parts too few and too many, encrypted tokens, and signed ones in JSON's form.

use consentry_onboarding::verdict::Cause;
use serde_json::json;

use crate::case::{Case, Class, Said};
use crate::mint::{Mint, encoded, hex, parts};

const WHY: &str = "a token is three parts of base64url between two dots";

fn case(name: impl AsRef<str>, token: String) -> Case {
    Case::new(Class::Structure, name, WHY, token, Said::Cause(Cause::MalformedToken))
}

pub(crate) fn cases(mint: &Mint) -> Vec<Case> {
    let good = mint.good();
    let [header, payload, signature] = parts(&good);
    let mut all: Vec<Case> = [
        ("one-part", header.to_owned()),
        ("two-parts", format!("{header}.{payload}")),
        ("four-parts", format!("{good}.{signature}")),
        ("four-parts-last-empty", format!("{good}.")),
        ("four-parts-first-empty", format!(".{good}")),
        ("six-parts", format!("{good}.{good}")),
        ("seven-parts", format!("{good}.a.b.c.d")),
        ("no-header", format!(".{payload}.{signature}")),
        ("no-payload", format!("{header}..{signature}")),
        ("detached", format!("{header}..{signature}")),
        ("only-signature", format!("..{signature}")),
        ("only-dots", "..".to_owned()),
        ("many-dots", ".".repeat(1_000)),
        ("colons", good.replace('.', ":")),
        ("commas", good.replace('.', ",")),
        ("full-width-dots", good.replace('.', "\u{ff0e}")),
        ("middle-dots", good.replace('.', "\u{b7}")),
        ("dots-encoded", good.replace('.', "%2E")),
        ("parts-turned", format!("{signature}.{payload}.{header}")),
        ("header-twice", format!("{header}.{header}.{signature}")),
        ("payload-twice", format!("{payload}.{payload}.{signature}")),
        ("header-padded", format!("{header}=.{payload}.{signature}")),
        ("payload-padded", format!("{header}.{payload}==.{signature}")),
        ("header-standard-alphabet", format!("{}+.{payload}.{signature}", &header[1..])),
        ("payload-standard-alphabet", format!("{header}.{}/.{signature}", &payload[1..])),
        ("payload-cut", format!("{header}.{}.{signature}", &payload[..payload.len() / 2])),
        ("header-cut", format!("{}.{payload}.{signature}", &header[..header.len() / 2])),
        ("base64-of-the-whole", encoded(good.as_bytes())),
        ("hex-of-the-whole", hex(good.as_bytes())),
        ("backwards", good.chars().rev().collect()),
        ("plain-json", mint.claims().to_string()),
        ("words", "this is not a token".to_owned()),
        ("html", "<html><body>Sign in</body></html>".to_owned()),
        ("saml", "PHNhbWw6QXNzZXJ0aW9uPjwvc2FtbDpBc3NlcnRpb24+".to_owned()),
        ("refresh-token", "1.AQwAo3cOHcZSD0uPOWpMCxKQr2KdLm9DfFdOmg07j14hx2QBAA.AgABAwEAAAA".to_owned()),
        ("secret", "Zq8~Q~ca+na/ry=.7_-x8Qd0123456789abcdef".to_owned()),
        ("curl", format!("curl -H 'X: {header}'")),
        ("right-to-left", format!("\u{202e}{good}")),
        ("zero-byte-in-front", format!("\0{good}")),
        ("private-use", format!("\u{e000}{good}")),
    ]
    .map(|(name, token)| {
        let case = case(name, token);
        // What stands in front of a pasted token is not the token's.
        let in_front = ["right-to-left", "zero-byte-in-front", "private-use"].contains(&name);
        if in_front { case.when_pasted(Said::Connected) } else { case }
    })
    .into();
    let general = json!({
        "payload": payload, "signatures": [{"protected": header, "signature": signature}],
    });
    let flat = json!({"payload": payload, "protected": header, "signature": signature});
    let unsigned = json!({"payload": payload, "header": {"alg": "none"}, "signature": ""});
    let several = json!({
        "payload": payload,
        "signatures": [{"header": {"alg": "none"}, "signature": ""}, {"protected": header, "signature": signature}],
    });
    for (name, document) in [
        ("general", general),
        ("flattened", flat),
        ("flattened-unsigned", unsigned),
        ("two-signatures", several),
    ] {
        all.push(case(format!("json-{name}"), document.to_string()));
    }
    all.extend(encrypted(mint));
    all
}

/// Five parts: sealed for its receiver, and none of a reader's business.
fn encrypted(mint: &Mint) -> Vec<Case> {
    let said = Said::Because(Cause::MalformedToken, "encrypted");
    let why = "what is sealed for somebody else is not read here";
    let good = mint.good();
    let [_, payload, signature] = parts(&good);
    let mut all = Vec::new();
    for (name, header) in [
        ("rsa-oaep", json!({"alg": "RSA-OAEP", "enc": "A256GCM", "kid": "k"})),
        ("dir", json!({"alg": "dir", "enc": "A128CBC-HS256"})),
        ("zip", json!({"alg": "dir", "enc": "A256GCM", "zip": "DEF"})),
        (
            "pbes2",
            json!({"alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2c": 2_147_483_647_u32, "p2s": "AAAA"}),
        ),
        ("rs256", json!({"alg": "RS256", "typ": "JWT"})),
        ("none", json!({"alg": "none", "enc": "none"})),
    ] {
        let header = encoded(header.to_string().as_bytes());
        let token = format!("{header}.{payload}.AAAAAAAAAAAAAAAA.{payload}.{signature}");
        all.push(Case::new(Class::Structure, format!("jwe-{name}"), why, token, said));
    }
    all.push(Case::new(Class::Structure, "jwe-empty", why, "....".to_owned(), said));
    all.push(Case::new(Class::Structure, "jwe-no-key", why, format!("{payload}..a.b.c"), said));
    all.push(Case::new(Class::Structure, "signed-with-two-more", why, format!("{good}.a.b"), said));
    all
}
