//! Partner apps: one row, and two tables of what belongs to it.

use std::collections::BTreeMap;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::ids::{AppId, TenantId};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::ports::RegistryProblem;
use consentry_onboarding::records::{AppRecord, AppRow, KeptIn, PortalStep, SecretRecord, Ticks};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use super::problem::Fault;
use super::{nanos, nanos_of, not_changed, time, unreadable};

pub(super) fn all(t: &Transaction<'_>) -> Result<Vec<AppRecord>, Fault> {
    let mut statement = t.prepare_cached(
        "SELECT id, version, name, cloud, app_id, home_tenant, credential_generation, credential_kept_in,
                    credential_stored_at, credential_proved_at, credential_expires_on, publisher, contact
             FROM app ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut apps = Vec::new();
    while let Some(row) = rows.next()? {
        let raw = Raw::read(row)?;
        apps.push(raw.into_record(t)?);
    }
    Ok(apps)
}

pub(super) fn add(t: &Transaction<'_>, mut app: AppRecord) -> Result<AppRecord, Fault> {
    app.version = 1;
    let secret = app.secret.as_ref();
    t.execute(
        "INSERT INTO app (version, name, cloud, app_id, home_tenant, credential_generation, credential_kept_in,
                          credential_stored_at, credential_proved_at, credential_expires_on, publisher, contact)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            app.name,
            app.cloud.id(),
            app.app_id.to_string(),
            app.home_tenant.map(|tenant| tenant.to_string()),
            secret.map(|s| s.generation),
            secret.map(|s| kept_in_text(s.kept_in)),
            nanos_of(secret.map(|s| s.stored_at))?,
            nanos_of(secret.and_then(|s| s.proved_at))?,
            secret.and_then(|s| s.expires_on).map(day_text),
            app.publisher,
            app.contact,
        ],
    )?;
    app.row = AppRow(t.last_insert_rowid());
    write_belongings(t, &app)?;
    Ok(app)
}

/// That a secret was proved is noted without a new version, perhaps since this record was read: it stays noted as long as
/// it is the same secret.
pub(super) fn save(t: &Transaction<'_>, mut app: AppRecord) -> Result<AppRecord, Fault> {
    keep_proof(t, &mut app)?;
    let secret = app.secret.as_ref();
    let changed = t.execute(
        "UPDATE app SET version = version + 1, name = ?3, cloud = ?4, app_id = ?5, home_tenant = ?6,
                    credential_generation = ?7, credential_kept_in = ?8, credential_stored_at = ?9,
                    credential_proved_at = ?10, credential_expires_on = ?11, publisher = ?12, contact = ?13
             WHERE id = ?1 AND version = ?2",
        params![
            app.row.0,
            app.version,
            app.name,
            app.cloud.id(),
            app.app_id.to_string(),
            app.home_tenant.map(|tenant| tenant.to_string()),
            secret.map(|s| s.generation),
            secret.map(|s| kept_in_text(s.kept_in)),
            nanos_of(secret.map(|s| s.stored_at))?,
            nanos_of(secret.and_then(|s| s.proved_at))?,
            secret.and_then(|s| s.expires_on).map(day_text),
            app.publisher,
            app.contact,
        ],
    )?;
    if changed == 0 {
        return Err(not_changed(t, "SELECT 1 FROM app WHERE id = ?1", app.row.0));
    }
    app.version += 1;
    t.execute("DELETE FROM redirect WHERE app = ?1", [app.row.0])?;
    t.execute("DELETE FROM permission WHERE app = ?1", [app.row.0])?;
    t.execute("DELETE FROM tick WHERE app = ?1", [app.row.0])?;
    write_belongings(t, &app)?;
    Ok(app)
}

fn keep_proof(t: &Transaction<'_>, app: &mut AppRecord) -> Result<(), Fault> {
    let Some(secret) = &mut app.secret else { return Ok(()) };
    let noted: Option<Option<i64>> = t
        .query_row(
            "SELECT credential_proved_at FROM app
                 WHERE id = ?1 AND credential_generation = ?2 AND credential_stored_at = ?3",
            params![app.row.0, secret.generation, nanos(secret.stored_at)?],
            |row| row.get(0),
        )
        .optional()?;
    secret.proved_at = secret.proved_at.max(noted.flatten().map(time));
    Ok(())
}

pub(super) fn remove(t: &Transaction<'_>, app: AppRow) -> Result<(), Fault> {
    match t.execute("DELETE FROM app WHERE id = ?1", [app.0])? {
        0 => Err(RegistryProblem::NotFound.into()),
        _ => Ok(()),
    }
}

/// No new version: whoever is editing the app is not disturbed.
pub(super) fn tick(t: &Transaction<'_>, app: AppRow, ticks: &Ticks) -> Result<(), Fault> {
    if t.query_row("SELECT 1 FROM app WHERE id = ?1", [app.0], |_| Ok(())).optional()?.is_none() {
        return Err(RegistryProblem::NotFound.into());
    }
    t.execute("DELETE FROM tick WHERE app = ?1", [app.0])?;
    write_ticks(t, app, ticks)
}

fn write_ticks(t: &Transaction<'_>, app: AppRow, ticks: &Ticks) -> Result<(), Fault> {
    let mut tick = t.prepare_cached("INSERT INTO tick (app, step, at) VALUES (?1, ?2, ?3)")?;
    for (step, at) in ticks {
        tick.execute(params![app.0, step.id(), nanos(*at)?])?;
    }
    Ok(())
}

/// One column of the secret that is there now, and no new version: whoever is editing the app is not disturbed.
pub(super) fn secret_proved(
    t: &Transaction<'_>,
    app: AppRow,
    generation: u32,
    at: OffsetDateTime,
) -> Result<(), Fault> {
    t.execute(
        "UPDATE app SET credential_proved_at = ?3 WHERE id = ?1 AND credential_generation = ?2",
        params![app.0, generation, nanos(at)?],
    )?;
    Ok(())
}

fn write_belongings(t: &Transaction<'_>, app: &AppRecord) -> Result<(), Fault> {
    let mut redirect =
        t.prepare_cached("INSERT INTO redirect (app, position, address) VALUES (?1, ?2, ?3)")?;
    for (position, address) in (0_i64..).zip(&app.redirect_uris) {
        redirect.execute(params![app.row.0, position, address])?;
    }
    let mut permission =
        t.prepare_cached("INSERT INTO permission (app, name, declared_at) VALUES (?1, ?2, ?3)")?;
    for (name, declared_at) in &app.permissions {
        permission.execute(params![app.row.0, name.as_str(), nanos(*declared_at)?])?;
    }
    write_ticks(t, app.row, &app.ticks)
}

/// A row as SQLite hands it over, before its texts are read as what they stand for.
struct Raw {
    id: i64,
    version: i64,
    name: String,
    cloud: String,
    app_id: String,
    home_tenant: Option<String>,
    generation: Option<u32>,
    kept_in: Option<String>,
    stored_at: Option<i64>,
    proved_at: Option<i64>,
    expires_on: Option<String>,
    publisher: Option<String>,
    contact: Option<String>,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            version: row.get(1)?,
            name: row.get(2)?,
            cloud: row.get(3)?,
            app_id: row.get(4)?,
            home_tenant: row.get(5)?,
            generation: row.get(6)?,
            kept_in: row.get(7)?,
            stored_at: row.get(8)?,
            proved_at: row.get(9)?,
            expires_on: row.get(10)?,
            publisher: row.get(11)?,
            contact: row.get(12)?,
        })
    }

    fn into_record(self, t: &Transaction<'_>) -> Result<AppRecord, Fault> {
        let secret = match (self.generation, self.kept_in, self.stored_at) {
            (Some(generation), Some(kept_in), Some(stored_at)) => Some(SecretRecord {
                generation,
                kept_in: kept_in_of(&kept_in)?,
                stored_at: time(stored_at),
                proved_at: self.proved_at.map(time),
                expires_on: self.expires_on.as_deref().map(day_of).transpose()?,
            }),
            _ => None,
        };
        Ok(AppRecord {
            row: AppRow(self.id),
            version: self.version,
            name: self.name,
            cloud: cloud_of(&self.cloud)?,
            app_id: AppId::parse(&self.app_id).map_err(|_| unreadable("an application ID", &self.app_id))?,
            home_tenant: self
                .home_tenant
                .map(|text| TenantId::parse(&text).map_err(|_| unreadable("a tenant ID", &text)))
                .transpose()?,
            publisher: self.publisher,
            contact: self.contact,
            redirect_uris: redirects(t, self.id)?,
            permissions: permissions(t, self.id)?,
            secret,
            ticks: ticks(t, self.id)?,
        })
    }
}

fn redirects(t: &Transaction<'_>, app: i64) -> Result<Vec<String>, Fault> {
    let mut statement = t.prepare_cached("SELECT address FROM redirect WHERE app = ?1 ORDER BY position")?;
    let addresses = statement.query_map([app], |row| row.get(0))?;
    addresses.map(|address| Ok(address?)).collect()
}

/// Steps that only a newer version knows are left out.
fn ticks(t: &Transaction<'_>, app: i64) -> Result<Ticks, Fault> {
    let mut statement = t.prepare_cached("SELECT step, at FROM tick WHERE app = ?1")?;
    let mut rows = statement.query([app])?;
    let mut ticks = Ticks::new();
    while let Some(row) = rows.next()? {
        let (step, at): (String, i64) = (row.get(0)?, row.get(1)?);
        if let Some(known) = PortalStep::ALL.into_iter().find(|known| known.id() == step) {
            ticks.insert(known, time(at));
        }
    }
    Ok(ticks)
}

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

fn day_text(day: Date) -> String {
    day.format(DAY).unwrap_or_default()
}

fn day_of(text: &str) -> Result<Date, Fault> {
    Date::parse(text, DAY).map_err(|_| unreadable("a day", text))
}

fn permissions(t: &Transaction<'_>, app: i64) -> Result<BTreeMap<Permission, OffsetDateTime>, Fault> {
    let mut statement = t.prepare_cached("SELECT name, declared_at FROM permission WHERE app = ?1")?;
    let declared = statement.query_map([app], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    declared
        .map(|row| {
            let (name, at) = row?;
            let permission = Permission::parse(&name).map_err(|_| unreadable("a permission", &name))?;
            Ok((permission, time(at)))
        })
        .collect()
}

/// Unlike [`std::str::FromStr`] of [`CloudId`], which is for what people type, this knows practice.
pub(super) fn cloud_of(text: &str) -> Result<CloudId, Fault> {
    CloudId::REAL
        .into_iter()
        .chain([CloudId::Practice])
        .find(|cloud| cloud.id() == text)
        .ok_or_else(|| unreadable("a cloud", text))
}

fn kept_in_text(kept_in: KeptIn) -> &'static str {
    match kept_in {
        KeptIn::Keychain => "keychain",
        KeptIn::Memory => "memory",
    }
}

fn kept_in_of(text: &str) -> Result<KeptIn, Fault> {
    match text {
        "keychain" => Ok(KeptIn::Keychain),
        "memory" => Ok(KeptIn::Memory),
        other => Err(unreadable("a place for secrets", other)),
    }
}
