//! The checks and looks that are under way: one per customer, whoever began it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use consentry_onboarding::records::CustomerRow;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::house::Realm;

type Of = (Realm, CustomerRow);

/// Who began it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// A person, with a check.
    Person,
    /// The watch, with a look: it gives way to a person.
    Watch,
}

/// What runs now.
#[derive(Debug, Default)]
pub struct Running {
    under_way: Mutex<HashMap<Of, (By, CancellationToken)>>,
    ended: Notify,
}

impl Running {
    /// Notes that a customer is being checked; `None` while an earlier check runs. A look under way is stopped for it.
    pub async fn begin(self: &Arc<Self>, realm: Realm, customer: CustomerRow) -> Option<RunningCheck> {
        let of = (realm, customer);
        loop {
            let ended = self.ended.notified();
            if let Some(begun) = self.take(of, By::Person) {
                return Some(begun);
            }
            match self.kept(of) {
                Some((By::Person, _)) => return None,
                Some((By::Watch, cancel)) => {
                    cancel.cancel();
                    ended.await;
                }
                // It ended in this very moment.
                None => {}
            }
        }
    }

    /// Notes that a customer is being looked at; `None` while a check or another look runs.
    pub fn begin_look(self: &Arc<Self>, realm: Realm, customer: CustomerRow) -> Option<RunningCheck> {
        self.take((realm, customer), By::Watch)
    }

    /// Stops what runs for a customer, if anything does.
    pub fn cancel(&self, realm: Realm, customer: CustomerRow) {
        if let Some((_, cancel)) = self.kept((realm, customer)) {
            cancel.cancel();
        }
    }

    fn take(self: &Arc<Self>, of: Of, by: By) -> Option<RunningCheck> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if under_way.contains_key(&of) {
            return None;
        }
        let cancel = CancellationToken::new();
        under_way.insert(of, (by, cancel.clone()));
        Some(RunningCheck { running: Arc::clone(self), of, cancel })
    }

    fn kept(&self, of: Of) -> Option<(By, CancellationToken)> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).get(&of).cloned()
    }
}

/// A check under way; dropping it, however the check ended, frees its customer for the next.
pub struct RunningCheck {
    running: Arc<Running>,
    of: Of,
    /// Stops it.
    pub cancel: CancellationToken,
}

impl Drop for RunningCheck {
    fn drop(&mut self) {
        self.running.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.of);
        self.running.ended.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUSTOMER: CustomerRow = CustomerRow(1);

    #[tokio::test]
    async fn a_look_gives_way_to_a_person_and_never_the_other_way_round() {
        let running = Arc::new(Running::default());
        let look = running.begin_look(Realm::Real, CUSTOMER).unwrap();
        assert!(running.begin_look(Realm::Real, CUSTOMER).is_none());
        assert!(running.begin_look(Realm::Practice, CUSTOMER).is_some(), "realms are apart");
        let cancel = look.cancel.clone();
        let person = tokio::spawn({
            let running = Arc::clone(&running);
            async move { running.begin(Realm::Real, CUSTOMER).await }
        });
        cancel.cancelled().await;
        drop(look);
        let check = person.await.unwrap().expect("the person's turn");
        assert!(running.begin(Realm::Real, CUSTOMER).await.is_none(), "one check at a time");
        assert!(running.begin_look(Realm::Real, CUSTOMER).is_none());
        running.cancel(Realm::Real, CUSTOMER);
        assert!(check.cancel.is_cancelled());
        drop(check);
        assert!(running.begin(Realm::Real, CUSTOMER).await.is_some());
    }
}
