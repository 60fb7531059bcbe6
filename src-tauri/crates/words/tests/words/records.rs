//! What our own record adds to a missing permission or a missing consent.

use std::collections::BTreeMap;

use consentry_onboarding::evidence::{Evidence, Grant};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::verdict::{Actor, Cause, Verdict};
use consentry_words::{Lang, meaning};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::samples::{STARTED, evidence, judgement, missing, permissions};

const SECOND: OffsetDateTime = datetime!(2026-11-02 09:00 UTC);
const EIGHTEENTH: OffsetDateTime = datetime!(2026-11-18 13:02 UTC);

fn declared(days: &[(&str, OffsetDateTime)]) -> Evidence {
    let mut evidence = evidence();
    evidence.known.declared =
        days.iter().map(|(name, at)| (Permission::parse(name).unwrap(), *at)).collect::<BTreeMap<_, _>>();
    evidence
}

fn said(evidence: &Evidence, names: &[&str]) -> [String; 2] {
    let judged = missing(names, Cause::RoleMissing, Actor::Customer);
    Lang::ALL.map(|lang| meaning(lang, evidence, &judged).unwrap())
}

#[test]
fn a_permission_added_after_the_consent_is_told_with_both_dates() {
    let mut evidence = declared(&[("Machine.Isolate", EIGHTEENTH)]);
    evidence.known.consent_hint_at = Some(SECOND);
    let [en, sv] = said(&evidence, &["Machine.Isolate"]);
    assert_eq!(
        en,
        "You added it on 18 November. They consented on 2 November, so their consent does not include it yet."
    );
    assert_eq!(
        sv,
        "Du lade till behörigheten den 18 november. De gav sitt medgivande den 2 november, så den \
         omfattas inte ännu."
    );
}

#[test]
fn permissions_added_on_several_days_are_told_by_the_last() {
    let mut evidence =
        declared(&[("Machine.Isolate", EIGHTEENTH), ("Machine.Scan", datetime!(2026-11-10 9:00 UTC))]);
    evidence.known.consent_hint_at = Some(SECOND);
    let [en, sv] = said(&evidence, &["Machine.Isolate", "Machine.Scan"]);
    assert!(en.starts_with("You added the last of them on 18 November."), "{en}");
    assert!(sv.starts_with("Du lade till den senaste av behörigheterna den 18 november."), "{sv}");
}

#[test]
fn a_consent_after_the_permission_is_not_called_older() {
    let mut evidence = declared(&[("Machine.Isolate", SECOND)]);
    evidence.known.consent_hint_at = Some(EIGHTEENTH);
    let [en, _] = said(&evidence, &["Machine.Isolate"]);
    assert!(!en.contains("18 November"), "{en}");
}

#[test]
fn without_a_consent_the_last_proved_token_is_told() {
    let mut evidence = declared(&[("Machine.Isolate", EIGHTEENTH)]);
    evidence.known.last_grant = Some(Grant { at: SECOND, roles: permissions(&["Alert.Read.All"]) });
    let [en, sv] = said(&evidence, &["Machine.Isolate"]);
    assert!(en.contains("The last token that was proved is of 2 November"), "{en}");
    assert!(sv.contains("Den senast bevisade tokenen är från den 2 november"), "{sv}");
}

#[test]
fn a_grant_that_went_away_names_what_was_held() {
    let mut evidence = evidence();
    evidence.known.last_grant = Some(Grant { at: SECOND, roles: permissions(&["Machine.Isolate"]) });
    let [en, sv] = said(&evidence, &["Machine.Isolate", "Machine.Scan"]);
    assert!(en.starts_with("The token of 2 November still carried Machine.Isolate. "), "{en}");
    assert!(sv.starts_with("Tokenen från den 2 november hade fortfarande Machine.Isolate. "), "{sv}");
}

#[test]
fn a_permission_the_app_never_asked_for_is_said_to_be_that() {
    let evidence = declared(&[("Alert.Read.All", SECOND)]);
    let [en, sv] = said(&evidence, &["Machine.Isolate"]);
    assert!(en.starts_with("By the record here, your app does not ask for this permission."), "{en}");
    assert!(sv.starts_with("Enligt uppgifterna här ber din app inte om den här behörigheten."), "{sv}");
}

#[test]
fn a_customer_that_worked_before_was_removed() {
    let mut evidence = evidence();
    evidence.known.last_grant = Some(Grant { at: SECOND, roles: permissions(&["Alert.Read.All"]) });
    let judged = judgement(Verdict::NeedsAttention, Some(Cause::NotConsented), Actor::Customer);
    let said = meaning(Lang::En, &evidence, &judged).unwrap();
    assert!(said.starts_with("It worked on 2 November, so the app has been removed there since."), "{said}");
}

#[test]
fn spreading_says_how_long_ago_the_consent_was() {
    let mut evidence = evidence();
    evidence.known.consent_hint_at = Some(STARTED - time::Duration::minutes(3));
    let judged = judgement(Verdict::Unknown, Some(Cause::Propagating), Actor::Wait);
    let said = meaning(Lang::En, &evidence, &judged).unwrap();
    assert!(said.starts_with("They consented at 10:38 UTC, 3 minutes before this check."), "{said}");
}

#[test]
fn a_passing_failure_leaves_what_was_proved() {
    let mut evidence = evidence();
    let judged = judgement(Verdict::Unknown, Some(Cause::TimedOut), Actor::Partner);
    assert!(meaning(Lang::En, &evidence, &judged).unwrap().ends_with("It says nothing about the customer."));
    evidence.known.last_grant = Some(Grant { at: SECOND, roles: permissions(&["Alert.Read.All"]) });
    assert!(
        meaning(Lang::En, &evidence, &judged)
            .unwrap()
            .ends_with("What was proved on 2 November still stands.")
    );
}
