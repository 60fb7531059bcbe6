//! When a token holds, what it allows and to whom, and claims that are none.

use consentry_onboarding::verdict::Cause;
use serde_json::{Value, json};

use super::{MALFORMED, case, signed};
use crate::case::{Case, Said};
use crate::mint::{Mint, OTHER_APP, OTHER_TENANT, with, without};

pub(super) fn cases(mint: &Mint) -> Vec<Case> {
    let families = [lifetimes, roles, users, ill_typed, texts];
    families.into_iter().flat_map(|family| family(mint)).collect()
}

fn lifetimes(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    let (expired, early) = (Said::Cause(Cause::TokenExpired), Said::Cause(Cause::TokenNotYetValid));
    for (name, seconds) in [("day", -86_400), ("hour", -3_600), ("six-minutes", -360)] {
        let claims =
            with(with(mint.claims(), "nbf", mint.at(seconds - 3_900)), "iat", mint.at(seconds - 3_900));
        let token = mint.published.token(&mint.header(), &with(claims, "exp", mint.at(seconds)));
        all.push(case(format!("exp-{name}-ago"), "it has expired", token, expired));
    }
    all.push(case("exp-1970", "it has expired", signed_span(mint, 0, 0, 1), expired));
    all.push(case("exp-zero", "it has expired", signed_span(mint, 0, 0, 0), expired));
    for (name, seconds) in [("ten-minutes", 600), ("hour", 3_600), ("year", 31_536_000)] {
        let at = mint.at(seconds);
        let token = signed_span(mint, at, at, at + 3_900);
        all.push(case(format!("nbf-in-{name}"), "it is not valid yet", token, early));
        let token = signed_span(mint, mint.at(-300), at, at + 3_900);
        all.push(case(format!("iat-in-{name}"), "it was not issued yet", token, early));
    }
    let token = signed_span(mint, mint.at(60), mint.at(-60), mint.at(-60));
    all.push(case("exp-before-nbf", "it is never valid", token, expired));
    let token = signed_span(mint, mint.at(100), mint.at(100), mint.at(100));
    all.push(case("exp-at-nbf", "it is never valid", token, early));
    for name in ["exp", "nbf", "iat"] {
        for (nth, raw) in [
            "4102444800.5",
            "1e10",
            "1E400",
            "-1",
            "-9223372036854775808",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "9007199254740993",
            "100000000000",
            "\"4102444800\"",
            "\"\"",
            "null",
            "true",
            "[4102444800]",
            "{\"$date\":4102444800}",
            "NaN",
            "Infinity",
            "0x7fffffff",
            "4102444800.0",
            "1e308",
            "-0.0",
            "01",
        ]
        .into_iter()
        .enumerate()
        {
            let claims = without(mint.claims(), name).to_string();
            let claims = format!("{{\"{name}\":{raw},{}", &claims[1..]);
            let token = mint.published.token_of(mint.header().to_string().as_bytes(), claims.as_bytes());
            all.push(case(
                format!("{name}-form-{nth}"),
                "a time is a whole number of seconds that can be one",
                token,
                MALFORMED,
            ));
        }
    }
    let token = mint.published.token(&mint.header(), &without(mint.claims(), "exp"));
    all.push(case("exp-missing", "every token ends", token, MALFORMED));
    all
}

fn signed_span(mint: &Mint, not_before: i64, issued: i64, expires: i64) -> String {
    let claims = with(with(mint.claims(), "nbf", not_before), "iat", issued);
    mint.published.token(&mint.header(), &with(claims, "exp", expires))
}

fn roles(mint: &Mint) -> Vec<Case> {
    let (missing, none) = (Said::Cause(Cause::RoleMissing), Said::Cause(Cause::NoRoles));
    let mut all = Vec::new();
    for (name, roles) in [
        ("small", json!(["alert.read.all"])),
        ("capitals", json!(["ALERT.READ.ALL"])),
        ("longer", json!(["Alert.Read.All.None"])),
        ("shorter", json!(["Alert.Read"])),
        ("joined", json!(["Alert.Read.All-Machine.Read.All"])),
        ("other", json!(["Machine.Isolate"])),
        ("narrower", json!(["Alert.Read"])),
        ("of-graph", json!(["SecurityAlert.Read.All"])),
    ] {
        all.push(case(
            format!("roles-{name}"),
            "the wanted permission is not among them",
            signed(mint, "roles", roles),
            missing,
        ));
    }
    let many: Vec<String> = (0..10_000).map(|nth| format!("Alert.Read.All{nth}")).collect();
    let many_alike = vec!["Alert.Read.All"; 1_000];
    for (name, roles) in [
        ("text", json!("Alert.Read.All")),
        ("text-of-several", json!("Alert.Read.All Machine.Read.All")),
        ("object", json!({"Alert.Read.All": true})),
        ("list-in-list", json!([["Alert.Read.All"]])),
        ("objects", json!([{"value": "Alert.Read.All"}])),
        ("null", Value::Null),
        ("null-inside", json!(["Alert.Read.All", null])),
        ("number-inside", json!(["Alert.Read.All", 1])),
        ("true", json!(true)),
        ("empty-name", json!(["Alert.Read.All", ""])),
        ("blank-name", json!(["Alert.Read.All "])),
        ("blank-in-front", json!([" Alert.Read.All"])),
        ("tab", json!(["Alert.Read.All\t"])),
        ("blank-inside", json!(["Alert.Read. All"])),
        ("comma", json!(["Alert.Read.All,Machine.Read.All"])),
        ("star", json!(["*"])),
        ("look-alike", json!(["Al\u{435}rt.Read.All"])),
        ("full-width", json!(["\u{ff21}lert.Read.All"])),
        ("zero-byte", json!(["Alert.Read.All\0"])),
        ("markup", json!(["<b>Alert.Read.All</b>"])),
        ("long", json!(["A".repeat(200)])),
        ("ten-thousand", json!(many)),
        ("a-thousand-alike", json!(many_alike)),
    ] {
        all.push(case(
            format!("roles-{name}"),
            "permissions are a list of names",
            signed(mint, "roles", roles),
            MALFORMED,
        ));
    }
    all.push(case("roles-empty", "it carries none", signed(mint, "roles", json!([])), none));
    let token = mint.published.token(&mint.header(), &without(mint.claims(), "roles"));
    all.push(case("roles-missing", "it carries none", token, none));
    let in_capitals = with(without(mint.claims(), "roles"), "Roles", json!(["Alert.Read.All"]));
    let token = mint.published.token(&mint.header(), &in_capitals);
    all.push(case("roles-named-otherwise", "names are told apart by their case", token, none));
    let groups =
        with(without(mint.claims(), "roles"), "wids", json!(["62e90394-69f5-4237-9190-012177145e10"]));
    let token = mint.published.token(&mint.header(), &groups);
    all.push(case("wids-in-place-of-roles", "a directory role is no permission", token, none));
    all
}

fn users(mint: &Mint) -> Vec<Case> {
    let delegated = Said::Cause(Cause::DelegatedToken);
    let mut all = Vec::new();
    for (name, claim, value) in [
        ("scp-and-roles", "scp", "Alert.Read"),
        ("scp-empty", "scp", ""),
        ("idtyp-user", "idtyp", "user"),
        ("idtyp-device", "idtyp", "device"),
        ("idtyp-capitals", "idtyp", "App"),
        ("idtyp-empty", "idtyp", ""),
        ("idtyp-blank", "idtyp", "app "),
        ("upn", "upn", "a@contoso.com"),
        ("unique-name", "unique_name", "a@contoso.com"),
        ("preferred-username", "preferred_username", "a@contoso.com"),
        ("other-subject", "sub", "qJ2m0s8hT4wVbN6xYc1kLzR3dFgP5uEa"),
    ] {
        let token = signed(mint, claim, value);
        all.push(case(name, "it is a signed-in user's, whatever roles it names", token, delegated));
    }
    let user = with(with(mint.claims(), "idtyp", "app"), "scp", "user_impersonation");
    let token = mint.published.token(&mint.header(), &user);
    all.push(case("idtyp-app-and-scp", "an app's token has no scp", token, delegated));
    all
}

fn ill_typed(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    for claim in [
        "iss", "aud", "tid", "appid", "ver", "scp", "idtyp", "azp", "appidacr", "azpacr", "oid", "sub", "uti",
    ] {
        let own = mint.claims()[claim].clone();
        for (name, value) in [
            ("list", json!([own.clone()])),
            ("list-of-two", json!(["https://evil.example", own.clone()])),
            ("object", json!({"value": own})),
            ("number", json!(1)),
            ("true", json!(true)),
            ("null", Value::Null),
        ] {
            all.push(case(
                format!("{claim}-{name}"),
                "a claim has its one type",
                signed(mint, claim, value),
                MALFORMED,
            ));
        }
    }
    for claim in ["iss", "aud"] {
        let token = mint.published.token(&mint.header(), &without(mint.claims(), claim));
        all.push(case(format!("{claim}-missing"), "no token is without", token, MALFORMED));
    }
    all
}

/// Claims named twice, and bytes that are no claims.
fn texts(mint: &Mint) -> Vec<Case> {
    let header = mint.header().to_string();
    let good = mint.claims().to_string();
    let inner = &good[1..good.len() - 1];
    let twice = |claim: &str, value: &str| {
        (format!("{claim}-twice"), format!("{{{inner},\"{claim}\":{value}}}").into_bytes())
    };
    let mut texts = vec![
        twice("iss", "\"https://evil.example/\""),
        twice("aud", "\"https://graph.microsoft.com\""),
        twice("exp", "1"),
        twice("tid", &format!("\"{OTHER_TENANT}\"")),
        twice("appid", &format!("\"{OTHER_APP}\"")),
        twice("roles", "[\"Machine.Isolate\"]"),
        twice("ver", "\"1.0\""),
        twice("aio", "1"),
        twice("\\u0069ss", "\"https://evil.example/\""),
        twice("r\\u006fles", "[]"),
    ];
    let mut more = |name: &str, bytes: Vec<u8>| texts.push((name.to_owned(), bytes));
    more("iss-first-twice", format!("{{\"iss\":\"https://evil.example/\",{inner}}}").into_bytes());
    more("byte-order-mark", format!("\u{feff}{good}").into_bytes());
    more("utf-16", good.encode_utf16().flat_map(u16::to_le_bytes).collect());
    more("utf-16-other-end", good.encode_utf16().flat_map(u16::to_be_bytes).collect());
    more("latin-1", format!("{{{inner},\"name\":\"").into_bytes().into_iter().chain(*b"\xe5\"}").collect());
    more("too-long-an-encoding", [b"{\"x\":\"\xc0\xaf\",", inner.as_bytes(), b"}"].concat());
    more("half-a-pair", format!("{{{inner},\"x\":\"\\udfff\"}}").into_bytes());
    more("trailing-object", format!("{good}{good}").into_bytes());
    more("trailing-text", format!("{good} x").into_bytes());
    more("trailing-zero", format!("{good}\0").into_bytes());
    more("nested-token", mint.good().into_bytes());
    more("nested-token-text", format!("\"{}\"", mint.good()).into_bytes());
    more("list", format!("[{good}]").into_bytes());
    more("claims-inside", format!("{{\"claims\":{good}}}").into_bytes());
    more("empty-object", b"{}".to_vec());
    more("form", b"iss=https://sts.windows.net/&aud=x".to_vec());
    more("xml", b"<saml:Assertion/>".to_vec());
    more(
        "lists-in-lists",
        format!("{{{inner},\"x\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes(),
    );
    more(
        "objects-in-objects",
        format!("{{{inner},\"x\":{}1{}}}", "{\"a\":".repeat(3_000), "}".repeat(3_000)).into_bytes(),
    );
    more("compressed", [b"\x1f\x8b\x08\x00".as_slice(), good.as_bytes()].concat());
    more("number-of-a-thousand-digits", format!("{{{inner},\"exp\":{}}}", "9".repeat(1_000)).into_bytes());
    let why = "the claims are one JSON object, each named once";
    texts
        .into_iter()
        .map(|(name, claims)| {
            let token = mint.published.token_of(header.as_bytes(), &claims);
            case(format!("text-{name}"), why, token, MALFORMED)
        })
        .collect()
}
