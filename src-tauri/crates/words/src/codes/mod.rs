//! Entra's error numbers in plain words. Facts as of 2026-11-22, from
//! <https://learn.microsoft.com/entra/identity-platform/reference-error-codes> and from what products that
//! meet these numbers every day have written down.
//!
//! The judge in `onboarding` decides what a number *means for the verdict*; here stands what a person needs to
//! read about the number itself: what it says, what usually lies behind it, and what to do. English and
//! Swedish stand side by side, one file per theme, so that no text can be missing in one language.
//!
//! Microsoft uses some numbers for several faults. [`code_meaning`] then says what they have in common, and
//! [`code_meanings`] tells them apart by the circumstance that goes with each.

mod accounts;
mod consent;
mod contexts;
mod credentials;
mod passing;
mod places;
mod policies;
mod registration;
mod requests;

use consentry_onboarding::verdict::Actor;
use serde::Serialize;

use crate::lang::Lang;
use crate::portal_paths::filled;

/// What one of Entra's numbers says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeWords {
    /// The number, without `AADSTS`.
    pub code: u64,
    /// Entra's own name for it, the same in every language; none where Microsoft publishes none.
    pub name: Option<&'static str>,
    /// The circumstance this meaning belongs to, where the number has several.
    pub context: Option<CodeContext>,
    /// What it says.
    pub meaning: &'static str,
    /// What usually lies behind it.
    pub likely_cause: &'static str,
    /// What to do, one sentence each, told to partner staff.
    pub steps: Vec<String>,
    /// Who usually acts. A hint: the verdict knows more than the number does.
    pub who_acts: Actor,
}

/// What tells one meaning of a number from its others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodeContext {
    /// A stable name, unique within the number.
    pub id: &'static str,
    /// The circumstance in words, without a full stop.
    pub label: &'static str,
}

/// English first, then Swedish.
type Pair = (&'static str, &'static str);

/// One meaning of one number. Portal paths stand as `{names}` and are put in when the row is read.
struct Row {
    code: u64,
    name: Option<&'static str>,
    who_acts: Actor,
    meaning: Pair,
    likely_cause: Pair,
    steps: &'static [Pair],
}

/// A further meaning of a number that has several.
struct Context {
    id: &'static str,
    label: Pair,
    /// Pieces of Microsoft's message, in small letters, that show this meaning. Text only refines: the meaning
    /// never depends on it alone.
    says: &'static [&'static str],
    row: Row,
}

/// One list per theme.
const THEMES: [&[Row]; 8] = [
    accounts::ROWS,
    policies::ROWS,
    consent::ROWS,
    registration::ROWS,
    credentials::ROWS,
    requests::ROWS,
    places::ROWS,
    passing::ROWS,
];

/// Words for a number; none for one that is unknown here, which is shown raw and never guessed.
pub fn code_meaning(lang: Lang, code: u64) -> Option<CodeWords> {
    find(code).map(|row| words(lang, row, row.name, None))
}

/// Every meaning of a number: one without a context, or several that each name theirs. Empty for a number that
/// is unknown here.
pub fn code_meanings(lang: Lang, code: u64) -> Vec<CodeWords> {
    let Some(row) = find(code) else { return Vec::new() };
    let several: Vec<_> = contexts_of(code).map(|context| in_context(lang, row.name, context)).collect();
    if several.is_empty() { vec![words(lang, row, row.name, None)] } else { several }
}

/// Words for a number beside Microsoft's own message. Where the message shows which of several meanings it is,
/// that one; otherwise what they have in common.
pub fn code_meaning_in(lang: Lang, code: u64, message: &str) -> Option<CodeWords> {
    let row = find(code)?;
    let message = message.to_ascii_lowercase();
    let shown = contexts_of(code).find(|context| context.says.iter().any(|piece| message.contains(piece)));
    Some(match shown {
        Some(context) => in_context(lang, row.name, context),
        None => words(lang, row, row.name, None),
    })
}

fn find(code: u64) -> Option<&'static Row> {
    THEMES.iter().copied().flatten().find(|row| row.code == code)
}

fn contexts_of(code: u64) -> impl Iterator<Item = &'static Context> {
    contexts::CONTEXTS.iter().filter(move |context| context.row.code == code)
}

fn in_context(lang: Lang, name: Option<&'static str>, context: &'static Context) -> CodeWords {
    let told = CodeContext { id: context.id, label: lang.pick(context.label) };
    words(lang, &context.row, name, Some(told))
}

fn words(lang: Lang, row: &Row, name: Option<&'static str>, context: Option<CodeContext>) -> CodeWords {
    CodeWords {
        code: row.code,
        name,
        context,
        meaning: lang.pick(row.meaning),
        likely_cause: lang.pick(row.likely_cause),
        steps: row.steps.iter().map(|step| filled(lang.pick(*step))).collect(),
        who_acts: row.who_acts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_stands_twice_and_every_context_belongs_to_one() {
        let mut codes: Vec<u64> = THEMES.iter().copied().flatten().map(|row| row.code).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
        for context in contexts::CONTEXTS {
            assert!(codes.contains(&context.row.code), "{}", context.row.code);
            let namesakes = contexts_of(context.row.code).filter(|other| other.id == context.id);
            assert_eq!(namesakes.count(), 1, "{} {}", context.row.code, context.id);
        }
    }

    #[test]
    fn pieces_of_a_message_are_small_letters() {
        for piece in contexts::CONTEXTS.iter().flat_map(|context| context.says) {
            assert_eq!(*piece, piece.to_ascii_lowercase());
        }
    }
}
