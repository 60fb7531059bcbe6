//! Entra's numbers.

use std::collections::BTreeMap;

use consentry_onboarding::evidence::Refusal;
use consentry_onboarding::judge::of_sign_in_refusal;
use consentry_onboarding::verdict::Actor;
use consentry_words::{CodeWords, Lang, code_meaning, code_meaning_in, code_meanings};

use crate::style::{assert_both, assert_label, assert_sentences};
use crate::{both, lines};

const CODES: &str = include_str!("codes.txt");

fn known() -> BTreeMap<u64, Option<&'static str>> {
    lines(CODES)
        .map(|line| {
            let (code, name) = line.split_once(' ').unwrap();
            (code.parse().unwrap(), (name != "-").then_some(name))
        })
        .collect()
}

fn assert_house_style([en, sv]: &[CodeWords; 2], what: &str) {
    assert_eq!((en.code, en.name, en.who_acts), (sv.code, sv.name, sv.who_acts), "{what}");
    assert_both(en.meaning, sv.meaning, what);
    assert_both(en.likely_cause, sv.likely_cause, what);
    assert!((1..=4).contains(&en.steps.len()) && en.steps.len() == sv.steps.len(), "{what}: steps");
    for words in [en, sv] {
        assert_sentences(words.meaning, 2, what);
        assert_sentences(words.likely_cause, 1, what);
        for step in &words.steps {
            assert_sentences(step, 1, what);
        }
    }
    for (en, sv) in en.steps.iter().zip(&sv.steps) {
        assert_both(en, sv, what);
    }
}

#[test]
fn every_number_is_explained_in_both_languages() {
    let known = known();
    assert_eq!(known.len(), 143);
    for (code, name) in known {
        let what = code.to_string();
        let words = both(|lang| code_meaning(lang, code), &what);
        assert_eq!((words[0].code, words[0].name, words[0].context), (code, name, None));
        assert_house_style(&words, &what);
    }
}

/// What the judge knows and what is explained are the same numbers.
#[test]
fn the_judge_knows_no_number_that_is_not_explained_and_none_is_explained_that_it_does_not_know() {
    let file = include_str!("../../../onboarding/knowledge/entra-errors.json");
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    let judged: Vec<u64> =
        file["codes"].as_array().unwrap().iter().map(|entry| entry["code"].as_u64().unwrap()).collect();
    assert_eq!(judged, known().into_keys().collect::<Vec<_>>());
}

#[test]
fn no_two_numbers_are_explained_alike() {
    for lang in Lang::ALL {
        let mut seen = BTreeMap::new();
        for code in known().into_keys() {
            let meaning = code_meaning(lang, code).unwrap().meaning;
            if let Some(other) = seen.insert(meaning, code) {
                panic!("{other} and {code} share {meaning:?}");
            }
        }
    }
}

#[test]
fn numbers_with_several_meanings_name_the_circumstance_of_each() {
    let several: BTreeMap<u64, usize> =
        [(65_005, 2), (90_002, 2), (500_011, 3), (650_051, 3), (650_056, 3), (700_016, 5), (7_000_112, 3)]
            .into();
    for code in known().into_keys() {
        let [en, sv] = Lang::ALL.map(|lang| code_meanings(lang, code));
        assert_eq!(en.len(), several.get(&code).copied().unwrap_or(1), "{code}");
        assert_eq!(en.len(), sv.len());
        for (en, sv) in en.into_iter().zip(sv) {
            match (en.context, sv.context) {
                (Some(told), Some(told_sv)) if several.contains_key(&code) => {
                    let what = format!("{code} {}", told.id);
                    assert_eq!(told.id, told_sv.id);
                    assert_label(told.label, &what);
                    assert_label(told_sv.label, &what);
                    assert_both(told.label, told_sv.label, &what);
                    assert_house_style(&[en, sv], &what);
                }
                (None, None) => assert!(!several.contains_key(&code), "{code}"),
                other => panic!("{code}: {other:?}"),
            }
        }
    }
}

/// One number, one actor: what is said of a number and what the judge makes of it name the same person.
#[test]
fn the_judge_and_the_words_of_a_number_send_to_the_same_person() {
    let mut apart = Vec::new();
    for code in known().into_keys() {
        let refusal = Refusal { codes: vec![code], status: 400, ..Refusal::default() };
        let (judged, said) = (of_sign_in_refusal(&refusal), code_meaning(Lang::En, code).unwrap());
        if judged.who_acts != said.who_acts {
            apart.push(format!(
                "{code} {}: judge {:?}, words {:?}",
                judged.cause.id(),
                judged.who_acts,
                said.who_acts
            ));
        }
    }
    // A check that met it waits; that a program asks in a loop is for its maker to mend.
    assert_eq!(apart, ["50196 throttled: judge Wait, words Partner"]);
}

#[test]
fn the_three_meanings_of_650051_have_three_actors() {
    let actors: Vec<Actor> =
        code_meanings(Lang::En, 650_051).into_iter().map(|words| words.who_acts).collect();
    assert_eq!(actors, [Actor::Nobody, Actor::Wait, Actor::Customer]);
}

#[test]
fn the_message_shows_which_meaning_it_is_and_only_refines() {
    let context =
        |code, message| code_meaning_in(Lang::En, code, message).unwrap().context.map(|context| context.id);
    let unknown_permission = "AADSTS650051: The claim Vulnerability.Read Does Not Exist on resource application \
                              fc780465-2017-40d4-a0c5-307022471b92";
    assert_eq!(context(650_051, unknown_permission), Some("permission-unknown"));
    assert_eq!(context(650_051, "the name is already present in the tenant"), Some("already-present"));
    assert_eq!(context(650_051, "reworded by Microsoft"), None);
    assert_eq!(context(7_000_112, "application was not found in the directory"), Some("not-present"));
    assert_eq!(context(50_011, unknown_permission), None);
}

#[test]
fn an_unknown_number_is_never_guessed() {
    for code in [0, 9_000, 90_003, 7_000_228, 99_999_999] {
        assert_eq!(code_meaning(Lang::En, code), None);
        assert_eq!(code_meaning_in(Lang::Sv, code, "already present"), None);
        assert!(code_meanings(Lang::Sv, code).is_empty());
    }
}

#[test]
fn look_alike_numbers_are_different_faults() {
    let [short, long] = [700_229, 7_000_229].map(|code| code_meaning(Lang::En, code).unwrap());
    assert_eq!((short.who_acts, long.who_acts), (Actor::Partner, Actor::Customer));
    assert!(short.meaning.contains("7000229"));
}
