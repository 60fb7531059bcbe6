//! The same journey with no Azure and no network: the practice tenant in the real window. It is marked on every screen,
//! nothing leaves the machine, and nothing of it reaches the real customers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::time::Duration;

use consentry_practice::shelf;
use consentry_testbed::scene::{Scene, tenant};
use consentry_testbed::session::Session;
use consentry_testbed::window::Window;

const CHECK: Duration = Duration::from_secs(60);

fn row(scenario: &str) -> String {
    format!("[data-testid=\"customer-row\"][data-tenant=\"{}\"]", tenant(scenario))
}

fn check(window: &Window, scenario: &str) {
    window.press("home");
    window.press_css(&row(scenario));
    window.press("check-now");
}

#[test]
fn the_shelf_teaches_its_verdicts() {
    // A Microsoft that answers, so that a request to it would be seen and not merely fail.
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    window.press("open-practice");
    window.see("leave-practice");
    for scenario in shelf() {
        window.see_css(&row(scenario.name));
    }
    window.inspect("en-practice-1-shelf");

    for scenario in
        ["all-well", "permission-missing", "wrong-secret", "defender-not-provisioned", "tenant-unknown"]
    {
        check(&window, scenario);
        let expected = shelf().iter().find(|one| one.name == scenario).unwrap().cause;
        match expected {
            None => window.see_attribute("verdict", "data-verdict", "connected", CHECK),
            Some(cause) => window.see_attribute("verdict", "data-cause", cause.id(), CHECK),
        }
        window.see("leave-practice");
        window.inspect(&format!("en-practice-{scenario}"));
    }

    window.press("leave-practice");
    window.see("start-setup");
    assert!(!window.has("customer-row"), "practice customers stay in practice");
    window.close();
    assert_eq!(
        (scene.microsoft.asked(), scene.microsoft.refused()),
        (vec![], vec![]),
        "nothing left the machine"
    );
}

#[test]
fn the_whole_journey_needs_no_network_and_no_keychain() {
    let mut session = Session::without_keychain();
    // A proxy that nobody answers: a request to the outside would fail loudly.
    session.set("HTTPS_PROXY", "http://127.0.0.1:9");
    let opened = session.install_browser();
    let window = Window::open(&session);
    window.choose("language", "sv");
    window.press("open-practice");
    check(&window, "not-consented");
    window.see_attribute("verdict", "data-cause", "not-consented", CHECK);
    window.inspect("sv-practice-not-consented");
    window.press("ask-for-consent");
    let link = window.text("consent-link");
    assert!(link.starts_with("http://127.0.0.1:"), "{link}");
    window.press("open-consent-link");
    let page = window.until("the browser", CHECK, || {
        std::fs::read_to_string(&opened).ok().filter(|address| address.ends_with('\n'))
    });
    assert_eq!(page.trim(), link);
    let ended_on = consentry_testbed::administrator::accepts_in_practice(&link);
    assert!(
        ended_on.starts_with("http://127.0.0.1:") && ended_on.contains("admin_consent=True"),
        "{ended_on}"
    );
    window.press("next");
    window.press("check-now");
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    window.inspect("sv-practice-connected");

    window.press("reset-practice");
    window.see_attribute("customer-row", "data-verdict", "none", CHECK);
    window.close();
}
