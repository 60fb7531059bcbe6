//! Sentences that belong to a screen.

use consentry_practice::shelf;
use consentry_words::{Lang, cause_title, lesson, registry_emptied, registry_set_aside};

use crate::style::{assert_both, assert_label, assert_sentences, assert_tidy};

#[test]
fn every_customer_of_the_shelf_is_an_exercise_in_both_languages() {
    let mut themes = Vec::new();
    for scenario in shelf() {
        let name = scenario.name;
        let [en, sv] =
            Lang::ALL.map(|lang| lesson(lang, name).unwrap_or_else(|| panic!("no lesson: {name}")));
        assert_label(en.theme, name);
        assert_label(sv.theme, name);
        assert_both(en.theme, sv.theme, name);
        for (lang, lesson) in [(Lang::En, en), (Lang::Sv, sv)] {
            assert_tidy(lesson.look, name);
            assert!(lesson.look.ends_with(['.', '?']), "{name}: {}", lesson.look);
            assert_sentences(lesson.teaches, 2, name);
            // Where to look must not be the answer.
            if let Some(cause) = scenario.cause {
                assert!(!lesson.look.contains(cause_title(lang, cause)), "{name}");
                assert!(!lesson.look.contains("AADSTS"), "{name}");
            }
        }
        assert_both(en.look, sv.look, name);
        assert_both(en.teaches, sv.teaches, name);
        if themes.last() != Some(&en.theme) {
            themes.push(en.theme);
        }
    }
    // The shelf goes theme by theme.
    let mut distinct = themes.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!((themes.len(), distinct.len()), (6, 6), "{themes:?}");
    assert_eq!(lesson(Lang::En, "something-new"), None);
}

#[test]
fn a_registry_set_aside_says_where_it_is() {
    for said in [registry_set_aside, registry_emptied] {
        let [en, sv] = Lang::ALL.map(|lang| said(lang, "/home/a/registry.aside"));
        for text in [&en, &sv] {
            assert_tidy(text, text);
            assert!(text.contains("/home/a/registry.aside"), "{text}");
        }
        assert_both(&en, &sv, "registry");
    }
}
