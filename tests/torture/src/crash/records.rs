//! Customers added, edited, watched, checked, removed and put back; the draft and the preferences.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::{CustomerRecord, SetupDraft};
use serde_json::{Value, json};

use super::{Class, Told, child_of, did, trying, wait};
use crate::chance::Chance;
use crate::figures::hold;
use crate::made;

#[derive(Debug, Default, Clone, PartialEq)]
struct One {
    edits: u64,
    checks: Vec<u64>,
    watch: Option<u64>,
    removed: bool,
}

/// What was acknowledged, by customer.
#[derive(Debug, Default, Clone)]
struct Model {
    customers: BTreeMap<u64, One>,
    draft: Option<u64>,
    preference: Option<u64>,
}

impl Model {
    fn apply(&mut self, what: &Value) {
        let number = |name: &str| what[name].as_u64().unwrap();
        let n = what["n"].as_u64();
        match what["op"].as_str().unwrap() {
            "add" => {
                self.customers.insert(number("k"), One::default());
            }
            "draft" => self.draft = n,
            "preference" => self.preference = n,
            op => {
                let one = self.customers.get_mut(&number("k")).unwrap();
                match op {
                    "edit" => one.edits = number("n"),
                    "check" => one.checks.push(number("n")),
                    "watch" => one.watch = n,
                    // Nobody is watched who was taken off the board.
                    "remove" => (one.removed, one.watch) = (true, None),
                    "restore" => one.removed = false,
                    other => panic!("{other}"),
                }
            }
        }
    }
}

struct Records {
    folder: PathBuf,
    model: Model,
}

pub fn class(folder: &Path) -> Box<dyn Class> {
    Box::new(Records { folder: folder.to_owned(), model: Model::default() })
}

fn registry(folder: &Path) -> PathBuf {
    folder.join("data/registry.db")
}

impl Class for Records {
    fn child(&mut self, chance: &mut Chance) -> Command {
        // A board that grew long is put away, so that later rounds do not only read.
        if self.model.customers.len() > 100 {
            std::fs::remove_dir_all(self.folder.join("data")).unwrap();
            self.model = Model::default();
        }
        child_of("add", &self.folder, chance.number())
    }

    fn verify(&mut self, told: &Told) -> Result<(), String> {
        for done in &told.done {
            self.model.apply(done);
        }
        let mut with_pending = self.model.clone();
        if let Some(pending) = told.pending() {
            with_pending.apply(pending);
        }
        // A putting back that was cut off leaves a removed one, too.
        let mut all = self.model.customers.values().chain(with_pending.customers.values());
        let some_removed = all.any(|one| one.removed);
        let found = wait(read(&registry(&self.folder), some_removed))?;
        let expected = &self.model;
        for (number, one) in &with_pending.customers {
            let found = found.customers.get(number);
            let before = expected.customers.get(number);
            hold!(
                found == before || found == Some(one),
                "customer {number}: acknowledged {before:?}, found {found:?}"
            );
        }
        for number in found.customers.keys() {
            hold!(with_pending.customers.contains_key(number), "customer {number} was never added");
        }
        for (what, kept, before, after) in [
            ("draft", found.draft, expected.draft, with_pending.draft),
            ("preference", found.preference, expected.preference, with_pending.preference),
        ] {
            hold!(kept == before || kept == after, "{what}: acknowledged {before:?}, found {kept:?}");
        }
        self.model = found;
        made::sound(&registry(&self.folder))
    }
}

/// What lies there. A removed customer is seen by putting it back, and is removed again.
async fn read(path: &Path, some_removed: bool) -> Result<Model, String> {
    let registry = made::next_start(path)?;
    let text = |problem: consentry_onboarding::ports::RegistryProblem| problem.to_string();
    let mut model = Model::default();
    let mut customers = registry.customers().await.map_err(text)?;
    let there: Vec<_> = customers.iter().map(|one| one.row).collect();
    let mut removed = Vec::new();
    let highest = customers.iter().map(|one| one.row.0).max().unwrap_or(0) + 50;
    if some_removed {
        for row in (1..=highest).map(consentry_onboarding::records::CustomerRow) {
            if !there.contains(&row)
                && let Ok(back) = registry.restore_customer(row).await
            {
                removed.push(row);
                customers.push(back);
            }
        }
    }
    for customer in customers {
        let (number, edits) = made::whole(&customer)?;
        let mut checks = Vec::new();
        for check in registry.checks(customer.row, usize::MAX).await.map_err(text)? {
            let n = u64::try_from((check.at - made::at(0)).whole_seconds()).unwrap();
            hold!(check == made::check(n), "a torn check: {check:?}");
            checks.push(n);
        }
        checks.reverse();
        let watch =
            customer.watch.map(|watch| u64::try_from((watch.since - made::at(0)).whole_seconds()).unwrap());
        hold!(watch.map(made::watch) == customer.watch, "a torn watch: {:?}", customer.watch);
        let removed = removed.contains(&customer.row);
        model.customers.insert(number, One { edits, checks, watch, removed });
    }
    for row in removed {
        registry.remove_customer(row, made::at(0)).await.map_err(text)?;
    }
    if let Some(draft) = registry.setup_draft().await.map_err(text)? {
        let n = draft.name.parse().map_err(|_| format!("a torn draft: {draft:?}"))?;
        hold!(draft == self::draft(n), "a torn draft: {draft:?}");
        model.draft = Some(n);
    }
    let preferences = registry.preferences().await.map_err(text)?;
    model.preference = match (preferences.language.as_deref(), preferences.theme.as_deref()) {
        (None, None) => None,
        (Some("en"), Some("light")) => Some(0),
        (Some("sv"), Some("dark")) => Some(1),
        torn => return Err(format!("torn preferences: {torn:?}")),
    };
    Ok(model)
}

fn draft(n: u64) -> SetupDraft {
    let text = n.to_string();
    SetupDraft {
        name: text.clone(),
        app_id: text.clone(),
        publisher: text.clone(),
        permissions: vec![text.clone(); 40],
        step: text,
        ..SetupDraft::default()
    }
}

fn look(n: u64) -> (&'static str, &'static str) {
    if n == 0 { ("en", "light") } else { ("sv", "dark") }
}

pub async fn work(folder: &Path, mut chance: Chance) {
    let registry = made::next_start(&registry(folder)).unwrap();
    let app = made::app_in(&registry, 1).await.row;
    let mut here = registry.customers().await.unwrap();
    let mut gone: Vec<CustomerRecord> = Vec::new();
    loop {
        let n = chance.below(1_000_000);
        let some = usize::try_from(chance.below(here.len().max(1) as u64)).unwrap();
        let number_of = |customer: &CustomerRecord| made::whole(customer).unwrap().0;
        match chance.below(12) {
            0 => {
                let what = json!({"op": "draft", "n": n});
                trying(&what);
                registry.save_setup_draft(Some(draft(n))).await.unwrap();
                did(&what);
            }
            1 => {
                let what = json!({"op": "preference", "n": n % 2});
                trying(&what);
                let (language, theme) = look(n % 2);
                registry.save_look(Some(language.into()), Some(theme.into())).await.unwrap();
                did(&what);
            }
            2 | 3 if !here.is_empty() => {
                let known = &here[some];
                let (k, edits) = made::whole(known).unwrap();
                let what = json!({"op": "edit", "k": k, "n": edits + 1});
                let edited = CustomerRecord {
                    row: known.row,
                    version: known.version,
                    watch: known.watch,
                    added_at: known.added_at,
                    link_sent_at: known.link_sent_at,
                    ..made::customer(app, k, edits + 1)
                };
                trying(&what);
                here[some] = registry.save_customer(edited).await.unwrap();
                did(&what);
            }
            4..=6 if !here.is_empty() => {
                let what = json!({"op": "check", "k": number_of(&here[some]), "n": n});
                trying(&what);
                registry.add_check(here[some].row, made::check(n)).await.unwrap();
                did(&what);
            }
            7 | 8 if !here.is_empty() => {
                let to = (!n.is_multiple_of(3)).then_some(n);
                let what = json!({"op": "watch", "k": number_of(&here[some]), "n": to});
                trying(&what);
                match here[some].watch {
                    Some(from) => {
                        let moved = registry.move_watch(here[some].row, from, to.map(made::watch)).await;
                        assert!(moved.unwrap(), "nobody else moves it");
                    }
                    None => registry.watch(here[some].row, to.map(made::watch)).await.unwrap(),
                }
                here[some].watch = to.map(made::watch);
                did(&what);
            }
            9 if here.len() > 5 => {
                let what = json!({"op": "remove", "k": number_of(&here[some])});
                trying(&what);
                registry.remove_customer(here[some].row, made::at(n)).await.unwrap();
                gone.push(here.swap_remove(some));
                did(&what);
            }
            10 if !gone.is_empty() => {
                let one = gone.pop().unwrap();
                let what = json!({"op": "restore", "k": number_of(&one)});
                trying(&what);
                here.push(registry.restore_customer(one.row).await.unwrap());
                did(&what);
            }
            _ => {
                // Never the same twice: four billion numbers, and some thousand of them used.
                let k = chance.below(u64::from(u32::MAX));
                let what = json!({"op": "add", "k": k});
                trying(&what);
                here.push(registry.add_customer(made::customer(app, k, 0)).await.unwrap());
                did(&what);
            }
        }
    }
}
