//! What goes wrong around the window: no keychain, a secret Entra refuses, a mute network, a registry that is damaged or
//! newer. It is said, nothing is lost, and nothing that was proved is taken back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use consentry_testbed::rusqlite;
use consentry_testbed::scene::{SECRET, Scene};
use consentry_testbed::steps::{CHECK, add_customer, connect, enter_app, set_up_app};
use consentry_testbed::window::Window;

fn registry(scene: &Scene) -> PathBuf {
    scene.session.folder().join("data/consentry/registry.db")
}

/// The problem on the screen, by its kind.
fn problem(kind: &str) -> String {
    format!(".problem[data-code=\"{kind}\"]")
}

#[test]
fn without_a_keychain_the_secret_stays_in_memory_if_the_person_agrees() {
    let mut scene = Scene::set();
    scene.session.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nobody/listens/here");
    let window = Window::open(&scene.session);
    enter_app(&window, SECRET);
    window.press("save-app");
    window.see_css(&problem("keychain"));
    assert!(!window.has("secret-status"), "nothing was stored without asking");
    window.inspect("en-fault-no-keychain");
    window.press("keep-in-memory");
    window.see("secret-status");
    assert_eq!(window.attribute("secret-status", "data-kept-in").as_deref(), Some("memory"));
    add_customer(&window, "all-well");
    window.press("check-now");
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    window.close();
    assert_eq!(Scene::canary().in_session(&scene.session), [], "in memory means in no file");

    // The next session has to ask for it again, and says so; what was proved stands.
    let window = Window::open(&scene.session);
    window.see_attribute("customer-row", "data-verdict", "connected", CHECK);
    window.press("customer-row");
    window.press("check-now");
    window.see("replace-secret");
    window.inspect("en-fault-secret-gone");
    assert_eq!(window.attribute("verdict", "data-cause").as_deref(), Some("secret-lost"));
    // An attempt that learned nothing about the customer takes nothing back.
    window.press("home");
    window.see_attribute("customer-row", "data-last-attempt", "unknown", CHECK);
    assert_eq!(window.attribute("customer-row", "data-verdict").as_deref(), Some("connected"));
    window.close();
}

#[test]
fn a_locked_keychain_is_waited_for_and_then_said() {
    let mut scene = Scene::set();
    scene.session.lock_keychain();
    let window = Window::open(&scene.session);
    enter_app(&window, SECRET);
    window.press("save-app");
    // Whoever does not answer the keychain's own question still has a window that listens.
    window.choose("language", "sv");
    window.choose("language", "en");
    let begun = Instant::now();
    window.until("the keychain's state", Duration::from_secs(75), || {
        window
            .script(&format!("return document.querySelector('{}') !== null", problem("keychain")), vec![])
            .as_bool()
            .filter(|shown| *shown)
    });
    assert!(begun.elapsed() < Duration::from_secs(70), "{:?}", begun.elapsed());
    assert!(!window.has("secret-status"), "nothing was stored without asking");
    window.inspect("en-fault-locked-keychain");
    window.see("try-again");
    window.press("keep-in-memory");
    window.see("secret-status");
    assert_eq!(window.attribute("secret-status", "data-kept-in").as_deref(), Some("memory"));
    window.close();
    assert_eq!(Scene::canary().in_session(&scene.session), []);
}

#[test]
fn a_secret_that_entra_refuses_is_not_kept() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    let wrong = "Oth8Q~a.secret_of-another.app~0123456789";
    enter_app(&window, wrong);
    window.press("save-app");
    window.see_css(&problem("secret-refused"));
    let folded_away = window.script("return document.querySelector('.problem').textContent", vec![]);
    assert!(folded_away.as_str().unwrap().contains("AADSTS7000215"), "{folded_away}");
    window.inspect("en-fault-secret-refused");
    let kept = scene.session.keychain_contents("service", "app.consentry.desktop");
    assert!(!kept.contains(wrong), "nothing went to the keychain");
    window.close();
}

#[test]
fn the_id_of_a_secret_is_told_from_its_value() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    window.press("start-setup");
    window.fill("app-name", "Northwind MDR");
    window.press("next");
    window.fill("app-id", consentry_testbed::scene::APP);
    window.press("next");
    window.see("permission-Alert.Read.All");
    window.press("next");
    window.press("next");
    window.fill("app-secret", "3b1e6f0a-8d5c-4f27-9a40-c1d2e3f4a5b6");
    window.press("save-app");
    window.see_css("[data-testid=\"app-secret\"][aria-invalid=\"true\"]");
    window.inspect("en-fault-secret-id");
    assert!(scene.microsoft.asked().is_empty(), "nobody had to be asked for that");
    window.close();
}

#[test]
fn a_mute_network_can_be_left_and_takes_nothing_back() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    connect(&window);

    scene.microsoft.set_mute(true);
    window.press("check-now");
    window.see("running");
    window.inspect("en-fault-waiting");
    let begun = Instant::now();
    window.press("cancel-check");
    window.see_gone("running");
    assert!(begun.elapsed() < Duration::from_secs(5), "cancelled within {:?}", begun.elapsed());
    window.press("home");
    window.see_attribute("customer-row", "data-verdict", "connected", CHECK);

    // Whoever does not cancel learns after the attempt's time that nothing was learned.
    window.press("customer-row");
    scene.microsoft.forget();
    window.press("check-now");
    window.until("a request", CHECK, || (!scene.microsoft.asked().is_empty()).then_some(()));
    drop(scene.microsoft);
    window.see_attribute("verdict", "data-verdict", "unknown", Duration::from_secs(125));
    window.see("last-proved");
    window.inspect("en-fault-unknown");
    window.press("home");
    window.see_attribute("customer-row", "data-last-attempt", "unknown", CHECK);
    assert_eq!(window.attribute("customer-row", "data-verdict").as_deref(), Some("connected"));
    window.close();
}

#[test]
fn a_damaged_registry_is_kept_aside_and_said() {
    let scene = Scene::set();
    let damaged = "this was a registry once".repeat(500);
    std::fs::create_dir_all(registry(&scene).parent().unwrap()).unwrap();
    std::fs::write(registry(&scene), &damaged).unwrap();
    let window = Window::open(&scene.session);
    window.see_css("[data-notice]");
    window.inspect("en-fault-damaged-registry");
    window.see("start-setup");
    window.close();
    let kept = std::fs::read_dir(registry(&scene).parent().unwrap())
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.unwrap().path()).ok())
        .any(|bytes| bytes == damaged.as_bytes());
    assert!(kept, "the damaged file is still there, under another name");
}

#[test]
fn a_registry_of_a_newer_version_is_left_alone_and_said() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    set_up_app(&window);
    window.close();
    let newer = rusqlite::Connection::open(registry(&scene)).unwrap();
    newer.pragma_update(None, "user_version", 999).unwrap();
    newer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(newer);
    let before = std::fs::read(registry(&scene)).unwrap();

    let window = Window::open(&scene.session);
    window.see_css(&problem("registry"));
    window.inspect("en-fault-newer-registry");
    window.close();
    assert_eq!(std::fs::read(registry(&scene)).unwrap(), before, "not a byte was changed");
}
