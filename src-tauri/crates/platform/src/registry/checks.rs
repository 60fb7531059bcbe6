//! The history of checks: verdict and cause as columns, the evidence as JSON.
//!
//! Evidence that cannot be read here (a newer format, or a cause that only a newer version knows) is passed over
//! and the next one taken; it is never deleted and never stands in the way of the rest.

use consentry_onboarding::evidence::FORMAT;
use consentry_onboarding::ports::{LatestChecks, RegistryProblem};
use consentry_onboarding::records::{CheckRecord, CustomerRow};
use consentry_onboarding::verdict::{Cause, Verdict};
use rusqlite::{Row, Statement, Transaction, params};

use super::problem::Fault;
use super::{nanos, time};

pub(super) fn add(t: &Transaction<'_>, customer: CustomerRow, check: &CheckRecord) -> Result<(), Fault> {
    let evidence = serde_json::to_string(&check.evidence)
        .map_err(|error| RegistryProblem::Broken(format!("the evidence cannot be written: {error}")))?;
    t.execute(
        "INSERT INTO history (customer, at, verdict, cause, format, evidence) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            customer.0,
            nanos(check.at)?,
            verdict_text(check.verdict),
            check.cause.map(Cause::id),
            check.evidence.format,
            evidence,
        ],
    )?;
    Ok(())
}

/// Both lists begin at the newest end of an index and read no further than they have to. Newest is what was added
/// last: a clock that was wrong and has been set must not hide what was found since.
const NEWEST: &str = "SELECT at, verdict, cause, evidence, id FROM history
     WHERE customer = ?1 AND format <= ?2 ORDER BY id DESC";
const NEWEST_PROVED: &str = "SELECT at, verdict, cause, evidence, id FROM history
     WHERE customer = ?1 AND format <= ?2 AND verdict <> 'unknown' ORDER BY id DESC";

pub(super) fn newest(
    t: &Transaction<'_>,
    customer: CustomerRow,
    limit: usize,
) -> Result<Vec<CheckRecord>, Fault> {
    let mut statement = t.prepare_cached(NEWEST)?;
    let mut rows = statement.query(params![customer.0, FORMAT])?;
    let mut checks = Vec::new();
    while checks.len() < limit
        && let Some(row) = rows.next()?
    {
        checks.extend(record(row)?);
    }
    Ok(checks)
}

pub(super) fn latest(t: &Transaction<'_>) -> Result<Vec<LatestChecks>, Fault> {
    let mut customers = t.prepare_cached("SELECT id FROM customer WHERE removed_at IS NULL ORDER BY id")?;
    let customers = customers.query_map([], |row| row.get(0).map(CustomerRow))?;
    let mut attempts = t.prepare_cached(NEWEST)?;
    let mut proofs = t.prepare_cached(NEWEST_PROVED)?;
    let mut latest = Vec::new();
    for customer in customers {
        latest.extend(latest_in(&mut attempts, &mut proofs, customer?)?);
    }
    Ok(latest)
}

pub(super) fn latest_of(t: &Transaction<'_>, customer: CustomerRow) -> Result<Option<LatestChecks>, Fault> {
    let mut attempts = t.prepare_cached(NEWEST)?;
    let mut proofs = t.prepare_cached(NEWEST_PROVED)?;
    latest_in(&mut attempts, &mut proofs, customer)
}

fn latest_in(
    attempts: &mut Statement<'_>,
    proofs: &mut Statement<'_>,
    customer: CustomerRow,
) -> Result<Option<LatestChecks>, Fault> {
    let Some(attempt) = first(attempts, customer)? else { return Ok(None) };
    let proved =
        if attempt.verdict == Verdict::Unknown { first(proofs, customer)? } else { Some(attempt.clone()) };
    Ok(Some(LatestChecks { customer, attempt, proved }))
}

fn first(statement: &mut Statement<'_>, customer: CustomerRow) -> Result<Option<CheckRecord>, Fault> {
    let mut rows = statement.query(params![customer.0, FORMAT])?;
    while let Some(row) = rows.next()? {
        if let Some(check) = record(row)? {
            return Ok(Some(check));
        }
    }
    Ok(None)
}

/// `None` for what this version cannot read.
fn record(row: &Row<'_>) -> Result<Option<CheckRecord>, Fault> {
    let verdict: String = row.get(1)?;
    let cause: Option<String> = row.get(2)?;
    let evidence: String = row.get(3)?;
    let read = || {
        let cause = match cause.as_deref() {
            None => None,
            Some(id) => Some(Cause::ALL.iter().copied().find(|cause| cause.id() == id)?),
        };
        Some((verdict_of(&verdict)?, cause, serde_json::from_str(&evidence).ok()?))
    };
    let Some((verdict, cause, evidence)) = read() else {
        let id: i64 = row.get(4)?;
        tracing::warn!(id, "a check in the history cannot be read by this version and is passed over");
        return Ok(None);
    };
    let at = time(row.get(0)?);
    Ok(Some(CheckRecord { at, verdict, cause, evidence }))
}

fn verdict_text(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Connected => "connected",
        Verdict::NeedsAttention => "needs_attention",
        Verdict::Unknown => "unknown",
    }
}

fn verdict_of(text: &str) -> Option<Verdict> {
    [Verdict::Connected, Verdict::NeedsAttention, Verdict::Unknown]
        .into_iter()
        .find(|verdict| verdict_text(*verdict) == text)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::super::schema;
    use super::*;

    #[test]
    fn the_newest_are_read_from_an_index_and_not_sorted() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection, schema::MIGRATIONS).unwrap();
        for (query, index) in [(NEWEST, "history_newest"), (NEWEST_PROVED, "history_proved")] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
            let steps: Vec<String> =
                plan.query_map(params![1, 1], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
            assert_eq!(steps.len(), 1, "no sorting step: {steps:?}");
            assert!(steps[0].contains(&format!("USING INDEX {index}")), "{steps:?}");
        }
    }
}
