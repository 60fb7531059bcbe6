//! The one place on this computer that waits for an answer. There is one at a time: a second wait takes its turn from
//! the first, as the person's attention does.

use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

/// Who waits.
#[derive(Debug, Default)]
pub struct Answers {
    waiting: Mutex<Option<CancellationToken>>,
}

impl Answers {
    /// Begins to wait; whoever waited before waits no more.
    pub fn begin(&self) -> CancellationToken {
        let fresh = CancellationToken::new();
        let before = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).replace(fresh.clone());
        if let Some(before) = before {
            before.cancel();
        }
        fresh
    }

    /// Stops waiting.
    pub fn stop(&self) {
        if let Some(waiting) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take() {
            waiting.cancel();
        }
    }
}
