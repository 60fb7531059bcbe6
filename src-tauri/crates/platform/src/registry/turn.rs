//! Whose turn it is at the keychain: a file beside the registry that is locked meanwhile. The system gives the lock back
//! when a program ends, however it ends, so that nobody has to judge whether an old lock still means something.

use std::fs::TryLockError;
use std::path::Path;
use std::time::Duration;

use consentry_onboarding::ports::{KeychainTurn, RegistryProblem};
use tokio::time::{Instant, sleep};

use super::file::{beside, private_options};
use super::problem;

/// How often somebody who waits looks again; the system has no way to wait for a lock that can be given up.
const AGAIN: Duration = Duration::from_millis(20);

/// Takes the turn, or gives up after so long.
pub(super) async fn take(
    registry: &Path,
    patience: Duration,
) -> Result<Option<KeychainTurn>, RegistryProblem> {
    let path = beside(registry, ".keychain-lock");
    let file = private_options().open(&path).map_err(|error| problem::io(&path, &error))?;
    let until = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(KeychainTurn::while_held(file))),
            Err(TryLockError::WouldBlock) if Instant::now() < until => sleep(AGAIN).await,
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(problem::io(&path, &error)),
        }
    }
}
