//! What the file is held to: nothing of what must stay at home is in it, it is judged as the original was, and whatever
//! is opened instead of it ends in a reason.

use std::time::{Duration as Elapsed, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::*;
use crate::cloud::CloudId;
use crate::evidence::{Evidence, Failure, FailureKind, Refusal, Step, TokenReading};
use crate::ids::{AppId, Domain, TenantId, TenantRef};
use crate::judge::tests::builders::{self, APP, NOW, OTHER_APP, OTHER_TENANT, TENANT, but, good};
use crate::judge::tests::totality;
use crate::permission::Permission;
use crate::records::{AppRow, CustomerRow, KeptIn, SecretRecord};
use crate::verdict::Judgement;

const NAME: &str = "Contoso Sjukhus AB";
const APP_NAME: &str = "Norrsken MDE";
const HOME: &str = "0b0d5c1e-9a51-4d6e-8a5c-5f1f3e2d7c11";
const STATE: &str = "Zstate-of-the-link-2026";

fn app() -> AppRecord {
    AppRecord {
        row: AppRow(3),
        home_tenant: Some(TenantId::parse(HOME).unwrap()),
        publisher: Some("Norrsken Security".to_owned()),
        contact: Some("anna@norrsken.example".to_owned()),
        redirect_uris: vec!["https://norrsken.example/done".to_owned()],
        permissions: [(Permission::parse("Alert.Read.All").unwrap(), NOW - Duration::days(9))].into(),
        secret: Some(SecretRecord {
            generation: 4,
            kept_in: KeptIn::Keychain,
            stored_at: NOW - Duration::days(8),
            proved_at: None,
            expires_on: Some((NOW + Duration::days(90)).date()),
        }),
        ..AppRecord::new(APP_NAME.to_owned(), CloudId::Commercial, AppId::parse(APP).unwrap())
    }
}

fn customer() -> CustomerRecord {
    CustomerRecord {
        row: CustomerRow(7),
        domain: Some(Domain::parse("contoso.se").unwrap()),
        region: Some("EU".to_owned()),
        link_state: Some(STATE.to_owned()),
        link_sent_at: Some(NOW - Duration::days(2)),
        ..CustomerRecord::new(AppRow(3), NAME.to_owned(), TenantId::parse(TENANT).unwrap(), NOW)
    }
}

fn checked(evidence: Evidence) -> CheckRecord {
    let Judgement { verdict, cause, .. } = judge::judge(&evidence);
    CheckRecord { at: evidence.finished_at.unwrap_or(NOW), verdict, cause, evidence }
}

fn entry(checks: Vec<Evidence>) -> Entry {
    Entry { customer: customer(), app: app(), checks: checks.into_iter().map(checked).collect() }
}

fn made(entry: Entry, names: Names) -> Made {
    make(&[entry], names, &Maker::this_program("linux", "x86_64"), NOW).unwrap()
}

fn reopened(evidence: Evidence, names: Names) -> Evidence {
    let opened = open(&made(entry(vec![evidence]), names).text).unwrap();
    opened.customers[0].checks[0].evidence.clone()
}

/// All that a verdict comes to, but for the made-up IDs in its sentences.
fn outcome(evidence: &Evidence) -> impl PartialEq + std::fmt::Debug + use<> {
    let Judgement { verdict, cause, reason, retry_at, who_acts, permissions, checks } =
        judge::judge(evidence);
    let checks: Vec<_> = checks.iter().map(|check| (check.id, check.status, check.took_ms)).collect();
    (verdict, cause, reason, retry_at, who_acts, permissions, checks)
}

/// A refusal with everything in it that could tell who somebody is.
fn telling() -> Refusal {
    Refusal {
        status: 400,
        codes: vec![700_016],
        oauth_error: Some("unauthorized_client".to_owned()),
        message: format!(
            "AADSTS700016: Application with identifier '{APP}' was not found in the directory 'Contoso Vård'. \
             CONTOSO SJUKHUS AB, anna.berg@contoso.se, 10.1.2.3, proxy.contoso.se, tenant {TENANT} and \
             {OTHER_TENANT}, \"{APP_NAME}\", /home/annaberg/x, Norrsken Security, client_secret=hunter2hunter2, \
             eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln Trace ID: {HOME} \
             Correlation ID: 5d1b7c11-3333-4b7b-9a3c-1c5d2e6f7a88"
        ),
        correlation_id: Some("5d1b7c11-3333-4b7b-9a3c-1c5d2e6f7a88".to_owned()),
        trace_id: Some(HOME.to_owned()),
        ..Refusal::default()
    }
}

/// Evidence in which every text is somebody's.
fn telling_evidence() -> Evidence {
    but(|evidence| {
        builders::change_facts(evidence, |facts| {
            facts.object_id = Some("77e1a5b0-1111-4c4c-8d8d-abcdefabcdef".to_owned());
            facts.subject = Some("pairwise-subject-of-somebody".to_owned());
            facts.app_name = Some("Norrsken's registered name".to_owned());
            facts.tenant_id = Some(TENANT.to_owned());
        });
        evidence.asked.tenant = Some(TenantRef::parse("contoso.se").unwrap());
        evidence.call = Step::Refused { took_ms: 5, refusal: telling() };
        evidence.signature = Step::Failed {
            took_ms: 1,
            failure: Failure {
                kind: FailureKind::ProxyRefused,
                raw: format!("https://contoso.se:8080/{TENANT} refused anna@contoso.se of {NAME}"),
                retry_at: None,
                issued_by: Some("Norrsken Root CA".to_owned()),
            },
        };
    })
}

const TELLING: [&str; 25] = [
    "contoso",
    "sjukhus",
    "vård",
    "norrsken",
    "anna",
    "berg@",
    "10.1.2.3",
    "proxy.",
    "hunter2",
    "eyj",
    "pairwise",
    "77e1a5b0",
    "1d0e77a3",
    "72f988bf",
    "6f2b9d1e",
    "0b0d5c1e",
    "redirect",
    "zstate",
    "publisher",
    "contact",
    "link_state",
    "watch",
    "ticks",
    "registered name",
    "norrsken.example",
];

#[test]
fn nothing_that_tells_who_somebody_is_is_in_the_file() {
    let made = made(entry(vec![telling_evidence(), good()]), Names::Replaced);
    let text = made.text.to_lowercase();
    for telling in TELLING {
        assert!(!text.contains(telling), "{telling}:\n{}", made.text);
    }
    // What support needs is there all the same.
    for needed in [
        "aadsts700016",
        "5d1b7c11-3333-4b7b-9a3c-1c5d2e6f7a88",
        "unauthorized_client",
        "was not found in the directory '[name]'",
        "customer 1",
        "customer-1.example",
        "partner app 1",
        "alert.read.all",
        "\"kept_in\": \"keychain\"",
        "person@customer-1.example",
        "linux",
    ] {
        assert!(text.contains(needed), "{needed}:\n{}", made.text);
    }
    let told: Vec<_> = made.replaced.iter().map(|one| (one.name.as_str(), one.instead.as_str())).collect();
    assert_eq!(told, [(APP_NAME, "Partner app 1"), (NAME, "Customer 1")]);
    assert_eq!((made.customers, made.checks, made.span), (1, 2, Some((NOW, NOW))));
}

#[test]
fn whoever_keeps_the_names_keeps_them_and_still_no_secret() {
    let made = made(entry(vec![telling_evidence()]), Names::Kept);
    for kept in [NAME, APP_NAME, TENANT, APP, "contoso.se", "Contoso Vård", "Norrsken's registered name"] {
        assert!(made.text.contains(kept), "{kept}");
    }
    for never in ["hunter2", "eyJ", STATE, "norrsken.example/done"] {
        assert!(!made.text.contains(never), "{never}");
    }
    assert!(made.replaced.is_empty());
    let opened = open(&made.text).unwrap();
    assert_eq!((opened.names, opened.customers[0].customer.name.as_str()), (Names::Kept, NAME));
}

#[test]
fn one_id_is_the_same_everywhere_and_two_stay_two() {
    let same = reopened(telling_evidence(), Names::Replaced);
    let Some(TokenReading::Readable { facts }) = same.token.value() else { panic!("no token") };
    let tenant = same.tenant.value().unwrap().tenant_id.to_string();
    assert_eq!(facts.tenant_id.as_ref(), Some(&tenant));
    assert!(facts.issuer.contains(&tenant) && same.issuers.as_ref().unwrap().v2.contains(&tenant));
    let Step::Refused { refusal, .. } = &same.call else { panic!("no refusal") };
    assert!(refusal.message.contains(&format!("tenant {tenant} and ")));

    let other = reopened(
        builders::with_facts(|facts| facts.tenant_id = Some(OTHER_TENANT.to_owned())),
        Names::Replaced,
    );
    assert_eq!(judge::judge(&other).cause, Some(Cause::WrongTenant));
    let spelled = builders::with_facts(|facts| {
        facts.tenant_id = Some(format!("{{{}}}", TENANT.to_uppercase()));
        facts.app_id = Some(APP.to_uppercase());
    });
    assert_eq!(outcome(&reopened(spelled.clone(), Names::Replaced)), outcome(&spelled));
    for issuer in [
        format!("https://sts.windows.net/{}/", TENANT.to_uppercase()),
        format!("https://sts.windows.net/{TENANT}/\u{7}"),
        format!("https://sts.windows.net/{TENANT}"),
        format!("https://sts.windows.net/{OTHER_TENANT}/"),
        format!("https://sts.contoso.se/{TENANT}/"),
    ] {
        let wrong = builders::with_facts(|facts| facts.issuer.clone_from(&issuer));
        assert_eq!(judge::judge(&wrong).cause, Some(Cause::WrongIssuer), "{issuer:?}");
        assert_eq!(outcome(&reopened(wrong.clone(), Names::Replaced)), outcome(&wrong), "{issuer:?}");
        assert_eq!(outcome(&reopened(wrong.clone(), Names::Kept)), outcome(&wrong), "{issuer:?}");
    }
}

#[test]
fn a_name_made_of_microsoft_s_own_words_changes_no_verdict() {
    for name in
        ["Not Found", "directory", "Roles", "account mode is inactive", "not", "Was", "Missing Application"]
    {
        let messages = [
            "Application was not found in the directory 'x'. Account mode is inactive for not",
            "Missing application roles. API required roles: x",
            "No TVM license",
        ];
        for message in messages {
            for status in [400_u16, 403] {
                let mut entry = entry(vec![but(|evidence| {
                    let refusal = Refusal {
                        status,
                        codes: vec![700_054],
                        message: message.to_owned(),
                        ..Refusal::default()
                    };
                    evidence.token = Step::Refused { took_ms: 1, refusal: refusal.clone() };
                    evidence.call = Step::Refused { took_ms: 1, refusal };
                })]);
                name.clone_into(&mut entry.customer.name);
                let before = outcome(&entry.checks[0].evidence);
                let opened = open(&made(entry, Names::Replaced).text).unwrap();
                assert_eq!(outcome(&opened.customers[0].checks[0].evidence), before, "{name}: {message}");
            }
        }
    }
}

#[test]
fn records_come_back_as_far_as_they_were_written() {
    let mut entry = entry(vec![good(), telling_evidence()]);
    entry.checks[1].at -= Duration::days(1);
    let opened = open(&made(entry.clone(), Names::Kept).text).unwrap();
    assert_eq!((opened.made_at, opened.system.as_str()), (NOW, "linux x86_64"));
    assert_eq!(opened.made_by, Maker::this_program("", "").program);
    assert_eq!(opened.judged_otherwise, 0);
    let one = &opened.customers[0];
    assert_eq!(one.checks[0], entry.checks[0]);
    assert_eq!((one.app.row, one.customer.row), (AppRow(-1), CustomerRow(-1)));
    assert_eq!(one.app.permissions, entry.app.permissions);
    let secret = one.app.secret.as_ref().unwrap();
    assert_eq!((secret.expires_on, secret.kept_in), (entry.app.secret.unwrap().expires_on, KeptIn::Keychain));
    assert_eq!(one.customer.link_sent_at, entry.customer.link_sent_at);
    assert_eq!((&one.customer.link_state, &one.app.publisher), (&None, &None));
    let standing = one.standing().unwrap();
    assert_eq!(standing.attempt.verdict, Verdict::Connected);
    assert_eq!(one.in_short().who_acts, Actor::Nobody);
}

#[test]
fn a_large_board_keeps_its_latest_checks() {
    assert_eq!([checks_each(0), checks_each(1), checks_each(30)], [MOST_CHECKS; 3]);
    assert_eq!((checks_each(200), checks_each(100_000)), (7, FEWEST_CHECKS));
    let many: Vec<Entry> = (0..MOST_CUSTOMERS as u128 + 5)
        .map(|number| {
            let mut one = entry(vec![good(); checks_each(MOST_CUSTOMERS)]);
            one.customer.tenant_id =
                TenantId::parse(&uuid::Uuid::from_u128(number + 99).to_string()).unwrap();
            one
        })
        .collect();
    let made = make(&many, Names::Replaced, &Maker::this_program("linux", "x86_64"), NOW).unwrap();
    assert_eq!(made.customers, MOST_CUSTOMERS);
    assert!(made.text.len() < LONGEST / 2, "{}", made.text.len());
    let opened = open(&made.text).unwrap();
    let last = opened.customers.last().unwrap();
    assert_eq!((last.customer.name.as_str(), last.checks.len()), ("Customer 200", 7));
    let tenants: std::collections::BTreeSet<_> =
        opened.customers.iter().map(|one| one.customer.tenant_id).collect();
    assert_eq!(tenants.len(), MOST_CUSTOMERS);
}

fn document() -> Value {
    serde_json::from_str(&made(entry(vec![good(), telling_evidence()]), Names::Replaced).text).unwrap()
}

#[test]
fn a_file_that_is_none_says_so() {
    for text in ["", "{}", "[]", "null", "AADSTS700016", r#"{"format":"another","version":1}"#, "\u{feff}"] {
        assert_eq!(open(text), Err(Unopened::Other), "{text}");
        assert!(!looks_like(text));
    }
    let newer = json!({"format": FORMAT, "version": VERSION + 1, "made_by": "consentry 9.1.0", "apps": 7});
    let told = open(&newer.to_string()).unwrap_err();
    assert_eq!(
        told,
        Unopened::Newer { version: u64::from(VERSION) + 1, made_by: "consentry 9.1.0".to_owned() }
    );
    let text = made(entry(vec![telling_evidence()]), Names::Replaced).text;
    assert!(looks_like(&format!("\u{feff}\n {text}")));
    for cut in [2, 9, text.len() / 2, text.len() - 60] {
        let error = open(&text[..text.len() - cut]).unwrap_err();
        assert!(matches!(error, Unopened::Damaged(_)), "{error:?}");
    }
    assert_eq!(open(&format!("{}{}", text, " ".repeat(LONGEST))), Err(Unopened::TooLong));
    assert_eq!(open(&"x".repeat(LONGEST + 1)), Err(Unopened::Other));
    assert!(open(&text.replacen("\"apps\"", "\"rules\": 1, \"apps\"", 1)).is_err(), "a member named twice");
}

/// Opening what was spoiled in one place.
fn spoiled(spoil: impl FnOnce(&mut Value)) -> Result<Opened, Unopened> {
    let mut document = document();
    spoil(&mut document);
    open(&document.to_string())
}

#[test]
fn odd_contents_are_refused_or_made_harmless() {
    let refused: [fn(&mut Value); 10] = [
        |file| file["customers"][0]["app"] = json!(7),
        |file| file["customers"][0]["tenant_id"] = json!("9188040d-6c67-4c5b-b112-36a304b66dad"),
        |file| file["customers"][0]["name"] = json!(" \u{202e} "),
        |file| file["customers"][0]["checks"][0]["at"] = json!("9999-12-31T23:59:59.9Z"),
        |file| file["customers"][0]["checks"][0]["evidence"]["format"] = json!(99),
        |file| file["customers"][0]["checks"][0]["evidence"]["asked"]["cloud"] = json!("evil"),
        |file| file["customers"][0]["checks"] = vec![json!({}); 60].into(),
        |file| {
            file["apps"][0]["permissions"] =
                vec![json!({"permission": "A", "at": NOW.to_string()}); 501].into();
        },
        |file| file["customers"] = json!(vec![file["customers"][0].clone(); 201]),
        |file| file["apps"][0]["secret"]["expires_on"] = json!("tomorrow"),
    ];
    for (number, spoil) in refused.into_iter().enumerate() {
        assert!(matches!(spoiled(spoil), Err(Unopened::Damaged(_))), "{number}");
    }
    let opened = spoiled(|file| {
        file["nobody_knows"] = json!({"this": [1, 2, 3]});
        file["customers"][0]["name"] = json!(format!("<b>{}\u{202e}\u{7}", "x".repeat(10_000)));
        file["customers"][0]["checks"][1]["evidence"]["call"]["refused"]["refusal"]["message"] =
            json!("eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln ".repeat(2_000));
    })
    .unwrap();
    let name = &opened.customers[0].customer.name;
    assert!(name.starts_with("<b>xxx") && name.chars().count() == 200 && !name.contains('\u{202e}'));
    let Step::Refused { refusal, .. } = &opened.customers[0].checks[1].evidence.call else { panic!() };
    assert!(refusal.message.len() < 10_000 && !refusal.message.contains("eyJ"));
}

#[test]
fn nothing_is_connected_because_a_file_says_so() {
    let opened = spoiled(|file| {
        let checks = &mut file["customers"][0]["checks"];
        checks[1]["verdict"] = json!("connected");
        checks[1]["cause"] = json!(null);
        // A verdict of its time stays, as in the history it came from.
        checks[0]["verdict"] = json!("needs_attention");
        checks[0]["cause"] = json!("not-consented");
    })
    .unwrap();
    let checks = &opened.customers[0].checks;
    assert_ne!(checks[1].verdict, Verdict::Connected);
    assert_eq!(checks[0].cause, Some(Cause::NotConsented));
    assert_eq!(opened.judged_otherwise, 2);
}

/// Texts as they come from the services, with whatever can stand in them.
fn telling_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        TENANT,
        OTHER_TENANT,
        APP,
        OTHER_APP,
        NAME,
        "CONTOSO SJUKHUS AB",
        APP_NAME,
        "contoso.se",
        "'Contoso'",
        "was not found in the directory",
        "Account mode is inactive",
        "account is not provisioned",
        "no TVM license",
        "Missing application roles",
        "not exist on resource",
        "already in use",
        "AADSTS7000215:",
        "'client_secret'",
        "https://login.microsoftonline.com/",
        "/home/anna/",
        "anna@contoso.se",
        "\r\n",
        "'",
        " ",
        "directory",
        "åäö ‘x’ “y”",
    ]);
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.join(" "))
}

fn with_texts(mut evidence: Evidence, message: &str, claim: &str) -> Evidence {
    fn reword<T>(step: &mut Step<T>, message: &str) {
        match step {
            Step::Refused { refusal, .. } => {
                refusal.message = format!("{} {message}", refusal.message);
                refusal.correlation_id = Some(OTHER_APP.to_owned());
            }
            Step::Failed { failure, .. } => message.clone_into(&mut failure.raw),
            _ => {}
        }
    }
    reword(&mut evidence.tenant, message);
    reword(&mut evidence.token, message);
    reword(&mut evidence.signature, message);
    reword(&mut evidence.call, message);
    if let Step::Answered { value: TokenReading::Readable { facts }, .. } = &mut evidence.token {
        facts.object_id = Some(claim.to_owned());
        facts.app_name = Some(claim.to_owned());
        if message.len().is_multiple_of(3) {
            claim.clone_into(&mut facts.issuer);
        }
        if message.len().is_multiple_of(5) {
            claim.clone_into(&mut facts.audience);
        }
        if message.len().is_multiple_of(7) {
            facts.tenant_id = Some(claim.to_owned());
            facts.app_id = Some(claim.to_owned());
        }
    }
    evidence
}

/// Times that can be written and read everywhere.
fn writable(evidence: &Evidence) -> bool {
    let text = serde_json::to_value(evidence).unwrap().to_string();
    !text.contains("\"9999-") && !text.contains("\"0000-")
}

fn telling_claim() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(TENANT.to_owned()),
        Just(TENANT.to_uppercase()),
        Just(OTHER_TENANT.to_owned()),
        Just(APP.to_owned()),
        Just(format!("{{{APP}}}")),
        Just(format!("https://sts.windows.net/{TENANT}/")),
        Just(format!("https://sts.windows.net/{}/", TENANT.to_uppercase())),
        Just(format!("https://login.microsoftonline.com/{TENANT}/v2.0")),
        Just("https://api.security.microsoft.com".to_owned()),
        Just("00000003-0000-0000-c000-000000000000".to_owned()),
        Just("api://contoso.se/x".to_owned()),
        telling_text(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_is_judged_as_the_original_was(
        evidence in totality::evidence(),
        message in telling_text(),
        claim in telling_claim(),
        by_domain in any::<bool>(),
        keep in any::<bool>(),
    ) {
        let mut evidence = with_texts(evidence, &message, &claim);
        if by_domain {
            evidence.asked.tenant = Some(TenantRef::parse("contoso.se").unwrap());
        }
        prop_assume!(writable(&evidence));
        let names = if keep { Names::Kept } else { Names::Replaced };
        let file = made(entry(vec![evidence.clone()]), names);
        let opened = open(&file.text).unwrap();
        prop_assert_eq!(outcome(&opened.customers[0].checks[0].evidence), outcome(&evidence));
        prop_assert_eq!(opened.judged_otherwise, 0);
        if !keep {
            let text = file.text.to_lowercase();
            for never in ["contoso", "sjukhus", "norrsken", "anna", "1d0e77a3", "72f988bf", "6f2b9d1e"] {
                prop_assert!(!text.contains(never), "{} in {:?}", never, (&message, &claim));
            }
        }
    }

    #[test]
    fn whatever_is_opened_ends_soon(
        places in prop::collection::vec((0_usize..20_000, any::<u8>()), 1..6),
        cut in 0_usize..20_000,
    ) {
        static FILE: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| document().to_string());
        let mut bytes = FILE.clone().into_bytes();
        for (place, byte) in places {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(if cut.is_multiple_of(3) { cut } else { 0 }));
        let text = String::from_utf8_lossy(&bytes);
        let begun = Instant::now();
        if let Ok(opened) = open(&text) {
            for one in &opened.customers {
                let _ = (one.standing(), one.in_short());
                for check in &one.checks {
                    let proved = judge::judge(&check.evidence).verdict == Verdict::Connected;
                    prop_assert!(check.verdict != Verdict::Connected || proved);
                }
            }
        }
        prop_assert!(begun.elapsed() < Elapsed::from_secs(2));
    }
}

#[test]
fn hostile_files_end_soon() {
    let good = document().to_string();
    let refusal = |message: String| {
        spoiled(|file| {
            file["customers"][0]["checks"][1]["evidence"]["call"]["refused"]["refusal"]["message"] =
                message.into();
        })
    };
    let begun = Instant::now();
    assert!(open(&"[".repeat(1_000_000)).is_err());
    assert!(
        open(&good.replacen("\"rules\":1", &format!("\"rules\":1,\"x\":{}1", "[".repeat(100_000)), 1))
            .is_err()
    );
    assert!(open(&good.replacen("\"rules\":1", &format!("\"rules\":{}", "9".repeat(1_000_000)), 1)).is_err());
    assert!(refusal("eyJ".repeat(2_000_000)).is_ok());
    assert!(refusal("client_secret=".repeat(300_000)).is_ok());
    let codes = format!("\"codes\":[{}]", vec!["1"; 2_000_000].join(","));
    assert!(open(&good.replacen("\"codes\":[700016]", &codes, 1)).is_err());
    assert!(begun.elapsed() < Elapsed::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn a_long_message_full_of_names_is_written_soon() {
    let begun = Instant::now();
    for piece in
        ["'a' ", "Contoso Sjukhus AB not found in the directory ", TENANT, "a.b.se ", "''''", "/home/", "'"]
    {
        let refusal =
            Refusal { status: 400, message: piece.repeat(8_192 / piece.len()), ..Refusal::default() };
        let evidence = but(|evidence| evidence.token = Step::Refused { took_ms: 1, refusal });
        let before = outcome(&evidence);
        assert_eq!(outcome(&reopened(evidence, Names::Replaced)), before, "{piece}");
    }
    assert!(begun.elapsed() < Elapsed::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn a_moment_is_written_in_utc() {
    let mut entry = entry(vec![good()]);
    let here = time::UtcOffset::from_hms(2, 0, 0).unwrap();
    entry.checks[0].at = OffsetDateTime::to_offset(NOW, here);
    assert!(made(entry, Names::Replaced).text.contains("\"at\": \"2026-11-22T12:00:00Z\""));
}

#[test]
fn what_changed_since_it_worked_is_told_from_the_file_too() {
    use crate::history::SinceItWorked;

    let mut worked = good();
    worked.known.secret = Some((&SecretRecord { generation: 3, ..app().secret.unwrap() }).into());
    let failed = but(|evidence| {
        evidence.token = Step::Refused { took_ms: 1, refusal: telling() };
        (evidence.started_at, evidence.finished_at) =
            (NOW + Duration::days(1), Some(NOW + Duration::days(1)));
    });
    let entry = entry(vec![failed, worked]);
    let told = |app: &AppRecord, customer: &CustomerRecord, checks: &[CheckRecord]| {
        let since = SinceItWorked::among(app, customer, checks).unwrap();
        let changes: Vec<_> =
            since.changes.iter().map(|one| (one.difference.id(), one.at, one.bears)).collect();
        assert!(!changes.is_empty());
        (since.worked, since.failed, changes)
    };
    let before = told(&entry.app, &entry.customer, &entry.checks);
    let opened = open(&made(entry, Names::Replaced).text).unwrap();
    let one = &opened.customers[0];
    assert_eq!(told(&one.app, &one.customer, &one.checks), before);
}
