//! What outlasts a command and has to do with tokens: calls by hand under way, and token files whose time comes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use consentry_onboarding::records::CustomerRow;
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::house::{House, Realm};

/// A computer that slept past the end of a token notices within this time.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Calls by hand that are under way, one a customer, and a bell for new token files.
#[derive(Debug, Default)]
pub struct Calls {
    running: Mutex<HashMap<(Realm, CustomerRow), CancellationToken>>,
    written: Notify,
}

impl Calls {
    /// Notes a call that begins; `None` while an earlier one runs.
    pub fn begin(&self, realm: Realm, customer: CustomerRow) -> Option<RunningCall<'_>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(&(realm, customer)) {
            return None;
        }
        let cancel = CancellationToken::new();
        running.insert((realm, customer), cancel.clone());
        Some(RunningCall { calls: self, of: (realm, customer), cancel })
    }

    /// Stops a call, if one runs.
    pub fn cancel(&self, realm: Realm, customer: CustomerRow) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cancel) = running.get(&(realm, customer)) {
            cancel.cancel();
        }
    }

    /// Tells that a token file was written.
    pub fn file_written(&self) {
        self.written.notify_one();
    }
}

/// A call under way; dropping it frees its customer for the next.
pub struct RunningCall<'a> {
    calls: &'a Calls,
    of: (Realm, CustomerRow),
    /// Stops it.
    pub cancel: CancellationToken,
}

impl Drop for RunningCall<'_> {
    fn drop(&mut self) {
        self.calls.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.of);
    }
}

/// Deletes token files when their time comes, those of earlier sessions first. Ends with the program.
pub async fn keep_promises(house: Arc<House>) {
    loop {
        let files = Arc::clone(&house.token_files);
        let swept = tokio::task::spawn_blocking(move || {
            files.sweep(OffsetDateTime::now_utc());
            files.next_due()
        });
        let due = swept.await.unwrap_or_default();
        let written = house.calls.written.notified();
        match due {
            None => written.await,
            Some(at) => {
                let left = Duration::try_from(at - OffsetDateTime::now_utc()).unwrap_or_default();
                // A file that could not be deleted is due already: it is not hammered at.
                let sleep = if left.is_zero() { LONGEST_SLEEP } else { left.min(LONGEST_SLEEP) };
                let _ = tokio::time::timeout(sleep, written).await;
            }
        }
    }
}
