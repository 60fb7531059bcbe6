//! The watch in the real window: the link goes out, somebody accepts elsewhere, and without a click the board says
//! connected and the desktop says so too. And the answer that is caught on this computer.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::process::Command;
use std::time::Duration;

use consentry_testbed::administrator;
use consentry_testbed::rusqlite::Connection;
use consentry_testbed::scene::{Scene, app, customer, tenant};
use consentry_testbed::steps::{CHECK, add_customer, set_up_app};
use consentry_testbed::window::Window;

/// The second look comes half a minute after the link went out; a busy machine takes longer.
const LOOKS: Duration = Duration::from_secs(120);

fn token_requests(scene: &Scene) -> usize {
    let path = format!("/{}/oauth2/", tenant("not-consented"));
    scene
        .microsoft
        .asked()
        .iter()
        .filter(|asked| asked.method == "POST" && asked.path.starts_with(&path))
        .count()
}

fn checks_in_history(scene: &Scene) -> i64 {
    let registry = Connection::open(scene.session.folder().join("data/consentry/registry.db")).unwrap();
    registry.query_row("SELECT count(*) FROM history", [], |row| row.get(0)).unwrap()
}

#[test]
fn consent_is_noticed_without_a_click_and_a_restart_goes_on_watching() {
    let mut scene = Scene::set();
    scene.session.start_notifications();
    let window = Window::open(&scene.session);
    set_up_app(&window);
    add_customer(&window, "not-consented");
    window.press("back");
    window.see_attribute("watch", "data-watching", "false", CHECK);
    window.press("copy-consent-link");
    window.see_attribute("watch", "data-watching", "true", CHECK);
    let link = window.text("consent-link");
    window.see_attribute("watch", "data-looks", "1", LOOKS);
    window.inspect("en-watch-1-not-yet");
    assert!(window.text("watch").contains("Not given yet at"), "{}", window.text("watch"));
    window.press("home");
    window.see("row-watch");
    assert_eq!(window.attribute("customer-row", "data-waiting").as_deref(), Some("true"));
    window.inspect("en-watch-2-board");
    window.close();

    // Nothing was clicked after the start: the watch goes on by itself, and what it finds again is not written again.
    let before = token_requests(&scene);
    let written = checks_in_history(&scene);
    assert_eq!(written, 1, "the first finding");
    let window = Window::open(&scene.session);
    window.until("another look", LOOKS, || (token_requests(&scene) > before).then_some(()));
    assert_eq!(checks_in_history(&scene), written);
    assert_eq!(scene.session.notifications(), [], "nothing new, nothing said");

    let ended_on = administrator::accepts(&scene.microsoft, &link);
    assert!(ended_on.contains("admin_consent=True"), "{ended_on}");
    window.see_attribute("customer-row", "data-verdict", "connected", LOOKS);
    window.inspect("en-watch-3-noticed");
    let name = customer("not-consented").customer;
    let told = window.until("the notification", CHECK, || scene.session.notifications().into_iter().next());
    assert_eq!(told.0, format!("{name} is connected"));
    assert!(!format!("{told:?}").contains("eyJ"), "no token");
    assert!(!window.has("row-watch"), "and the watch has ended");
    let after = token_requests(&scene);
    window.press("customer-row");
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    assert_eq!(token_requests(&scene), after);
    window.close();
    assert_eq!(Scene::canary().in_session(&scene.session), []);
}

#[test]
fn the_answer_is_caught_on_this_computer() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    set_up_app(&window);
    let registry = Connection::open(scene.session.folder().join("data/consentry/registry.db")).unwrap();
    let changed = registry.execute("UPDATE redirect SET address = 'http://localhost/consentry'", []).unwrap();
    assert_eq!(changed, 1);
    drop(registry);
    window.choose("language", "sv");
    add_customer(&window, "not-consented");
    window.press("back");
    window.press("open-and-wait");
    window.see("stop-waiting");
    window.inspect("sv-answer-1-waiting");
    let link = scene.opened_page();
    let ended_on = administrator::accepts(&scene.microsoft, &link);
    assert!(ended_on.starts_with("http://localhost:") && ended_on.contains("/consentry?"), "{ended_on}");
    let page = Command::new("curl")
        .args(["--silent", "--show-error", "--noproxy", "*", "--max-time", "20"])
        .args(["--header", "Accept-Language: sv", &ended_on])
        .output()
        .unwrap();
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("Klart. Du kan stänga den här sidan."), "{page}");
    window.see_attribute("answer-wait", "data-kind", "granted", CHECK);
    window.inspect("sv-answer-2-came");
    window.press("prove-answer");
    // Somebody may press before the watch has looked, or after.
    window.until("the verdict", LOOKS, || {
        if window.has("check-now") && !window.has("verdict") {
            window.press("check-now");
        }
        window.has("verdict").then_some(())
    });
    window.see_attribute("verdict", "data-verdict", "connected", LOOKS);
    window.close();
    assert!(scene.directory.roles(tenant("not-consented"), app()).is_some());
}
