//! A secret store in memory, which keeps the rules of its port, writes into the same log as the registry, and fails when
//! told to.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use consentry_onboarding::ports::{SecretPlace, SecretStore, SecretStoreProblem};
use consentry_onboarding::secret::ClientSecret;

use crate::fakes::Log;

pub struct InMemoryStore {
    name: &'static str,
    kept: Mutex<HashMap<SecretPlace, ClientSecret>>,
    pub fails: Mutex<Option<SecretStoreProblem>>,
    /// It locked itself before this is done.
    pub locked_for: Mutex<Option<&'static str>>,
    /// Reading never comes back, as from a locked keychain whose prompt nobody answers.
    pub hangs: AtomicBool,
    log: Log,
}

impl InMemoryStore {
    pub fn new(name: &'static str, log: &Log) -> Self {
        Self {
            name,
            kept: Mutex::default(),
            fails: Mutex::default(),
            locked_for: Mutex::default(),
            hangs: AtomicBool::new(false),
            log: Arc::clone(log),
        }
    }

    /// What is kept, as (application ID, generation, secret), in order.
    pub fn kept(&self) -> Vec<(String, u32, String)> {
        let kept = self.kept.lock().unwrap();
        let mut all: Vec<_> = kept
            .iter()
            .map(|(place, secret)| (place.app_id.to_string(), place.generation, secret.expose().to_owned()))
            .collect();
        all.sort();
        all
    }

    /// As if somebody had deleted it in the keychain's own program.
    pub fn lose_everything(&self) {
        self.kept.lock().unwrap().clear();
    }

    fn reach(&self, what: &str, place: SecretPlace) -> Result<(), SecretStoreProblem> {
        if let Some(problem) = self.fails.lock().unwrap().clone() {
            return Err(problem);
        }
        let locked = *self.locked_for.lock().unwrap() == Some(what);
        let told = if locked { " locked" } else { "" };
        self.log.lock().unwrap().push(format!("{} {what} {}{told}", self.name, place.generation));
        if locked { Err(SecretStoreProblem::Locked) } else { Ok(()) }
    }
}

#[async_trait]
impl SecretStore for InMemoryStore {
    async fn put(&self, place: SecretPlace, secret: ClientSecret) -> Result<(), SecretStoreProblem> {
        self.reach("put", place)?;
        self.kept.lock().unwrap().insert(place, secret);
        Ok(())
    }

    async fn get(&self, place: SecretPlace) -> Result<Option<ClientSecret>, SecretStoreProblem> {
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        self.reach("get", place)?;
        Ok(self.kept.lock().unwrap().get(&place).cloned())
    }

    async fn delete(&self, place: SecretPlace) -> Result<(), SecretStoreProblem> {
        self.reach("delete", place)?;
        self.kept.lock().unwrap().remove(&place);
        Ok(())
    }
}
