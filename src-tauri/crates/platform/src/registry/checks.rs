//! The history of checks: verdict, cause and permissions as columns, the evidence as JSON. Lists read the columns only.
//!
//! Evidence that cannot be read here (a newer format, or a cause that only a newer version knows) is passed over
//! and the next one taken; it is never deleted and never stands in the way of the rest.

use std::collections::BTreeSet;

use consentry_onboarding::evidence::FORMAT;
use consentry_onboarding::history::Kept;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::ports::{LatestChecks, RegistryProblem};
use consentry_onboarding::records::{AppRow, CheckRecord, CustomerRow};
use consentry_onboarding::standing::{Met, MetElsewhere, Outcome, Proved, Standing};
use consentry_onboarding::verdict::{Cause, Verdict};
use rusqlite::{Row, Statement, Transaction, params};
use time::OffsetDateTime;

use super::past::kept;
use super::problem::Fault;
use super::{nanos, time};

pub(super) fn add(t: &Transaction<'_>, customer: CustomerRow, check: &CheckRecord) -> Result<(), Fault> {
    let proved = Proved::from(check);
    let evidence = serde_json::to_string(&check.evidence)
        .map_err(|error| RegistryProblem::Broken(format!("the evidence cannot be written: {error}")))?;
    t.execute(
        "INSERT INTO history (customer, at, verdict, cause, format, evidence, wanted, roles)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            customer.0,
            nanos(check.at)?,
            verdict_text(check.verdict),
            check.cause.map(Cause::id),
            check.evidence.format,
            evidence,
            permissions(&proved.wanted)?,
            proved.held.as_ref().map(permissions).transpose()?,
        ],
    )?;
    Ok(())
}

/// Both lists begin at the newest end of an index and read no further than they have to. Newest is what was added
/// last: a clock that was wrong and has been set must not hide what was found since.
pub(super) const NEWEST: &str = "SELECT at, verdict, cause, evidence, id FROM history
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

/// The same two lists without the evidence. The index of all checks holds what they need, which SQLite would take for
/// the second one too, and pass over every attempt that proved nothing.
const NEWEST_STANDING: &str = "SELECT at, verdict, cause, wanted, roles, id FROM history
     WHERE customer = ?1 AND format <= ?2 ORDER BY id DESC";
const NEWEST_PROVED_STANDING: &str =
    "SELECT at, verdict, cause, wanted, roles, id FROM history INDEXED BY history_proved
     WHERE customer = ?1 AND format <= ?2 AND verdict <> 'unknown' ORDER BY id DESC";

pub(super) fn standings(t: &Transaction<'_>) -> Result<Vec<Standing>, Fault> {
    let mut customers = t.prepare_cached("SELECT id FROM customer WHERE removed_at IS NULL ORDER BY id")?;
    let customers = customers.query_map([], |row| row.get(0).map(CustomerRow))?;
    let mut attempts = t.prepare_cached(NEWEST_STANDING)?;
    let mut proofs = t.prepare_cached(NEWEST_PROVED_STANDING)?;
    let mut standings = Vec::new();
    for customer in customers {
        let customer = customer?;
        let Some(attempt) = first(&mut attempts, customer, proved)? else { continue };
        let proved = match attempt.outcome.verdict {
            Verdict::Unknown => first(&mut proofs, customer, proved)?,
            _ => Some(attempt.clone()),
        };
        standings.push(Standing { customer, attempt: attempt.outcome, proved });
    }
    Ok(standings)
}

/// Read from the newest row back, and no further than the reader asks for. Whose it is is looked up row by row, which
/// SQLite would turn round.
const NEWEST_ELSEWHERE: &str = "SELECT h.at, h.verdict, h.cause, h.roles IS NOT NULL, h.customer
     FROM history h CROSS JOIN customer c ON c.id = h.customer
     WHERE c.app = ?1 AND c.id <> ?2 AND c.removed_at IS NULL AND h.format <= ?3 AND h.verdict <> 'unknown'
     ORDER BY h.id DESC";

pub(super) fn met_elsewhere(
    t: &Transaction<'_>,
    app: AppRow,
    besides: CustomerRow,
    since: OffsetDateTime,
) -> Result<MetElsewhere, Fault> {
    let mut checks = t.prepare_cached(NEWEST_ELSEWHERE)?;
    let checks = checks.query_and_then(params![app.0, besides.0, FORMAT], met)?;
    // What this version cannot read is passed over.
    MetElsewhere::among(checks.filter_map(Result::transpose), since)
}

fn met(row: &Row<'_>) -> Result<Option<Met>, Fault> {
    let Some(outcome) = outcome(row)? else { return Ok(None) };
    Ok(Some(Met { customer: CustomerRow(row.get(4)?), outcome, token: row.get(3)? }))
}

/// The newest check that proved something, and its place.
pub(super) fn latest_proved(t: &Transaction<'_>, customer: CustomerRow) -> Result<Option<Kept>, Fault> {
    let mut proofs = t.prepare_cached(NEWEST_PROVED)?;
    first(&mut proofs, customer, kept)
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
    let Some(attempt) = first(attempts, customer, record)? else { return Ok(None) };
    let proved = match attempt.verdict {
        Verdict::Unknown => first(proofs, customer, record)?,
        _ => Some(attempt.clone()),
    };
    Ok(Some(LatestChecks { customer, attempt, proved }))
}

fn first<T>(
    statement: &mut Statement<'_>,
    customer: CustomerRow,
    read: fn(&Row<'_>) -> Result<Option<T>, Fault>,
) -> Result<Option<T>, Fault> {
    let mut rows = statement.query(params![customer.0, FORMAT])?;
    while let Some(row) = rows.next()? {
        if let Some(check) = read(row)? {
            return Ok(Some(check));
        }
    }
    Ok(None)
}

pub(super) fn outcome(row: &Row<'_>) -> Result<Option<Outcome>, Fault> {
    let verdict: String = row.get(1)?;
    let cause: Option<String> = row.get(2)?;
    let at = time(row.get(0)?);
    let read = || {
        let cause = match cause.as_deref() {
            None => None,
            Some(id) => Some(Cause::ALL.iter().copied().find(|cause| cause.id() == id)?),
        };
        Some(Outcome { at, verdict: verdict_of(&verdict)?, cause })
    };
    Ok(read())
}

/// `None` for what this version cannot read.
pub(super) fn proved(row: &Row<'_>) -> Result<Option<Proved>, Fault> {
    let Some(outcome) = outcome(row)? else { return Ok(None) };
    let (wanted, roles): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
    let read = |text: String| serde_json::from_str(&text).ok();
    let Some(wanted) = wanted.and_then(read) else { return Ok(None) };
    Ok(Some(Proved { outcome, wanted, held: roles.and_then(read) }))
}

fn permissions(set: &BTreeSet<Permission>) -> Result<String, Fault> {
    serde_json::to_string(set)
        .map_err(|error| RegistryProblem::Broken(format!("permissions cannot be written: {error}")).into())
}

/// `None` for what this version cannot read.
pub(super) fn record(row: &Row<'_>) -> Result<Option<CheckRecord>, Fault> {
    let evidence: String = row.get(3)?;
    let read = outcome(row)?.and_then(|outcome| Some((outcome, serde_json::from_str(&evidence).ok()?)));
    let Some((Outcome { at, verdict, cause }, evidence)) = read else {
        let id: i64 = row.get(4)?;
        tracing::warn!(id, "a check in the history cannot be read by this version and is passed over");
        return Ok(None);
    };
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
        for (query, index) in [
            (NEWEST, "history_newest"),
            (NEWEST_PROVED, "history_proved"),
            (NEWEST_STANDING, "history_newest"),
            (NEWEST_PROVED_STANDING, "history_proved"),
        ] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
            let steps: Vec<String> =
                plan.query_map(params![1, 1], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
            assert_eq!(steps.len(), 1, "no sorting step: {steps:?}");
            assert!(steps[0].contains(&format!("INDEX {index}")), "{steps:?}");
        }
    }

    #[test]
    fn what_was_met_elsewhere_is_read_from_the_newest_row_back() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection, schema::MIGRATIONS).unwrap();
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {NEWEST_ELSEWHERE}")).unwrap();
        let steps: Vec<String> =
            plan.query_map(params![1, 1, 1], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        assert_eq!(steps, ["SCAN h", "SEARCH c USING INTEGER PRIMARY KEY (rowid=?)"]);
    }
}
