//! This machine's offset from UTC, read once at the start: later, with threads running, Unix offers no sound way.

use std::sync::OnceLock;

use time::UtcOffset;

static OFFSET: OnceLock<UtcOffset> = OnceLock::new();

/// Reads the offset; to be called before any thread is started.
pub fn note() {
    OFFSET.get_or_init(|| UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC));
}

/// The offset; UTC where it could not be told.
pub fn offset() -> UtcOffset {
    OFFSET.get().copied().unwrap_or(UtcOffset::UTC)
}
