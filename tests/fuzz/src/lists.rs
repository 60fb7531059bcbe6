//! Lists of customers.

use consentry_onboarding::import;

use crate::text;

/// Any text is read as a list or refused as none; a customer that comes of it has a name without what steers a screen.
pub fn import(bytes: &[u8]) {
    let text = text(bytes);
    let Ok(reading) = import::read(&text, &[]) else { return };
    let lines = text.lines().count() + text.matches('\r').count();
    assert!(reading.lines.len() + reading.problems.len() <= lines, "more came out than went in");
    for line in &reading.lines {
        assert!(
            !line.name.trim().is_empty() && line.name.len() <= 1024,
            "a name of {} bytes",
            line.name.len()
        );
        assert!(!line.name.chars().any(char::is_control), "{:?}", line.name);
    }
}
