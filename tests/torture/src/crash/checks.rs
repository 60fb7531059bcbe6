//! Checks over real HTTP, with what they mean for the watch.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use consentry_onboarding::ports::{Registry as _, SecretPlace, SecretStore as _};
use consentry_onboarding::records::{CustomerRecord, KeptIn};
use consentry_onboarding::secret::PastedSecret;
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_platform::MemorySecrets;
use consentry_practice::{RunningPractice, Scenario, shelf};
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Class, Told, child_of, did, house, trying, wait};
use crate::chance::Chance;
use crate::figures::hold;
use crate::made;

struct Checks {
    folder: PathBuf,
    _cloud: RunningPractice,
    /// Moments of acknowledged checks, by customer.
    kept: BTreeMap<i64, BTreeSet<String>>,
    /// Since when a customer is watched, where that is known.
    watched: BTreeMap<i64, Option<String>>,
}

pub fn class(folder: &Path) -> Box<dyn Class> {
    let cloud = house::start(folder);
    Box::new(Checks {
        folder: folder.to_owned(),
        _cloud: cloud,
        kept: BTreeMap::new(),
        watched: BTreeMap::new(),
    })
}

/// Customers whose verdict comes without waiting.
fn quick() -> impl Iterator<Item = &'static Scenario> {
    let is_quick = |one: &&Scenario| {
        one.retry_after.is_none()
            && matches!(one.cause, None | Some(Cause::NotConsented | Cause::RoleMissing | Cause::NoRoles))
    };
    shelf().iter().filter(is_quick).take(4)
}

impl Class for Checks {
    fn child(&mut self, chance: &mut Chance) -> Command {
        if self.kept.values().map(BTreeSet::len).sum::<usize>() > 600 {
            std::fs::remove_dir_all(self.folder.join("data")).unwrap();
            (self.kept, self.watched) = (BTreeMap::new(), BTreeMap::new());
        }
        child_of("check", &self.folder, chance.number())
    }

    fn longest(&self) -> u64 {
        500_000
    }

    fn verify(&mut self, told: &Told) -> Result<(), String> {
        let row = |what: &Value| what["c"].as_i64().unwrap();
        for done in &told.done {
            if done["op"] == "check" {
                self.kept.entry(row(done)).or_default().insert(done["at"].as_str().unwrap().to_owned());
                // A proof ends the watch; whatever else was found leaves it.
                if done["connected"] == true {
                    self.watched.insert(row(done), None);
                }
            } else {
                self.watched.insert(row(done), done["since"].as_str().map(str::to_owned));
            }
        }
        let path = self.folder.join("data/registry.db");
        wait(async {
            let registry = made::next_start(&path)?;
            for customer in registry.customers().await.map_err(|problem| problem.to_string())? {
                let row = customer.row.0;
                let checks = registry.checks(customer.row, usize::MAX).await.map_err(|p| p.to_string())?;
                let found: BTreeSet<String> =
                    checks.iter().map(|check| check.at.unix_timestamp_nanos().to_string()).collect();
                let kept = self.kept.entry(row).or_default();
                let lost: Vec<_> = kept.difference(&found).collect();
                hold!(lost.is_empty(), "acknowledged checks of {row} are gone: {lost:?}");
                let under_way = told.pending().is_some_and(|what| what["op"] == "check" && what["c"] == row);
                let more = found.len() - kept.len();
                hold!(more <= usize::from(under_way), "{more} checks of {row} that nobody made");
                *kept = found;
                let watch = customer.watch.map(|watch| watch.since.unix_timestamp_nanos().to_string());
                if told.pending().is_none_or(|what| what["c"] != row)
                    && let Some(known) = self.watched.get(&row)
                {
                    hold!(*known == watch, "the watch of {row}: acknowledged {known:?}, found {watch:?}");
                }
                self.watched.insert(row, watch);
            }
            Ok(())
        })?;
        // No row that only SQLite can read.
        let file = Connection::open(&path).map_err(|error| error.to_string())?;
        let rows: i64 = file
            .query_row("SELECT count(*) FROM history", [], |row| row.get(0))
            .map_err(|error| error.to_string())?;
        let read: usize = self.kept.values().map(BTreeSet::len).sum();
        hold!(rows == i64::try_from(read).unwrap(), "{rows} rows of history, {read} of them readable");
        made::sound(&path)
    }
}

pub async fn work(folder: &Path, mut chance: Chance) {
    let registry = made::next_start(&folder.join("data/registry.db")).unwrap();
    let (memory, reached) = (Arc::new(MemorySecrets::default()), house::Reached::read(folder));
    let desk = house::desk(folder, registry, Arc::<MemorySecrets>::clone(&memory));
    let registry = desk.registry();
    let app = if let Some(app) = registry.apps().await.unwrap().pop() {
        app
    } else {
        let secret = PastedSecret::new(reached.secret().expose().to_owned());
        desk.save_app(reached.draft(None, false), Some(secret), KeptIn::Keychain).await.unwrap().app
    };
    let generation = app.secret.as_ref().map_or(1, |secret| secret.generation);
    let place = SecretPlace { cloud: app.cloud, app_id: app.app_id, generation };
    memory.put(place, reached.secret()).await.unwrap();
    let there = registry.customers().await.unwrap();
    for scenario in quick().filter(|one| there.iter().all(|known| known.tenant_id != one.tenant_id)) {
        let new =
            CustomerRecord::new(app.row, scenario.customer.into(), scenario.tenant_id, desk.clock().now());
        registry.add_customer(new).await.unwrap();
    }
    let customers = registry.customers().await.unwrap();
    loop {
        let row = chance.one_of(&customers).row;
        if chance.below(2) == 0 {
            trying(&json!({"op": "watch", "c": row.0}));
            let watch = desk.begin_watch(row).await.unwrap();
            did(&json!({"op": "watch", "c": row.0, "since": watch.since.unix_timestamp_nanos().to_string()}));
        }
        trying(&json!({"op": "check", "c": row.0}));
        let checked = desk.check(row, &|_| {}, &CancellationToken::new()).await.unwrap();
        checked.kept.unwrap();
        let connected = checked.record.verdict == Verdict::Connected;
        let at = checked.record.at.unix_timestamp_nanos().to_string();
        did(&json!({"op": "check", "c": row.0, "at": at, "connected": connected}));
    }
}
