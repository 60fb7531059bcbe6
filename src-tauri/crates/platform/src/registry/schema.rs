//! The tables, as an ordered list of migrations. The first one makes them; a later one is added at the end and
//! none is ever changed, since files out there have been through them.
//!
//! Each migration runs in one exclusive transaction together with its version number, so a file is always at one
//! version or the next and never between.

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Marks a SQLite file as a registry of Consentry: "Cons".
pub(super) const APPLICATION_ID: i32 = 0x436f_6e73;

/// One step from a version to the next.
pub(super) type Migration = fn(&Transaction<'_>) -> rusqlite::Result<()>;

/// Every migration; its place in the list, counted from one, is the version it leads to.
pub(super) const MIGRATIONS: &[Migration] = &[
    |t| t.execute_batch(FIRST),
    |t| t.execute_batch(SECOND),
    |t| t.execute_batch(THIRD),
    |t| t.execute_batch(FOURTH),
    |t| t.execute_batch(FIFTH),
];

/// Version 1.
///
/// Times are nanoseconds since 1970. `app.credential_*` says that a secret exists, where and since when, never
/// what it is. `history.verdict`, `cause` and `format` repeat what lies in `evidence` or beside it, so that lists
/// need not read it.
const FIRST: &str = "
CREATE TABLE app (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    name TEXT NOT NULL,
    cloud TEXT NOT NULL CHECK (cloud IN ('commercial', 'gcc', 'gcc-high', 'dod', 'practice')),
    app_id TEXT NOT NULL CHECK (length(app_id) = 36),
    home_tenant TEXT CHECK (length(home_tenant) = 36),
    credential_generation INTEGER CHECK (credential_generation >= 0),
    credential_kept_in TEXT CHECK (credential_kept_in IN ('keychain', 'memory')),
    credential_stored_at INTEGER,
    credential_proved_at INTEGER,
    UNIQUE (cloud, app_id),
    CHECK ((credential_generation IS NULL) = (credential_kept_in IS NULL)
       AND (credential_generation IS NULL) = (credential_stored_at IS NULL)
       AND (credential_proved_at IS NULL OR credential_generation IS NOT NULL))
) STRICT;

CREATE TABLE redirect (
    app INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    address TEXT NOT NULL,
    PRIMARY KEY (app, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE permission (
    app INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    declared_at INTEGER NOT NULL,
    PRIMARY KEY (app, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL CHECK (version > 0),
    app INTEGER NOT NULL REFERENCES app (id),
    name TEXT NOT NULL,
    tenant_id TEXT NOT NULL CHECK (length(tenant_id) = 36),
    domain TEXT CHECK (length(domain) BETWEEN 1 AND 253),
    region TEXT,
    added_at INTEGER NOT NULL,
    link_state TEXT,
    link_sent_at INTEGER,
    consent_hint_at INTEGER,
    UNIQUE (app, tenant_id)
) STRICT;

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('connected', 'needs_attention', 'unknown')),
    cause TEXT,
    format INTEGER NOT NULL CHECK (format > 0),
    evidence TEXT NOT NULL CHECK (json_valid(evidence))
) STRICT;

CREATE INDEX history_newest ON history (customer, id DESC);
CREATE INDEX history_proved ON history (customer, id DESC) WHERE verdict <> 'unknown';

CREATE TABLE preferences (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    language TEXT CHECK (language IN ('en', 'sv')),
    theme TEXT CHECK (theme IN ('light', 'dark'))
) STRICT;
";

/// Version 2: what the whole journey needs beside the main line. A removed customer stays for a while, so its tenant
/// is unique among those that were not removed only, which SQLite cannot be told of a table that exists: the table is
/// made anew.
const SECOND: &str = "
ALTER TABLE app ADD COLUMN publisher TEXT;
ALTER TABLE app ADD COLUMN contact TEXT;
ALTER TABLE app ADD COLUMN credential_expires_on TEXT CHECK (length(credential_expires_on) = 10);

CREATE TABLE tick (
    app INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (app, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE setup_draft (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    draft TEXT NOT NULL CHECK (json_valid(draft))
) STRICT;

ALTER TABLE preferences ADD COLUMN current_app INTEGER REFERENCES app (id) ON DELETE SET NULL;

CREATE TABLE customer_2 (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL CHECK (version > 0),
    app INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    tenant_id TEXT NOT NULL CHECK (length(tenant_id) = 36),
    domain TEXT CHECK (length(domain) BETWEEN 1 AND 253),
    region TEXT,
    added_at INTEGER NOT NULL,
    link_state TEXT,
    link_made_at INTEGER,
    link_answered_at INTEGER,
    link_sent_at INTEGER,
    consent_hint_at INTEGER,
    watch_since INTEGER,
    watch_looks INTEGER CHECK (watch_looks >= 0),
    watch_next_at INTEGER,
    removed_at INTEGER,
    CHECK ((watch_since IS NULL) = (watch_looks IS NULL) AND (watch_since IS NULL) = (watch_next_at IS NULL))
) STRICT;
INSERT INTO customer_2 (id, version, app, name, tenant_id, domain, region, added_at, link_state, link_made_at,
                        link_sent_at, consent_hint_at)
    SELECT id, version, app, name, tenant_id, domain, region, added_at, link_state,
           CASE WHEN link_state IS NULL THEN NULL ELSE coalesce(link_sent_at, added_at) END, link_sent_at,
           consent_hint_at
    FROM customer;
-- The counter goes along: a row number that was once given out is never given out again.
INSERT INTO sqlite_sequence (name, seq) SELECT 'customer_2', seq FROM sqlite_sequence
    WHERE name = 'customer' AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'customer_2');
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'customer')
    WHERE name = 'customer_2' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'customer');
DROP TABLE customer;
ALTER TABLE customer_2 RENAME TO customer;
CREATE UNIQUE INDEX customer_tenant ON customer (app, tenant_id) WHERE removed_at IS NULL;
CREATE INDEX customer_removed ON customer (removed_at) WHERE removed_at IS NOT NULL;
";

/// Version 3: `history.wanted` and `roles` repeat the permissions in `evidence`, as JSON, so that the board need not
/// read it. `roles` is empty where no token was read; without `wanted`, a board passes the check over.
const THIRD: &str = "
ALTER TABLE history ADD COLUMN wanted TEXT;
ALTER TABLE history ADD COLUMN roles TEXT;
UPDATE history SET wanted = json_extract(evidence, '$.asked.wanted'),
                   roles = json_extract(evidence, '$.token.value.facts.roles');
";

/// Version 4: indexes only. Lists of outcomes are read from the index alone, since the evidence makes rows long; the
/// last check that worked, and the last token that carried permissions, are found at once in any history.
const FOURTH: &str = "
DROP INDEX history_newest;
CREATE INDEX history_newest ON history (customer, id DESC, format, at, verdict, cause, wanted, roles);
CREATE INDEX history_connected ON history (customer, id DESC) WHERE verdict = 'connected';
CREATE INDEX history_grant ON history (customer, id DESC)
    WHERE roles <> '[]' AND json_extract(evidence, '$.signature.value.signature') = 'verified';
";

/// Version 5: places in the keychain of which it is not settled whether a record points to what lies there.
const FIFTH: &str = "
CREATE TABLE unsettled (
    cloud TEXT NOT NULL,
    app_id TEXT NOT NULL CHECK (length(app_id) = 36),
    generation INTEGER NOT NULL CHECK (generation >= 0),
    PRIMARY KEY (cloud, app_id, generation)
) STRICT, WITHOUT ROWID;
";

/// The version a list of migrations leads to.
pub(super) fn newest(migrations: &[Migration]) -> i32 {
    i32::try_from(migrations.len()).unwrap_or(i32::MAX)
}

/// The version of a file.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings a file up to date. Foreign keys must not be enforced meanwhile: a migration may rebuild a table that
/// others refer to; what it leaves behind is checked before it counts.
pub(super) fn migrate(connection: &mut Connection, migrations: &[Migration]) -> rusqlite::Result<()> {
    loop {
        let open = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        // Read inside: somebody else may have gone this step while we waited.
        let from = version(&open)?;
        let Some(migration) = usize::try_from(from).ok().and_then(|from| migrations.get(from)) else {
            return Ok(());
        };
        migration(&open)?;
        open.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| match row.get(0)? {
            0 => Ok(()),
            lost => Err(rusqlite::Error::IntegralValueOutOfRange(0, lost)),
        })?;
        open.pragma_update(None, "application_id", APPLICATION_ID)?;
        open.pragma_update(None, "user_version", from + 1)?;
        open.commit()?;
        tracing::info!(from, to = from + 1, "the registry was brought up to date");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        connection
    }

    #[test]
    fn no_column_is_named_as_if_it_held_a_secret() {
        let connection = made();
        let mut columns = connection
            .prepare("SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c")
            .unwrap();
        let columns: Vec<String> =
            columns.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(columns.contains(&"app.app_id".to_owned()), "the columns were read: {columns:?}");
        for column in columns {
            for word in ["secret", "token", "password"] {
                assert!(!column.to_lowercase().contains(word), "{column}");
            }
        }
    }

    #[test]
    fn every_table_is_strict() {
        let connection = made();
        let loose: i64 = connection
            .query_row(
                "SELECT count(*) FROM pragma_table_list WHERE NOT strict AND name NOT LIKE 'sqlite_%'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(loose, 0);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_version_before_it() {
        let mut connection = made();
        let mut bad = MIGRATIONS.to_vec();
        bad.push(|t| t.execute_batch("ALTER TABLE app ADD COLUMN note TEXT; SELECT nonsense;"));
        migrate(&mut connection, &bad).unwrap_err();
        assert_eq!(version(&connection).unwrap(), newest(MIGRATIONS));
        connection.prepare("SELECT note FROM app").unwrap_err();
    }

    #[test]
    fn a_migration_that_loses_a_reference_does_not_count() {
        let mut connection = made();
        let mut bad = MIGRATIONS.to_vec();
        bad.push(|t| {
            t.execute_batch(
                "INSERT INTO customer (version, app, name, tenant_id, added_at)
                 VALUES (1, 99, 'x', '11111111-2222-3333-4444-555555555555', 0)",
            )
        });
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        migrate(&mut connection, &bad).unwrap_err();
        assert_eq!(version(&connection).unwrap(), newest(MIGRATIONS));
    }

    #[test]
    fn the_second_version_keeps_customers_history_and_the_counter() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &MIGRATIONS[..1]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO app (version, name, cloud, app_id) VALUES (1, 'a', 'commercial', '11111111-2222-3333-4444-555555555555');
                 INSERT INTO customer (version, app, name, tenant_id, added_at, link_state, link_sent_at)
                     VALUES (3, 1, 'x', '11111111-2222-3333-4444-555555555555', 7, 'state', 9);
                 INSERT INTO customer (version, app, name, tenant_id, added_at)
                     VALUES (1, 1, 'y', '21111111-2222-3333-4444-555555555555', 8);
                 DELETE FROM customer WHERE name = 'y';
                 INSERT INTO history (customer, at, verdict, format, evidence) VALUES (1, 1, 'connected', 1, '{}');",
            )
            .unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        let kept: (i64, i64, i64) = connection
            .query_row("SELECT version, link_made_at, link_sent_at FROM customer WHERE id = 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!(kept, (3, 9, 9));
        let checks: i64 = connection
            .query_row("SELECT count(*) FROM history WHERE customer = 1", [], |row| row.get(0))
            .unwrap();
        assert_eq!(checks, 1);
        connection
            .execute_batch("INSERT INTO customer (version, app, name, tenant_id, added_at) VALUES (1, 1, 'z', '31111111-2222-3333-4444-555555555555', 8)")
            .unwrap();
        assert_eq!(connection.last_insert_rowid(), 3, "a number that was given out is not given out again");
    }

    #[test]
    fn the_third_version_lifts_the_permissions_out_of_the_evidence() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &MIGRATIONS[..2]).unwrap();
        connection
            .execute_batch(
                r#"INSERT INTO app (version, name, cloud, app_id) VALUES (1, 'a', 'commercial', '11111111-2222-3333-4444-555555555555');
                 INSERT INTO customer (version, app, name, tenant_id, added_at)
                     VALUES (1, 1, 'x', '11111111-2222-3333-4444-555555555555', 7);
                 INSERT INTO history (customer, at, verdict, format, evidence) VALUES
                     (1, 1, 'connected', 1, '{"asked":{"wanted":["A.Read"]},"token":{"value":{"facts":{"roles":["A.Read","B.Read"]}}}}'),
                     (1, 2, 'unknown', 1, '{"asked":{"wanted":[]},"token":{"outcome":"failed"}}'),
                     (1, 3, 'unknown', 1, '{}');"#,
            )
            .unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        let mut rows = connection.prepare("SELECT wanted, roles FROM history ORDER BY id").unwrap();
        let rows: Vec<(Option<String>, Option<String>)> =
            rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            rows,
            [(text(r#"["A.Read"]"#), text(r#"["A.Read","B.Read"]"#)), (text("[]"), None), (None, None)]
        );
    }
}
