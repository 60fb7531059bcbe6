//! The window without a mouse: every action of a practice onboarding by keyboard alone. The focus can be seen wherever it
//! is and is never lost, and results are announced.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::time::Duration;

use consentry_testbed::session::Session;
use consentry_testbed::window::{Key, Window};

const CHECK: Duration = Duration::from_secs(60);

/// Does what the focused control does, and waits until the window has led the focus somewhere.
fn enter(window: &Window, then: &str) {
    window.type_keys(&[Key::Enter]);
    window.see(then);
    window.until("the focus to be somewhere", CHECK, || (window.focused() != "body").then_some(()));
}

#[test]
fn a_practice_onboarding_without_a_mouse() {
    let mut session = Session::without_keychain();
    session.set("HTTPS_PROXY", "http://127.0.0.1:9");
    let window = Window::open(&session);
    window.see("start-setup");
    window.tab_to("open-practice");
    enter(&window, "customer-row");

    window.tab_to("start-customer");
    enter(&window, "customer-name");
    window.tab_to("customer-name");
    window.type_text("Contoso again");
    window.tab_to("customer-tenant");
    window.type_text("contoso.example");
    window.tab_to("resolve-tenant");
    enter(&window, "tenant-id");
    window.tab_to("next");
    enter(&window, "consent-link");
    window.tab_to("next");
    enter(&window, "check-now");
    window.tab_to("check-now");
    enter(&window, "verdict");
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    assert_ne!(window.focused(), "body", "the focus was led to the result");
    let spoken = "return Array.from(document.querySelectorAll('[aria-live]'), (one) => one.textContent).join(' ').trim()";
    assert!(!window.script(spoken, vec![]).as_str().unwrap().is_empty(), "the verdict was announced");
    window.tab_to("home");
    enter(&window, "customer-row");
    window.close();
}
