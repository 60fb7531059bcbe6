//! The log, on standard error, when `CONSENTRY_LOG` asks for one.
//!
//! Whatever the level, only our own crates speak: an HTTP library at trace level prints headers and bodies, and
//! with them tokens and secrets.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::output::Out;

/// All our crates are named like this.
const OURS: &str = "consentry";

/// Starts the log.
pub fn start(out: Out) {
    let Some(level) = std::env::var_os("CONSENTRY_LOG").filter(|level| !level.is_empty()) else { return };
    let Some(level) = level.to_str().and_then(|text| text.parse::<LevelFilter>().ok()) else {
        out.note(out.say(
            "CONSENTRY_LOG is one of off, error, warn, info, debug and trace",
            "CONSENTRY_LOG är ett av off, error, warn, info, debug och trace",
        ));
        return;
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    tracing_subscriber::registry().with(lines).with(Targets::new().with_target(OURS, level)).init();
}
