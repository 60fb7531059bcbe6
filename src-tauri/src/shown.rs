//! What was shown to somebody who may now hand it on: that very thing, whatever has come to be known since.

use std::sync::{Mutex, PoisonError};

use consentry_words::Message;

use crate::house::Realm;

/// The thing shown last. It lives in memory and ends with the program.
#[derive(Debug)]
pub struct Shown<T>(Mutex<(u32, Option<T>)>);

impl<T> Default for Shown<T> {
    fn default() -> Self {
        Self(Mutex::new((0, None)))
    }
}

impl<T: Clone> Shown<T> {
    /// Keeps what is about to be shown, in place of what was before; the number names it.
    pub fn show(&self, what: T) -> u32 {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = kept.0.wrapping_add(1);
        *kept = (number, Some(what));
        number
    }

    /// What was shown under this number; none where something else has been shown since.
    pub fn shown(&self, number: u32) -> Option<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.1.clone().filter(|_| kept.0 == number)
    }
}

/// A text for whoever has to act.
#[derive(Debug, Clone)]
pub struct TextShown {
    /// The text.
    pub message: Message,
    /// Whose consent link stands in it.
    pub link_of: Option<(Realm, i64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_shown_last_can_be_handed_on() {
        let shown = Shown::default();
        assert_eq!(shown.shown(0), None, "nothing was shown yet");
        let first = shown.show("first");
        assert_eq!(shown.shown(first), Some("first"));
        let second = shown.show("second");
        assert_eq!((shown.shown(first), shown.shown(second)), (None, Some("second")));
        assert_eq!(shown.shown(second), Some("second"), "as often as one likes");
    }
}
