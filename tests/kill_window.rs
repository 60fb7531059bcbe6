//! The window's program, killed the hard way in the middle of what it does: it opens again, and what was shown as done is
//! there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use consentry_testbed::process::kill;
use consentry_testbed::scene::{Scene, tenant};
use consentry_testbed::session::Session;
use consentry_testbed::steps::{CHECK, connect};
use consentry_testbed::wait_for;
use consentry_testbed::window::Window;

/// Ends it as a power cut would, and what drives it.
fn cut_off(session: &Session, window: Window) {
    kill(window.process(session));
    window.close();
}

/// What the board shows of each tenant that was checked.
fn verdicts(window: &Window) -> BTreeMap<String, String> {
    let script = "return Array.from(document.querySelectorAll('[data-testid=customer-row]'))
        .map((row) => [row.dataset.tenant, row.dataset.verdict])";
    let rows: Vec<(String, String)> = serde_json::from_value(window.script(script, vec![])).unwrap();
    rows.into_iter().filter(|(_, verdict)| verdict != "none").collect()
}

#[test]
fn killed_among_practice_checks_it_opens_with_all_that_it_showed() {
    let session = Session::without_keychain();
    let all_well = format!("[data-testid=\"customer-row\"][data-tenant=\"{}\"]", tenant("all-well"));
    let mut fresh = None;
    for so_many in [2, 6] {
        let window = Window::open(&session);
        window.press("open-practice");
        window.see("customer-row");
        if fresh.is_some() {
            window.press("reset-practice");
        }
        // What an exercise begins with is a check that was made before.
        let begun = fresh.clone().unwrap_or_else(|| verdicts(&window));
        window.until("the shelf as it was", CHECK, || (verdicts(&window) == begun).then_some(()));
        window.press("check-all");
        let shown = window.until("some verdicts", CHECK, || {
            let seen = verdicts(&window);
            (seen.len() >= begun.len() + so_many).then_some(seen)
        });
        cut_off(&session, window);

        let window = Window::open(&session);
        window.press("open-practice");
        window.see("customer-row");
        let found = verdicts(&window);
        for (tenant, verdict) in &shown {
            assert_eq!(found.get(tenant), Some(verdict), "{tenant} after {so_many}");
        }
        // It goes on as if nothing had been.
        window.press_css(&all_well);
        window.press("check-now");
        window.see_attribute("verdict", "data-verdict", "connected", CHECK);
        window.close();
        fresh = Some(begun);
    }
}

#[test]
fn killed_while_it_saves_a_secret_it_has_one_that_works_and_no_other() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    connect(&window);
    window.close();
    for milliseconds in [0, 40, 150, 500] {
        let window = Window::open(&scene.session);
        window.press_css(".place:not([data-testid])");
        window.press("replace-secret");
        window.fill("app-secret", consentry_testbed::scene::SECRET);
        window.press("save-app");
        // The moment itself is what is tried here; nothing is waited for.
        thread::sleep(Duration::from_millis(milliseconds));
        cut_off(&scene.session, window);

        let window = Window::open(&scene.session);
        window.see_attribute("customer-row", "data-verdict", "connected", CHECK);
        window.press("customer-row");
        window.press("check-now");
        window.see_attribute("verdict", "data-verdict", "connected", CHECK);
        // Whatever the killed one left is settled by now or soon.
        window.until("one secret", CHECK, || {
            let contents = scene.session.keychain_contents("service", "app.consentry.desktop");
            (contents.matches("username = commercial/").count() == 1).then_some(())
        });
        window.close();
    }
    assert_eq!(Scene::canary().in_session(&scene.session), [], "in the keychain and nowhere else");
}

#[test]
fn a_start_that_falls_into_the_end_of_an_earlier_one_opens() {
    let session = Session::start();
    let program = consentry_testbed::programs::programs().desktop.clone();
    let quiet = || std::process::Stdio::null();
    let mut earlier = session.command(&program).stdout(quiet()).stderr(quiet()).spawn().unwrap();
    wait_for("the earlier one's name", CHECK, || {
        let output = session
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.NameHasOwner", "string:app.consentry.desktop.SingleInstance"])
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).contains("boolean true").then_some(())
    });
    // It has its name and answers nobody any more, as a program does that is about to end.
    let stopped = std::process::Command::new("kill").args(["-STOP", &earlier.id().to_string()]).status();
    assert!(stopped.unwrap().success());
    let id = earlier.id();
    let running = move |session: &Session| {
        session.processes().iter().filter(|seen| seen.program.ends_with("consentry-desktop")).count()
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            wait_for("the later one", CHECK, || (running(&session) > 1).then_some(()));
            // Time to ask the earlier one, which is seen from nowhere.
            thread::sleep(Duration::from_secs(2));
            kill(id);
            earlier.wait().unwrap();
        });
        let window = Window::open(&session);
        window.close();
    });
}
