//! Documents in the place of the published keys: broken, flooded, and keys that must not sign for this tenant.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::verdict::Cause;
use serde_json::{Value, json};

use crate::case::{KeySetCase, Said};
use crate::mint::{KID, Mint, NEXT_KID, OTHER_TENANT, TENANT, encoded, with, without};

const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
const UNUSABLE: Said = Said::Cause(Cause::UnexpectedReply);

fn unfit(reason: &'static str) -> Said {
    Said::Because(Cause::KeyUnknown, reason)
}

struct Shelf<'a> {
    mint: &'a Mint,
    tokens: [String; 2],
    all: Vec<KeySetCase>,
}

impl Shelf<'_> {
    /// For tokens of both versions: their keys are read by the same rules.
    fn add(&mut self, name: impl AsRef<str>, why: &'static str, body: impl Into<Vec<u8>>, said: Said) {
        let body = body.into();
        for second in [false, true] {
            self.add_for(second, name.as_ref(), why, body.clone(), said);
        }
    }

    fn add_for(&mut self, second: bool, name: &str, why: &'static str, body: Vec<u8>, said: Said) {
        let name = format!("keys/{name}/{}", if second { "v2" } else { "v1" });
        let token = self.tokens[usize::from(second)].clone();
        self.all.push(KeySetCase { name, why, body, token, second, said });
    }

    fn keys(&mut self, name: impl AsRef<str>, why: &'static str, keys: &[Value], said: Said) {
        self.add(name, why, set(keys), said);
    }

    /// The good key but for one member.
    fn spoiled(&mut self, member: &str, values: &[(&str, Value)], why: &'static str, said: Said) {
        for (name, value) in values {
            let key = with(self.mint.published.jwk(KID), member, value.clone());
            self.keys(format!("{member}-{name}"), why, &[self.mint.next.jwk(NEXT_KID), key], said);
        }
    }
}

fn set(keys: &[Value]) -> Vec<u8> {
    json!({ "keys": keys }).to_string().into_bytes()
}

/// Every document, each with a good token.
pub fn key_sets(mint: &Mint) -> Vec<KeySetCase> {
    let mut shelf = Shelf { mint, tokens: [mint.good(), mint.good_v2()], all: Vec::new() };
    several(&mut shelf);
    purposes(&mut shelf);
    numbers(&mut shelf);
    issuers(&mut shelf);
    documents(&mut shelf);
    shelf.all
}

/// Which key is meant.
fn several(shelf: &mut Shelf) {
    let (own, next) = (shelf.mint.published.jwk(KID), shelf.mint.next.jwk(NEXT_KID));
    let foreign = shelf.mint.stranger.jwk(KID);
    let why = "an id that two keys have names neither";
    shelf.keys("same-key-twice", why, &[own.clone(), own.clone()], unfit("key-duplicate"));
    shelf.keys("same-id-other-key", why, &[own.clone(), foreign.clone()], unfit("key-duplicate"));
    shelf.keys(
        "same-id-other-key-first",
        why,
        &[foreign.clone(), next.clone(), own.clone()],
        unfit("key-duplicate"),
    );
    let encrypting = with(own.clone(), "use", "enc");
    shelf.keys("same-id-other-use", why, &[own.clone(), encrypting], unfit("key-duplicate"));
    let why = "only the key of that id is tried";
    shelf.keys("other-key-of-that-id", why, &[foreign, next.clone()], Said::Cause(Cause::SignatureInvalid));
    shelf.keys(
        "right-key-other-id",
        why,
        &[shelf.mint.published.jwk("other")],
        Said::Cause(Cause::KeyUnknown),
    );
    shelf.keys(
        "id-in-other-case",
        why,
        &[shelf.mint.published.jwk(&KID.to_lowercase())],
        Said::Cause(Cause::KeyUnknown),
    );
    shelf.keys(
        "id-with-a-blank",
        why,
        &[shelf.mint.published.jwk(&format!("{KID} "))],
        Said::Cause(Cause::KeyUnknown),
    );
    shelf.keys("id-missing", why, &[without(own.clone(), "kid")], Said::Cause(Cause::KeyUnknown));
    for (name, kid) in [("number", json!(1)), ("list", json!([KID])), ("null", Value::Null)] {
        shelf.keys(
            format!("id-{name}"),
            why,
            &[with(own.clone(), "kid", kid)],
            Said::Cause(Cause::KeyUnknown),
        );
    }
    shelf.keys("none", "an empty set names no key", &[], Said::Cause(Cause::KeyUnknown));

    let crowd = |keys: usize| -> Vec<Value> {
        let mut all: Vec<Value> =
            (0..keys - 1).map(|nth| with(next.clone(), "kid", format!("k{nth}"))).collect();
        all.push(own.clone());
        all
    };
    shelf.keys("a-thousand-right-one-last", "up to a thousand keys are read", &crowd(1_000), Said::Connected);
    shelf.keys("one-more-than-a-thousand", "more than a thousand keys are nobody's", &crowd(1_001), UNUSABLE);
    let small: Vec<Value> = (0..9_999).map(|nth| json!({"kid": nth.to_string()})).chain([own]).collect();
    shelf.keys("ten-thousand", "more than a thousand keys are nobody's", &small, UNUSABLE);
}

/// What a key is for.
fn purposes(shelf: &mut Shelf) {
    let why = "a key for something else signs no tokens";
    let ill = [("list", json!(["sig"])), ("number", json!(1)), ("null", Value::Null), ("empty", json!(""))];
    let other = [("enc", json!("enc")), ("capitals", json!("SIG")), ("both", json!("sig enc"))];
    shelf.spoiled("use", &[&other[..], &ill].concat(), why, unfit("key-not-for-signing"));
    let operations = [
        ("encrypt", json!(["encrypt"])),
        ("sign", json!(["sign"])),
        ("wrap", json!(["wrapKey", "unwrapKey"])),
        ("empty", json!([])),
        ("text", json!("verify")),
        ("null", Value::Null),
    ];
    shelf.spoiled("key_ops", &operations, why, unfit("key-not-for-signing"));
    let methods =
        ["PS256", "RS512", "HS256", "none", "rs256", "RSA-OAEP", ""].map(|name| (name, json!(name)));
    shelf.spoiled("alg", &methods, why, unfit("key-not-for-signing"));
    shelf.spoiled(
        "alg",
        &[("list", json!(["RS256"])), ("null", Value::Null)],
        why,
        unfit("key-not-for-signing"),
    );
    let kinds = ["EC", "oct", "OKP", "rsa", ""].map(|name| (name, json!(name)));
    shelf.spoiled("kty", &kinds, "the key is an RSA key", unfit("key-not-rsa"));
    shelf.spoiled(
        "kty",
        &[("null", Value::Null), ("list", json!(["RSA"]))],
        "the key is an RSA key",
        unfit("key-not-rsa"),
    );
    let own = shelf.mint.published.jwk(KID);
    let secret = json!({"kty": "oct", "kid": KID, "use": "sig", "k": own["n"]});
    shelf.keys("secret-of-that-id", "the key is an RSA key", &[secret], unfit("key-not-rsa"));
    let curve = json!({"kty": "EC", "kid": KID, "use": "sig", "crv": "P-256", "x": "AAAA", "y": "AAAA"});
    shelf.keys("curve-of-that-id", "the key is an RSA key", &[curve], unfit("key-not-rsa"));
    let why = "said to be for this, or nothing said";
    for (name, key) in [
        ("alg-said", with(own.clone(), "alg", "RS256")),
        ("verify", with(own.clone(), "key_ops", json!(["verify"]))),
        ("use-missing", without(own.clone(), "use")),
        (
            "certificate-of-another-key",
            with(own.clone(), "x5c", json!([encoded(&shelf.mint.stranger.pkcs1())])),
        ),
        ("certificate-that-is-none", with(own.clone(), "x5c", json!("MIIB"))),
        ("thumbprint-of-another", with(own.clone(), "x5t", "other")),
        ("unknown-members", with(own, "created", json!({"at": [1]}))),
    ] {
        shelf.keys(name, why, &[key], Said::Connected);
    }
}

/// The key's own numbers.
fn numbers(shelf: &mut Shelf) {
    let modulus = shelf.mint.published.modulus();
    let mut even = modulus.clone();
    even[255] &= 0xfe;
    let number = |bytes: &[u8]| json!(encoded(bytes));
    let short = [
        ("512-bits", number(&[0xff; 64])),
        ("1024-bits", number(&[0xff; 128])),
        ("2047-bits", number(&[&[0x7f][..], &[0xff; 255]].concat())),
        ("zeros-in-front", number(&[&[0; 128][..], &[0xff; 128]].concat())),
        ("one", number(&[1])),
        ("zero", number(&[0; 256])),
        ("empty", json!("")),
    ];
    shelf.spoiled("n", &short, "a short key is anybody's", unfit("key-too-short"));
    let unreadable = [
        ("even", number(&even)),
        ("ten-thousand-bits", number(&[0xff; 1_250])),
        ("half-a-megabyte", number(&vec![0xff; 300_000])),
        ("padded", json!(format!("{}==", encoded(&modulus)))),
        ("standard-alphabet", json!(format!("+/{}", &encoded(&modulus)[2..]))),
        ("number", json!(65_537)),
        ("list", json!([encoded(&modulus)])),
        ("null", Value::Null),
        ("words", json!("not base64!")),
    ];
    shelf.spoiled("n", &unreadable, "a key that cannot be one is not tried", unfit("key-unreadable"));
    let other = number(&shelf.mint.stranger.modulus());
    shelf.spoiled("n", &[("of-another", other)], "it is another key", Said::Cause(Cause::SignatureInvalid));

    let exponents: Vec<(&str, Value)> = vec![
        ("zero", number(&[0])),
        ("one", number(&[1])),
        ("two", number(&[2])),
        ("even", number(&[1, 0, 2])),
        ("huge", number(&[0xff; 16])),
        ("as-long-as-n", number(&modulus)),
        ("empty", json!("")),
    ];
    shelf.spoiled(
        "e",
        &exponents,
        "such an exponent lets anybody sign, or takes for ever",
        unfit("key-exponent"),
    );
    let unreadable = [
        ("number", json!(65_537)),
        ("null", Value::Null),
        ("standard", json!("AQA+=")),
        ("list", json!(["AQAB"])),
    ];
    shelf.spoiled("e", &unreadable, "a key that cannot be one is not tried", unfit("key-unreadable"));
    shelf.spoiled("e", &[("three", number(&[3]))], "it is another key", Said::Cause(Cause::SignatureInvalid));
    let own = shelf.mint.published.jwk(KID);
    for member in ["n", "e"] {
        let key = without(own.clone(), member);
        shelf.keys(format!("{member}-missing"), "half a key is none", &[key], unfit("key-unreadable"));
    }
}

/// For whom a key signs.
fn issuers(shelf: &mut Shelf) {
    let login = "https://login.microsoftonline.com";
    let own = shelf.mint.published.jwk(KID);
    let named = |issuer: Value| set(&[with(own.clone(), "issuer", issuer)]);
    let why = "the key signs for somebody else";
    for (name, issuer) in [
        ("consumers", format!("{login}/{CONSUMERS}/v2.0")),
        ("other-tenant", format!("{login}/{OTHER_TENANT}/v2.0")),
        ("tenant-in-the-query", format!("{login}/{CONSUMERS}/v2.0?{TENANT}")),
        ("tenant-inside", format!("{login}/x{TENANT}x/v2.0")),
        ("common", format!("{login}/common/v2.0")),
        ("empty", String::new()),
    ] {
        shelf.add(format!("issuer-{name}"), why, named(json!(issuer)), unfit("key-other-tenant"));
    }
    for (name, issuer) in [
        ("other-cloud", "https://login.microsoftonline.us/{tenantid}/v2.0".to_owned()),
        ("china", "https://login.partner.microsoftonline.cn/{tenantid}/v2.0".to_owned()),
        ("attacker", "https://evil.example/{tenantid}/v2.0".to_owned()),
        ("no-version", format!("{login}/{{tenantid}}/")),
        ("other-mark", format!("{login}/{{tenantId}}/v2.0")),
        ("own-tenant-other-host", format!("https://evil.example/{TENANT}/v2.0")),
        ("plain-http", format!("http://login.microsoftonline.com/{TENANT}/v2.0")),
    ] {
        shelf.add_for(true, &format!("issuer-{name}"), why, named(json!(issuer)), unfit("key-other-tenant"));
    }
    let why = "an issuer is a text";
    for (name, issuer) in
        [("number", json!(1)), ("list", json!([login])), ("null", Value::Null), ("object", json!({}))]
    {
        shelf.add(format!("issuer-{name}"), why, named(issuer), unfit("key-other-tenant"));
    }
    let why = "the key signs for this tenant";
    for (name, issuer) in
        [("template", format!("{login}/{{tenantid}}/v2.0")), ("own-tenant", format!("{login}/{TENANT}/v2.0"))]
    {
        shelf.add(format!("issuer-{name}"), why, named(json!(issuer)), Said::Connected);
    }
    shelf.keys("issuer-missing", "the older set names none", &[own], Said::Connected);
}

/// What is no key set, or not one only.
fn documents(shelf: &mut Shelf) {
    let good = String::from_utf8(shelf.mint.keys(CloudId::Commercial, true)).expect("a text");
    let key = shelf.mint.published.jwk(KID).to_string();
    let foreign = shelf.mint.stranger.jwk(KID).to_string();
    let deep = format!("{{\"x\":{}{},", "[".repeat(20_000), "]".repeat(20_000));
    let beside = format!("{{\"keys\":[{key}],{}}}", &deep[1..deep.len() - 1]);
    shelf.add("deep-beside", "what else is told is skipped, however deep it is", beside, Said::Connected);
    let why = "what is no key set has no keys";
    for (name, body) in [
        ("html", "<!DOCTYPE html><html></html>".to_owned()),
        ("empty", String::new()),
        ("null", "null".to_owned()),
        ("list", format!("[{key}]")),
        ("one-key", key.clone()),
        ("empty-object", "{}".to_owned()),
        ("keys-object", format!("{{\"keys\":{{\"{KID}\":{key}}}}}")),
        ("keys-text", "{\"keys\":\"x\"}".to_owned()),
        ("keys-null", "{\"keys\":null}".to_owned()),
        ("keys-in-capitals", good.replace("\"keys\"", "\"KEYS\"")),
        ("cut", good[..good.len() - 5].to_owned()),
        ("byte-order-mark", format!("\u{feff}{good}")),
        ("trailing", format!("{good}{good}")),
        ("deep-in-a-key", format!("{{\"keys\":[{}]}}", key.replacen('{', &deep, 1))),
        ("deep-key", format!("{{\"keys\":[{key},{}", "[".repeat(100_000))),
        ("two-megabytes", format!("{{\"keys\":[{key}],\"x\":\"{}\"}}", "x".repeat(2 * 1024 * 1024))),
        ("keys-twice", format!("{{\"keys\":[],\"keys\":[{key}]}}")),
        ("keys-twice-first", format!("{{\"keys\":[{key}],\"keys\":[]}}")),
        ("keys-twice-escaped", format!("{{\"keys\":[{foreign}],\"\\u006beys\":[{key}]}}")),
        ("kid-twice", format!("{{\"keys\":[{}]}}", key.replacen('{', "{\"kid\":\"other\",", 1))),
        ("n-twice", format!("{{\"keys\":[{}]}}", key.replacen('{', "{\"n\":\"AQAB\",", 1))),
        ("use-twice", format!("{{\"keys\":[{}]}}", key.replacen('{', "{\"use\":\"enc\",", 1))),
        ("key-is-a-text", format!("{{\"keys\":[\"{KID}\",{key}]}}")),
        ("key-is-null", format!("{{\"keys\":[null,{key}]}}")),
        ("key-is-a-list", format!("{{\"keys\":[[{key}]]}}")),
    ] {
        shelf.add(name, why, body, UNUSABLE);
    }
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    shelf.add("utf-16", why, utf16, UNUSABLE);
    shelf.add("broken-utf-8", why, [good.as_bytes(), &[0xff]].concat(), UNUSABLE);
    shelf.add("blanks-around", "blanks are JSON's own", format!("\r\n {good} \n"), Said::Connected);
    shelf.add(
        "more-members",
        "what else is told is nobody's business",
        format!("{{\"at\":1,{}", &good[1..]),
        Said::Connected,
    );
}
