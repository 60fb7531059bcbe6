//! The table of rules itself, and what a row of it says that no other test of a cause does.

use super::builders::*;
use crate::evidence::{FailureKind, Refusal};
use crate::judge::rules::RULES;
use crate::judge::{judge, of_api_refusal};
use crate::verdict::{Actor, Cause};

/// Where the tests lie that the table names.
const TESTS: [&str; 6] = [
    include_str!("causes.rs"),
    include_str!("clouds.rs"),
    include_str!("permissions.rs"),
    include_str!("table.rs"),
    include_str!("time.rs"),
    include_str!("totality.rs"),
];

#[test]
fn every_rule_names_its_evidence_its_source_and_a_test_that_stands() {
    assert_eq!(RULES.len(), 18);
    for rule in RULES {
        assert!(
            rule.finds.len() > 8 && rule.known_from.len() >= 3 && rule.source.len() > 8,
            "{}",
            rule.finds
        );
        let test = format!("#[test]\nfn {}()", rule.test);
        assert!(TESTS.iter().any(|file| file.contains(&test)), "{}: no test {}", rule.finds, rule.test);
    }
}

#[test]
fn the_audiences_in_the_wild_are_each_named() {
    // Four addresses are met for this API; three of them name it, the fourth is another API's, and its look-alikes.
    for ours in [
        "https://api.securitycenter.microsoft.com",
        "https://api.securitycenter.windows.com",
        "https://securitycenter.onmicrosoft.com/windowsatpservice",
    ] {
        assert_eq!(judge(&with_facts(|facts| facts.audience = ours.to_owned())).cause, None, "{ours}");
    }
    for (theirs, reason) in [
        ("https://api.security.microsoft.com", "microsoft-threat-protection"),
        ("https://graph.microsoft.com/", "microsoft-graph"),
        ("https://management.azure.com/", "azure-resource-manager"),
        ("https://graph.windows.net/", "azure-active-directory-graph"),
    ] {
        let judgement = judge(&with_facts(|facts| facts.audience = theirs.to_owned()));
        let came = (judgement.cause, judgement.reason.as_deref(), judgement.who_acts);
        assert_eq!(came, (Some(Cause::WrongAudience), Some(reason), Actor::Partner), "{theirs}");
    }
}

#[test]
fn a_401_turns_on_the_token_and_not_on_its_text() {
    let inactive = || defender(401, "Unauthorized", "Account mode is inactive");
    let reworded = || defender(401, "Unauthorized", "Kontot är inte aktivt");
    let told = |refusal: Refusal, verified: bool| {
        let evidence = but(|evidence| {
            evidence.call = refused(refusal);
            if !verified {
                evidence.signature = failed(FailureKind::Unreachable);
            }
        });
        let judgement = judge(&evidence);
        (judgement.cause.unwrap(), judgement.who_acts)
    };
    assert_eq!(told(inactive(), true), (Cause::NotProvisioned, Actor::Customer));
    assert_eq!(told(reworded(), true), (Cause::ApiUnauthorized, Actor::Customer));
    assert_eq!(told(inactive(), false), (Cause::ApiUnauthorized, Actor::Partner));
    assert_eq!(told(reworded(), false), (Cause::ApiUnauthorized, Actor::Partner));

    // Pasted, there is nothing but the text.
    let pasted = |refusal: &Refusal| (of_api_refusal(refusal).cause, of_api_refusal(refusal).who_acts);
    assert_eq!(pasted(&inactive()), (Cause::NotProvisioned, Actor::Customer));
    assert_eq!(pasted(&reworded()), (Cause::ApiUnauthorized, Actor::Partner));
}

#[test]
fn of_several_numbers_the_first_that_tells_a_cause_wins() {
    let cause =
        |codes: &[u64]| judge(&token_ends(refused(entra(401, codes, "invalid_client")))).cause.unwrap();
    // Entra's older habit: the general number first, then one that would mislead.
    assert_eq!(cause(&[70_002, 50_012]), Cause::WrongSecret);
    assert_eq!(cause(&[7_000_222, 7_000_215]), Cause::SecretExpired);
    assert_eq!(cause(&[7_000_215, 7_000_222]), Cause::WrongSecret);
    assert_eq!(cause(&[900_144, 53_003]), Cause::ConditionalAccess, "one without a cause gives way");
    assert_eq!(cause(&[99_999_999, 700_016]), Cause::NotConsented, "and so does one that nobody knows");
    assert_eq!(cause(&[90_002, 900_023]), Cause::TenantNotFound);
}
