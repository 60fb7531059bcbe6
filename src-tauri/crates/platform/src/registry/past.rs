//! What a history tells of the past: where it turned, what a page of it comes to, and one check out of it. Each
//! question reads what it needs and no more, however long the history has become; a test counts the steps.

use consentry_onboarding::evidence::FORMAT;
use consentry_onboarding::evidence::Grant;
use consentry_onboarding::history::{Broke, Entry, HistoryPage, Kept, Milestones, PastCheck, Runs};
use consentry_onboarding::ids::AppId;
use consentry_onboarding::ports::RegistryProblem;
use consentry_onboarding::records::{CheckRow, CustomerRow};
use consentry_onboarding::verdict::Verdict;
use rusqlite::{Row, Transaction, params};

use super::checks::{outcome, proved, record};
use super::problem::Fault;
use super::time;

/// The index holds only checks whose token verified and carried permissions. A customer belongs to one app; that it is
/// that app is looked at all the same.
const LAST_GRANT: &str = "SELECT at, roles FROM history
     WHERE customer = ?1 AND format <= ?2 AND roles <> '[]'
       AND json_extract(evidence, '$.signature.value.signature') = 'verified'
       AND json_extract(evidence, '$.asked.app_id') = ?3
     ORDER BY id DESC";

pub(super) fn last_grant(
    t: &Transaction<'_>,
    customer: CustomerRow,
    app_id: AppId,
) -> Result<Option<Grant>, Fault> {
    let mut statement = t.prepare_cached(LAST_GRANT)?;
    let mut rows = statement.query(params![customer.0, FORMAT, app_id.to_string()])?;
    while let Some(row) = rows.next()? {
        let (at, roles): (i64, String) = (row.get(0)?, row.get(1)?);
        if let Ok(roles) = serde_json::from_str(&roles) {
            return Ok(Some(Grant { at: time(at), roles }));
        }
    }
    Ok(None)
}

const CONNECTED: &str = "SELECT at, verdict, cause, evidence, id FROM history
     WHERE customer = ?1 AND format <= ?2 AND verdict = 'connected' ORDER BY id DESC";
const FIRST_PROVED: &str = "SELECT at, verdict, cause, evidence, id FROM history
     WHERE customer = ?1 AND format <= ?2 AND verdict <> 'unknown' AND id > ?3 ORDER BY id";
const LAST_PROVED: &str = "SELECT at, verdict, cause, evidence, id FROM history
     WHERE customer = ?1 AND format <= ?2 AND verdict <> 'unknown' AND id > ?3 ORDER BY id DESC";
const SILENT: &str = "SELECT count(*) FROM history
     WHERE customer = ?1 AND format <= ?2 AND verdict = 'unknown' AND id > ?3 AND id < ?4";

pub(super) fn milestones(t: &Transaction<'_>, customer: CustomerRow) -> Result<Option<Milestones>, Fault> {
    let Some(worked) = first(t, CONNECTED, params![customer.0, FORMAT])? else { return Ok(None) };
    let since = params![customer.0, FORMAT, worked.row.0];
    let (broke, latest) = (first(t, FIRST_PROVED, since)?, first(t, LAST_PROVED, since)?);
    let broke = broke.zip(latest).map(|(first, latest)| Broke { first, latest });
    let turned = broke.as_ref().map_or(i64::MAX, |broke| broke.first.row.0);
    let silent = |after: i64, before: i64| -> Result<usize, Fault> {
        let mut statement = t.prepare_cached(SILENT)?;
        let count: i64 = statement.query_row(params![customer.0, FORMAT, after, before], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    };
    let silent_before = silent(worked.row.0, turned)?;
    let silent_after = if broke.is_some() { silent(turned, i64::MAX)? } else { 0 };
    Ok(Some(Milestones { worked, broke, silent_before, silent_after, left_out: 0 }))
}

const PAGE: &str = "SELECT at, verdict, cause, wanted, roles, id FROM history
     WHERE customer = ?1 AND format <= ?2 AND id < ?3 ORDER BY id DESC";
const PROVED_BEFORE: &str =
    "SELECT at, verdict, cause, wanted, roles, id FROM history INDEXED BY history_proved
     WHERE customer = ?1 AND format <= ?2 AND verdict <> 'unknown' AND id < ?3 ORDER BY id DESC";
const EVIDENCE: &str = "SELECT at, verdict, cause, evidence, id FROM history
     WHERE customer = ?1 AND format <= ?2 AND id = ?3";

pub(super) fn page(
    t: &Transaction<'_>,
    customer: CustomerRow,
    before: Option<CheckRow>,
) -> Result<HistoryPage, Fault> {
    let before = before.map_or(i64::MAX, |before| before.0);
    let mut runs = Runs::default();
    let mut goes_on = false;
    let mut statement = t.prepare_cached(PAGE)?;
    let mut rows = statement.query(params![customer.0, FORMAT, before])?;
    while let Some(row) = rows.next()? {
        let Some(proved) = proved(row)? else { continue };
        goes_on = !runs.take(Entry { row: CheckRow(row.get(5)?), proved });
        if goes_on {
            break;
        }
    }
    let more = runs.end().filter(|_| goes_on);
    let stood = match more {
        Some(end) => verdict_before(t, customer, end)?,
        None => None,
    };
    let mut runs = runs.finish(stood);
    for run in &mut runs {
        let newest = first(t, EVIDENCE, params![customer.0, FORMAT, run.newest.0])?;
        run.evidence = newest.map(|kept| kept.check.evidence);
    }
    Ok(HistoryPage { runs, more })
}

fn verdict_before(
    t: &Transaction<'_>,
    customer: CustomerRow,
    row: CheckRow,
) -> Result<Option<Verdict>, Fault> {
    let mut statement = t.prepare_cached(PROVED_BEFORE)?;
    let mut rows = statement.query(params![customer.0, FORMAT, row.0])?;
    while let Some(row) = rows.next()? {
        if let Some(outcome) = outcome(row)? {
            return Ok(Some(outcome.verdict));
        }
    }
    Ok(None)
}

const EARLIER: &str = "SELECT at, verdict, cause, evidence, id FROM history
     WHERE customer = ?1 AND format <= ?2 AND id < ?3 ORDER BY id DESC";
const LATER: &str = "SELECT at, verdict, cause, evidence, id FROM history
     WHERE customer = ?1 AND format <= ?2 AND id > ?3 ORDER BY id";

pub(super) fn one(t: &Transaction<'_>, customer: CustomerRow, row: CheckRow) -> Result<PastCheck, Fault> {
    let its = params![customer.0, FORMAT, row.0];
    let Some(kept) = first(t, EVIDENCE, its)? else { return Err(RegistryProblem::NotFound.into()) };
    let beside = |query| Ok::<_, Fault>(first(t, query, its)?.map(|kept| kept.row));
    Ok(PastCheck { check: kept.check, earlier: beside(EARLIER)?, later: beside(LATER)? })
}

/// The first check of a list that this version can read.
fn first(t: &Transaction<'_>, query: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Option<Kept>, Fault> {
    let mut statement = t.prepare_cached(query)?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        if let Some(kept) = kept(row)? {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

pub(super) fn kept(row: &Row<'_>) -> Result<Option<Kept>, Fault> {
    let place = CheckRow(row.get(4)?);
    Ok(record(row)?.map(|check| Kept { row: place, check }))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::super::schema;
    use super::*;

    /// What SQLite would do, in its own words.
    fn plan(query: &str) -> Vec<String> {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection, schema::MIGRATIONS).unwrap();
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
        let values = vec![1; plan.parameter_count()];
        let steps = plan.query_map(rusqlite::params_from_iter(values), |row| row.get(3)).unwrap();
        steps.map(Result::unwrap).collect()
    }

    #[test]
    fn every_question_is_answered_from_an_index_and_nothing_is_sorted() {
        for (query, index) in [
            (LAST_GRANT, "USING INDEX history_grant"),
            (CONNECTED, "USING INDEX history_connected"),
            (FIRST_PROVED, "USING INDEX history_proved"),
            (LAST_PROVED, "USING INDEX history_proved"),
            (PROVED_BEFORE, "USING INDEX history_proved"),
            (SILENT, "USING COVERING INDEX history_newest"),
            (PAGE, "USING COVERING INDEX history_newest"),
            (EARLIER, "USING INDEX history_newest"),
            (LATER, "USING INDEX history_newest"),
            (EVIDENCE, "USING INTEGER PRIMARY KEY"),
        ] {
            let steps = plan(query);
            assert_eq!(steps.len(), 1, "{query}: {steps:?}");
            assert!(steps[0].contains(index), "{query}: {steps:?}");
        }
    }
}
