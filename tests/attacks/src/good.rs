//! Tokens in the shapes that Entra issues, and odd but honest ones.

use consentry_onboarding::cloud::{Cloud, CloudId};
use serde_json::{Value, json};

use crate::case::{Case, Class, Said};
use crate::mint::{APP, KID, Mint, TENANT, with, without};

/// Every identifier of WindowsDefenderATP, after `windows-defender-atp.json`.
const URIS: [&str; 14] = [
    "https://api.securitycenter.microsoft.com",
    "https://api-us.securitycenter.microsoft.com",
    "https://api-eu.securitycenter.microsoft.com",
    "https://api-uk.securitycenter.microsoft.com",
    "https://api-gcc.securitycenter.microsoft.us",
    "https://api-gov.securitycenter.microsoft.us",
    "https://api.securitycenter.windows.com",
    "https://api.securitycenter.windows.us",
    "https://managementapi.securitycenter.windows.com",
    "https://publicapi-prd.trafficmanager.net",
    "https://securitycenter.microsoft.com/mtp",
    "https://securitycenter.onmicrosoft.com/windowsatpservice",
    "https://securityoperations.microsoft.com",
    "https://userrequestsgraphapiep-prd.trafficmanager.net",
];
const GUID: &str = "fc780465-2017-40d4-a0c5-307022471b92";

fn case(class: Class, name: impl AsRef<str>, why: &'static str, token: String) -> Case {
    Case::new(class, name, why, token, Said::Connected)
}

/// Tokens that must never be refused.
pub fn good(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    let mut add = |name: String, cloud: CloudId, header: &Value, claims: &Value| {
        let token = mint.published.token_of(in_order(header).as_bytes(), in_order(claims).as_bytes());
        all.push(case(Class::Good, name, "a shape that Entra issues", token).in_cloud(cloud));
    };
    let header = mint.header();
    for cloud in CloudId::REAL {
        let id = cloud.id();
        let own = Cloud::real(cloud).expect("a real cloud").audience().to_owned();
        for (name, audience) in [
            ("uri", own.clone()),
            ("uri-slash", format!("{own}/")),
            ("guid", GUID.to_owned()),
            ("guid-slash", format!("{GUID}/")),
        ] {
            add(format!("{id}-v1-{name}"), cloud, &header, &with(mint.claims_in(cloud), "aud", audience));
        }
        add(format!("{id}-v2"), cloud, &header, &mint.claims_v2_in(cloud));
        let certificate = with(mint.claims_in(cloud), "appidacr", "2");
        add(format!("{id}-v1-certificate"), cloud, &header, &certificate);
        let certificate = with(mint.claims_v2_in(cloud), "azpacr", "2");
        add(format!("{id}-v2-certificate"), cloud, &header, &certificate);
        add(format!("{id}-v1-idtyp"), cloud, &header, &with(mint.claims_in(cloud), "idtyp", "app"));
        add(format!("{id}-v2-idtyp"), cloud, &header, &with(mint.claims_v2_in(cloud), "idtyp", "app"));
        add(
            format!("{id}-v2-typ-missing"),
            cloud,
            &without(header.clone(), "typ"),
            &mint.claims_v2_in(cloud),
        );
    }
    for uri in URIS {
        for slash in ["", "/"] {
            let claims = with(mint.claims(), "aud", format!("{uri}{slash}"));
            add(format!("commercial-v1-{uri}{slash}"), CloudId::Commercial, &header, &claims);
        }
    }
    for (name, header, claims) in variants(mint) {
        add(format!("variant-{name}"), CloudId::Commercial, &header, &claims);
    }
    let why = "the order of members means nothing";
    for (name, claims) in [("v1", mint.claims()), ("v2", mint.claims_v2_in(CloudId::Commercial))] {
        let mut members = members_of(&claims);
        members.reverse();
        let claims = object_of(&members);
        let token = mint.published.token_of(in_order(&header).as_bytes(), claims.as_bytes());
        all.push(case(Class::Good, format!("{name}-in-the-other-order"), why, token));
        let token = mint.published.token_of(object_of(&members_of(&header)).as_bytes(), claims.as_bytes());
        all.push(case(Class::Good, format!("{name}-header-in-the-other-order"), why, token));
    }
    all
}

/// The order of a published real token; other members come behind.
const ORDER: [&str; 22] = [
    "typ",
    "alg",
    "x5t",
    "kid",
    "aud",
    "iss",
    "iat",
    "nbf",
    "exp",
    "aio",
    "app_displayname",
    "appid",
    "appidacr",
    "azp",
    "azpacr",
    "idp",
    "oid",
    "rh",
    "roles",
    "sub",
    "tid",
    "uti",
];

fn members_of(object: &Value) -> Vec<String> {
    let object = object.as_object().expect("an object");
    object.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect()
}

fn object_of(members: &[String]) -> String {
    format!("{{{}}}", members.join(","))
}

/// The object as Entra writes it; a map of `serde_json` sorts its members by name.
fn in_order(object: &Value) -> String {
    let mut members = members_of(object);
    let place = |member: &String| {
        ORDER.iter().position(|name| member.starts_with(&format!("\"{name}\":"))).unwrap_or(ORDER.len())
    };
    members.sort_by_key(place);
    object_of(&members)
}

fn variants(mint: &Mint) -> Vec<(&'static str, Value, Value)> {
    let (header, claims) = (mint.header(), mint.claims());
    let second = mint.claims_v2_in(CloudId::Commercial);
    let roles: Vec<String> =
        (0..90).map(|nth| format!("Some{nth}.Read.All")).chain(["Alert.Read.All".to_owned()]).collect();
    let five_hundred: Vec<String> =
        (0..499).map(|nth| format!("Some{nth}.Read.All")).chain(["Alert.Read.All".to_owned()]).collect();
    let extra = [
        ("xms_ftd", json!("ZyR0vTqz8k2x")),
        ("xms_idrel", json!("7 30")),
        ("xms_rd", json!("0.42LjYBRi")),
        ("xms_tcdt", json!(1_577_836_800)),
        ("xms_cc", json!(["cp1"])),
        ("acr", json!("1")),
        ("nested", json!({"a": {"b": [1, 2.5, null, true]}})),
        ("long", json!("x".repeat(3_000))),
    ];
    let unknown = extra.into_iter().fold(claims.clone(), |claims, (name, value)| with(claims, name, value));
    vec![
        ("unknown-claims", header.clone(), unknown),
        (
            "as-little-as-there-can-be",
            json!({"alg": "RS256", "kid": KID}),
            json!({
                "iss": claims["iss"], "aud": claims["aud"], "exp": claims["exp"], "tid": TENANT, "appid": APP,
                "ver": "1.0", "roles": ["Alert.Read.All"],
            }),
        ),
        ("one-role", header.clone(), with(claims.clone(), "roles", json!(["Alert.Read.All"]))),
        ("wider-role", header.clone(), with(claims.clone(), "roles", json!(["Alert.ReadWrite.All"]))),
        ("ninety-roles", header.clone(), with(claims.clone(), "roles", json!(roles))),
        ("five-hundred-roles", header.clone(), with(claims.clone(), "roles", json!(five_hundred))),
        (
            "a-role-twice",
            header.clone(),
            with(claims.clone(), "roles", json!(["Alert.Read.All", "Alert.Read.All"])),
        ),
        ("typ-in-small-letters", with(header.clone(), "typ", "jwt"), claims.clone()),
        ("typ-missing", without(header.clone(), "typ"), claims.clone()),
        ("x5t-missing", without(header.clone(), "x5t"), claims.clone()),
        ("tid-in-capitals", header.clone(), with(claims.clone(), "tid", TENANT.to_uppercase())),
        ("appid-in-capitals", header.clone(), with(claims.clone(), "appid", APP.to_uppercase())),
        ("aud-guid-in-capitals", header.clone(), with(claims.clone(), "aud", GUID.to_uppercase())),
        ("both-app-claims-alike", header.clone(), with(claims.clone(), "azp", APP)),
        ("no-nbf", header.clone(), without(claims.clone(), "nbf")),
        ("no-iat", header.clone(), without(claims.clone(), "iat")),
        ("no-sub", header.clone(), without(claims.clone(), "sub")),
        ("ninety-minutes", header.clone(), with(claims.clone(), "exp", mint.at(5_100))),
        ("a-day", header.clone(), with(claims.clone(), "exp", mint.at(27 * 3_600))),
        ("ends-in-a-minute", header.clone(), with(claims.clone(), "exp", mint.at(300))),
        ("just-expired", header.clone(), with(claims.clone(), "exp", mint.at(-30))),
        (
            "just-not-valid",
            header.clone(),
            with(with(claims.clone(), "nbf", mint.at(30)), "iat", mint.at(30)),
        ),
        ("name-in-swedish", header.clone(), with(claims.clone(), "app_displayname", "Räksmörgås & Söner AB")),
        (
            "name-from-right-to-left",
            header.clone(),
            with(claims.clone(), "app_displayname", "\u{202b}שלום\u{202c}"),
        ),
        ("name-with-an-emoji", header.clone(), with(claims, "app_displayname", "MDR 🛡️")),
        ("v2-unknown-claims", header.clone(), with(second.clone(), "xms_ftd", "ZyR0vTqz8k2x")),
        ("v2-aud-with-slash", header.clone(), with(second.clone(), "aud", format!("{GUID}/"))),
        ("v2-ninety-roles", header, with(second, "roles", json!(roles))),
    ]
}

/// Odd, and honest all the same: signed by Microsoft's key over claims that are right.
pub fn harmless(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    let why = "members that choose no key are not obeyed, and no reason to refuse";
    for (name, value) in [
        ("jku", json!("https://evil.example/keys")),
        ("jku", json!("https://login.microsoftonline.com/common/discovery/keys")),
        ("x5u", json!("https://evil.example/certificate")),
        ("jwk", mint.stranger.jwk(KID)),
        ("x5c", json!(["MIIB"])),
        ("x5t#S256", json!("AAAA")),
        ("cty", json!("JWT")),
    ] {
        let nth = all.len();
        let token = mint.published.token(&with(mint.header(), name, value), &mint.claims());
        all.push(case(Class::Harmless, format!("{name}-{nth}"), why, token));
    }
    let why = "an unusual lifetime is remarked on, not refused";
    for (name, seconds) in [("a-week", 604_800), ("a-hundred-years", 3_155_760_000)] {
        let token = mint.published.token(&mint.header(), &with(mint.claims(), "exp", mint.at(seconds)));
        all.push(case(Class::Harmless, name, why, token));
    }
    let why = "what stands around a token is the mail program's";
    let good = mint.good();
    let broken: Vec<&str> =
        good.as_bytes().chunks(76).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    for (name, text) in [
        ("bearer", format!("Bearer {good}")),
        ("header", format!("Authorization: Bearer {good}\r\n")),
        ("quotes", format!("\"{good}\"")),
        ("lines", broken.join("\n")),
        ("windows-lines", broken.join("\r\n")),
        ("mark-in-front", format!("\u{feff}{good}\n")),
    ] {
        let malformed = Said::Cause(consentry_onboarding::verdict::Cause::MalformedToken);
        let wrapped = Case { said: malformed, ..case(Class::Harmless, format!("pasted-{name}"), why, text) };
        all.push(wrapped.when_pasted(Said::Connected));
    }
    all
}
