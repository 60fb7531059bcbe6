//! The thread's manners, with a vault that can be made to wait; the real keychain is met in `tests/keychain.rs`.

use std::sync::Condvar;
use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::ids::AppId;

use super::*;

/// A vault behind a door that the test opens.
#[derive(Default)]
struct Shared {
    opened: AtomicUsize,
    door: Mutex<bool>,
    moved: Condvar,
    kept: Mutex<Vec<String>>,
    /// Whether the door stands in front of the item as well: the vault is unlocked and does not answer.
    mute: AtomicBool,
    fail_next: AtomicBool,
}

impl Shared {
    fn set_door(&self, open: bool) {
        *lock(&self.door) = open;
        self.moved.notify_all();
    }
}

struct Door(Arc<Shared>);

impl Door {
    fn wait(&self) {
        let mut open = lock(&self.0.door);
        while !*open {
            open = self.0.moved.wait(open).unwrap();
        }
    }
}

impl Vault for Door {
    fn unlock(&self, _: bool) -> Result<(), VaultProblem> {
        if !self.0.mute.load(Ordering::SeqCst) {
            self.wait();
        }
        Ok(())
    }
    fn put(&self, _: SecretPlace, secret: &ClientSecret) -> Result<(), VaultProblem> {
        self.wait();
        lock(&self.0.kept).push(secret.expose().to_owned());
        Ok(())
    }
    fn get(&self, _: SecretPlace) -> Result<Option<ClientSecret>, VaultProblem> {
        self.wait();
        if self.0.fail_next.swap(false, Ordering::SeqCst) {
            return Err(VaultProblem::Connection("gone".into()));
        }
        Ok(lock(&self.0.kept).last().cloned().map(ClientSecret::from_store))
    }
    fn delete(&self, _: SecretPlace) -> Result<(), VaultProblem> {
        panic!("a defect in a store")
    }
    fn hang_up(&self) -> Option<HangUp> {
        None
    }
}

fn keychain(shared: &Arc<Shared>, patience: Duration) -> Keychain {
    let shared = Arc::clone(shared);
    let open = move || -> Result<Box<dyn Vault>, SecretStoreProblem> {
        if shared.opened.fetch_add(1, Ordering::SeqCst) == 0 {
            return Err(SecretStoreProblem::Missing);
        }
        Ok(Box::new(Door(Arc::clone(&shared))))
    };
    Keychain { open: Arc::new(open), patience, current: Mutex::new(None) }
}

fn place() -> SecretPlace {
    let app_id = AppId::parse("11111111-2222-3333-4444-555555555555").unwrap();
    SecretPlace { cloud: CloudId::Commercial, app_id, generation: 1 }
}

fn secret(text: &str) -> ClientSecret {
    ClientSecret::from_store(text.into())
}

#[tokio::test]
async fn a_keychain_that_appears_later_is_found() {
    let shared = Arc::new(Shared::default());
    shared.set_door(true);
    let keychain = keychain(&shared, Duration::from_secs(5));
    assert_eq!(keychain.get(place()).await.unwrap_err(), SecretStoreProblem::Missing);
    assert!(keychain.get(place()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_blocked_keychain_is_given_up_and_writes_nothing_afterwards() {
    let shared = Arc::new(Shared::default());
    let keychain = keychain(&shared, Duration::from_millis(100));
    assert_eq!(keychain.get(place()).await.unwrap_err(), SecretStoreProblem::Missing);

    let began = Instant::now();
    assert_eq!(keychain.put(place(), secret("late")).await.unwrap_err(), SecretStoreProblem::Locked);
    assert!(began.elapsed() < Duration::from_secs(2), "the caller waited {:?}", began.elapsed());

    // Now the old thread goes on, and a fresh one serves the next request.
    shared.set_door(true);
    keychain.put(place(), secret("in time")).await.unwrap();
    assert_eq!(keychain.get(place()).await.unwrap().unwrap().expose(), "in time");
    thread::sleep(Duration::from_millis(50));
    assert_eq!(*lock(&shared.kept), ["in time"]);
}

#[tokio::test]
async fn what_a_keychain_was_asked_and_did_not_answer_is_not_said_to_be_undone() {
    let shared = Arc::new(Shared::default());
    shared.mute.store(true, Ordering::SeqCst);
    let keychain = keychain(&shared, Duration::from_millis(100));
    assert_eq!(keychain.get(place()).await.unwrap_err(), SecretStoreProblem::Missing);
    let problem = keychain.put(place(), secret("late")).await.unwrap_err();
    assert!(matches!(problem, SecretStoreProblem::Broken(_)), "{problem:?}");
    assert_eq!(keychain.get(place()).await.unwrap_err(), SecretStoreProblem::Locked, "nothing was read");

    shared.set_door(true);
    while lock(&shared.kept).is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(*lock(&shared.kept), ["late"]);
}

#[tokio::test]
async fn a_dead_connection_is_made_anew_without_anybody_noticing() {
    let shared = Arc::new(Shared::default());
    shared.set_door(true);
    let keychain = keychain(&shared, Duration::from_secs(5));
    assert_eq!(keychain.get(place()).await.unwrap_err(), SecretStoreProblem::Missing);
    keychain.put(place(), secret("kept")).await.unwrap();

    shared.fail_next.store(true, Ordering::SeqCst);
    assert_eq!(keychain.get(place()).await.unwrap().unwrap().expose(), "kept");
    assert_eq!(shared.opened.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_thread_that_dies_is_replaced() {
    let shared = Arc::new(Shared::default());
    shared.set_door(true);
    let keychain = keychain(&shared, Duration::from_secs(5));
    assert_eq!(keychain.get(place()).await.unwrap_err(), SecretStoreProblem::Missing);
    assert!(matches!(keychain.delete(place()).await, Err(SecretStoreProblem::Broken(_))));
    assert!(keychain.get(place()).await.unwrap().is_none());
}

#[tokio::test]
async fn memory_keeps_generations_apart() {
    let memory = MemorySecrets::default();
    let second = SecretPlace { generation: 2, ..place() };
    memory.put(place(), secret("one")).await.unwrap();
    memory.put(second, secret("two")).await.unwrap();
    memory.delete(place()).await.unwrap();
    memory.delete(place()).await.unwrap();
    assert!(memory.get(place()).await.unwrap().is_none());
    assert_eq!(memory.get(second).await.unwrap().unwrap().expose(), "two");
    assert!(!format!("{memory:?}").contains("two"));
}
