//! Opening a registry of an earlier version, or making the first one, cut off in the middle.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use consentry_onboarding::ports::Registry as _;
use consentry_platform::SqliteRegistry;
use rusqlite::Connection;
use serde_json::json;

use super::{Class, Told, child_of, did, trying, wait};
use crate::chance::Chance;
use crate::figures::hold;
use crate::made;

/// The tables as earlier versions made them, frozen: files out there look like this.
const OLD: [&str; 4] = [
    include_str!("../../old/1.sql"),
    include_str!("../../old/2.sql"),
    include_str!("../../old/3.sql"),
    include_str!("../../old/4.sql"),
];

const CUSTOMERS: u64 = 60;
const CHECKS: u64 = 240;

struct Migrations {
    folder: PathBuf,
    /// A file of each version, with rows in it.
    old: Vec<PathBuf>,
    from: usize,
}

pub fn class(folder: &Path) -> Box<dyn Class> {
    let old = (1..=OLD.len()).map(|version| old_file(folder, version)).collect();
    Box::new(Migrations { folder: folder.to_owned(), old, from: 0 })
}

/// A registry of an earlier version, filled by hand, since no program of that age is at hand.
pub fn old_file(folder: &Path, version: usize) -> PathBuf {
    let path = folder.join(format!("version-{version}.db"));
    let file = Connection::open(&path).unwrap();
    file.execute_batch(OLD[version - 1]).unwrap();
    file.pragma_update(None, "application_id", 0x436f_6e73).unwrap();
    file.pragma_update(None, "user_version", i32::try_from(version).unwrap()).unwrap();
    let app = made::app(1);
    let open = file.unchecked_transaction().unwrap();
    open.execute(
        "INSERT INTO app (version, name, cloud, app_id) VALUES (1, ?1, 'practice', ?2)",
        (&app.name, app.app_id.to_string()),
    )
    .unwrap();
    let nanos = |at: time::OffsetDateTime| i64::try_from(at.unix_timestamp_nanos()).unwrap();
    for number in 1..=CUSTOMERS {
        let one = made::customer(consentry_onboarding::records::AppRow(1), number, 7);
        open.execute(
            "INSERT INTO customer (version, app, name, tenant_id, domain, region, added_at, link_state, link_sent_at,
                 consent_hint_at) VALUES (3, 1, ?1, ?2, ?3, ?4, ?5, ?6, ?5, ?7)",
            (
                &one.name,
                one.tenant_id.to_string(),
                one.domain.as_ref().map(ToString::to_string),
                &one.region,
                nanos(one.added_at),
                &one.link_state,
                nanos(one.consent_hint_at.unwrap()),
            ),
        )
        .unwrap();
        if version > 1 {
            open.execute(
                "UPDATE customer SET link_made_at = ?1 WHERE id = ?2",
                (nanos(made::at(7)), number.cast_signed()),
            )
            .unwrap();
        }
    }
    for number in 0..CHECKS {
        let check = made::check(number);
        open.execute(
            "INSERT INTO history (customer, at, verdict, cause, format, evidence) VALUES (?1, ?2, 'unknown', 'network', ?3, ?4)",
            (
                (number % CUSTOMERS + 1).cast_signed(),
                nanos(check.at),
                check.evidence.format,
                serde_json::to_string(&check.evidence).unwrap(),
            ),
        )
        .unwrap();
    }
    open.commit().unwrap();
    path
}

/// All that an old file held is there.
pub async fn complete(registry: &SqliteRegistry) -> Result<(), String> {
    let customers = registry.customers().await.map_err(|problem| problem.to_string())?;
    hold!(customers.len() as u64 == CUSTOMERS, "{} customers", customers.len());
    let mut checks = 0;
    for customer in &customers {
        let (_, edits) = made::whole(customer)?;
        hold!(edits == 7 && customer.version == 3, "changed: {customer:?}");
        for check in registry.checks(customer.row, 100).await.map_err(|problem| problem.to_string())? {
            let n = u64::try_from((check.at - made::at(0)).whole_seconds()).unwrap();
            hold!(check == made::check(n), "a torn check: {check:?}");
            checks += 1;
        }
    }
    hold!(checks == CHECKS, "{checks} checks");
    Ok(())
}

impl Class for Migrations {
    fn child(&mut self, chance: &mut Chance) -> Command {
        let data = self.folder.join("data");
        let _ = std::fs::remove_dir_all(&data);
        std::fs::create_dir(&data).unwrap();
        self.from = usize::try_from(chance.below(self.old.len() as u64 + 1)).unwrap();
        if self.from > 0 {
            std::fs::copy(&self.old[self.from - 1], data.join("registry.db")).unwrap();
        }
        child_of("migration", &self.folder, chance.number())
    }

    fn longest(&self) -> u64 {
        50_000
    }

    fn lines(&self) -> u64 {
        3
    }

    fn verify(&mut self, _: &Told) -> Result<(), String> {
        let (data, path) = (self.folder.join("data"), self.folder.join("data/registry.db"));
        let registry = made::next_start(&path)?;
        if self.from > 0 {
            wait(complete(&registry))?;
        } else {
            let empty = wait(registry.customers()).is_ok_and(|customers| customers.is_empty());
            hold!(empty, "a new registry is not empty");
        }
        drop(registry);
        made::sound(&path)?;
        let mut copies = 0;
        for entry in std::fs::read_dir(&data).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            hold!(!name.contains(".part"), "half a copy is left: {name}");
            if name.contains("backup") && entry.path().extension().is_some_and(|ending| ending == "db") {
                // A copy is a registry of its own, whole as it was; of a new one, cut off between two versions, it is
                // empty.
                let copy = made::next_start(&entry.path())?;
                if self.from > 0 {
                    wait(complete(&copy)).map_err(|why| format!("{name}: {why}"))?;
                }
                copies += 1;
            }
        }
        hold!(self.from == 0 || copies > 0, "no copy was made before migrating");
        Ok(())
    }
}

pub fn work(folder: &Path) {
    let what = json!({"op": "open"});
    for _ in 0..2 {
        trying(&what);
        let opened = Arc::new(made::next_start(&folder.join("data/registry.db")).unwrap());
        did(&what);
        drop(opened);
    }
    loop {
        std::thread::park();
    }
}
