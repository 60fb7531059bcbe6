//! "It worked yesterday", in the real window: a customer that was connected loses a permission and then its consent; the
//! page says when it worked and what changed, the history opens the check of that time, and the terminal says the same.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::collections::BTreeSet;

use consentry_onboarding::permission::Permission;
use consentry_testbed::scene::{Scene, WANTED, app, customer, tenant};
use consentry_testbed::steps::{CHECK, connect};
use consentry_testbed::terminal::consentry;
use consentry_testbed::window::Window;

fn roles(names: &[&str]) -> BTreeSet<Permission> {
    names.iter().map(|name| Permission::parse(name).unwrap()).collect()
}

fn found(window: &Window, cause: &str) {
    window.press("check-now");
    window.see_attribute("verdict", "data-cause", cause, CHECK);
}

#[test]
fn what_changed_since_it_worked_is_told_in_english() {
    what_changed_is_told(
        "en",
        ["Gone from the token: Machine.Isolate", "The app is no longer in their tenant"],
    );
}

#[test]
fn what_changed_since_it_worked_is_told_in_swedish() {
    what_changed_is_told(
        "sv",
        ["Borta ur tokenen: Machine.Isolate", "Appen finns inte längre i deras klientorganisation"],
    );
}

fn what_changed_is_told(language: &str, [role_gone, consent_gone]: [&str; 2]) {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    window.choose("language", language);
    connect(&window);
    window.press("home");
    window.press_css(&format!("[data-testid=\"customer-row\"][data-tenant=\"{}\"]", tenant("all-well")));
    window.see("verdict");
    assert!(!window.has("since-it-worked"), "there is no since while it works");

    // Their administrator takes one permission back, and later all of them.
    let kept: Vec<&str> = WANTED.into_iter().filter(|one| *one != "Machine.Isolate").collect();
    scene.directory.set_consent(tenant("all-well"), app(), Some(roles(&kept)));
    found(&window, "role-missing");
    window.see_attribute("change-roles-gone", "data-bears", "true", CHECK);
    assert!(window.text("change-roles-gone").contains(role_gone), "{}", window.text("change-roles-gone"));
    window.inspect(&format!("{language}-history-role-gone"));
    scene.directory.set_consent(tenant("all-well"), app(), None);
    found(&window, "not-consented");
    window.see_attribute("change-consent-gone", "data-bears", "true", CHECK);
    assert!(window.text("change-consent-gone").contains(consent_gone));
    window.see("broke-here");
    window.inspect(&format!("{language}-history-consent-gone"));

    // The first failure was the other one, and is opened as it was.
    window.press("open-failed");
    window.see("past-of");
    window.see_attribute("verdict", "data-cause", "role-missing", CHECK);
    window.see("missing-Machine.Isolate");
    window.inspect(&format!("{language}-history-past"));
    window.press("past-earlier");
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    assert!(!window.has("past-earlier"), "nothing was checked before");
    window.press("back-to-customer");
    window.see("since-it-worked");
    window.close();

    let who = customer("all-well").customer;
    let run = |words: &[&str]| consentry(&scene.session, words, "").output;
    let told = run(&["--lang", language, "check", "--customer", who]);
    let lower = consent_gone.chars().skip(1).collect::<String>();
    assert!(told.contains(&lower), "{told}");
    let told: serde_json::Value =
        serde_json::from_str(&run(&["--json", "check", "--customer", who])).unwrap();
    let since = &told["since_it_worked"];
    assert_eq!(since["failed_cause"], "role-missing", "{told:#}");
    assert_eq!(
        (&since["changes"][0]["id"], &since["changes"][0]["bears"]),
        (&"consent-gone".into(), &true.into())
    );
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
}
