//! The secret is in the keychain and nowhere else: not in a file, the log at its most talkative, an argument, an
//! environment, the database, the web view's folder. And a planted one is found, so that silence means something.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::process::Stdio;

use consentry_testbed::process::Running;
use consentry_testbed::scene::{APP, SECRET, Scene, customer, tenant};
use consentry_testbed::steps::{CHECK, add_customer, set_up_app};
use consentry_testbed::terminal::consentry;
use consentry_testbed::window::Window;

#[test]
fn the_secret_and_the_tokens_are_nowhere_and_a_planted_one_is_found() {
    let scene = Scene::set();
    let canary = Scene::canary();
    let window = Window::open(&scene.session);
    set_up_app(&window);
    for scenario in ["all-well", "wrong-secret", "api-forbidden"] {
        add_customer(&window, scenario);
        window.press("check-now");
        window.see("verdict");
    }
    // While everything runs, and after the terminal has used the same registry and keychain, and the secret once more.
    let all_well = customer("all-well");
    let ended = consentry(&scene.session, &["check", "--customer", all_well.customer, "--json"], "").ended(0);
    assert_eq!(ended.json()["verdict"], "connected", "the terminal reads what the window stored");
    let tenant = tenant("all-well").to_string();
    let words = ["check", "--app-id", APP, "--tenant", &tenant, "--secret-stdin", "--json"];
    let ended = consentry(&scene.session, &words, SECRET).ended(0);
    std::fs::write(scene.session.log("terminal.log"), ended.output + &ended.errors).unwrap();
    assert_eq!(canary.in_session(&scene.session), []);
    window.press("home");
    window.see_attribute("customer-row", "data-last-attempt", "connected", CHECK);
    window.close();

    assert_eq!(canary.in_session(&scene.session), []);
    assert_eq!(consentry_testbed::canary::tokens_in_folder(scene.session.folder()), Vec::<String>::new());
    let log = std::fs::read_to_string(scene.session.log("window.log")).unwrap();
    assert!(log.contains("consentry_"), "the log was at its most talkative: {log}");
    assert!(scene.session.folder().join("data/consentry/registry.db").exists(), "the registry was looked at");
    let keychain = scene.session.keychain_contents("service", "app.consentry.desktop");
    assert!(keychain.contains(SECRET), "the secret is where it belongs: {keychain}");

    // A planted one: in a file of the web view, and in the arguments of a process of this desktop.
    let planted = scene.session.folder().join("data/planted");
    std::fs::write(&planted, format!("...{SECRET}...")).unwrap();
    let process = Running::start(
        scene
            .session
            .command("sh")
            .args(["-c", "sleep 60; :", SECRET])
            .stdin(Stdio::null())
            .stdout(Stdio::null()),
    );
    let found = canary.in_session(&scene.session);
    assert!(found.iter().any(|one| one.place.ends_with("data/planted") && one.shape == "raw"), "{found:?}");
    assert!(found.iter().any(|one| one.place.contains(&format!("({})", process.id()))), "{found:?}");
}
