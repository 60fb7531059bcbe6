//! What goes into a file for support: customers with their apps and the checks that tell, all from one moment.

use consentry_onboarding::bundle::Entry;
use consentry_onboarding::evidence::FORMAT;
use consentry_onboarding::history::Kept;
use consentry_onboarding::records::{AppRecord, CheckRow, CustomerRow};
use rusqlite::{OptionalExtension, Transaction, params};

use super::checks::{NEWEST, latest_proved, record};
use super::problem::Fault;
use super::{apps, customers, past};

/// Places in a history are counted from its oldest check, whoever else's checks lie between them in the file.
const PLACE: &str = "SELECT count(*) FROM history WHERE customer = ?1 AND format <= ?2 AND id <= ?3";

pub(super) fn entries(
    t: &Transaction<'_>,
    rows: &[CustomerRow],
    most_checks: usize,
) -> Result<Vec<Entry>, Fault> {
    let apps = apps::all(t)?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        entries.extend(entry(t, *row, &apps, most_checks)?);
    }
    Ok(entries)
}

fn entry(
    t: &Transaction<'_>,
    row: CustomerRow,
    apps: &[AppRecord],
    most_checks: usize,
) -> Result<Option<Entry>, Fault> {
    let here = "SELECT 1 FROM customer WHERE id = ?1 AND removed_at IS NULL";
    if t.query_row(here, [row.0], |_| Ok(())).optional()?.is_none() {
        return Ok(None);
    }
    let customer = customers::one(t, row)?;
    let Some(app) = apps.iter().find(|app| app.row == customer.app).cloned() else { return Ok(None) };
    let in_all = place(t, row, CheckRow(i64::MAX))?;
    let turns = past::milestones(t, row)?
        .map(|found| [Some(found.worked), found.broke.map(|broke| broke.first)])
        .into_iter()
        .flatten()
        .flatten();
    let telling = latest_proved(t, row)?.into_iter().chain(turns);
    let placed = |kept: Kept| Ok::<_, Fault>(Kept { row: place(t, row, kept.row)?, ..kept });
    let telling = telling.map(placed).collect::<Result<Vec<_>, _>>()?;
    let newest = newest(t, row, most_checks, in_all)?;
    let in_all = usize::try_from(in_all.0).unwrap_or(usize::MAX);
    Ok(Some(Entry::of(customer, app, newest, telling, most_checks, in_all)))
}

fn place(t: &Transaction<'_>, customer: CustomerRow, check: CheckRow) -> Result<CheckRow, Fault> {
    let mut statement = t.prepare_cached(PLACE)?;
    Ok(CheckRow(statement.query_row(params![customer.0, FORMAT, check.0], |row| row.get(0))?))
}

/// The newest checks; one that this version cannot read is passed over, and its place stays empty.
fn newest(
    t: &Transaction<'_>,
    customer: CustomerRow,
    most: usize,
    in_all: CheckRow,
) -> Result<Vec<Kept>, Fault> {
    let mut statement = t.prepare_cached(NEWEST)?;
    let mut rows = statement.query(params![customer.0, FORMAT])?;
    let (mut checks, mut place) = (Vec::new(), in_all);
    while checks.len() < most
        && let Some(row) = rows.next()?
    {
        checks.extend(record(row)?.map(|check| Kept { row: place, check }));
        place.0 -= 1;
    }
    Ok(checks)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::super::schema;
    use super::*;

    #[test]
    fn places_are_counted_in_an_index() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection, schema::MIGRATIONS).unwrap();
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {PLACE}")).unwrap();
        let steps = plan.query_map(params![1, 1, 1], |row| row.get(3)).unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        assert_eq!(steps.len(), 1, "{steps:?}");
        assert!(steps[0].contains("COVERING INDEX history_newest"), "{steps:?}");
    }
}
