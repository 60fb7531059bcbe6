//! Long histories on real files: the same answers as from a list in memory, and in the time of a short one.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test: an error here is its failure")]
#![allow(dead_code, reason = "the records are shared with another test")]

mod records;

use std::time::{Duration, Instant};

use consentry_onboarding::evidence::{SignatureReading, Step, TokenReading};
use consentry_onboarding::history::{HistoryPage, MOST_CHECKS, MOST_RUNS, Milestones, PastCheck, grant_in};
use consentry_onboarding::ids::AppId;
use consentry_onboarding::ports::{Registry, RegistryProblem};
use consentry_onboarding::records::{CheckRecord, CheckRow, CustomerRow};
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_platform::SqliteRegistry;
use records::{app, at, check, customer, open};

fn verified(mut check: CheckRecord) -> CheckRecord {
    let value = SignatureReading::Verified { key_id: "k".into() };
    check.evidence.signature = Step::Answered { took_ms: 3, value };
    check
}

fn good(second: i64) -> CheckRecord {
    verified(check(at(second), Verdict::Connected, None))
}

fn bad(second: i64, cause: Cause) -> CheckRecord {
    check(at(second), Verdict::NeedsAttention, Some(cause))
}

fn silent(second: i64) -> CheckRecord {
    check(at(second), Verdict::Unknown, Some(Cause::Network))
}

async fn customer_with(registry: &SqliteRegistry, number: u32, checks: Vec<CheckRecord>) -> CustomerRow {
    let app = match registry.apps().await.unwrap().pop() {
        Some(app) => app,
        None => registry.add_app(app(1)).await.unwrap(),
    };
    let row = registry.add_customer(customer(app.row, number, "x")).await.unwrap().row;
    for check in checks {
        registry.add_check(row, check).await.unwrap();
    }
    row
}

/// Rows on file are counted through all customers; in a list they are counted from its oldest.
fn from_one(row: CheckRow, first: i64) -> CheckRow {
    CheckRow(row.0 - first + 1)
}

fn page_from_one(mut page: HistoryPage, first: i64) -> HistoryPage {
    for run in &mut page.runs {
        (run.newest, run.oldest) = (from_one(run.newest, first), from_one(run.oldest, first));
    }
    page.more = page.more.map(|row| from_one(row, first));
    page
}

#[tokio::test]
async fn file_and_list_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let app_id = app(1).app_id;
    let histories: Vec<Vec<CheckRecord>> = vec![
        vec![],
        vec![silent(1)],
        vec![bad(1, Cause::NotConsented), silent(2)],
        vec![good(1)],
        vec![good(1), silent(2), silent(3)],
        vec![bad(1, Cause::NotConsented), good(2), silent(3), bad(4, Cause::RoleMissing), silent(5)],
        // Written by a clock that jumps about.
        vec![
            good(9),
            bad(2, Cause::NotConsented),
            silent(8),
            bad(1, Cause::WrongSecret),
            bad(1, Cause::WrongSecret),
        ],
        vec![good(1), bad(2, Cause::NotConsented), good(3), silent(4), bad(5, Cause::NotConsented)],
    ];
    let mut first = 1;
    for (number, checks) in (1..).zip(histories) {
        let row = customer_with(&registry, number, checks.clone()).await;
        let newest_first: Vec<_> = checks.iter().rev().cloned().collect();
        let of_list = Milestones::among(&newest_first);
        let of_file = registry.milestones(row).await.unwrap().map(|mut found| {
            found.worked.row = from_one(found.worked.row, first);
            if let Some(broke) = &mut found.broke {
                broke.first.row = from_one(broke.first.row, first);
                broke.latest.row = from_one(broke.latest.row, first);
            }
            found
        });
        assert_eq!(of_file, of_list, "history {number}");
        let page = page_from_one(registry.history(row, None).await.unwrap(), first);
        assert_eq!(page, HistoryPage::among(&newest_first, None), "history {number}");
        let grant = newest_first.iter().find_map(|check| grant_in(check, app_id));
        assert_eq!(registry.last_grant(row, app_id).await.unwrap(), grant, "history {number}");
        let other = AppId::parse("0a1b2c3d-0000-4000-8000-00000000c0de").unwrap();
        assert_eq!(registry.last_grant(row, other).await.unwrap(), None, "another app's is none of its");
        for index in 0..i64::try_from(checks.len()).unwrap() {
            let mut found = registry.past_check(row, CheckRow(first + index)).await.unwrap();
            found.earlier = found.earlier.map(|row| from_one(row, first));
            found.later = found.later.map(|row| from_one(row, first));
            assert_eq!(Some(found), PastCheck::among(&newest_first, CheckRow(index + 1)));
        }
        let last = first + i64::try_from(checks.len()).unwrap();
        for foreign in [first - 1, last, i64::MAX, i64::MIN] {
            let problem = registry.past_check(row, CheckRow(foreign)).await.unwrap_err();
            assert_eq!(problem, RegistryProblem::NotFound, "{foreign} is not in history {number}");
        }
        first = last;
    }
}

#[tokio::test]
async fn a_grant_is_found_below_whatever_came_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let mut bare = good(9);
    if let Step::Answered { value: TokenReading::Readable { facts }, .. } = &mut bare.evidence.token {
        facts.roles.clear();
    }
    let unverified = check(at(5), Verdict::Unknown, Some(Cause::NotProved));
    let checks = [vec![good(3)], vec![unverified; 150], vec![bare, silent(10)]].concat();
    let row = customer_with(&registry, 1, checks).await;
    let grant = registry.last_grant(row, app(1).app_id).await.unwrap().unwrap();
    assert_eq!(grant.at, at(3), "more than a hundred checks below");
    assert_eq!(Some(grant), grant_in(&good(3), app(1).app_id));
}

#[tokio::test]
async fn a_history_is_read_page_by_page_and_nothing_is_lost_or_told_twice() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(&folder.path().join("registry.db"));
    let causes = [Cause::NotConsented, Cause::WrongSecret];
    let checks: Vec<_> = (0..i64::try_from(MOST_RUNS).unwrap() * 2 + 5)
        .flat_map(|run| {
            let cause = causes[usize::try_from(run % 2).unwrap()];
            (0..=run % 3).map(move |more| bad(run * 10 + more, cause))
        })
        .collect();
    let count = checks.len();
    let row = customer_with(&registry, 1, checks.clone()).await;
    let newest_first: Vec<_> = checks.into_iter().rev().collect();
    let (mut before, mut pages, mut told) = (None, 0, 0);
    loop {
        let page = registry.history(row, before).await.unwrap();
        assert_eq!(page, HistoryPage::among(&newest_first, before));
        assert!(page.runs.len() <= MOST_RUNS);
        told += page.runs.iter().map(|run| run.count).sum::<usize>();
        pages += 1;
        before = page.more;
        if before.is_none() {
            break;
        }
    }
    assert_eq!((pages, told), (3, count));
}

/// What a page costs must not grow with what lies below it. Times are generous: a machine under load is no fault.
#[tokio::test]
async fn ten_thousand_checks_are_as_quick_as_ten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let (few, many) = {
        let registry = open(&path);
        let few = customer_with(&registry, 1, vec![good(1), silent(2), bad(3, Cause::NotConsented)]).await;
        (few, customer_with(&registry, 2, vec![good(1)]).await)
    };
    // Written past the registry, which would sync ten thousand times.
    let file = rusqlite::Connection::open(&path).unwrap();
    for (verdict, cause) in [("needs_attention", "not-consented"), ("unknown", "network")] {
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            INSERT INTO history (customer, at, verdict, cause, format, evidence, wanted, roles)
            SELECT ?1, i, ?2, ?3, h.format, h.evidence, h.wanted, NULL FROM n, history h WHERE h.id = 2";
        file.execute(sql, rusqlite::params![many.0, verdict, cause]).unwrap();
    }
    drop(file);
    let registry = open(&path);
    let app_id = app(1).app_id;
    let time = async |customer: CustomerRow| {
        let mut fastest = [Duration::MAX; 4];
        for _ in 0..7 {
            let began = Instant::now();
            let grant = registry.last_grant(customer, app_id).await.unwrap();
            let granted = began.elapsed();
            let began = Instant::now();
            let milestones = registry.milestones(customer).await.unwrap();
            let turned = began.elapsed();
            let began = Instant::now();
            let page = registry.history(customer, None).await.unwrap();
            let paged = began.elapsed();
            let began = Instant::now();
            let latest = registry.latest_of(customer).await.unwrap();
            let last = began.elapsed();
            assert!(grant.is_some() && milestones.unwrap().broke.is_some() && !page.runs.is_empty());
            assert!(latest.unwrap().proved.is_some());
            for (best, took) in fastest.iter_mut().zip([granted, turned, paged, last]) {
                *best = took.min(*best);
            }
        }
        fastest
    };
    let (quick, long) = (time(few).await, time(many).await);
    println!("grant, milestones, page, latest: {quick:?} with 3 checks, {long:?} with 10,001");
    for (short, long) in quick.into_iter().zip(long) {
        assert!(long < short * 20 + Duration::from_millis(60), "{short:?} grew to {long:?}");
    }
    let page = registry.history(many, None).await.unwrap();
    assert_eq!(page.runs.iter().map(|run| run.count).sum::<usize>(), MOST_CHECKS);
    assert!(page.more.is_some(), "the run goes on on the next page");
}
