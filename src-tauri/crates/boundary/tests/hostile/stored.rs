//! What lies in the registries, read from outside.

use std::path::Path;
use std::sync::Arc;

use consentry_testbed::rusqlite::{Connection, OpenFlags, types::ValueRef};

/// What the two registries hold. They are read anew only where something was written.
pub struct Stored {
    registries: Vec<Connection>,
    seen: Vec<i64>,
    text: Arc<str>,
}

impl Stored {
    pub fn open(folder: &Path) -> Self {
        let open = |name| {
            let file = folder.join("data/consentry").join(name);
            Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
        };
        Self {
            registries: ["registry.db", "practice.db"].map(open).into(),
            seen: Vec::new(),
            text: "".into(),
        }
    }

    pub fn now(&mut self) -> Arc<str> {
        let version =
            |one: &Connection| one.pragma_query_value(None, "data_version", |row| row.get(0)).unwrap();
        let seen: Vec<i64> = self.registries.iter().map(version).collect();
        if seen != self.seen {
            self.seen = seen;
            self.text = self.registries.iter().map(rows_of).collect::<String>().into();
        }
        Arc::clone(&self.text)
    }

    /// How many checks there are. A watch may add one at any moment; only a command takes any away.
    pub fn checks(&self) -> i64 {
        let count = |one: &Connection| {
            one.query_row("SELECT count(*) FROM history", [], |row| row.get::<_, i64>(0)).unwrap()
        };
        self.registries.iter().map(count).sum()
    }
}

/// Row by row, but for what a watch in the background notes and the checks that it writes down.
fn rows_of(registry: &Connection) -> String {
    let mut all = String::new();
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut tables = registry.prepare(tables).unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for table in tables.into_iter().filter(|table| table != "history") {
        let mut rows = registry.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for (at, column) in columns.iter().enumerate() {
                if column.starts_with("watch") || column == "version" {
                    continue;
                }
                let cell = match row.get_ref(at).unwrap() {
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    other => format!("{other:?}"),
                };
                all.push_str(&cell);
                all.push('\u{1f}');
            }
        }
    }
    all
}
