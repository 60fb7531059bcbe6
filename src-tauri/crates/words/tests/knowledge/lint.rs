//! Findings about a consent link.

use consentry_onboarding::consent::lint::Flaw;
use consentry_words::{Lang, flaw_words, lint_words};

use crate::style::{assert_both, assert_label, assert_sentences};
use crate::{both, lines};

/// Those that the window and the terminal program rely on by name.
const FINDINGS: &str = include_str!("lint.txt");

#[test]
fn every_finding_about_a_link_is_explained_in_both_languages() {
    for flaw in Flaw::ALL {
        let id = flaw.id();
        let [(title, explanation), (title_sv, explanation_sv)] = both(|lang| lint_words(lang, id), id);
        assert_label(title, id);
        assert_label(title_sv, id);
        assert_both(title, title_sv, id);
        assert_sentences(explanation, 2, id);
        assert_sentences(explanation_sv, 2, id);
        assert_both(explanation, explanation_sv, id);
    }
}

#[test]
fn the_findings_that_others_rely_on_are_there() {
    assert_eq!(lines(FINDINGS).count(), 18);
    for id in lines(FINDINGS) {
        assert!(lint_words(Lang::Sv, id).is_some(), "{id}");
    }
    assert_eq!(lint_words(Lang::En, "brand-new"), None);
}

#[test]
fn no_two_flaws_share_their_words() {
    for lang in Lang::ALL {
        let words: std::collections::BTreeSet<_> =
            Flaw::ALL.iter().flat_map(|flaw| <[_; 2]>::from(flaw_words(lang, *flaw))).collect();
        assert_eq!(words.len(), 2 * Flaw::ALL.len());
    }
}
