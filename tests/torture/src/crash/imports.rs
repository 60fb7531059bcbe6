//! Many customers from a list: all of them or none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use consentry_onboarding::ports::Registry as _;
use serde_json::json;

use super::{Class, Told, child_of, did, trying, wait};
use crate::chance::Chance;
use crate::figures::hold;
use crate::made;

struct Imports {
    folder: PathBuf,
    /// Size by batch.
    kept: BTreeMap<u64, u64>,
}

pub fn class(folder: &Path) -> Box<dyn Class> {
    Box::new(Imports { folder: folder.to_owned(), kept: BTreeMap::new() })
}

impl Class for Imports {
    fn child(&mut self, chance: &mut Chance) -> Command {
        // A board that grew long is put away, so that later rounds do not only read.
        if self.kept.values().sum::<u64>() > 4_000 {
            std::fs::remove_dir_all(self.folder.join("data")).unwrap();
            self.kept.clear();
        }
        child_of("import", &self.folder, chance.number())
    }

    fn longest(&self) -> u64 {
        150_000
    }

    fn verify(&mut self, told: &Told) -> Result<(), String> {
        let size =
            |what: &serde_json::Value| (what["batch"].as_u64().unwrap(), what["size"].as_u64().unwrap());
        self.kept.extend(told.done.iter().map(size));
        let path = self.folder.join("data/registry.db");
        let customers = wait(async {
            let registry = made::next_start(&path)?;
            registry.customers().await.map_err(|problem| problem.to_string())
        })?;
        let mut found: BTreeMap<u64, u64> = BTreeMap::new();
        for customer in &customers {
            *found.entry(made::whole(customer)?.1).or_default() += 1;
        }
        let pending = told.pending().map(size);
        for (batch, size) in &self.kept {
            hold!(found.get(batch) == Some(size), "batch {batch} of {size}: found {:?}", found.get(batch));
        }
        for (batch, count) in &found {
            let whole = self.kept.get(batch) == Some(count) || pending == Some((*batch, *count));
            hold!(whole, "half a batch: {count} of {batch}, pending {pending:?}");
        }
        self.kept = found;
        made::sound(&path)
    }
}

pub async fn work(folder: &Path, mut chance: Chance) {
    let registry = made::next_start(&folder.join("data/registry.db")).unwrap();
    let app = made::app_in(&registry, 1).await.row;
    loop {
        let (batch, size) = (chance.below(1_000_000_000), 20 + chance.below(400));
        let first = chance.below(u64::from(u32::MAX) - 1000);
        let what = json!({"batch": batch, "size": size});
        let customers = (0..size).map(|one| made::customer(app, first + one, batch)).collect();
        trying(&what);
        registry.add_customers(customers).await.unwrap();
        did(&what);
    }
}
