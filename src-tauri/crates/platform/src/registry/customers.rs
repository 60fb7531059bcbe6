//! Customers: one row each.

use consentry_onboarding::ids::{Domain, TenantId};
use consentry_onboarding::ports::RegistryProblem;
use consentry_onboarding::records::{AppRow, CustomerRecord, CustomerRow};
use rusqlite::{Row, Transaction, params};
use time::OffsetDateTime;

use super::problem::Fault;
use super::{nanos, nanos_of, not_changed, time, unreadable};

/// By name, as a person would look one up: case does not count. (Where Å, Ä and Ö go is the language's business
/// and settled where the language is known.)
pub(super) fn all(t: &Transaction<'_>) -> Result<Vec<CustomerRecord>, Fault> {
    let mut statement = t.prepare_cached(
        "SELECT id, version, app, name, tenant_id, domain, region, added_at, link_state, link_sent_at,
                    consent_hint_at
             FROM customer ORDER BY id",
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
                    consent_hint_at
             FROM customer WHERE id = ?1",
    )?;
    let mut rows = statement.query([customer.0])?;
    rows.next()?.map_or_else(|| Err(RegistryProblem::NotFound.into()), record)
}

/// One column, and no new version: whoever is editing the customer is not disturbed.
pub(super) fn link_sent(t: &Transaction<'_>, customer: CustomerRow, at: OffsetDateTime) -> Result<(), Fault> {
    match t.execute("UPDATE customer SET link_sent_at = ?2 WHERE id = ?1", params![customer.0, nanos(at)?])? {
        0 => Err(RegistryProblem::NotFound.into()),
        _ => Ok(()),
    }
}

pub(super) fn add(t: &Transaction<'_>, mut customer: CustomerRecord) -> Result<CustomerRecord, Fault> {
    customer.version = 1;
    t.execute(
        "INSERT INTO customer (version, app, name, tenant_id, domain, region, added_at, link_state, link_sent_at,
                               consent_hint_at)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
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
        ],
    )?;
    customer.row = CustomerRow(t.last_insert_rowid());
    Ok(customer)
}

pub(super) fn save(t: &Transaction<'_>, mut customer: CustomerRecord) -> Result<CustomerRecord, Fault> {
    let changed = t.execute(
        "UPDATE customer SET version = version + 1, app = ?3, name = ?4, tenant_id = ?5, domain = ?6,
                    region = ?7, added_at = ?8, link_state = ?9, link_sent_at = ?10, consent_hint_at = ?11
             WHERE id = ?1 AND version = ?2",
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
            nanos_of(customer.link_sent_at)?,
            nanos_of(customer.consent_hint_at)?,
        ],
    )?;
    if changed == 0 {
        return Err(not_changed(t, "SELECT 1 FROM customer WHERE id = ?1", customer.row.0));
    }
    customer.version += 1;
    Ok(customer)
}

pub(super) fn remove(t: &Transaction<'_>, customer: CustomerRow) -> Result<(), Fault> {
    match t.execute("DELETE FROM customer WHERE id = ?1", [customer.0])? {
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
    })
}
