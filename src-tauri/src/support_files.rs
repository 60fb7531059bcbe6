//! Files for support: the one that was shown and is not yet saved, and the one that is open.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use consentry_onboarding::bundle::{Made, Opened};
use time::Date;

/// Both of them. They live in memory and end with the program.
#[derive(Debug, Default)]
pub struct SupportFiles(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    shown: u32,
    made: Option<(Made, Date)>,
    opened: Option<Arc<Opened>>,
}

impl SupportFiles {
    /// Keeps a file that is about to be shown, in place of an earlier one; the number names it.
    pub fn show(&self, made: Made, day: Date) -> u32 {
        let mut kept = self.kept();
        kept.shown += 1;
        kept.made = Some((made, day));
        kept.shown
    }

    /// The file that was shown under this number and its day; what is saved is what was shown.
    pub fn shown(&self, number: u32) -> Option<(String, Date)> {
        let kept = self.kept();
        let (made, day) = kept.made.as_ref().filter(|_| kept.shown == number)?;
        Some((made.text.clone(), *day))
    }

    /// Keeps a file open, in place of an earlier one.
    pub fn open(&self, opened: Opened) -> Arc<Opened> {
        Arc::clone(self.kept().opened.insert(Arc::new(opened)))
    }

    /// The file that is open.
    pub fn opened(&self) -> Option<Arc<Opened>> {
        self.kept().opened.clone()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use consentry_onboarding::bundle::Names;
    use time::macros::date;

    use super::*;

    fn made(text: &str) -> Made {
        Made {
            text: text.to_owned(),
            names: Names::Replaced,
            replaced: Vec::new(),
            customers: 0,
            checks: 0,
            span: None,
        }
    }

    #[test]
    fn what_is_saved_is_what_was_shown_last() {
        let files = SupportFiles::default();
        let first = files.show(made("first"), date!(2026 - 11 - 22));
        let second = files.show(made("second"), date!(2026 - 11 - 22));
        assert_eq!(files.shown(first), None);
        assert_eq!(files.shown(second).unwrap().0, "second");
        assert!(files.opened().is_none());
    }
}
