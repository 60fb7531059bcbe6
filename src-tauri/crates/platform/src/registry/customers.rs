//! Customers: one row each.

use consentry_onboarding::ids::{Domain, TenantId};
use consentry_onboarding::ports::RegistryProblem;
use consentry_onboarding::records::{AppRow, CustomerRecord, CustomerRow, WatchRecord};
use rusqlite::{Row, Transaction, params};
use time::OffsetDateTime;

use super::problem::Fault;
use super::{nanos, nanos_of, not_changed, time, unreadable};

/// By name, as a person would look one up: case does not count. (Where Å, Ä and Ö go is the language's business
/// and settled where the language is known.)
pub(super) fn all(t: &Transaction<'_>) -> Result<Vec<CustomerRecord>, Fault> {
    let mut statement = t.prepare_cached(
        "SELECT id, version, app, name, tenant_id, domain, region, added_at, link_state, link_sent_at,
                    consent_hint_at, link_made_at, link_answered_at, watch_since, watch_looks, watch_next_at
             FROM customer WHERE removed_at IS NULL ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut customers = Vec::new();
    while let Some(row) = rows.next()? {
        customers.push(record(row)?);
    }
    customers.sort_by_cached_key(|customer| (customer.name.to_lowercase(), customer.row));
    Ok(customers)
}

pub(super) fn one(t: &Transaction<'_>, customer: CustomerRow) -> Result<CustomerRecord, Fault> {
    let mut statement = t.prepare_cached(
        "SELECT id, version, app, name, tenant_id, domain, region, added_at, link_state, link_sent_at,
                    consent_hint_at, link_made_at, link_answered_at, watch_since, watch_looks, watch_next_at
             FROM customer WHERE id = ?1 AND removed_at IS NULL",
    )?;
    let mut rows = statement.query([customer.0])?;
    rows.next()?.map_or_else(|| Err(RegistryProblem::NotFound.into()), record)
}

/// One column, and no new version: whoever is editing the customer is not disturbed.
pub(super) fn link_sent(t: &Transaction<'_>, customer: CustomerRow, at: OffsetDateTime) -> Result<(), Fault> {
    found(t.execute("UPDATE customer SET link_sent_at = ?2 WHERE id = ?1", params![customer.0, nanos(at)?])?)
}

pub(super) fn add(t: &Transaction<'_>, mut customer: CustomerRecord) -> Result<CustomerRecord, Fault> {
    customer.version = 1;
    t.execute(
        "INSERT INTO customer (version, app, name, tenant_id, domain, region, added_at, link_state, link_sent_at,
                               consent_hint_at, link_made_at, link_answered_at, watch_since, watch_looks,
                               watch_next_at)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            customer.app.0,
            customer.name,
            customer.tenant_id.to_string(),
            customer.domain.as_ref().map(Domain::as_str),
            customer.region,
            nanos(customer.added_at)?,
            customer.link_state,
            nanos_of(customer.link_sent_at)?,
            nanos_of(customer.consent_hint_at)?,
            nanos_of(customer.link_made_at)?,
            nanos_of(customer.link_answered_at)?,
            nanos_of(customer.watch.map(|watch| watch.since))?,
            customer.watch.map(|watch| watch.looks),
            nanos_of(customer.watch.map(|watch| watch.next_at))?,
        ],
    )?;
    customer.row = CustomerRow(t.last_insert_rowid());
    Ok(customer)
}

/// All but what [`watch`] and [`link_sent`] write: those count as no change, so that whoever saves may have read before
/// them, and must not bring an ended watch back.
pub(super) fn save(t: &Transaction<'_>, customer: &CustomerRecord) -> Result<CustomerRecord, Fault> {
    let changed = t.execute(
        "UPDATE customer SET version = version + 1, app = ?3, name = ?4, tenant_id = ?5, domain = ?6,
                    region = ?7, added_at = ?8, link_state = ?9, consent_hint_at = ?10, link_made_at = ?11,
                    link_answered_at = ?12
             WHERE id = ?1 AND version = ?2 AND removed_at IS NULL",
        params![
            customer.row.0,
            customer.version,
            customer.app.0,
            customer.name,
            customer.tenant_id.to_string(),
            customer.domain.as_ref().map(Domain::as_str),
            customer.region,
            nanos(customer.added_at)?,
            customer.link_state,
            nanos_of(customer.consent_hint_at)?,
            nanos_of(customer.link_made_at)?,
            nanos_of(customer.link_answered_at)?,
        ],
    )?;
    if changed == 0 {
        return Err(not_changed(
            t,
            "SELECT 1 FROM customer WHERE id = ?1 AND removed_at IS NULL",
            customer.row.0,
        ));
    }
    one(t, customer.row)
}

/// Three columns, and no new version: whoever is editing the customer is not disturbed.
pub(super) fn watch(
    t: &Transaction<'_>,
    customer: CustomerRow,
    watch: Option<WatchRecord>,
) -> Result<(), Fault> {
    let changed = t.execute(
        "UPDATE customer SET watch_since = ?2, watch_looks = ?3, watch_next_at = ?4
             WHERE id = ?1 AND removed_at IS NULL",
        params![
            customer.0,
            nanos_of(watch.map(|watch| watch.since))?,
            watch.map(|watch| watch.looks),
            nanos_of(watch.map(|watch| watch.next_at))?,
        ],
    )?;
    found(changed)
}

/// The same, where the watch still is the one that was read.
pub(super) fn move_watch(
    t: &Transaction<'_>,
    customer: CustomerRow,
    from: WatchRecord,
    to: Option<WatchRecord>,
) -> Result<bool, Fault> {
    let same = one(t, customer)?.watch == Some(from);
    if same {
        watch(t, customer, to)?;
    }
    Ok(same)
}

/// A removed customer is watched no more: nothing is asked about somebody who was taken off the board.
pub(super) fn remove(t: &Transaction<'_>, customer: CustomerRow, at: OffsetDateTime) -> Result<(), Fault> {
    let changed = t.execute(
        "UPDATE customer SET removed_at = ?2, watch_since = NULL, watch_looks = NULL, watch_next_at = NULL
             WHERE id = ?1 AND removed_at IS NULL",
        params![customer.0, nanos(at)?],
    )?;
    found(changed)
}

pub(super) fn restore(t: &Transaction<'_>, customer: CustomerRow) -> Result<CustomerRecord, Fault> {
    let changed = t.execute(
        "UPDATE customer SET removed_at = NULL WHERE id = ?1 AND removed_at IS NOT NULL",
        [customer.0],
    )?;
    found(changed)?;
    one(t, customer)
}

pub(super) fn forget_removed(t: &Transaction<'_>, before: OffsetDateTime) -> Result<(), Fault> {
    t.execute("DELETE FROM customer WHERE removed_at < ?1", [nanos(before)?])?;
    Ok(())
}

fn found(changed: usize) -> Result<(), Fault> {
    match changed {
        0 => Err(RegistryProblem::NotFound.into()),
        _ => Ok(()),
    }
}

fn record(row: &Row<'_>) -> Result<CustomerRecord, Fault> {
    let tenant_id: String = row.get(4)?;
    let domain: Option<String> = row.get(5)?;
    let instant =
        |column: usize| -> Result<Option<_>, Fault> { Ok(row.get::<_, Option<i64>>(column)?.map(time)) };
    Ok(CustomerRecord {
        row: CustomerRow(row.get(0)?),
        version: row.get(1)?,
        app: AppRow(row.get(2)?),
        name: row.get(3)?,
        tenant_id: TenantId::parse(&tenant_id).map_err(|_| unreadable("a tenant ID", &tenant_id))?,
        domain: domain
            .map(|name| Domain::parse(&name).map_err(|_| unreadable("a domain", &name)))
            .transpose()?,
        region: row.get(6)?,
        added_at: time(row.get(7)?),
        link_state: row.get(8)?,
        link_sent_at: instant(9)?,
        consent_hint_at: instant(10)?,
        link_made_at: instant(11)?,
        link_answered_at: instant(12)?,
        watch: match (instant(13)?, row.get(14)?, instant(15)?) {
            (Some(since), Some(looks), Some(next_at)) => Some(WatchRecord { since, looks, next_at }),
            _ => None,
        },
    })
}
