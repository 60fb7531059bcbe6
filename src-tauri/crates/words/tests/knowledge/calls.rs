//! The calls of Defender's API.

use std::collections::BTreeSet;

use consentry_words::{Lang, area_name, call_notice, call_title, retirement_notice};

use crate::style::{assert_both, assert_label, assert_sentences};
use crate::{both, lines};

const CALLS: &str = include_str!("calls.txt");

fn known() -> Vec<(&'static str, &'static str)> {
    lines(CALLS).map(|line| line.split_once(' ').unwrap()).collect()
}

#[test]
fn every_call_has_a_title_in_both_languages() {
    assert_eq!(known().len(), 113);
    for (call, _) in known() {
        let [en, sv] = both(|lang| call_title(lang, call), call);
        assert_label(en, call);
        assert_label(sv, call);
        assert_both(en, sv, call);
    }
    assert_eq!(call_title(Lang::En, "alerts.new"), None);
}

#[test]
fn no_two_calls_share_a_title() {
    for lang in Lang::ALL {
        let titles: BTreeSet<_> =
            known().into_iter().filter_map(|(call, _)| call_title(lang, call)).collect();
        assert_eq!(titles.len(), 113);
    }
}

#[test]
fn every_area_has_a_name_in_both_languages() {
    let areas: BTreeSet<_> = known().into_iter().map(|(_, area)| area).collect();
    assert_eq!(areas.len(), 19);
    for area in areas {
        let [en, sv] = both(|lang| area_name(lang, area), area);
        assert_label(en, area);
        assert_label(sv, area);
        assert_both(en, sv, area);
    }
    assert_eq!(area_name(Lang::Sv, "new-area"), None);
}

#[test]
fn calls_that_end_say_when() {
    let noticed: Vec<_> = known()
        .into_iter()
        .map(|(call, _)| call)
        .filter(|call| call_notice(Lang::En, call).is_some())
        .collect();
    assert_eq!(noticed, ["hunting.run", "investigations.list", "investigations.get", "investigations.start"]);
    for call in noticed {
        let [en, sv] = both(|lang| call_notice(lang, call), call);
        assert_sentences(en, 2, call);
        assert_sentences(sv, 2, call);
        assert_both(en, sv, call);
    }
    let [en, sv] = both(|lang| call_notice(lang, "hunting.run"), "hunting.run");
    assert!(en.contains("1 February 2027") && sv.contains("1 februari 2027"));
}

#[test]
fn the_end_of_the_api_is_told_with_its_uncertainty() {
    let [en, sv] = Lang::ALL.map(retirement_notice);
    assert_sentences(en, 3, "retirement");
    assert_sentences(sv, 3, "retirement");
    assert_both(en, sv, "retirement");
    for text in [en, sv] {
        assert!(text.contains("2027") && text.contains("MC1220762"), "{text}");
    }
    assert!(en.contains("not confirmed") && sv.contains("inte bekräftat"));
}
