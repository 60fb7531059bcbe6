//! What was written comes back.

use super::*;

#[test]
fn records_come_back_as_far_as_they_were_written() {
    let entry = entry(vec![good(), later(telling_evidence(), -24)]);
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
    entry.checks[0].check.at = OffsetDateTime::to_offset(NOW, here);
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
    let told = |app: &AppRecord, customer: &CustomerRecord, checks: &[Kept]| {
        let since = SinceItWorked::of(app, customer, &Milestones::of(checks).unwrap()).unwrap();
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

/// A history of sixty checks of which four are taken along.
fn shortened() -> Entry {
    let silent = || {
        let failure =
            Failure { kind: FailureKind::ProxyRefused, raw: String::new(), retry_at: None, issued_by: None };
        but(|evidence| evidence.call = Step::Failed { took_ms: 1, failure })
    };
    let mut entry =
        entry(vec![later(silent(), 60), later(silent(), 59), later(telling_evidence(), 5), later(good(), 3)]);
    for (kept, place) in entry.checks.iter_mut().zip([60, 59, 5, 3]) {
        kept.row = CheckRow(place);
    }
    entry.in_all = 60;
    entry
}

#[test]
fn what_is_left_out_is_said_and_where() {
    let entry = shortened();
    let made = made(entry.clone(), Names::Replaced);
    assert_eq!((made.checks, made.left_out, entry.left_out()), (4, 56, 56));
    let opened = open(&made.text).unwrap();
    let one = &opened.customers[0];
    assert_eq!((one.left_out, one.in_short().checks_left_out), (Some(56), Some(56)));
    let places: Vec<_> = one.checks.iter().map(|kept| kept.row.0).collect();
    assert_eq!(places, [60, 59, 5, 3], "places are those of the whole history");
    let history = one.history();
    let runs: Vec<_> = history.runs.iter().map(|run| (run.newest.0, run.count, run.left_out)).collect();
    assert_eq!(runs, [(60, 2, 53), (5, 1, 1), (3, 1, 2)]);
    let milestones = one.milestones().unwrap();
    assert_eq!((milestones.worked.row.0, milestones.silent_after, milestones.left_out), (3, 2, 54));
    assert_eq!(one.check(CheckRow(5)).unwrap().later, Some(CheckRow(59)), "the next that is in the file");
    assert_eq!(one.check(CheckRow(6)), None);
    // Checks of one kind with others left out between them are no run.
    let mut apart = shortened();
    apart.checks.truncate(2);
    apart.checks[1].row = CheckRow(40);
    let opened = open(&super::made(apart, Names::Replaced).text).unwrap();
    assert_eq!(opened.customers[0].history().runs.len(), 2);
}

#[test]
fn the_newest_that_could_not_be_read_are_left_out_too() {
    let mut entry = shortened();
    entry.in_all = 63;
    let opened = open(&made(entry, Names::Kept).text).unwrap();
    assert_eq!((opened.customers[0].left_out, opened.customers[0].checks[0].row), (Some(59), CheckRow(60)));
}

#[test]
fn a_file_of_an_earlier_version_opens_and_does_not_say_what_it_leaves_out() {
    let text = made(entry(vec![good()]), Names::Replaced).text;
    let older: String = text
        .lines()
        .filter(|line| !line.contains("\"checks_in_all\""))
        .fold(String::new(), |all, line| all + line);
    assert_ne!(older.len(), text.replace('\n', "").len());
    let opened = open(&older).unwrap();
    assert_eq!((opened.customers[0].left_out, opened.customers[0].checks.len()), (None, 1));
}

#[test]
fn checks_stand_in_the_order_of_their_times_whatever_the_file_says() {
    let entry = entry(vec![later(good(), 1), later(telling_evidence(), 3), later(good(), 2)]);
    let opened = open(&made(entry, Names::Kept).text).unwrap();
    let one = &opened.customers[0];
    let hours: Vec<_> = one.checks.iter().map(|kept| (kept.check.at - NOW).whole_hours()).collect();
    assert_eq!(hours, [3, 2, 1]);
    assert_ne!(one.standing().unwrap().attempt.verdict, Verdict::Connected);
    assert_eq!(one.checks[0].row, CheckRow(3));

    // A clock that was two hours ahead, and has been set: by Microsoft's clock the second check came later.
    let mut ahead = later(good(), 2);
    ahead.clock_ahead_seconds = Some(7_200);
    let entry = super::entry(vec![later(telling_evidence(), 1), ahead]);
    let opened = open(&made(entry, Names::Kept).text).unwrap();
    let hours = opened.customers[0].checks.iter().map(|kept| (kept.check.at - NOW).whole_hours());
    assert_eq!(hours.collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_tells_is_taken_along_and_the_oldest_of_the_others_make_room() {
    let kept = |row| Kept { row: CheckRow(row), check: checked(good()) };
    let chosen = |newest: std::ops::RangeInclusive<i64>, telling: &[i64], most| {
        let telling = telling.iter().map(|row| kept(*row));
        let entry = Entry::of(customer(), app(), newest.rev().map(kept).collect(), telling, most, 99);
        (entry.checks.iter().map(|kept| kept.row.0).collect::<Vec<_>>(), entry.left_out())
    };
    assert_eq!(chosen(95..=99, &[], 5), (vec![99, 98, 97, 96, 95], 94));
    assert_eq!(chosen(95..=99, &[7, 3, 7], 5), (vec![99, 98, 97, 7, 3], 94));
    assert_eq!(chosen(95..=99, &[98, 95, 3], 5), (vec![99, 98, 97, 95, 3], 94));
    assert_eq!(chosen(98..=99, &[3, 2, 1], 2), (vec![3, 2], 97));
}
