//! What was written comes back.

use super::*;

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
