//! Token files: whole or not there, readable by nobody else, and none that a later start would not find.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use consentry_platform::TokenFiles;
use serde_json::{Value, json};

use super::{Class, Told, child_of, did, trying};
use crate::chance::Chance;
use crate::figures::hold;
use crate::made;

struct Files {
    folder: PathBuf,
    /// Content by name.
    kept: BTreeMap<String, String>,
}

pub fn class(folder: &Path) -> Box<dyn Class> {
    std::fs::create_dir_all(folder.join("tokens")).unwrap();
    Box::new(Files { folder: folder.to_owned(), kept: BTreeMap::new() })
}

fn token(number: u64) -> String {
    format!("eyJ-{number}-").repeat(400) + "end"
}

fn apply(kept: &mut BTreeMap<String, String>, what: &Value) {
    let name = what["name"].as_str().unwrap().to_owned();
    match what["op"].as_str().unwrap() {
        "write" => {
            kept.insert(name, token(what["n"].as_u64().unwrap()));
        }
        _ => {
            kept.remove(&name);
        }
    }
}

impl Class for Files {
    fn child(&mut self, chance: &mut Chance) -> Command {
        child_of("token-file", &self.folder, chance.number())
    }

    fn verify(&mut self, told: &Told) -> Result<(), String> {
        for done in &told.done {
            apply(&mut self.kept, done);
        }
        let mut with_pending = self.kept.clone();
        if let Some(pending) = told.pending() {
            apply(&mut with_pending, pending);
        }
        let tokens = self.folder.join("tokens");
        // Before the next start: no name that a person gave holds half a token, and nobody else reads any.
        for entry in std::fs::read_dir(&tokens).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            hold!(mode == 0o600, "{name} has mode {mode:o}");
            let content = std::fs::read_to_string(entry.path()).unwrap();
            let whole = self.kept.get(&name) == Some(&content) || with_pending.get(&name) == Some(&content);
            hold!(
                whole || name.starts_with(".consentry-"),
                "{name} holds {} bytes of a token",
                content.len()
            );
        }
        // The next start, long before any token ends.
        let files = TokenFiles::at(self.folder.join("list.json"));
        files.sweep(made::at(0));
        let listed: Vec<PathBuf> = files.of("torture").into_iter().map(|file| file.path).collect();
        let mut found = BTreeMap::new();
        for entry in std::fs::read_dir(&tokens).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            hold!(listed.contains(&entry.path()), "{name} would never be deleted: it is not on the list");
            found.insert(name, std::fs::read_to_string(entry.path()).unwrap());
        }
        hold!(
            found == self.kept || found == with_pending,
            "acknowledged {:?}, found {:?}",
            self.kept.keys(),
            found.keys()
        );
        self.kept = found;
        Ok(())
    }
}

pub fn work(folder: &Path, mut chance: Chance) {
    let files = TokenFiles::at(folder.join("list.json"));
    loop {
        let there = files.of("torture");
        if there.len() > 12 || (!there.is_empty() && chance.below(3) == 0) {
            let path = chance.one_of(&there).path.clone();
            let what = json!({"op": "delete", "name": path.file_name().unwrap().to_string_lossy()});
            trying(&what);
            files.delete(&path).unwrap();
            did(&what);
        } else {
            let n = chance.below(1_000_000_000);
            let name = format!("token-{n}.txt");
            let what = json!({"op": "write", "name": name, "n": n});
            trying(&what);
            let path = folder.join("tokens").join(name);
            files.write(&path, &token(n), "torture", made::at(1_000_000), true).unwrap();
            did(&what);
        }
    }
}
