-- The tables of version 4, as SQLite tells them. Frozen.
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
    credential_proved_at INTEGER, publisher TEXT, contact TEXT, credential_expires_on TEXT CHECK (length(credential_expires_on) = 10),
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
CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('connected', 'needs_attention', 'unknown')),
    cause TEXT,
    format INTEGER NOT NULL CHECK (format > 0),
    evidence TEXT NOT NULL CHECK (json_valid(evidence))
, wanted TEXT, roles TEXT) STRICT;
CREATE TABLE preferences (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    language TEXT CHECK (language IN ('en', 'sv')),
    theme TEXT CHECK (theme IN ('light', 'dark'))
, current_app INTEGER REFERENCES app (id) ON DELETE SET NULL) STRICT;
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
CREATE TABLE "customer" (
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
CREATE INDEX history_proved ON history (customer, id DESC) WHERE verdict <> 'unknown';
CREATE UNIQUE INDEX customer_tenant ON customer (app, tenant_id) WHERE removed_at IS NULL;
CREATE INDEX customer_removed ON customer (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX history_newest ON history (customer, id DESC, format, at, verdict, cause, wanted, roles);
CREATE INDEX history_connected ON history (customer, id DESC) WHERE verdict = 'connected';
CREATE INDEX history_grant ON history (customer, id DESC)
    WHERE roles <> '[]' AND json_extract(evidence, '$.signature.value.signature') = 'verified';
