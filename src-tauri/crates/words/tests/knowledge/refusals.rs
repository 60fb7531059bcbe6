//! Refusals of Defender's API.

use consentry_onboarding::verdict::Actor;
use consentry_words::{Lang, RefusalWords, api_meaning, api_meaning_of_call};

use crate::style::{assert_both, assert_sentences};
use crate::{both, lines};

const REFUSALS: &str = include_str!("refusals.txt");

struct Refusal {
    id: &'static str,
    status: u16,
    code: Option<&'static str>,
    message: &'static str,
}

fn known() -> Vec<Refusal> {
    let given = |field: &'static str| (field != "-").then_some(field);
    lines(REFUSALS)
        .map(|line| {
            let [id, status, code, message] = line.split('|').collect::<Vec<_>>().try_into().unwrap();
            Refusal {
                id,
                // A gateway answers 502, 503 or 504.
                status: given(status).map_or(503, |status| status.parse().unwrap()),
                code: given(code),
                message: given(message).unwrap_or_default(),
            }
        })
        .collect()
}

/// The call whose own page describes the refusal, where only that tells it from others.
fn call(id: &str) -> &'static str {
    match id {
        "machines-404" => "machines.list",
        "package-not-ready" => "machineActions.packageUri",
        _ => "alerts.list",
    }
}

fn id(status: u16, code: Option<&str>, message: &str) -> Option<&'static str> {
    api_meaning(Lang::En, status, code, message).map(|words| words.id)
}

#[test]
fn every_refusal_is_recognised_and_explained_in_both_languages() {
    let known = known();
    assert_eq!(known.len(), 33);
    for Refusal { id, status, code, message } in known {
        let told = format!("{message}: more text that Microsoft may reword");
        let [en, sv] = both(|lang| api_meaning_of_call(lang, call(id), status, code, &told), id);
        assert_eq!((en.id, sv.id), (id, id));
        assert_eq!(en.who_acts, sv.who_acts);
        assert_both(en.meaning, sv.meaning, id);
        assert_both(en.likely_cause, sv.likely_cause, id);
        assert!((1..=4).contains(&en.steps.len()) && en.steps.len() == sv.steps.len(), "{id}");
        for RefusalWords { meaning, likely_cause, steps, .. } in [&en, &sv] {
            assert_sentences(meaning, 2, id);
            assert_sentences(likely_cause, 1, id);
            for step in steps {
                assert_sentences(step, 1, id);
            }
        }
        for (en, sv) in en.steps.iter().zip(&sv.steps) {
            assert_both(en, sv, id);
        }
    }
}

#[test]
fn the_code_decides_and_the_message_refines() {
    assert_eq!(id(403, Some("Forbidden"), ""), Some("forbidden"));
    assert_eq!(
        id(403, Some("Forbidden"), "Missing application roles. API required roles: Alert.Read.All"),
        Some("missing-roles")
    );
    assert_eq!(id(403, Some("Forbidden"), "No TVM license for this tenant"), Some("no-tvm-licence"));
    assert_eq!(id(403, Some("Forbidden"), "account is not provisioned"), Some("not-provisioned"));
    assert_eq!(id(403, Some("Forbidden"), "Account mode is inactive"), Some("account-inactive"));
    assert_eq!(id(401, Some("Unauthorized"), "Account mode is inactive"), Some("account-inactive"));
    // A telling code needs no message, and no message overrules it.
    assert_eq!(id(403, Some("DisabledFeature"), "reworded"), Some("feature-disabled"));
    assert_eq!(id(400, Some("ActiveRequestAlreadyExists"), ""), Some("live-response-busy"));
    assert_eq!(id(429, Some("TooManyRequests"), "Account mode is inactive"), Some("throttled"));
    assert_eq!(id(400, Some("ODataError"), "Action is already in progress"), Some("odata"));
}

#[test]
fn without_a_known_code_the_status_says_what_it_can() {
    assert_eq!(id(403, Some("BrandNew"), "something new"), Some("forbidden"));
    assert_eq!(id(429, None, "<html>"), Some("throttled"));
    assert_eq!(id(502, None, ""), Some("gateway"));
    assert_eq!(id(404, None, ""), Some("not-found"));
    assert_eq!(id(400, Some("BrandNew"), "Action is already in progress"), Some("action-running"));
    // A piece of a message counts only beside the status it comes with.
    assert_eq!(id(404, None, "the result size"), Some("not-found"));
    assert_eq!(id(418, Some("BrandNew"), "something new"), None);
    assert_eq!(id(200, None, ""), None);
}

#[test]
fn an_empty_list_of_devices_is_no_fault() {
    let of =
        |operation, status| api_meaning_of_call(Lang::En, operation, status, None, "").map(|words| words.id);
    assert_eq!(of("machines.list", 404), Some("machines-404"));
    assert_eq!(of("machineActions.packageUri", 404), Some("package-not-ready"));
    assert_eq!(of("machines.get", 404), Some("not-found"));
    assert_eq!(of("machines.list", 403), Some("forbidden"));
    let words = api_meaning_of_call(Lang::Sv, "machines.list", 404, None, "").unwrap();
    assert_eq!(words.who_acts, Actor::Nobody);
}
