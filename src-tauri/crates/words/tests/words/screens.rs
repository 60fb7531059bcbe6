//! Sentences that belong to a screen.

use consentry_words::{Lang, lesson, registry_set_aside};

use crate::style::{assert_both, assert_label, assert_tidy};

#[test]
fn the_lessons_asked_for_are_worded() {
    for scenario in [
        "all-well",
        "not-consented",
        "permission-missing",
        "wrong-secret",
        "secret-expired",
        "tenant-unknown",
        "defender-not-provisioned",
        "permission-added-later",
        "consents-later",
    ] {
        let [en, sv] = Lang::ALL.map(|lang| lesson(lang, scenario).unwrap());
        assert_label(en, scenario);
        assert_label(sv, scenario);
        assert_both(en, sv, scenario);
    }
    assert_eq!(lesson(Lang::En, "something-new"), None);
}

#[test]
fn a_registry_set_aside_says_where_it_is() {
    let [en, sv] = Lang::ALL.map(|lang| registry_set_aside(lang, "/home/a/registry.damaged"));
    for text in [&en, &sv] {
        assert_tidy(text, text);
        assert!(text.contains("/home/a/registry.damaged"), "{text}");
    }
    assert_both(&en, &sv, "registry");
}
