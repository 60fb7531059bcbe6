//! Files for support: the one that was shown and is not yet saved, and the one that is open.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use consentry_onboarding::bundle::{Made, Opened};
use time::Date;

use crate::shown::Shown;

/// So much of a file is shown at a time: a page that is quick to show and can still be read through.
const PART: usize = 96 * 1024;

/// Both of them. They live in memory and end with the program.
#[derive(Debug, Default)]
pub struct SupportFiles {
    made: Shown<Arc<(Made, Date)>>,
    opened: Mutex<Option<Arc<Opened>>>,
}

impl SupportFiles {
    /// Keeps a file that is about to be shown, in place of an earlier one; the number names it.
    pub fn show(&self, made: Made, day: Date) -> u32 {
        self.made.show(Arc::new((made, day)))
    }

    /// The file that was shown under this number and its day; what is saved is what was shown.
    pub fn shown(&self, number: u32) -> Option<(String, Date)> {
        self.made.shown(number).map(|shown| (shown.0.text.clone(), shown.1))
    }

    /// Part of the file that was shown under this number, counted from 0, and how many parts it has. One after the other
    /// they are the whole file.
    pub fn part(&self, number: u32, part: usize) -> Option<(String, usize)> {
        let shown = self.made.shown(number)?;
        let parts = parts(&shown.0.text);
        parts.get(part).map(|text| ((*text).to_owned(), parts.len()))
    }

    /// Keeps a file open, in place of an earlier one.
    pub fn open(&self, opened: Opened) -> Arc<Opened> {
        Arc::clone(self.kept_open().insert(Arc::new(opened)))
    }

    /// The file that is open.
    pub fn opened(&self) -> Option<Arc<Opened>> {
        self.kept_open().clone()
    }

    fn kept_open(&self) -> MutexGuard<'_, Option<Arc<Opened>>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A text in parts that end where lines do, each long enough to be worth a page.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while rest.len() > PART {
        let end = (0..=PART).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
        let end = rest[..end].rfind('\n').map_or(end, |at| at + 1);
        let (part, below) = rest.split_at(end);
        parts.push(part);
        rest = below;
    }
    parts.push(rest);
    parts
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
            left_out: 0,
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
        assert_eq!(files.part(first, 0), None);
        assert_eq!(files.part(second, 0), Some(("second".to_owned(), 1)));
        assert_eq!(files.part(second, 1), None);
    }

    #[test]
    fn one_after_the_other_the_parts_are_the_whole_file() {
        let lines = "  \"a line of it\": \"å\",\n".repeat(3 * PART / 20);
        let endless = "å".repeat(2 * PART);
        for text in [lines.as_str(), &endless, &format!("{lines}{endless}{lines}"), ""] {
            let parts = parts(text);
            assert_eq!(parts.concat(), text);
            assert!(parts.iter().all(|part| part.len() <= PART));
            assert!(parts.iter().all(|part| !part.is_empty()) || text.is_empty());
        }
        let parts = parts(&lines);
        assert!(parts.len() >= 3 && parts.iter().all(|part| part.ends_with('\n')), "lines stay whole");
        let files = SupportFiles::default();
        let number = files.show(made(&lines), date!(2026 - 11 - 22));
        assert_eq!(
            files.part(number, parts.len() - 1).unwrap(),
            (parts[parts.len() - 1].to_owned(), parts.len())
        );
    }
}
