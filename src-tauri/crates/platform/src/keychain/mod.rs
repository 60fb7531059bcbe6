//! Client secrets in the operating system's keychain.
//!
//! A keychain blocks: one that is locked waits for a person to answer its prompt, for ever if nobody does. So
//! one dedicated thread owns the connection, requests travel to it by channel, and the caller waits for an
//! answer only as long as is sensible (60 seconds). Then it is told [`SecretStoreProblem::Locked`], the blocked
//! thread's connection is hung up, which withdraws the prompt, and the next request gets a fresh thread. A
//! thread given up on begins to write nothing afterwards: it unlocks first, looks whether anybody still waits, and
//! only then touches an item. A keychain that stops answering in the middle of a change may still carry it out, so
//! that is told as [`SecretStoreProblem::Broken`] and not as locked.
//!
//! The connection is made with the first request and made anew after a failure, so a keychain that appears while
//! the program runs is found without a restart. (The `keyring` facade would remember the first failure for the
//! life of the process, which is why the stores below it are used directly.)
//!
//! Where there is no keychain and the person agrees, [`MemorySecrets`] keeps secrets until the program ends.

mod memory;
mod system;
#[cfg(target_os = "linux")]
mod unlock;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use async_trait::async_trait;
use consentry_onboarding::ports::{SecretPlace, SecretStore, SecretStoreProblem};
use consentry_onboarding::secret::ClientSecret;
use tokio::sync::oneshot;

pub use memory::MemorySecrets;

/// How long a person has to answer the keychain's prompt.
const PATIENCE: Duration = Duration::from_secs(60);

/// A keychain as the thread sees it: blocking calls on one connection.
trait Vault {
    /// Makes the keychain ready; may wait for a person. With `make`, one that does not exist is created.
    fn unlock(&self, make: bool) -> Result<(), VaultProblem>;
    fn put(&self, place: SecretPlace, secret: &ClientSecret) -> Result<(), VaultProblem>;
    fn get(&self, place: SecretPlace) -> Result<Option<ClientSecret>, VaultProblem>;
    fn delete(&self, place: SecretPlace) -> Result<(), VaultProblem>;
    /// Something that ends a waiting [`Vault::unlock`] from another thread, where the system allows it.
    fn hang_up(&self) -> Option<HangUp>;
}

type HangUp = Box<dyn FnOnce() + Send>;

/// What went wrong in a vault. The texts hold no secret.
#[derive(Debug)]
enum VaultProblem {
    /// There is no keychain, which some systems tell only when an item is asked for.
    Missing,
    /// Locked, and the prompt was dismissed or could not be shown.
    Locked,
    /// The connection may be dead; a new one is worth a try.
    Connection(String),
    /// Anything else.
    Broken(String),
}

type OpenVault = dyn Fn() -> Result<Box<dyn Vault>, SecretStoreProblem> + Send + Sync;

/// The operating system's keychain: Secret Service on Linux, Credential Manager on Windows, the login keychain on
/// macOS. Items belong to the service `app.consentry.desktop` and are named by cloud, app and generation.
pub struct Keychain {
    open: Arc<OpenVault>,
    patience: Duration,
    current: Mutex<Option<Arc<Worker>>>,
}

impl Keychain {
    /// The keychain of this machine. Nothing is connected before the first request.
    pub fn new() -> Self {
        Self::with_patience(PATIENCE)
    }

    /// As [`Keychain::new`], with another time after which a blocked request is answered with
    /// [`SecretStoreProblem::Locked`].
    pub fn with_patience(patience: Duration) -> Self {
        Self { open: Arc::new(system::open), patience, current: Mutex::new(None) }
    }

    /// Has the thread do something and waits for it, up to the end of our patience.
    async fn ask<T, F>(&self, unlock: Unlock, work: F) -> Result<T, Unanswered>
    where
        T: Send + 'static,
        F: Fn(&dyn Vault) -> Result<T, VaultProblem> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let worker = self.worker()?;
        let begun = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&begun);
        let request: Request = Box::new(move |desk: &mut Desk| {
            // Nobody waits any more where the answer is dropped.
            let _ = answer.send(desk.serve(unlock, &theirs, &work));
        });
        if worker.requests.send(request).is_err() {
            // Its thread is gone; the next request gets a fresh one.
            self.dismiss(&worker);
            return Err(ended().into());
        }
        match tokio::time::timeout(self.patience, answered).await {
            Ok(Ok(result)) => Ok(result?),
            // The thread was given up on while this request waited in its queue, or it panicked.
            Ok(Err(_)) if worker.given_up.is_set() => Err(Unanswered::Waiting),
            Ok(Err(_)) => {
                self.dismiss(&worker);
                Err(ended().into())
            }
            Err(_) => {
                // The thread says that it begins before it looks whether it was given up on, so one of the two sees
                // the other.
                self.dismiss(&worker);
                let begun = begun.load(Ordering::SeqCst);
                tracing::warn!(begun, "the keychain did not answer in time");
                Err(if begun { Unanswered::Begun } else { Unanswered::Waiting })
            }
        }
    }

    /// The running thread, or a fresh one.
    fn worker(&self) -> Result<Arc<Worker>, SecretStoreProblem> {
        let mut current = lock(&self.current);
        if let Some(worker) = current.as_ref() {
            return Ok(Arc::clone(worker));
        }
        let worker =
            Worker::start(Arc::clone(&self.open)).map_err(|e| SecretStoreProblem::Broken(e.to_string()))?;
        *current = Some(Arc::clone(&worker));
        Ok(worker)
    }

    /// Gives up on a thread, unless somebody else has done so already and a fresh one is at work.
    fn dismiss(&self, worker: &Arc<Worker>) {
        worker.given_up.set();
        let mut current = lock(&self.current);
        if current.as_ref().is_some_and(|running| Arc::ptr_eq(running, worker)) {
            *current = None;
        }
    }
}

impl Default for Keychain {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Keychain {
    /// A prompt that is still open is withdrawn: nobody is there to hear its answer.
    fn drop(&mut self) {
        if let Some(worker) = lock(&self.current).take() {
            worker.given_up.set();
        }
    }
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keychain").field("patience", &self.patience).finish_non_exhaustive()
    }
}

#[async_trait]
impl SecretStore for Keychain {
    async fn put(&self, place: SecretPlace, secret: ClientSecret) -> Result<(), SecretStoreProblem> {
        self.ask(Unlock::OrMake, move |vault| vault.put(place, &secret)).await.map_err(Unanswered::of_change)
    }

    async fn get(&self, place: SecretPlace) -> Result<Option<ClientSecret>, SecretStoreProblem> {
        self.ask(Unlock::IfThere, move |vault| vault.get(place)).await.map_err(Unanswered::of_reading)
    }

    async fn delete(&self, place: SecretPlace) -> Result<(), SecretStoreProblem> {
        self.ask(Unlock::IfThere, move |vault| vault.delete(place)).await.map_err(Unanswered::of_change)
    }
}

/// Why nothing came of a request.
#[derive(Debug)]
enum Unanswered {
    Failed(SecretStoreProblem),
    /// Our patience ended before anything was touched, and nothing will be.
    Waiting,
    /// It ended when the keychain had been asked, which may still do it.
    Begun,
}

impl Unanswered {
    fn of_change(self) -> SecretStoreProblem {
        match self {
            Self::Failed(problem) => problem,
            Self::Waiting => SecretStoreProblem::Locked,
            Self::Begun => SecretStoreProblem::Broken("it did not answer in time".into()),
        }
    }

    /// What was read too late was read by nobody. Some systems ask the person at this point only.
    fn of_reading(self) -> SecretStoreProblem {
        match self {
            Self::Failed(problem) => problem,
            Self::Waiting | Self::Begun => SecretStoreProblem::Locked,
        }
    }
}

impl From<SecretStoreProblem> for Unanswered {
    fn from(problem: SecretStoreProblem) -> Self {
        Self::Failed(problem)
    }
}

/// What to do about a keychain that is locked or does not exist yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unlock {
    IfThere,
    OrMake,
}

type Request = Box<dyn FnOnce(&mut Desk) + Send>;

/// A thread and the way to it.
struct Worker {
    requests: mpsc::Sender<Request>,
    given_up: Arc<GivenUp>,
}

impl Worker {
    fn start(open: Arc<OpenVault>) -> std::io::Result<Arc<Self>> {
        let (requests, queue) = mpsc::channel::<Request>();
        let given_up = Arc::new(GivenUp::default());
        let theirs = Arc::clone(&given_up);
        thread::Builder::new().name("keychain".into()).spawn(move || {
            let mut desk = Desk { open, vault: None, given_up: theirs };
            for request in queue {
                if desk.given_up.is_set() {
                    return;
                }
                request(&mut desk);
            }
        })?;
        Ok(Arc::new(Self { requests, given_up }))
    }
}

/// Whether the thread has been given up on, and how to end what it waits for.
#[derive(Default)]
struct GivenUp {
    flag: AtomicBool,
    hang_up: Mutex<Option<HangUp>>,
}

impl GivenUp {
    fn is_set(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }

    fn check(&self) -> Result<(), Attempt> {
        if self.is_set() { Err(Attempt::Failed(VaultProblem::Locked)) } else { Ok(()) }
    }

    fn set(&self) {
        self.flag.store(true, Ordering::SeqCst);
        if let Some(hang_up) = lock(&self.hang_up).take() {
            // Closing a connection is a round trip of its own, which the caller need not wait for. Where no
            // thread can be started the blocked one is left to its fate.
            let _ = thread::Builder::new().name("keychain-hang-up".into()).spawn(hang_up);
        }
    }
}

/// The thread's own side: its connection, made when first needed and dropped after every failure.
struct Desk {
    open: Arc<OpenVault>,
    vault: Option<Box<dyn Vault>>,
    given_up: Arc<GivenUp>,
}

impl Desk {
    fn serve<T>(
        &mut self,
        unlock: Unlock,
        begun: &AtomicBool,
        work: &dyn Fn(&dyn Vault) -> Result<T, VaultProblem>,
    ) -> Result<T, SecretStoreProblem> {
        // An old connection may have died with the session bus behind it; a new one gets one more try.
        let mut was_open = self.vault.is_some();
        loop {
            let problem = match self.attempt(unlock, begun, work) {
                Ok(value) => return Ok(value),
                Err(Attempt::NotOpened(problem)) => return Err(problem),
                Err(Attempt::Failed(problem)) => problem,
            };
            self.vault = None;
            match problem {
                VaultProblem::Connection(_) if std::mem::take(&mut was_open) && !self.given_up.is_set() => {}
                VaultProblem::Missing => return Err(SecretStoreProblem::Missing),
                VaultProblem::Locked => return Err(SecretStoreProblem::Locked),
                VaultProblem::Connection(text) | VaultProblem::Broken(text) => {
                    return Err(SecretStoreProblem::Broken(text));
                }
            }
        }
    }

    fn attempt<T>(
        &mut self,
        unlock: Unlock,
        begun: &AtomicBool,
        work: &dyn Fn(&dyn Vault) -> Result<T, VaultProblem>,
    ) -> Result<T, Attempt> {
        let vault = match &mut self.vault {
            Some(vault) => vault,
            empty => {
                let vault = (self.open)().map_err(Attempt::NotOpened)?;
                *lock(&self.given_up.hang_up) = vault.hang_up();
                empty.insert(vault)
            }
        };
        // The caller who has been told that this did not happen must be right: looked at before a prompt is
        // opened, and again once it is answered.
        self.given_up.check()?;
        vault.unlock(unlock == Unlock::OrMake).map_err(Attempt::Failed)?;
        begun.store(true, Ordering::SeqCst);
        self.given_up.check()?;
        work(vault.as_ref()).map_err(Attempt::Failed)
    }
}

enum Attempt {
    NotOpened(SecretStoreProblem),
    Failed(VaultProblem),
}

fn ended() -> SecretStoreProblem {
    SecretStoreProblem::Broken("the keychain's thread ended".into())
}

/// Nothing here is left half changed by a panic, so a poisoned lock is as good as another.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
