//! Time that passes a few hundred times faster than the world's, without ever jumping over an answer that is on
//! its way.
//!
//! Tokio's paused clock jumps to the next timer whenever nothing is ready, which would end a request whose bytes
//! are still between two sockets. A blocking task holds that jump off; instead the clock is moved on in small
//! steps, and between two steps everything that is ready runs.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use consentry_onboarding::ports::Clock;
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::time::Instant;

/// When every test begins.
pub const START: OffsetDateTime = datetime!(2026-11-22 12:00:00 UTC);

/// As long as this lives, time hurries. For tests that start with a paused clock.
pub struct Hurry {
    _hold: mpsc::Sender<()>,
}

pub fn hurry() -> Hurry {
    let (hold, released) = mpsc::channel::<()>();
    tokio::task::spawn_blocking(move || released.recv());
    tokio::spawn(async {
        loop {
            std::thread::sleep(Duration::from_micros(100));
            tokio::time::advance(Duration::from_millis(50)).await;
            for _ in 0..8 {
                tokio::task::yield_now().await;
            }
        }
    });
    Hurry { _hold: hold }
}

/// A clock that begins at [`START`] and goes with Tokio's, hurried or not, until somebody sets it.
#[derive(Clone)]
pub struct TestClock {
    began: Instant,
    /// Seconds by which it was set forward.
    set: Arc<AtomicI64>,
}

impl TestClock {
    pub fn new() -> Self {
        Self { began: Instant::now(), set: Arc::default() }
    }

    /// Sets it so many seconds off the true time.
    pub fn set(&self, seconds: i64) {
        self.set.store(seconds, Ordering::SeqCst);
    }

    /// The true time.
    pub fn truth(&self) -> OffsetDateTime {
        START + self.began.elapsed()
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        self.truth() + time::Duration::seconds(self.set.load(Ordering::SeqCst))
    }
}
