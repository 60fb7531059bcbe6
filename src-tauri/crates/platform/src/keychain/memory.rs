//! Secrets for this session only, for machines without a keychain and for practice.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use consentry_onboarding::ports::{SecretPlace, SecretStore, SecretStoreProblem};
use consentry_onboarding::secret::ClientSecret;

use super::lock;

/// Keeps secrets in this process's memory. They are wiped when they are replaced, deleted, or when this value
/// is dropped; no file ever holds them.
#[derive(Debug, Default)]
pub struct MemorySecrets {
    kept: Mutex<HashMap<SecretPlace, ClientSecret>>,
}

#[async_trait]
impl SecretStore for MemorySecrets {
    async fn put(&self, place: SecretPlace, secret: ClientSecret) -> Result<(), SecretStoreProblem> {
        lock(&self.kept).insert(place, secret);
        Ok(())
    }

    async fn get(&self, place: SecretPlace) -> Result<Option<ClientSecret>, SecretStoreProblem> {
        Ok(lock(&self.kept).get(&place).cloned())
    }

    async fn delete(&self, place: SecretPlace) -> Result<(), SecretStoreProblem> {
        lock(&self.kept).remove(&place);
        Ok(())
    }
}
