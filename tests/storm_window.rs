//! The window answers all the while: with a check that gets no answer, with forty that get none, and with a Microsoft that
//! throttles everybody, it can be searched, read, walked through, spoken to in another language, and stopped.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use consentry_onboarding::ids::TenantId;
use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::CustomerRecord;
use consentry_platform::SqliteRegistry;
use consentry_testbed::crowd;
use consentry_testbed::scene::{Scene, customer};
use consentry_testbed::steps::{CHECK, connect};
use consentry_testbed::window::Window;
use time::OffsetDateTime;

/// One thing a person does, the way over the driver and a busy machine included.
const AT_ONCE: Duration = Duration::from_secs(8);
/// So many of the crowd.
const MANY: u32 = 40;

fn registry(scene: &Scene) -> PathBuf {
    scene.session.folder().join("data/consentry/registry.db")
}

/// Puts the crowd beside whoever is there; the window is closed meanwhile.
fn crowd_comes(scene: &Scene) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (file, _) = SqliteRegistry::open(&registry(scene)).unwrap();
    runtime.block_on(async {
        let app = file.apps().await.unwrap().remove(0);
        let member = |number: u32| {
            let tenant = TenantId::parse(&crowd::tenant(number)).unwrap();
            CustomerRecord::new(app.row, format!("Kund {number}"), tenant, OffsetDateTime::UNIX_EPOCH)
        };
        file.add_customers((1..=MANY).map(member).collect()).await.unwrap();
    });
}

fn rows(window: &Window) -> u64 {
    let script = "return document.querySelectorAll('[data-testid=customer-row]').length";
    window.script(script, vec![]).as_u64().unwrap()
}

/// Does it, and holds it to its time.
fn promptly(what: &str, act: impl FnOnce()) {
    let begun = Instant::now();
    act();
    assert!(begun.elapsed() < AT_ONCE, "{what} took {:?}", begun.elapsed());
}

/// Everything a person may do on the board and around it while something is under way there.
fn lives(window: &Window) {
    promptly("a search", || {
        window.fill("board-search", "kund 17");
        window.until("one row", AT_ONCE, || (rows(window) == 1).then_some(()));
    });
    promptly("another customer", || {
        window.press_css("[data-testid=\"customer-row\"]");
        window.see_css("[data-testid=\"check-now\"], [data-testid=\"running\"]");
    });
    promptly("another language", || {
        window.choose("language", "sv");
        window.choose("language", "en");
    });
    promptly("the way back", || window.press("home"));
    promptly("the end of the search", || {
        window.fill("board-search", " ");
        window.until("many rows", AT_ONCE, || (rows(window) > 5).then_some(()));
    });
    promptly("another room", || {
        window.press("open-diagnose");
        window.see("home");
        window.press("home");
        window.see("customer-row");
    });
}

#[test]
fn whatever_the_network_does_the_window_answers() {
    let scene = Scene::with_crowd();
    let window = Window::open(&scene.session);
    connect(&window);
    window.close();
    crowd_comes(&scene);
    let window = Window::open(&scene.session);
    window.see("customer-row");

    // One customer is checked and nobody answers.
    scene.microsoft.set_mute(true);
    scene.microsoft.forget();
    window.fill("board-search", customer("all-well").customer);
    window.until("one row", CHECK, || (rows(&window) == 1).then_some(()));
    window.press_css("[data-testid=\"customer-row\"]");
    window.press("check-now");
    window.until("a request", CHECK, || (!scene.microsoft.asked().is_empty()).then_some(()));
    window.press("home");
    lives(&window);

    // All are checked and nobody answers.
    window.press("check-all");
    window.see_attribute("check-all-bar", "data-running", "true", CHECK);
    lives(&window);
    window.inspect("en-storm-1-mute");
    promptly("a stop", || {
        window.press("cancel-check-all");
        window.see_attribute("check-all-bar", "data-running", "false", AT_ONCE);
    });
    scene.microsoft.set_mute(false);

    // Everybody is throttled, and has to wait.
    window.press("close-check-all");
    scene.microsoft.set_storm(Some(90));
    scene.microsoft.forget();
    window.press("check-all");
    window.see_attribute("check-all-bar", "data-running", "true", CHECK);
    lives(&window);
    window.inspect("en-storm-2-throttled");
    let asked = || scene.microsoft.asked().iter().filter(|one| one.path.ends_with("/token")).count();
    assert!(asked() <= 8, "whoever waits asks nobody: {}", asked());
    promptly("a stop", || {
        window.press("cancel-check-all");
        window.see_attribute("check-all-bar", "data-running", "false", AT_ONCE);
    });

    // Everybody is throttled for longer than a check waits: all end, and each was asked once.
    window.press("close-check-all");
    scene.microsoft.set_storm(Some(3_600));
    scene.microsoft.forget();
    window.press("check-all");
    window.see_attribute("check-all-bar", "data-running", "false", CHECK);
    let all = usize::try_from(MANY).unwrap() + 1;
    assert_eq!(window.attribute("check-all-bar", "data-done"), Some(all.to_string()));
    assert_eq!(asked(), all);
    window.inspect("en-storm-3-parked");
    window.press("close-check-all");
    window.fill("board-search", customer("all-well").customer);
    window.until("one row", CHECK, || (rows(&window) == 1).then_some(()));
    assert_eq!(
        window.attribute("customer-row", "data-verdict").as_deref(),
        Some("connected"),
        "what was proved stands"
    );
    assert_eq!(window.attribute("customer-row", "data-last-attempt").as_deref(), Some("unknown"));
    window.close();
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
}
