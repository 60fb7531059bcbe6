//! Every finding, in both languages.

use std::collections::BTreeSet;

use consentry_onboarding::evidence::{FailureKind, TokenProblem};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::{Cause, CheckId, Finding};
use consentry_words::{Lang, finding, token_problem};

use crate::style::{assert_both, assert_label};

macro_rules! kinds {
    ($($name:ident)*) => {
        const KINDS: &[&str] = &[$(stringify!($name),)*];
        /// Exhaustive, so that a new finding has to be given samples below.
        fn kind(finding: &Finding) -> &'static str {
            match finding { $(Finding::$name { .. } => stringify!($name),)* }
        }
    };
}
kinds! {
    TenantExists TenantInOtherCloud TenantUnknown TokenIssued TokenGiven TokenUnreadable Refused NoAnswer
    SignatureVerified SignatureInvalid KeyUnknown KeyUnfit AlgorithmRefused SignatureNotForUs
    SignatureNotChecked IssuerExpected IssuerOther AudienceExpected AudienceOther TenantClaimExpected
    TenantClaimOther AppExpected AppOther ClaimMissing NotCompared LifetimeGood LifetimeWithinSkew Expired
    NotYetValid ClockWrong LifetimeOdd KindApp KindDelegated PermissionsComplete PermissionsHeld
    PermissionsMissing NoPermissions ApiAnswered ApiAcceptedToken SkippedAfter NotAsked Cancelled
}

fn text(value: &str) -> String {
    value.to_owned()
}

/// The finding and its two texts.
#[allow(clippy::too_many_lines, reason = "one row per finding")]
fn samples() -> Vec<(Finding, &'static str, &'static str)> {
    use Finding as F;
    let isolate = Permission::parse("Machine.Isolate").unwrap();
    let scan = Permission::parse("Machine.Scan").unwrap();
    vec![
        (
            F::TenantExists {
                tenant_id: text("72f9"),
                asked: Some(text("contoso.se")),
                region: Some(text("EU")),
            },
            "contoso.se is 72f9, region EU",
            "contoso.se är 72f9, region EU",
        ),
        (F::TenantExists { tenant_id: text("72f9"), asked: None, region: None }, "72f9 exists", "72f9 finns"),
        (
            F::TenantInOtherCloud { cloud: Some(text("gcc-high")) },
            "It lives in US Government GCC High, not in the cloud chosen here",
            "Den finns i US Government GCC High, inte i molnet du har valt här",
        ),
        (
            F::TenantInOtherCloud { cloud: None },
            "It lives in another Microsoft cloud than the one chosen here",
            "Den finns i ett annat Microsoft-moln än det du har valt här",
        ),
        (
            F::TenantUnknown { asked: text("contoso.se") },
            "Microsoft knows no tenant contoso.se in this cloud",
            "Microsoft känner inte till någon klientorganisation contoso.se i det här molnet",
        ),
        (
            F::TokenIssued { version: text("1.0"), minutes: 61 },
            "Issued, version 1.0, valid for 1 hour and 1 minute",
            "Utfärdad, version 1.0, giltig i 1 timme och 1 minut",
        ),
        (
            F::TokenGiven { version: text("2.0") },
            "Read as given, version 2.0",
            "Läst som den angavs, version 2.0",
        ),
        (
            F::TokenUnreadable { problem: TokenProblem::NotThreeParts { parts: 1 } },
            "The text has 1 part between dots instead of three",
            "Texten har 1 del mellan punkter i stället för tre",
        ),
        (
            F::Refused { status: 401, code: Some(text("AADSTS7000222")), cause: Cause::SecretExpired },
            "Answered 401 AADSTS7000222: the secret has expired",
            "Svarade 401 AADSTS7000222: hemligheten har gått ut",
        ),
        (
            F::Refused { status: 403, code: None, cause: Cause::NotProvisioned },
            "Answered 403: Defender for Endpoint is not active in this tenant",
            "Svarade 403: Defender för Endpoint är inte aktivt i klientorganisationen",
        ),
        (
            F::NoAnswer { failure: FailureKind::NameNotResolved },
            "The host name could not be looked up",
            "Värdnamnet gick inte att slå upp",
        ),
        (
            F::SignatureVerified { key_id: text("k1") },
            "RS256, verified with the published key k1",
            "RS256, verifierad med den publicerade nyckeln k1",
        ),
        (
            F::SignatureInvalid { key_id: text("k1") },
            "Does not fit the published key k1",
            "Stämmer inte med den publicerade nyckeln k1",
        ),
        (
            F::KeyUnknown { key_id: Some(text("k9")) },
            "The key k9 is not among those published, even after asking again",
            "Nyckeln k9 finns inte bland de publicerade, inte ens efter en ny fråga",
        ),
        (
            F::KeyUnknown { key_id: None },
            "The token does not say which key signed it",
            "Tokenen anger inte vilken nyckel som signerade den",
        ),
        (
            F::KeyUnfit { key_id: text("k1"), why: text("too-short") },
            "The published key k1 is not used: it is too short",
            "Den publicerade nyckeln k1 används inte: den är för kort",
        ),
        (
            F::KeyUnfit { key_id: text("k1"), why: text("brand-new") },
            "The published key k1 is not used: it breaks the rule brand-new",
            "Den publicerade nyckeln k1 används inte: den bryter mot regeln brand-new",
        ),
        (
            F::AlgorithmRefused { algorithm: text("HS256") },
            "HS256 is never accepted, only RS256 is",
            "HS256 godtas aldrig, bara RS256",
        ),
        (
            F::SignatureNotForUs,
            "A Microsoft Graph token, whose signature only Graph itself can verify",
            "En token för Microsoft Graph, vars signatur bara Graph självt kan verifiera",
        ),
        (
            F::SignatureNotChecked,
            "Not checked: the published keys were not at hand",
            "Inte kontrollerad: de publicerade nycklarna fanns inte till hands",
        ),
        (F::IssuerExpected { issuer: text("https://a/") }, "https://a/", "https://a/"),
        (
            F::IssuerOther { issuer: text("https://b/"), expected: text("https://a/") },
            "https://b/ instead of https://a/",
            "https://b/ i stället för https://a/",
        ),
        (F::AudienceExpected { audience: text("https://a") }, "https://a", "https://a"),
        (
            F::AudienceOther { audience: text("https://g"), known_as: Some(text("Microsoft Graph")) },
            "https://g, which is Microsoft Graph, not Defender for Endpoint",
            "https://g, som är Microsoft Graph och inte Defender för Endpoint",
        ),
        (
            F::AudienceOther { audience: text("https://g"), known_as: None },
            "https://g, which is not Defender for Endpoint",
            "https://g, som inte är Defender för Endpoint",
        ),
        (F::TenantClaimExpected { tenant_id: text("72f9") }, "72f9, as expected", "72f9, som väntat"),
        (
            F::TenantClaimOther { tenant_id: text("11aa"), expected: text("72f9") },
            "11aa instead of 72f9",
            "11aa i stället för 72f9",
        ),
        (F::AppExpected { app_id: text("6f2b") }, "6f2b, as expected", "6f2b, som väntat"),
        (
            F::AppOther { app_id: text("11aa"), expected: text("6f2b") },
            "11aa instead of 6f2b",
            "11aa i stället för 6f2b",
        ),
        (F::ClaimMissing { claim: text("tid") }, "The token has no tid", "Tokenen saknar tid"),
        (
            F::NotCompared { value: text("72f9") },
            "72f9, not compared: no value was given to compare with",
            "72f9, inte jämförd: inget värde att jämföra med angavs",
        ),
        (
            F::LifetimeGood { seconds_left: 3_480 },
            "Valid for 58 minutes from now",
            "Giltig i 58 minuter till",
        ),
        (
            F::LifetimeWithinSkew { seconds_off: 130, clock_off: Some(125) },
            "Accepted although 2 minutes outside its lifetime; this computer's clock is 2 minutes \
             behind Microsoft's",
            "Godtagen trots att den är 2 minuter utanför sin giltighetstid; den här datorns klocka går \
             2 minuter efter Microsofts",
        ),
        (
            F::LifetimeWithinSkew { seconds_off: 0, clock_off: Some(-70) },
            "Valid, but this computer's clock is 1 minute and 10 seconds ahead of Microsoft's",
            "Giltig, men den här datorns klocka går 1 minut och 10 sekunder före Microsofts",
        ),
        (
            F::LifetimeWithinSkew { seconds_off: 90, clock_off: None },
            "Accepted although 1 minute and 30 seconds outside its lifetime; this computer's clock may \
             be wrong",
            "Godtagen trots att den är 1 minut och 30 sekunder utanför sin giltighetstid; den här \
             datorns klocka kan gå fel",
        ),
        (
            F::Expired { seconds_ago: 7_260 },
            "Expired 2 hours and 1 minute ago",
            "Gick ut för 2 timmar och 1 minut sedan",
        ),
        (F::NotYetValid { seconds: 600 }, "Becomes valid in 10 minutes", "Blir giltig först om 10 minuter"),
        (
            F::ClockWrong { seconds: -86_400 },
            "This computer's clock is 1 day ahead of Microsoft's",
            "Den här datorns klocka går 1 dag före Microsofts",
        ),
        (
            F::LifetimeOdd { minutes: 1_440 },
            "Valid, but made for 1 day: 60 to 90 minutes are usual",
            "Giltig, men utfärdad för 1 dag: 60 till 90 minuter är det vanliga",
        ),
        (F::KindApp, "An application's token", "En apps token"),
        (
            F::KindDelegated { scopes: Some(text("Alert.Read")) },
            "A user's token, with the scopes Alert.Read",
            "En användares token, med omfången Alert.Read",
        ),
        (F::KindDelegated { scopes: None }, "A user's token", "En användares token"),
        (
            F::PermissionsComplete { wanted: 5, covered: 1, extra: 2 },
            "All 5 granted, one of them through a wider permission, and 2 beyond what you asked for",
            "Alla 5 beviljade, en av dem genom en vidare behörighet, och 2 utöver det du bad om",
        ),
        (
            F::PermissionsComplete { wanted: 1, covered: 1, extra: 0 },
            "The one asked for is granted through a wider permission",
            "Den efterfrågade är beviljad genom en vidare behörighet",
        ),
        (F::PermissionsComplete { wanted: 4, covered: 0, extra: 0 }, "All 4 granted", "Alla 4 beviljade"),
        (
            F::PermissionsHeld { granted: 1 },
            "One is granted; none in particular was asked for",
            "En är beviljad; ingen särskild efterfrågades",
        ),
        (
            F::PermissionsHeld { granted: 3 },
            "3 are granted; none in particular was asked for",
            "3 är beviljade; ingen särskild efterfrågades",
        ),
        (
            F::PermissionsMissing { wanted: 5, missing: vec![isolate, scan] },
            "3 of 5 granted, missing: Machine.Isolate, Machine.Scan",
            "3 av 5 beviljade, saknas: Machine.Isolate, Machine.Scan",
        ),
        (F::NoPermissions, "The token carries none", "Tokenen har inga"),
        (
            F::ApiAnswered { method: text("GET"), path: text("/api/alerts?$top=1"), status: 200 },
            "GET /api/alerts?$top=1 answered 200",
            "GET /api/alerts?$top=1 svarade 200",
        ),
        (
            F::ApiAcceptedToken { path: text("/api/alerts?$top=1"), status: 403 },
            "/api/alerts?$top=1 answered 403: a permission is lacking for this call, but the token was \
             accepted",
            "/api/alerts?$top=1 svarade 403: behörighet saknas för just det anropet, men tokenen godtogs",
        ),
        (
            F::SkippedAfter { failed: CheckId::Token },
            "Skipped because of an earlier check: Token",
            "Hoppades över på grund av en tidigare kontroll: Åtkomsttoken",
        ),
        (F::NotAsked, "Skipped: not asked for", "Hoppades över: efterfrågades inte"),
        (F::Cancelled, "Skipped: you stopped the check", "Hoppades över: du avbröt kontrollen"),
    ]
}

#[test]
fn every_finding_reads_as_it_should() {
    let mut met = BTreeSet::new();
    for (sample, en, sv) in samples() {
        assert_eq!(finding(Lang::En, &sample), en);
        assert_eq!(finding(Lang::Sv, &sample), sv);
        assert_label(en, en);
        assert_label(sv, sv);
        // A bare address is the same in every language.
        if !matches!(sample, Finding::IssuerExpected { .. } | Finding::AudienceExpected { .. }) {
            assert_both(en, sv, en);
        }
        met.insert(kind(&sample));
    }
    assert_eq!(met, KINDS.iter().copied().collect::<BTreeSet<_>>());
}

#[test]
fn every_problem_of_a_token_is_said() {
    let problems = [
        TokenProblem::TooLong,
        TokenProblem::NotThreeParts { parts: 2 },
        TokenProblem::Encrypted,
        TokenProblem::NotBase64Url { part: text("header") },
        TokenProblem::NotBase64Url { part: text("signature") },
        TokenProblem::NotJson { part: text("payload") },
        TokenProblem::IllTyped { claim: text("exp") },
        TokenProblem::Missing { claim: text("iss") },
    ];
    for problem in problems {
        let [en, sv] = Lang::ALL.map(|lang| token_problem(lang, &problem));
        assert_label(&en, &en);
        assert_label(&sv, &sv);
        assert_both(&en, &sv, &en);
    }
    let header = TokenProblem::NotBase64Url { part: text("header") };
    assert_eq!(
        token_problem(Lang::Sv, &header),
        "Tokenens huvud har fel längd eller tecken som inte kan stå i en token"
    );
}
