//! The way through the window that more than one test has to go.

use std::time::Duration;

use crate::scene::{APP, HOME, SECRET, WANTED, customer};
use crate::window::Window;

/// A check may take this long on a busy machine.
pub const CHECK: Duration = Duration::from_secs(60);

/// Sets the partner app up, with home tenant and secret.
pub fn set_up_app(window: &Window) {
    enter_app(window, SECRET);
    window.press("save-app");
    window.see("secret-status");
}

/// Enters everything of the partner app and stops in front of *Save*.
pub fn enter_app(window: &Window, secret: &str) {
    window.press("start-setup");
    window.fill("app-name", "Northwind MDR");
    window.press("next");
    window.fill("app-id", APP);
    window.fill("home-tenant", HOME);
    window.press("next");
    window.see("permission-Alert.Read.All");
    for permission in WANTED.iter().filter(|one| **one != "Alert.Read.All") {
        window.press(&format!("permission-{permission}"));
    }
    window.press("next");
    // The partner's own consent can be left out.
    window.press("next");
    window.fill("app-secret", secret);
}

/// Adds a customer of the shelf by tenant ID and stops in front of *Check now*.
pub fn add_customer(window: &Window, scenario: &str) {
    let who = customer(scenario);
    window.press("home");
    window.press("start-customer");
    window.fill("customer-name", who.customer);
    window.fill("customer-tenant", &who.tenant_id.to_string());
    window.press("next");
    window.see("consent-link");
    window.press("next");
    window.see("check-now");
}

/// Sets the app up, and a customer whom a check finds connected.
pub fn connect(window: &Window) {
    set_up_and_check(window, "all-well", "connected");
}

/// Sets the app up, and a customer of whom a check has this verdict.
pub fn set_up_and_check(window: &Window, scenario: &str, verdict: &str) {
    set_up_app(window);
    add_customer(window, scenario);
    window.press("check-now");
    window.see_attribute("verdict", "data-verdict", verdict, CHECK);
}
