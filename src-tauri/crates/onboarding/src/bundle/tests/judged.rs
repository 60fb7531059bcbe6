//! The same verdict, whatever was replaced.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::judge::tests::totality;

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
    // Two that are no IDs and not the same are not the same there either: that tells a user's token.
    let somebody = builders::with_facts(|facts| {
        facts.object_id = Some("somebody".to_owned());
        facts.subject = Some("somebody else".to_owned());
    });
    assert_eq!(judge::judge(&somebody).cause, Some(Cause::DelegatedToken));
    assert_eq!(outcome(&reopened(somebody.clone(), Names::Replaced)), outcome(&somebody));
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
                let before = outcome(&entry.checks[0].check.evidence);
                let opened = open(&made(entry, Names::Replaced).text).unwrap();
                assert_eq!(
                    outcome(&opened.customers[0].checks[0].check.evidence),
                    before,
                    "{name}: {message}"
                );
            }
        }
    }
}

#[test]
fn verdicts_are_those_of_the_evidence_and_what_the_file_says_stands_beside_them() {
    let opened = spoiled(|file| {
        let checks = &mut file["customers"][0]["checks"];
        checks[1]["verdict"] = json!("connected");
        checks[1]["cause"] = json!(null);
        checks[0]["verdict"] = json!("needs_attention");
        checks[0]["cause"] = json!("not-consented");
        // No rules ever called this connected, or that unknown.
        checks[2]["verdict"] = json!("connected");
        checks[3]["verdict"] = json!("unknown");
        checks[3]["cause"] = json!("not-consented");
    })
    .unwrap();
    let one = &opened.customers[0];
    let told: Vec<_> = one.checks.iter().map(|kept| (kept.check.verdict, kept.check.cause)).collect();
    assert_eq!(told[0], (Verdict::Connected, None), "its evidence proves it");
    for kept in &one.checks {
        let Judgement { verdict, cause, .. } = judge::judge(&kept.check.evidence);
        assert_eq!((kept.check.verdict, kept.check.cause), (verdict, cause));
    }
    let then: Vec<_> = one.otherwise.values().rev().copied().collect();
    let judged = Then::Judged(Verdict::NeedsAttention, Cause::NotConsented);
    assert_eq!(then, [judged, Then::CalledConnected, Then::Impossible, Then::Impossible]);
    assert_eq!((opened.judged_otherwise, opened.rules, one.then()), (4, judge::RULES, Some(judged)));
    assert_eq!(one.standing().unwrap().attempt.verdict, Verdict::Connected);
}

/// Nobody who opens a file takes the customer for connected, wherever it is looked at.
#[test]
fn nothing_is_connected_because_a_file_says_so() {
    let mut entry = entry(vec![telling_evidence(), later(telling_evidence(), -1)]);
    for kept in &mut entry.checks {
        (kept.check.verdict, kept.check.cause) = (Verdict::Connected, None);
    }
    let opened = open(&made(entry, Names::Replaced).text).unwrap();
    let one = &opened.customers[0];
    let standing = one.standing().unwrap();
    assert_ne!(standing.attempt.verdict, Verdict::Connected);
    assert!(standing.proved.is_none_or(|proved| proved.outcome.verdict != Verdict::Connected));
    assert_ne!(one.in_short().verdict, Some(Verdict::Connected));
    assert!(one.history().runs.iter().all(|run| run.verdict != Verdict::Connected));
    assert_eq!(one.milestones(), None);
    assert_eq!((one.then(), opened.judged_otherwise), (Some(Then::CalledConnected), 2));
}

/// The file with its first check, which is connected, spoiled.
fn with_first_check(spoil: impl FnOnce(&mut Value)) -> Result<Opened, Unopened> {
    spoiled(|file| spoil(&mut file["customers"][0]["checks"][0]["evidence"]))
}

fn never_connected(opened: &Opened) {
    let one = &opened.customers[0];
    assert_ne!(one.in_short().verdict, Some(Verdict::Connected));
    assert_ne!(one.standing().unwrap().attempt.verdict, Verdict::Connected);
    assert!(one.history().runs.iter().all(|run| run.verdict != Verdict::Connected));
    assert_eq!(one.milestones(), None);
}

#[test]
fn the_proof_of_another_tenant_or_app_connects_nobody() {
    assert_eq!(with_first_check(|_| {}).unwrap().customers[0].in_short().verdict, Some(Verdict::Connected));
    // The record is another's.
    let opened = spoiled(|file| file["customers"][0]["tenant_id"] = json!(OTHER_TENANT)).unwrap();
    never_connected(&opened);
    let one = &opened.customers[0];
    assert_eq!(one.checks[0].check.cause, Some(Cause::WrongTenant));
    assert_eq!((one.then(), opened.judged_otherwise), (Some(Then::AnotherTenant), 1));
    // The others of the file proved nothing; whose they are is said of them, too.
    assert!(one.otherwise.values().all(|then| *then == Then::AnotherTenant));
    assert_eq!(one.otherwise.len(), 4);

    let opened = spoiled(|file| file["apps"][0]["app_id"] = json!(OTHER_APP)).unwrap();
    never_connected(&opened);
    let one = &opened.customers[0];
    assert_eq!(one.checks[0].check.cause, Some(Cause::WrongApp));
    assert_eq!((one.then(), opened.judged_otherwise), (Some(Then::AnotherApp), 1));

    // In another cloud, which no token of this one tells.
    let opened = spoiled(|file| file["apps"][0]["cloud"] = json!("practice"));
    assert!(matches!(opened, Err(Unopened::Damaged(_))), "{opened:?}");

    // By the domain of somebody, whose tenant is another.
    let opened = with_first_check(|evidence| {
        evidence["asked"]["tenant"] = json!("fabrikam.example");
        evidence["tenant"]["answered"]["answer"]["tenant_id"] = json!(OTHER_TENANT);
    });
    match opened {
        Ok(opened) => never_connected(&opened),
        Err(problem) => assert!(matches!(problem, Unopened::Damaged(_)), "{problem:?}"),
    }
    // By the customer's own domain.
    let opened =
        with_first_check(|evidence| evidence["asked"]["tenant"] = json!("customer-1.example")).unwrap();
    assert_eq!(
        (opened.customers[0].in_short().verdict, opened.judged_otherwise),
        (Some(Verdict::Connected), 0)
    );
    // Asked of nobody, or with no app: no version ever wrote such a check of a customer.
    for whose in ["tenant", "app_id"] {
        let opened = with_first_check(|evidence| {
            evidence["asked"][whose] = json!(null);
            evidence["asked"]["wanted"] = json!([]);
        });
        assert!(matches!(opened, Err(Unopened::Damaged(_))), "{whose}: {opened:?}");
    }
}

#[test]
fn a_check_that_is_later_than_its_file_says_so() {
    let made_at = |at: OffsetDateTime| {
        let text = at.format(&time::format_description::well_known::Rfc3339).unwrap();
        spoiled(|file| file["made_at"] = json!(text)).unwrap()
    };
    let opened = made_at(NOW - Duration::days(1));
    assert_eq!((opened.customers[0].then(), opened.judged_otherwise), (Some(Then::LaterThanFile), 0));
    assert_eq!(
        made_at(NOW - Duration::seconds(20)).customers[0].then(),
        None,
        "a clock that was set a little"
    );
    // A clock that was ahead, and has been set since.
    let opened = spoiled(|file| {
        file["made_at"] = json!("2026-11-21T12:00:10Z");
        for check in file["customers"][0]["checks"].as_array_mut().unwrap() {
            check["evidence"]["clock_ahead_seconds"] = json!(86_400);
        }
    })
    .unwrap();
    assert!(!opened.customers[0].otherwise.values().any(|then| *then == Then::LaterThanFile));
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
        "Using tenant Contoso.",
        "in the tenant named",
        "signed by",
        "'(",
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
        "1d0e77a352c64b0f8f396a4c0b1290af",
        "1D0E77A3%2D52C6%2D4B0F%2D8F39%2D6A4C0B1290AF",
        "anna%40contoso.se",
        "CONTOSO\\anna",
        "contoso01:8080",
        "[2001:db8::1]:443",
        "Contoso%20Sjukhus%20AB",
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

fn telling_claim() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(TENANT.to_owned()),
        Just(TENANT.to_uppercase()),
        Just(OTHER_TENANT.to_owned()),
        Just(APP.to_owned()),
        Just(format!("{{{APP}}}")),
        Just(TENANT.replace('-', "")),
        Just(TENANT.replace('-', "%2D")),
        Just(TENANT.replacen('1', "%31", 1)),
        Just(TENANT.replacen('1', "\u{ff11}", 1)),
        Just(APP.replace('-', "\u{2011}")),
        Just(format!("https://sts.windows.net/{}/", TENANT.replace('-', "%2d"))),
        Just(format!("https://sts%2Ewindows.net/{TENANT}/")),
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
        // As a check of this customer and app is; what becomes of another's is looked at elsewhere.
        if by_domain && evidence.tenant.value().is_some_and(|found| found.tenant_id.to_string() != TENANT) {
            evidence.asked.tenant = None;
        }
        evidence.asked.tenant.get_or_insert(TenantRef::parse(TENANT).unwrap());
        evidence.asked.app_id.get_or_insert(AppId::parse(APP).unwrap());
        let names = if keep { Names::Kept } else { Names::Replaced };
        let mut entry = entry(vec![evidence.clone()]);
        entry.app.cloud = evidence.asked.cloud;
        let file = made(entry, names);
        let opened = open(&file.text).unwrap();
        prop_assert_eq!(outcome(&opened.customers[0].checks[0].check.evidence), outcome(&evidence));
        prop_assert_eq!(opened.judged_otherwise, 0);
        if !keep {
            let text = file.text.to_lowercase();
            for never in ["contoso", "sjukhus", "norrsken", "anna", "1d0e77a3", "72f988bf", "6f2b9d1e"] {
                prop_assert!(!text.contains(never), "{} in {:?}", never, (&message, &claim));
            }
        }
    }
}
