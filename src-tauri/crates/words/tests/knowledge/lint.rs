//! Findings about a consent link.

use consentry_words::{Lang, lint_words};

use crate::style::{assert_both, assert_label, assert_sentences};
use crate::{both, lines};

const FINDINGS: &str = include_str!("lint.txt");

#[test]
fn every_finding_about_a_link_is_explained_in_both_languages() {
    assert_eq!(lines(FINDINGS).count(), 18);
    for id in lines(FINDINGS) {
        let [(title, explanation), (title_sv, explanation_sv)] = both(|lang| lint_words(lang, id), id);
        assert_label(title, id);
        assert_label(title_sv, id);
        assert_both(title, title_sv, id);
        assert_sentences(explanation, 2, id);
        assert_sentences(explanation_sv, 2, id);
        assert_both(explanation, explanation_sv, id);
    }
    assert_eq!(lint_words(Lang::En, "brand-new"), None);
}
