//! The log, on standard error. `CONSENTRY_LOG` sets its level; whatever it says, only Consentry's own crates
//! speak, since HTTP libraries at trace level would print headers.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging.
pub fn start() {
    let level =
        std::env::var("CONSENTRY_LOG").ok().and_then(|text| text.parse().ok()).unwrap_or(LevelFilter::WARN);
    let ours = Targets::new()
        .with_target("consentry_desktop", level)
        .with_target("consentry_onboarding", level)
        .with_target("consentry_platform", level)
        .with_target("consentry_practice", level);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    // A second call (in tests) finds a subscriber in place, which is fine.
    let _ = tracing_subscriber::registry().with(lines).with(ours).try_init();
}
