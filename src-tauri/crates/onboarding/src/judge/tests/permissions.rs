//! Missing permissions, and what our own record says of them.

use std::collections::BTreeSet;

use time::Duration;

use super::builders::*;
use crate::evidence::{Evidence, Grant, Known};
use crate::judge::judge;
use crate::verdict::{Actor, Cause, CheckId, CheckStatus, Finding, Verdict};

/// Wanted and granted, with a record.
fn case(wanted: &[&str], granted: &[&str], known: Known) -> Evidence {
    but(|evidence| {
        evidence.asked.wanted = set(wanted);
        change_facts(evidence, |facts| facts.roles = set(granted));
        evidence.known = known;
    })
}

const ALERTS: &str = "Alert.Read.All";
const ISOLATE: &str = "Machine.Isolate";

#[test]
fn what_a_wider_permission_covers_is_not_missing() {
    let judgement = judge(&case(
        &[ALERTS, "Ti.ReadWrite"],
        &["Alert.ReadWrite.All", "Ti.ReadWrite.All"],
        Known::default(),
    ));
    assert_eq!(judgement.verdict, Verdict::Connected);
    let covered: Vec<_> =
        judgement.permissions.covered_by.iter().map(|(wanted, by)| (wanted.as_str(), by.as_str())).collect();
    assert_eq!(covered, [(ALERTS, "Alert.ReadWrite.All"), ("Ti.ReadWrite", "Ti.ReadWrite.All")]);
    assert_eq!(
        check_of(&judgement, CheckId::Permissions).finding,
        Finding::PermissionsComplete { wanted: 2, covered: 2, extra: 0 }
    );
    assert_eq!(status_of(&judgement, CheckId::Permissions), CheckStatus::Pass);
}

#[test]
fn more_than_wanted_warns_and_stays_connected() {
    let judgement = judge(&case(&[ALERTS], &[ALERTS, ISOLATE], Known::default()));
    assert_eq!(judgement.verdict, Verdict::Connected);
    assert_eq!(judgement.permissions.extra, set(&[ISOLATE]));
    assert_eq!(status_of(&judgement, CheckId::Permissions), CheckStatus::Warn);
}

#[test]
fn nothing_wanted_still_wants_something_granted() {
    let held = judge(&case(&[], &[ISOLATE], Known::default()));
    assert_eq!(held.verdict, Verdict::Connected);
    let empty = judge(&case(&[], &[], Known::default()));
    assert_eq!((empty.cause, empty.who_acts), (Some(Cause::NoRoles), Actor::Customer));
    assert_eq!(status_of(&empty, CheckId::Permissions), CheckStatus::Fail);
}

#[test]
fn what_was_never_declared_is_the_partner_s_to_add() {
    let known = || Known { declared: declared(&[(ALERTS, NOW - Duration::days(9))]), ..Known::default() };
    let missing = judge(&case(&[ALERTS, ISOLATE], &[ALERTS], known()));
    assert_eq!(
        (missing.cause, missing.who_acts, missing.reason.as_deref()),
        (Some(Cause::RoleMissing), Actor::Partner, Some("not-declared"))
    );
    assert_eq!(
        check_of(&missing, CheckId::Permissions).finding,
        Finding::PermissionsMissing { wanted: 2, missing: vec![permission(ISOLATE)] }
    );
    let none = judge(&case(&[ISOLATE], &[], known()));
    assert_eq!((none.cause, none.who_acts), (Some(Cause::NoRoles), Actor::Partner));
    let declared_ones = judge(&case(&[ALERTS], &[], known()));
    assert_eq!((declared_ones.cause, declared_ones.who_acts), (Some(Cause::NoRoles), Actor::Customer));
}

#[test]
fn without_a_record_a_missing_permission_is_the_customer_s() {
    let judgement = judge(&case(&[ALERTS, ISOLATE], &[ALERTS], Known::default()));
    assert_eq!((judgement.cause, judgement.who_acts), (Some(Cause::RoleMissing), Actor::Customer));
    assert_eq!(judgement.reason, None);
}

/// Alerts declared long ago, isolation yesterday.
fn grown() -> Known {
    Known {
        declared: declared(&[(ALERTS, NOW - Duration::days(9)), (ISOLATE, NOW - Duration::days(1))]),
        ..Known::default()
    }
}

#[test]
fn a_consent_older_than_the_permission_is_outdated() {
    let seen = Grant { at: NOW - Duration::days(2), roles: set(&[ALERTS]) };
    let by_grant = Known { last_grant: Some(seen), ..grown() };
    let by_hint = Known { consent_hint_at: Some(NOW - Duration::days(2)), ..grown() };
    for known in [by_grant, by_hint] {
        let judgement = judge(&case(&[ALERTS, ISOLATE], &[ALERTS], known));
        assert_eq!((judgement.cause, judgement.who_acts), (Some(Cause::ConsentOutdated), Actor::Customer));
    }
    // A sign after the permission was declared: that consent should have brought it.
    let again = Known { consent_hint_at: Some(NOW - Duration::hours(2)), ..grown() };
    assert_eq!(judge(&case(&[ALERTS, ISOLATE], &[ALERTS], again)).cause, Some(Cause::RoleMissing));
    // No consent on record at all: nothing to be older than.
    assert_eq!(judge(&case(&[ALERTS, ISOLATE], &[ALERTS], grown())).cause, Some(Cause::RoleMissing));
}

#[test]
fn a_permission_that_was_there_before_was_taken_away() {
    let seen = Grant { at: NOW - Duration::days(2), roles: set(&[ALERTS, ISOLATE]) };
    let judgement = judge(&case(&[ALERTS, ISOLATE], &[ALERTS], Known { last_grant: Some(seen), ..grown() }));
    assert_eq!(judgement.cause, Some(Cause::RoleMissing));
    assert_eq!(judgement.reason.as_deref(), Some("was-granted-before"));
}

#[test]
fn a_consent_known_to_be_too_old_is_not_waited_for() {
    // The sign came ten minutes ago, the permission five minutes ago: no wait will bring it.
    let known = Known {
        declared: declared(&[(ALERTS, NOW - Duration::days(9)), (ISOLATE, NOW - Duration::minutes(5))]),
        consent_hint_at: Some(NOW - Duration::minutes(10)),
        last_grant: None,
        ..Known::default()
    };
    let judgement = judge(&case(&[ALERTS, ISOLATE], &[ALERTS], known));
    assert_eq!((judgement.cause, judgement.who_acts), (Some(Cause::ConsentOutdated), Actor::Customer));
}

#[test]
fn unknown_permissions_are_compared_by_name() {
    let judgement = judge(&case(&["Brand.New.All"], &["Brand.New.All"], Known::default()));
    assert_eq!(judgement.verdict, Verdict::Connected);
    let cased = judge(&case(&["alert.read.all"], &[ALERTS], Known::default()));
    assert_eq!(cased.permissions.missing, set(&["alert.read.all"]));
    assert_eq!(cased.permissions.granted.difference(&BTreeSet::new()).count(), 1);
}
