//! What people paste, from the text up to the sentences.

use consentry_onboarding::explain::{Context, Explanation, explain};
use consentry_words::{Explained, Lang, explained};
use time::macros::datetime;

use crate::style::{assert_both, assert_label, assert_tidy};

fn told(text: &str) -> Explanation {
    explain(text, &Context::at(datetime!(2026-11-22 12:00 UTC)))
}

/// In both languages, each held against the house style and against the other.
fn said(text: &str) -> [Explained; 2] {
    let told = told(text);
    let both = [Lang::En, Lang::Sv].map(|lang| explained(lang, &told, None));
    let [en, sv] = &both;
    assert_label(&en.title, text);
    assert_label(&sv.title, text);
    assert_eq!((en.next_steps.len(), en.details.len()), (sv.next_steps.len(), sv.details.len()), "{text}");
    let pairs = en.next_steps.iter().zip(&sv.next_steps).chain(en.details.iter().zip(&sv.details));
    for (en, sv) in pairs.chain([(&en.meaning, &sv.meaning)]) {
        assert_tidy(en, text);
        assert_tidy(sv, text);
        assert_both(en, sv, text);
    }
    both
}

#[test]
fn a_row_of_the_sign_in_log_is_explained_as_its_number_is() {
    let row = r#"{"correlationId":"9d25c5fd-bcda-413e-b340-750fe20fa5a0","status":{"errorCode":7000222,"failureReason":"The provided client secret keys are expired."}}"#;
    let [en, sv] = said(row);
    let [by_number, sv_by_number] = said("AADSTS7000222");
    assert!(en.understood && sv.understood);
    assert_eq!(
        (en.title, en.meaning, en.next_steps),
        (by_number.title, by_number.meaning, by_number.next_steps)
    );
    assert_eq!((sv.title, sv.meaning), (sv_by_number.title, sv_by_number.meaning));
}

#[test]
fn a_bare_status_of_defenders_says_what_is_missing_and_how_long_to_wait() {
    let asked = "for url: https://api.securitycenter.microsoft.com/api/alerts";
    let [en, sv] = said(&format!("403 Client Error: Forbidden {asked}"));
    let says = "Defender's 403 means: The token is valid but may not do this.";
    assert!(en.understood && en.meaning.starts_with(says), "{en:?}");
    assert!(sv.meaning.starts_with("Defenders 403 betyder: Tokenen är giltig"), "{sv:?}");
    assert_eq!(
        (en.title.as_str(), sv.title.as_str()),
        ("Defender's API answered with 403", "Defenders API svarade med 403")
    );
    assert!(en.details[0].starts_with("Only the status is here.") && sv.details[0].contains("bara statusen"));
    let [en, sv] = said(&format!("429 Client Error: Too Many Requests {asked}\nRetry-After: 27"));
    assert_eq!(en.details[0], "Retry-After says to wait 27 seconds");
    assert_eq!(sv.details[0], "Retry-After säger att du ska vänta 27 sekunder");
    let [whole, _] = said(r#"HTTP/1.1 403 {"error":{"code":"Forbidden","message":"x"}}"#);
    assert!(whole.details.is_empty(), "{whole:?}");
}

#[test]
fn an_answer_that_names_the_token_s_audience_is_explained_by_it() {
    let [en, _] = said(
        r#"{"error":{"code":"Unauthorized","message":"Invalid Authorization payload. AppId: x, Audience: 00000002-0000-0000-c000-000000000000, Issuer: y"}}"#,
    );
    assert_eq!(en.title, "The token is for another API");
    assert_eq!(
        en.meaning,
        "Each token is for one API, and the answer names one other than Defender for Endpoint."
    );
    assert!(en.next_steps[0].contains("https://api.securitycenter.microsoft.com/.default"), "{en:?}");
}

#[test]
fn a_status_of_nobody_is_not_explained_and_says_why() {
    for (text, title, detail) in [
        ("HTTP/1.1 403 Forbidden", "An answer with status 403, and nothing says who sent it", true),
        (
            "403 Forbidden for url: https://graph.microsoft.com/v1.0/users",
            "graph.microsoft.com answered with 403",
            false,
        ),
        (
            "HTTP Error 400: Bad Request https://login.microsoftonline.com/x/oauth2/token",
            "Entra answered with 400, and its reason is not here",
            false,
        ),
    ] {
        let [en, sv] = said(text);
        assert_eq!(en.title, title);
        assert!(!en.understood && !sv.understood && en.next_steps.len() == 1, "{en:?}");
        assert_eq!(en.details.len(), usize::from(detail), "{en:?}");
    }
    let [en, _] = said("HTTP/1.1 403 Forbidden");
    assert_eq!(
        en.details,
        ["If it came from Defender's API, it means: The token is valid but may not do this."]
    );
}

#[test]
fn a_connection_that_failed_names_the_host_and_the_other_computer() {
    for (why, title) in [
        ("Could not resolve host", "The host name could not be looked up"),
        ("connect timeout", "No answer came in time"),
        ("Connection refused", "The server could not be reached"),
        ("self signed certificate", "The server's certificate is not trusted"),
        ("certificate has expired", "The server's certificate has expired or is not valid yet"),
        ("hostname mismatch", "The server's certificate is for another name"),
        ("Cannot connect to proxy", "The proxy could not be reached"),
        ("407 Proxy Authentication Required", "The proxy asks for a sign-in"),
        ("Tunnel connection failed: 403 Forbidden", "The proxy refused the connection"),
    ] {
        let [en, sv] = said(&format!("{why}: login.microsoftonline.com"));
        assert_eq!(en.title, title);
        assert!(en.understood && en.meaning.contains("login.microsoftonline.com"), "{en:?}");
        assert!(!en.next_steps[0].contains("this computer") && !sv.next_steps[0].contains("den här datorn"));
    }
}

#[test]
fn a_proxy_that_refused_is_asked_to_let_the_host_through() {
    let [en, sv] = said("OSError('Tunnel connection failed: 403 Forbidden') login.microsoftonline.com");
    assert_eq!(en.next_steps, ["Ask whoever runs the proxy to let login.microsoftonline.com through."]);
    assert_eq!(sv.next_steps, ["Be den som sköter proxyn att släppa igenom login.microsoftonline.com."]);
}

#[test]
fn a_service_that_is_not_defender_is_not_told_as_defender() {
    for text in [
        "AADSTS650052: The app needs access to a service ('https://api.yammer.com') that your organization 'x' has not subscribed to or enabled.",
        "AADSTS500011: The resource principal named https://management.azure.com was not found in the tenant named x.",
    ] {
        let [en, sv] = said(text);
        assert_eq!(
            (en.title.as_str(), sv.title.as_str()),
            ("The app asks for another service", "Appen ber om en annan tjänst")
        );
        assert!(en.understood && !en.meaning.contains("licence"), "{en:?}");
    }
    let [defender, _] = said(
        "AADSTS650052: The app is trying to access a service 'fc780465-2017-40d4-a0c5-307022471b92'(WindowsDefenderATP) that your organization 'x' lacks a service principal for.",
    );
    assert!(defender.meaning.contains("no Defender for Endpoint"), "{defender:?}");
}
