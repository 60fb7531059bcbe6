//! Headline, meaning and next step of every cause, whoever acts and whatever is known.

use std::collections::BTreeMap;

use consentry_onboarding::evidence::{Evidence, FailureKind, Grant, Step};
use consentry_onboarding::judge::judge;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::{Actor, Cause, Check, CheckId, CheckStatus, Finding, Judgement, Verdict};
use consentry_words::{Clocks, Lang, Voice, headline, meaning, next_step};
use consentry_words::{actor, cause_title, check_label, cloud, failure, verdict_word};
use time::macros::{datetime, offset};

use crate::samples::{
    FAILURES, STARTED, all_well, evidence, failed_token, judgement, missing, permissions, refused_token,
};
use crate::style::{assert_both, assert_label, assert_sentences};

const ACTORS: [Actor; 4] = [Actor::Partner, Actor::Customer, Actor::Wait, Actor::Nobody];

/// Reasons that change a text, and one that nobody has heard of.
const REASONS: &[&str] = &[
    "cancelled",
    "signature-not-checked",
    "no-call",
    "known-without-cause",
    "feature-disabled",
    "licence",
    "resource-disabled",
    "tenant-being-deleted",
    "public-client",
    "wrong-account",
    "here-only",
    "not-only-here",
    "at-home",
    "not-in-directory",
    "not-declared",
    "clock-right",
    "token-in-order",
    "something-new",
];

fn assert_well_said(evidence: &Evidence, judgement: &Judgement, what: &str) {
    let [en, sv] = Lang::ALL.map(|lang| {
        let what = format!("{what}, {lang}");
        let said = (
            headline(lang, evidence, judgement),
            meaning(lang, evidence, judgement),
            next_step(lang, evidence, judgement),
        );
        assert_label(&said.0, &what);
        if let Some(meaning) = &said.1 {
            assert_sentences(meaning, 2, &what);
        }
        assert_sentences(&said.2, 1, &what);
        said
    });
    assert_both(&en.0, &sv.0, what);
    assert_both(&en.2, &sv.2, what);
    assert_eq!(en.1.is_some(), sv.1.is_some(), "{what}: a meaning in one language only");
    if let (Some(en), Some(sv)) = (&en.1, &sv.1) {
        assert_both(en, sv, what);
    }
}

/// Evidence of many kinds, with everything our record can know.
fn situations() -> Vec<Evidence> {
    let mut all = vec![evidence(), all_well(&["Alert.Read.All"])];
    all.extend(FAILURES.iter().map(|kind| failed_token(*kind)));
    all.push(refused_token(7_000_222, "invalid_client"));
    all.push(refused_token(4_242_424, "something_new"));
    let known = |evidence: &Evidence| {
        let mut evidence = evidence.clone();
        evidence.clock_ahead_seconds = Some(-725);
        evidence.known.consent_hint_at = Some(datetime!(2026-11-02 09:00 UTC));
        evidence.known.last_grant =
            Some(Grant { at: datetime!(2025-11-03 09:00 UTC), roles: permissions(&["Alert.Read.All"]) });
        evidence
    };
    let with_record: Vec<Evidence> = all.iter().map(known).collect();
    all.extend(with_record);
    all
}

#[test]
fn every_cause_is_well_said_whoever_acts_and_whatever_is_known() {
    for evidence in situations() {
        for &cause in Cause::ALL {
            for who_acts in ACTORS {
                for verdict in [Verdict::NeedsAttention, Verdict::Unknown] {
                    let mut judged = judgement(verdict, Some(cause), who_acts);
                    assert_well_said(&evidence, &judged, &format!("{} {who_acts:?}", cause.id()));
                    judged.permissions.missing = permissions(&["Machine.Isolate", "Alert.Read.All"]);
                    judged.retry_at = Some(STARTED + time::Duration::minutes(3));
                    assert_well_said(&evidence, &judged, &format!("{} {who_acts:?} later", cause.id()));
                }
            }
        }
    }
}

#[test]
fn every_reason_is_well_said() {
    for evidence in [refused_token(9_002_313, "invalid_request"), all_well(&[])] {
        for &cause in Cause::ALL {
            for reason in REASONS {
                let mut judged = judgement(Verdict::NeedsAttention, Some(cause), Actor::Customer);
                judged.reason = Some((*reason).to_owned());
                assert_well_said(&evidence, &judged, &format!("{} {reason}", cause.id()));
            }
        }
    }
}

#[test]
fn a_verdict_without_cause_is_well_said() {
    for verdict in [Verdict::Connected, Verdict::NeedsAttention, Verdict::Unknown] {
        let judged = judgement(verdict, None, Actor::Nobody);
        assert_well_said(&all_well(&["Alert.Read.All"]), &judged, &format!("{verdict:?}"));
    }
}

#[test]
fn every_label_is_a_label_in_both_languages() {
    let labels: Vec<[&str; 2]> = Vec::new()
        .into_iter()
        .chain(Cause::ALL.iter().map(|cause| Lang::ALL.map(|lang| cause_title(lang, *cause))))
        .chain(FAILURES.iter().map(|kind| Lang::ALL.map(|lang| failure(lang, *kind))))
        .chain(ACTORS.iter().map(|who| Lang::ALL.map(|lang| actor(lang, *who))))
        .chain(CheckId::ALL.iter().map(|check| Lang::ALL.map(|lang| check_label(lang, *check))))
        .chain(
            [Verdict::Connected, Verdict::NeedsAttention, Verdict::Unknown]
                .iter()
                .map(|verdict| Lang::ALL.map(|lang| verdict_word(lang, *verdict))),
        )
        .collect();
    for [en, sv] in labels {
        assert_label(en, en);
        assert_label(sv, sv);
        assert_both(en, sv, en);
    }
    assert_eq!(cloud(Lang::Sv, consentry_onboarding::cloud::CloudId::Gcc), "US Government GCC");
}

#[test]
fn titles_are_told_apart() {
    for lang in Lang::ALL {
        let titles: std::collections::BTreeSet<&str> =
            Cause::ALL.iter().map(|cause| cause_title(lang, *cause)).collect();
        assert_eq!(titles.len(), Cause::ALL.len(), "two causes share a title in {lang}");
    }
}

#[test]
fn connected_says_what_proved_it() {
    let evidence = all_well(&["Alert.Read.All", "Machine.Scan"]);
    let mut asked = evidence.clone();
    asked.asked.wanted = permissions(&["Alert.Read.All"]);
    let judged = judge(&asked);
    assert_eq!(judged.verdict, Verdict::Connected);
    assert_eq!(headline(Lang::En, &asked, &judged), "Connected: the token verified and the API answered");
    assert_eq!(
        meaning(Lang::Sv, &asked, &judged).unwrap(),
        "Tokenen har också en behörighet som du inte bad om."
    );
    assert_eq!(next_step(Lang::En, &asked, &judged), "Nothing is left to do: the connection is proved.");
}

#[test]
fn one_missing_permission_is_named_and_many_are_counted() {
    let one = missing(&["Machine.Isolate"], Cause::RoleMissing, Actor::Customer);
    let evidence = evidence();
    assert_eq!(headline(Lang::En, &evidence, &one), "One permission is missing: Machine.Isolate");
    assert_eq!(headline(Lang::Sv, &evidence, &one), "En behörighet saknas: Machine.Isolate");
    let five = missing(&["A.A", "B.B", "C.C", "D.D", "E.E"], Cause::RoleMissing, Actor::Customer);
    assert_eq!(headline(Lang::En, &evidence, &five), "5 permissions are missing: A.A, B.B, C.C and 2 more");
    assert_eq!(headline(Lang::Sv, &evidence, &five), "5 behörigheter saknas: A.A, B.B, C.C och 2 till");
}

#[test]
fn a_missing_permission_is_the_partner_s_to_add_or_the_customer_s_to_accept() {
    let mut evidence = evidence();
    let record = Permission::parse("Alert.Read.All").unwrap();
    evidence.known.declared = BTreeMap::from([(record, STARTED)]);
    let names = ["Alert.Read.All", "Machine.Isolate"];
    let mut partner = missing(&names, Cause::RoleMissing, Actor::Partner);
    partner.reason = Some("not-declared".to_owned());
    let step = next_step(Lang::En, &evidence, &partner);
    assert!(step.starts_with("Add Machine.Isolate under Entra admin center > "), "{step}");
    let customer = missing(&names, Cause::RoleMissing, Actor::Customer);
    let step = next_step(Lang::En, &evidence, &customer);
    assert!(step.contains("grants Alert.Read.All and Machine.Isolate."), "{step}");
}

#[test]
fn waiting_names_the_moment_in_the_reader_s_own_time() {
    let mut judged = judgement(Verdict::Unknown, Some(Cause::Throttled), Actor::Wait);
    judged.retry_at = Some(datetime!(2026-11-22 10:45 UTC));
    let evidence = evidence();
    assert_eq!(next_step(Lang::En, &evidence, &judged), "Wait until 10:45 UTC and check again.");
    let stockholm = Voice { lang: Lang::Sv, clocks: Clocks::Local(|_| offset!(+1)) };
    assert_eq!(next_step(stockholm, &evidence, &judged), "Vänta till klockan 11:45 och kontrollera igen.");
}

#[test]
fn not_consented_mentions_the_link_the_role_and_multi_tenancy() {
    let judged = judgement(Verdict::NeedsAttention, Some(Cause::NotConsented), Actor::Customer);
    for lang in Lang::ALL {
        let step = next_step(lang, &evidence(), &judged);
        for part in ["Application Administrator", "Global Administrator", "Supported account types"] {
            assert!(step.contains(part), "{step}");
        }
    }
}

#[test]
fn an_unknown_number_leads_to_microsoft_s_own_page() {
    let evidence = refused_token(4_242_424, "something_new");
    let judged = judge(&evidence);
    assert_eq!(judged.cause, Some(Cause::Unrecognised));
    for lang in Lang::ALL {
        let step = next_step(lang, &evidence, &judged);
        assert!(step.contains(" https://login.microsoftonline.com/error?code=4242424 "), "{step}");
    }
    assert_eq!(headline(Lang::En, &evidence, &judged), "An answer that is unknown here: AADSTS4242424");
}

#[test]
fn a_failed_attempt_says_that_it_could_not_find_out() {
    let judged = judgement(Verdict::Unknown, Some(Cause::Network), Actor::Partner);
    let said = headline(Lang::En, &evidence(), &judged);
    assert_eq!(said, "Could not find out: no connection to Microsoft");
    let said = headline(Lang::Sv, &evidence(), &judged);
    assert_eq!(said, "Gick inte att ta reda på: ingen anslutning till Microsoft");
}

#[test]
fn a_wrong_clock_is_told_by_how_much_and_which_way() {
    let mut judged = judgement(Verdict::Unknown, Some(Cause::ClockSkew), Actor::Partner);
    judged.checks = vec![Check {
        id: CheckId::Lifetime,
        status: CheckStatus::Fail,
        finding: Finding::ClockWrong { seconds: 725 },
        took_ms: None,
    }];
    assert_eq!(headline(Lang::En, &evidence(), &judged), "This computer's clock is 12 minutes slow");
    assert_eq!(headline(Lang::Sv, &evidence(), &judged), "Den här datorns klocka går 12 minuter efter");
    assert!(next_step(Lang::En, &evidence(), &judged).contains("clock forward by 12 minutes"));
}

#[test]
fn whoever_signed_a_certificate_that_is_not_trusted_is_named() {
    let mut evidence = failed_token(FailureKind::UntrustedIssuer);
    let Step::Failed { failure, .. } = &mut evidence.token else { panic!("a failure") };
    failure.issued_by = Some("Contoso Traffic Inspection CA".to_owned());
    let judged = judge(&evidence);
    let told = |lang| meaning(lang, &evidence, &judged).unwrap();
    assert!(told(Lang::En).contains("signed by “Contoso Traffic Inspection CA”, whom"), "{}", told(Lang::En));
    assert!(
        told(Lang::Sv).contains("utfärdat av ”Contoso Traffic Inspection CA”, som"),
        "{}",
        told(Lang::Sv)
    );
}
