//! What is claimed of a history, and what is not.

use proptest::prelude::*;
use time::macros::date;
use time::{Duration, OffsetDateTime};

use super::{
    Change, Detail, Difference, DisabledIn, HistoryPage, MOST_CHECKS, Milestones, PastCheck, SinceItWorked,
    Turn,
};
use crate::cloud::CloudId;
use crate::evidence::{Evidence, SecretUsed, SignatureReading};
use crate::ids::{AppId, TenantId};
use crate::judge;
use crate::judge::tests::builders::*;
use crate::judge::tests::totality;
use crate::records::{AppRecord, AppRow, CheckRecord, CheckRow, CustomerRecord, KeptIn, SecretRecord};
use crate::verdict::{Cause, Verdict};

const DAY: Duration = Duration::DAY;

fn record(at: OffsetDateTime, mut evidence: Evidence) -> CheckRecord {
    (evidence.started_at, evidence.finished_at) = (at, Some(at));
    if let Some(crate::evidence::TokenReading::Readable { .. }) = evidence.token.value() {
        // As young as the check, unless the test is about that.
        change_facts(&mut evidence, |facts| {
            let shift = (at - NOW).whole_seconds();
            (facts.expires, facts.not_before, facts.issued) = (
                facts.expires.saturating_add(shift),
                facts.not_before.map(|from| from.saturating_add(shift)),
                facts.issued.map(|at| at.saturating_add(shift)),
            );
        });
    }
    let judgement = judge::judge(&evidence);
    CheckRecord { at, verdict: judgement.verdict, cause: judgement.cause, evidence }
}

fn secret(generation: u32, stored_at: OffsetDateTime) -> SecretRecord {
    SecretRecord {
        generation,
        kept_in: KeptIn::Keychain,
        stored_at,
        proved_at: None,
        expires_on: Some(date!(2027 - 01 - 31)),
    }
}

fn app() -> AppRecord {
    let mut app = AppRecord::new("Ours".to_owned(), CloudId::Commercial, AppId::parse(APP).unwrap());
    app.permissions = declared(&[("Alert.Read.All", NOW - DAY * 90)]);
    app.secret = Some(secret(1, NOW - DAY * 90));
    app
}

fn customer() -> CustomerRecord {
    CustomerRecord::new(AppRow(1), "Contoso".to_owned(), TenantId::parse(TENANT).unwrap(), NOW - DAY * 90)
}

/// Evidence that notes the app's secret as it stands.
fn with_secret(mut evidence: Evidence, app: &AppRecord) -> Evidence {
    evidence.known.secret = app.secret.as_ref().map(SecretUsed::from);
    evidence
}

/// What is said where the customer worked ten days ago and was found like this today.
fn since(app: &AppRecord, then: Evidence, now: Evidence) -> SinceItWorked {
    let checks = [record(NOW, now), record(NOW - DAY * 10, then)];
    assert_eq!(checks[1].verdict, Verdict::Connected, "the check that worked: {:?}", checks[1].cause);
    SinceItWorked::among(app, &customer(), &checks).unwrap()
}

fn changes(now: Evidence) -> Vec<Change> {
    since(&app(), with_secret(good(), &app()), with_secret(now, &app())).changes
}

fn only(difference: Difference) -> Vec<Change> {
    vec![Change { difference, at: None, bears: true }]
}

fn detail(detail: Detail, then: &str, now: &str) -> Difference {
    Difference::Detail { detail, then: then.to_owned(), now: now.to_owned() }
}

#[test]
fn what_the_customer_undid_is_named() {
    let entra = |code: u64| token_ends(refused(entra(400, &[code], "unauthorized_client")));
    assert_eq!(changes(entra(700_016)), only(Difference::ConsentGone));
    let disabled = changes(entra(7_000_112));
    assert!(matches!(
        disabled[..],
        [Change { difference: Difference::AppDisabled(DisabledIn::Tenant), bears: true, .. }]
    ));
    assert_eq!(changes(entra(50_194)), only(Difference::SingleTenant));
    assert_eq!(changes(entra(500_011)), only(Difference::ResourceGone));
    assert_eq!(changes(entra(90_002)), only(Difference::TenantGone));
    assert_eq!(changes(entra(53_003)), only(Difference::PolicyRefuses));
}

#[test]
fn a_role_that_is_gone_bears_where_it_is_missing() {
    let gone = changes(with_facts(|facts| facts.roles = set(&["Machine.Read.All"])));
    assert_eq!(
        gone[0],
        Change { difference: Difference::RolesGone(set(&["Alert.Read.All"])), at: None, bears: true }
    );
    assert_eq!(
        gone[1],
        Change { difference: Difference::RolesNew(set(&["Machine.Read.All"])), at: None, bears: false }
    );
    assert_eq!(gone.len(), 2);
    assert_eq!(
        changes(with_facts(|facts| facts.roles.clear())),
        only(Difference::RolesGone(set(&["Alert.Read.All"])))
    );
}

#[test]
fn a_role_that_nobody_missed_is_told_and_not_blamed() {
    let then = with_facts(|facts| facts.roles = set(&["Alert.Read.All", "Machine.Isolate"]));
    let now = call_ends(refused(defender(403, "Forbidden", "no")));
    let said = since(&app(), with_secret(then, &app()), with_secret(now, &app()));
    assert_eq!(
        said.changes.iter().map(|change| (change.difference.id(), change.bears)).collect::<Vec<_>>(),
        [("api-refuses", true), ("roles-gone", false)]
    );
    assert_eq!(said.changes[0].difference, Difference::ApiRefuses { same_roles: false });
    assert_eq!(
        changes(call_ends(refused(defender(403, "Forbidden", "no")))),
        only(Difference::ApiRefuses { same_roles: true })
    );
}

#[test]
fn a_token_that_did_not_verify_says_nothing_of_roles() {
    let now = but(|evidence| {
        change_facts(evidence, |facts| {
            facts.roles = set(&["Machine.Isolate"]);
            facts.key_id = Some("k2".to_owned());
        });
        evidence.signature = answered(SignatureReading::KeyUnknown { key_id: Some("k2".to_owned()) });
    });
    assert_eq!(changes(now), only(detail(Detail::SigningKey, "k1", "k2")));
}

#[test]
fn a_token_for_another_tenant_says_nothing_of_roles() {
    let now = with_facts(|facts| {
        facts.tenant_id = Some(OTHER_TENANT.to_owned());
        facts.roles.clear();
    });
    assert_eq!(changes(now), []);
}

#[test]
fn a_permission_that_was_added_later_bears_once_it_was_asked_for() {
    let mut app = app();
    app.permissions.insert(permission("Machine.Isolate"), NOW - DAY);
    let now = but(|evidence| evidence.asked.wanted = set(&["Alert.Read.All", "Machine.Isolate"]));
    let added = |asked| Difference::WantedAdded { permissions: set(&["Machine.Isolate"]), asked };
    let said = since(&app, with_secret(good(), &app), with_secret(now, &app));
    assert_eq!(said.changes, [Change { difference: added(true), at: Some(NOW - DAY), bears: true }]);
    // Added after the newest check: told, and no reason.
    let now = token_ends(refused(entra(400, &[700_016], "unauthorized_client")));
    let said = since(&app, with_secret(good(), &app), with_secret(now, &app));
    assert_eq!(said.changes[1], Change { difference: added(false), at: Some(NOW - DAY), bears: false });
    app.permissions = declared(&[]);
    let now = token_ends(refused(entra(400, &[700_016], "unauthorized_client")));
    let said = since(&app, with_secret(good(), &app), with_secret(now, &app));
    assert_eq!(said.changes[1].difference, Difference::WantedDropped(set(&["Alert.Read.All"])));
}

#[test]
fn a_secret_is_told_apart_by_its_generation() {
    let refusal = || token_ends(refused(entra(401, &[7_000_215], "invalid_client")));
    let old = app();
    let mut new = app();
    new.secret = Some(secret(2, NOW - DAY * 3));
    let replaced = |used, bears| Change {
        difference: Difference::SecretReplaced { used },
        at: Some(NOW - DAY * 3),
        bears,
    };
    let refused = |same| Change { difference: Difference::SecretRefused { same }, at: None, bears: true };
    // The same secret worked then.
    let said = since(&old, with_secret(good(), &old), with_secret(refusal(), &old));
    assert_eq!(said.changes, [refused(Some(true))]);
    // Another one took its place, and that one is refused.
    let said = since(&new, with_secret(good(), &old), with_secret(refusal(), &new));
    assert_eq!(said.changes, [refused(Some(false)), replaced(true, true)]);
    // It was replaced after it had been refused: no reason, and not tried yet.
    let mut later = app();
    later.secret = Some(secret(2, NOW + DAY));
    let said = since(&later, with_secret(good(), &old), with_secret(refusal(), &old));
    let unused = Difference::SecretReplaced { used: false };
    assert_eq!(
        said.changes,
        [refused(Some(true)), Change { difference: unused, at: Some(NOW + DAY), bears: false }]
    );
    // Evidence from before it was noted: what the record dates is said, and no more.
    assert_eq!(since(&old, good(), refusal()).changes, [refused(None)]);
    assert_eq!(since(&new, good(), refusal()).changes, [refused(None), replaced(true, true)]);
    assert_eq!(since(&later, good(), refusal()).changes.len(), 2);
}

#[test]
fn a_last_day_that_passed_is_told() {
    let mut app = app();
    app.secret = Some(SecretRecord { expires_on: Some(date!(2026 - 11 - 21)), ..secret(1, NOW - DAY * 90) });
    let over = |last_day| Difference::SecretExpired { last_day };
    let expired = || token_ends(refused(entra(401, &[7_000_222], "invalid_client")));
    let said = since(&app, with_secret(good(), &app), with_secret(expired(), &app));
    assert_eq!(said.changes, only(over(Some(date!(2026 - 11 - 21)))));
    // Entra says so, whatever day was entered.
    app.secret.as_mut().unwrap().expires_on = Some(date!(2027 - 11 - 21));
    let said = since(&app, with_secret(good(), &app), with_secret(expired(), &app));
    assert_eq!(said.changes, only(over(None)));
    // The last day itself still works.
    app.secret.as_mut().unwrap().expires_on = Some(date!(2026 - 11 - 22));
    let refusal = token_ends(refused(entra(400, &[700_016], "unauthorized_client")));
    let said = since(&app, with_secret(good(), &app), with_secret(refusal, &app));
    assert_eq!(said.changes, only(Difference::ConsentGone));
}

#[test]
fn clock_and_details_are_told_beside_what_bears() {
    let now = but(|evidence| {
        evidence.clock_ahead_seconds = Some(4_000);
        evidence.made_by = "consentry 9.9.9".to_owned();
        change_facts(evidence, |facts| {
            facts.audience = "fc780465-2017-40d4-a0c5-307022471b92".to_owned();
            facts.credential_kind = Some("2".to_owned());
            facts.roles.clear();
        });
    });
    let said = changes(now);
    let ids: Vec<_> = said.iter().map(|change| (change.difference.id(), change.bears)).collect();
    assert_eq!(
        ids,
        [
            ("roles-gone", true),
            ("clock", false),
            ("audience", false),
            ("credential-kind", false),
            ("program", false),
        ]
    );
    let now = with_facts(|facts| facts.audience = "https://graph.microsoft.com".to_owned());
    let then = "https://api.securitycenter.microsoft.com";
    assert_eq!(changes(now), only(detail(Detail::Audience, then, "https://graph.microsoft.com")));
}

#[test]
fn rules_that_changed_are_the_answer_where_they_did() {
    // Kept as connected by rules that asked for less than today's.
    let mut then = record(NOW - DAY, with_facts(|facts| facts.roles.clear()));
    (then.verdict, then.cause) = (Verdict::Connected, None);
    let now = record(NOW, with_facts(|facts| facts.roles.clear()));
    let said = SinceItWorked::among(&app(), &customer(), &[now, then]).unwrap();
    assert_eq!(said.changes, only(Difference::RulesOfThen { cause: Cause::NoRoles }));
}

#[test]
fn the_window_in_which_it_broke_leaves_out_what_learned_nothing() {
    let silent = |hour| {
        record(NOW + Duration::HOUR * hour, token_ends(failed(crate::evidence::FailureKind::TimedOut)))
    };
    let bad = |hour, code| record(NOW + Duration::HOUR * hour, token_ends(refused(entra(400, &[code], "x"))));
    let works = |hour| record(NOW + Duration::HOUR * hour, good());
    let newest_first = |mut checks: Vec<CheckRecord>| {
        checks.reverse();
        checks
    };
    let of = |checks: Vec<CheckRecord>| SinceItWorked::among(&app(), &customer(), &newest_first(checks));
    assert_eq!(of(vec![]), None);
    assert_eq!(of(vec![bad(0, 700_016), silent(1)]), None, "it never worked");
    assert_eq!(of(vec![bad(0, 700_016), works(1)]), None, "it works");
    let said = of(vec![works(0), silent(1), silent(2)]).unwrap();
    assert_eq!((said.failed, said.latest, said.silent_before), (None, None, 2), "nothing was proved since");
    assert_eq!(said.changes, []);
    let said = of(vec![
        works(0),
        bad(1, 700_016),
        works(2),
        silent(3),
        silent(4),
        bad(5, 7_000_215),
        silent(6),
        bad(7, 700_016),
        silent(8),
    ])
    .unwrap();
    assert_eq!(said.worked.at, NOW + Duration::HOUR * 2);
    let failed = said.failed.unwrap();
    assert_eq!((failed.at, failed.cause), (NOW + Duration::HOUR * 5, Some(Cause::WrongSecret)));
    assert_eq!(said.latest.unwrap().at, NOW + Duration::HOUR * 7);
    assert_eq!((said.silent_before, said.silent_after), (2, 2));
    assert!(said.changed_cause() && said.is_explained());
    assert_eq!((said.worked.row, failed.row), (CheckRow(3), CheckRow(6)));
}

#[test]
fn a_history_is_folded_and_its_turns_are_marked() {
    let silent = record(NOW, token_ends(failed(crate::evidence::FailureKind::TimedOut)));
    let bad = record(NOW, token_ends(refused(entra(400, &[700_016], "x"))));
    let works = record(NOW, good());
    let less = |roles: &[&str]| {
        let mut evidence = with_facts(|facts| facts.roles = set(roles));
        evidence.asked.wanted = set(&["Alert.Read.All", "Machine.Isolate"]);
        record(NOW, evidence)
    };
    let oldest_first = [
        &[works.clone(), works.clone(), silent.clone()][..],
        &[bad.clone(), bad.clone(), bad.clone(), silent.clone(), bad.clone()],
        &[works.clone(), less(&["Alert.Read.All"]), less(&["Alert.Read.All"]), less(&["Machine.Isolate"])],
    ]
    .concat();
    let newest_first: Vec<_> = oldest_first.into_iter().rev().collect();
    let page = HistoryPage::among(&newest_first, None);
    let told: Vec<_> = page.runs.iter().map(|run| (run.cause, run.count, run.turn)).collect();
    assert_eq!(
        told,
        [
            (Some(Cause::RoleMissing), 1, None),
            (Some(Cause::RoleMissing), 2, Some(Turn::Broke)),
            (None, 1, Some(Turn::WorksAgain)),
            (Some(Cause::NotConsented), 1, None),
            (Some(Cause::TimedOut), 1, None),
            (Some(Cause::NotConsented), 3, Some(Turn::Broke)),
            (Some(Cause::TimedOut), 1, None),
            (None, 2, None),
        ]
    );
    assert_eq!(page.more, None);
    assert_eq!((page.runs[5].oldest, page.runs[5].newest), (CheckRow(4), CheckRow(6)));
    assert!(page.runs.iter().all(|run| run.evidence.is_some()));
}

#[test]
fn a_run_longer_than_a_page_goes_on_on_the_next() {
    let bad = record(NOW, token_ends(refused(entra(400, &[700_016], "x"))));
    let mut newest_first = vec![bad; MOST_CHECKS + 3];
    newest_first.push(record(NOW, good()));
    let first = HistoryPage::among(&newest_first, None);
    assert_eq!((first.runs.len(), first.runs[0].count, first.runs[0].turn), (1, MOST_CHECKS, None));
    let second = HistoryPage::among(&newest_first, first.more);
    assert_eq!((second.runs[0].count, second.runs[0].turn), (3, Some(Turn::Broke)));
    assert_eq!((second.runs.len(), second.more), (2, None));
}

#[test]
fn evidence_of_any_version_reads_and_an_older_version_reads_ours() {
    let noted = with_secret(good(), &app());
    let text = serde_json::to_string(&noted).unwrap();
    assert_eq!(serde_json::from_str::<Evidence>(&text).unwrap(), noted);
    // Without the note it is as it was before there was one.
    let old = serde_json::to_value(good()).unwrap();
    assert!(old["known"].get("secret").is_none());
    assert_eq!(serde_json::from_value::<Evidence>(old).unwrap().known.secret, None);
    // What an older reader does not know it passes over, as this one does.
    let mut newer = serde_json::to_value(&noted).unwrap();
    newer["known"]["invented_later"] = serde_json::json!({ "a": 1 });
    assert_eq!(serde_json::from_value::<Evidence>(newer).unwrap(), noted);
}

/// Boxed: unboxed, a list of them outgrows the stack of a test.
fn any_check() -> BoxedStrategy<CheckRecord> {
    let verdict = prop::sample::select(vec![Verdict::Connected, Verdict::NeedsAttention, Verdict::Unknown]);
    let cause = prop::option::of(prop::sample::select(Cause::ALL));
    let used = prop::option::of((1..4_u32, -100..100_i64).prop_map(|(generation, hours)| SecretUsed {
        generation,
        stored_at: NOW + Duration::HOUR * i32::try_from(hours).unwrap(),
        expires_on: Some(date!(2026 - 11 - 22)),
    }));
    // As judged, or as some other version's rules had it.
    (totality::evidence().boxed(), used, -100..100_i32, prop::option::of((verdict, cause)))
        .prop_map(|(mut evidence, used, hours, otherwise)| {
            evidence.known.secret = used;
            let judgement = judge::judge(&evidence);
            let (verdict, cause) = otherwise.unwrap_or((judgement.verdict, judgement.cause));
            CheckRecord { at: NOW + Duration::HOUR * hours, verdict, cause, evidence }
        })
        .boxed()
}

fn any_app() -> impl Strategy<Value = AppRecord> {
    let stored = (1..4_u32, -100..100_i32);
    (prop::option::of(stored), any::<bool>()).prop_map(|(stored, more)| {
        let mut app = app();
        app.secret = stored.map(|(generation, hours)| secret(generation, NOW + Duration::HOUR * hours));
        if more {
            app.permissions.insert(permission("Brand.New"), NOW);
        }
        app
    })
}

proptest! {
    /// Whatever was kept, something is said or nothing is, and what is said holds together.
    #[test]
    fn it_is_total(checks in prop::collection::vec(any_check(), 0..9), app in any_app(), hint in any::<bool>()) {
        let customer = CustomerRecord { consent_hint_at: hint.then_some(NOW), ..customer() };
        let said = SinceItWorked::among(&app, &customer, &checks);
        let worked = checks.iter().position(|check| check.verdict == Verdict::Connected);
        prop_assert_eq!(said.is_some(), worked.is_some_and(|worked| worked > 0));
        let page = HistoryPage::among(&checks, None);
        prop_assert_eq!(page.runs.iter().map(|run| run.count).sum::<usize>(), checks.len());
        for index in 1..=checks.len() {
            prop_assert!(PastCheck::among(&checks, CheckRow(i64::try_from(index).unwrap())).is_some());
        }
        prop_assert!(PastCheck::among(&checks, CheckRow(0)).is_none());
        let Some(said) = said else { return Ok(()) };
        let proved = checks[..worked.unwrap()].iter().filter(|check| check.verdict == Verdict::NeedsAttention).count();
        prop_assert_eq!(said.silent_before + said.silent_after + proved, worked.unwrap());
        prop_assert_eq!(said.failed.is_some(), proved > 0);
        let mut bore = true;
        for change in &said.changes {
            prop_assert!(bore || !change.bears, "what bears comes first");
            bore = change.bears;
            prop_assert!(change.difference.permissions().is_none_or(|them| !them.is_empty()));
            prop_assert!(!change.bears || said.failed.is_some(), "a reason needs a failure");
        }
    }

    /// Attempts that learned nothing change what is counted, and nothing else, wherever they stand.
    #[test]
    fn silence_changes_nothing(
        checks in prop::collection::vec(any_check(), 1..6),
        silent in prop::collection::vec((any_check(), any::<prop::sample::Index>()), 0..4),
        app in any_app(),
    ) {
        let of = |checks: &[CheckRecord]| {
            SinceItWorked::among(&app, &customer(), checks).map(|said| {
                let at = |seen: Option<super::Seen>| seen.map(|seen| (seen.at, seen.cause));
                (said.worked.at, at(said.failed), at(said.latest), said.changes)
            })
        };
        let loud: Vec<_> = checks.into_iter().filter(|check| check.verdict != Verdict::Unknown).collect();
        let mut mixed = loud.clone();
        for (mut check, place) in silent {
            check.verdict = Verdict::Unknown;
            mixed.insert(place.index(mixed.len() + 1), check);
        }
        if let Some(said) = of(&loud) {
            prop_assert_eq!(of(&mixed), Some(said));
        } else if let Some((.., failed, _, _)) = of(&mixed) {
            prop_assert_eq!(failed, None, "nothing broke by silence");
        }
    }

    /// Two checks that met the same, with the record as it was: nothing is claimed.
    #[test]
    fn of_two_equal_checks_nothing_is_claimed(check in any_check(), later in 0..100_i32) {
        let mut app = app();
        app.permissions = check.evidence.asked.wanted.iter().map(|wanted| (wanted.clone(), NOW - DAY * 30)).collect();
        app.secret = check.evidence.known.secret.as_ref().map(|used| SecretRecord {
            expires_on: None,
            ..secret(used.generation, used.stored_at)
        });
        let mut then = CheckRecord { verdict: Verdict::Connected, cause: None, ..check };
        if let Some(used) = &mut then.evidence.known.secret {
            used.expires_on = None;
        }
        let judgement = judge::judge(&then.evidence);
        let now = CheckRecord {
            at: then.at + Duration::HOUR * later,
            verdict: Verdict::NeedsAttention,
            cause: judgement.cause,
            evidence: then.evidence.clone(),
        };
        let milestones = Milestones::among(&[now, then]).unwrap();
        let said = SinceItWorked::of(&app, &customer(), &milestones).unwrap();
        for change in &said.changes {
            let of_rules = matches!(change.difference, Difference::RulesOfThen { .. } | Difference::RulesOfNow { .. });
            prop_assert!(of_rules, "{:?}", change);
        }
    }
}
