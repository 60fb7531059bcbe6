//! Whose turn it is at the keychain: a file beside the registry that is locked meanwhile.

use std::path::Path;
use std::time::Duration;

use consentry_onboarding::ports::{KeychainTurn, RegistryProblem};
use tokio::time::{Instant, sleep};

use super::place::beside;
use super::problem;
use crate::lock_file::{self, AGAIN};

/// Takes the turn, or gives up after so long.
pub(super) async fn take(
    registry: &Path,
    patience: Duration,
) -> Result<Option<KeychainTurn>, RegistryProblem> {
    let path = beside(registry, ".keychain-lock");
    let told = |error| problem::io(&path, &error);
    let file = lock_file::open(&path).map_err(told)?;
    let until = Instant::now() + patience;
    loop {
        if lock_file::is_ours(&file).map_err(told)? {
            return Ok(Some(KeychainTurn::while_held(file)));
        }
        if Instant::now() >= until {
            return Ok(None);
        }
        sleep(AGAIN).await;
    }
}
