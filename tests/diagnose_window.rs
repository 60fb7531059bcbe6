//! The paste box in the real window: an error, a faulty link, and a real token of the stand-in, verified when asked. In
//! both languages, held against axe-core; and what was pasted is gone with the screen.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::time::Duration;

use consentry_onboarding::permission::Permission;
use consentry_testbed::scene::{APP, SECRET, Scene, WANTED, app, tenant};
use consentry_testbed::window::Window;
use serde_json::Value;

const ANSWER: Duration = Duration::from_secs(60);

/// A token as somebody else would have got it, with curl.
fn a_token(scene: &Scene) -> String {
    let roles = WANTED.iter().map(|name| Permission::parse(name).unwrap()).collect();
    scene.directory.set_consent(tenant("all-well"), app(), Some(roles));
    let address = format!("https://login.microsoftonline.com/{}/oauth2/v2.0/token", tenant("all-well"));
    let mut curl = scene.session.command("curl");
    curl.args(["--silent", "--show-error", "--data-urlencode", "grant_type=client_credentials"]);
    for (name, value) in [
        ("client_id", APP),
        ("client_secret", SECRET),
        ("scope", "https://api.securitycenter.microsoft.com/.default"),
    ] {
        curl.args(["--data-urlencode", &format!("{name}={value}")]);
    }
    let output = curl.arg(address).output().expect("curl");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[test]
fn whatever_is_pasted_is_explained() {
    let scene = Scene::set();
    let token = a_token(&scene);
    let window = Window::open(&scene.session);
    for language in ["en", "sv"] {
        window.choose("language", language);
        window.press("open-diagnose");
        window.see("paste-box");
        window.inspect(&format!("{language}-diagnose-1-empty"));

        let explain = |text: &str, kind: &str| {
            window.fill("paste-box", text);
            window.press("explain");
            window.see_attribute("explanation", "data-kind", kind, ANSWER);
        };
        explain("Something <b>odd</b> went wrong", "unrecognised");
        assert_eq!(window.text("explanation-raw"), "Something <b>odd</b> went wrong");
        explain("AADSTS7000215: Invalid client secret provided.", "aadsts");
        assert_eq!(window.attribute("explanation", "data-cause").as_deref(), Some("wrong-secret"));
        assert_eq!(window.attribute("explanation", "data-who-acts").as_deref(), Some("partner"));
        window.inspect(&format!("{language}-diagnose-2-number"));
        explain(
            "https://login.microsoftonline.com/common/oauth2/authorize?client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764",
            "consent-link",
        );
        assert!(window.text("corrected-link").starts_with("https://login.microsoftonline.com/"));
        window.inspect(&format!("{language}-diagnose-3-link"));

        let asked = scene.microsoft.asked().len();
        explain(&format!("Authorization: Bearer {token}"), "token");
        assert_eq!(scene.microsoft.asked().len(), asked, "explaining asks nobody");
        assert_eq!(window.attribute("token-parts", "data-verified").as_deref(), Some("false"));
        window.press("verify-token");
        window.see_attribute("token-parts", "data-verified", "true", ANSWER);
        window.see("claim-roles");
        window.inspect(&format!("{language}-diagnose-4-token"));
        window.press("home");
        window.see("start-setup");
    }
    let page = window.script("return document.documentElement.outerHTML", vec![]);
    assert!(!page.as_str().unwrap().contains(&token[token.len() - 40..]), "the page forgot the token");
    window.close();
    let log = std::fs::read_to_string(scene.session.log("window.log")).unwrap();
    assert!(!log.contains(&token[token.len() - 40..]));
}
