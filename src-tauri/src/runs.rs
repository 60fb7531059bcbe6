//! What goes through many customers at once and can be stopped: checking all of them, looking the tenants of a list up.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use consentry_onboarding::records::CustomerRecord;
use tokio_util::sync::CancellationToken;

use crate::house::Realm;

/// What is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Customers, to check them.
    Check,
    /// The lines of a list, to find their tenants.
    Import,
}

/// The runs under way: of each kind one at a time, in each realm.
#[derive(Debug, Default)]
pub struct Runs(Mutex<HashMap<(Realm, Kind), CancellationToken>>);

/// A run under way; dropping it lets the next one begin.
#[derive(Debug)]
pub struct Run<'a> {
    runs: &'a Runs,
    of: (Realm, Kind),
    /// Stops it.
    pub cancel: CancellationToken,
}

impl Runs {
    /// Begins a run; `None` while an earlier one lasts.
    pub fn begin(&self, realm: Realm, kind: Kind) -> Option<Run<'_>> {
        let mut running = self.running();
        if running.contains_key(&(realm, kind)) {
            return None;
        }
        let cancel = CancellationToken::new();
        running.insert((realm, kind), cancel.clone());
        Some(Run { runs: self, of: (realm, kind), cancel })
    }

    /// Stops the one that is under way, if there is one.
    pub fn cancel(&self, realm: Realm, kind: Kind) {
        if let Some(cancel) = self.running().get(&(realm, kind)) {
            cancel.cancel();
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<(Realm, Kind), CancellationToken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.runs.running().remove(&self.of);
    }
}

/// Customers whose tenants were found, waiting for the word to add them. A later list takes the place of an earlier.
#[derive(Debug, Default)]
pub struct Imports(Mutex<HashMap<Realm, Vec<CustomerRecord>>>);

impl Imports {
    /// Keeps them.
    pub fn keep(&self, realm: Realm, customers: Vec<CustomerRecord>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(realm, customers);
    }

    /// What was kept. It stays until another list comes, so that a full disk costs no second look-up.
    pub fn kept(&self, realm: Realm) -> Vec<CustomerRecord> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&realm).cloned().unwrap_or_default()
    }

    /// Forgets them: they were added.
    pub fn done(&self, realm: Realm) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&realm);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_kind_one_run_at_a_time() {
        let runs = Runs::default();
        let first = runs.begin(Realm::Real, Kind::Check).unwrap();
        assert!(runs.begin(Realm::Real, Kind::Check).is_none());
        let other = runs.begin(Realm::Practice, Kind::Check).unwrap();
        assert!(runs.begin(Realm::Real, Kind::Import).is_some());
        runs.cancel(Realm::Real, Kind::Check);
        assert!(first.cancel.is_cancelled() && !other.cancel.is_cancelled());
        drop(first);
        assert!(runs.begin(Realm::Real, Kind::Check).is_some());
    }
}
