//! Places in the keychain of which it is not settled whether a record points to what lies there.

use consentry_onboarding::ids::AppId;
use consentry_onboarding::ports::SecretPlace;
use rusqlite::{Transaction, params};

use super::problem::Fault;
use super::{apps, unreadable};

pub(super) fn note(t: &Transaction<'_>, places: &[SecretPlace]) -> Result<(), Fault> {
    let mut note =
        t.prepare_cached("INSERT OR IGNORE INTO unsettled (cloud, app_id, generation) VALUES (?1, ?2, ?3)")?;
    for place in places {
        note.execute(params![place.cloud.id(), place.app_id.to_string(), place.generation])?;
    }
    Ok(())
}

pub(super) fn all(t: &Transaction<'_>) -> Result<Vec<SecretPlace>, Fault> {
    let mut statement = t.prepare_cached("SELECT cloud, app_id, generation FROM unsettled")?;
    let mut rows = statement.query([])?;
    let mut places = Vec::new();
    while let Some(row) = rows.next()? {
        let (cloud, app_id): (String, String) = (row.get(0)?, row.get(1)?);
        places.push(SecretPlace {
            cloud: apps::cloud_of(&cloud)?,
            app_id: AppId::parse(&app_id).map_err(|_| unreadable("an application ID", &app_id))?,
            generation: row.get(2)?,
        });
    }
    Ok(places)
}

pub(super) fn settle(t: &Transaction<'_>, places: &[SecretPlace]) -> Result<(), Fault> {
    let mut settle =
        t.prepare_cached("DELETE FROM unsettled WHERE cloud = ?1 AND app_id = ?2 AND generation = ?3")?;
    for place in places {
        settle.execute(params![place.cloud.id(), place.app_id.to_string(), place.generation])?;
    }
    Ok(())
}
