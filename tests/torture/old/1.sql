-- The tables of version 1, as SQLite tells them. Frozen.
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
CREATE TABLE preferences (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    language TEXT CHECK (language IN ('en', 'sv')),
    theme TEXT CHECK (theme IN ('light', 'dark'))
) STRICT;
CREATE INDEX history_newest ON history (customer, id DESC);
CREATE INDEX history_proved ON history (customer, id DESC) WHERE verdict <> 'unknown';
