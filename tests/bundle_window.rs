//! A file for support in the real window: made and saved on one machine, opened on another that has no app, no customer
//! and no network, where the same page shows the same verdict.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::path::Path;

use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::verdict::CheckId;
use consentry_platform::SqliteRegistry;
use consentry_testbed::scene::{APP, HOME, SECRET, Scene, customer, tenant};
use consentry_testbed::session::Session;
use consentry_testbed::steps::{CHECK, set_up_and_check};
use consentry_testbed::terminal::consentry;
use consentry_testbed::window::Window;
use time::Duration;

const FAULT: &str = "permission-missing";

/// Verdict, cause, who acts and how every check ended, as scripts read them.
fn shown_of(window: &Window) -> Vec<Option<String>> {
    let of_verdict = ["data-verdict", "data-cause", "data-who-acts"];
    let of_verdict = of_verdict.into_iter().map(|name| window.attribute("verdict", name));
    let of_check = |id: &CheckId| window.attribute(&format!("check-{}", id.id()), "data-status");
    of_verdict.chain(CheckId::ALL.iter().map(of_check)).collect()
}

/// Nothing in it tells who somebody is, and nothing in it opens anything.
fn tells_nobody(file: &str) {
    let who = customer(FAULT);
    let tenant = tenant(FAULT).to_string();
    for telling in [who.customer, &tenant, APP, HOME, "Northwind", SECRET, "eyJ", "client_secret"] {
        assert!(!file.contains(telling), "{telling} in {file}");
    }
    assert!(Scene::canary().in_bytes(file.as_bytes()).is_empty(), "the secret is in the file");
    assert!(file.contains("Customer 1") && file.contains("Machine.Isolate"), "{file}");
}

#[test]
fn a_file_shows_the_same_verdict_on_another_machine() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    set_up_and_check(&window, FAULT, "needs_attention");
    window.press("home");
    window.press_css("[data-testid=\"customer-row\"]");
    window.see("verdict");
    let before = shown_of(&window);
    assert_eq!(before[1].as_deref(), Some("role-missing"));

    window.press_css("summary.btn");
    window.press("support-file");
    window.see("support-text");
    window.inspect("en-support-1-sheet");
    let text = window.text("support-text");
    tells_nobody(&text);
    window.press("save-support-file");
    window.see("saved-file");
    let saved = Path::new(&window.attribute("saved-file", "data-folder").unwrap())
        .join(window.attribute("saved-file", "data-name").unwrap());
    let file = std::fs::read_to_string(&saved).unwrap();
    assert_eq!(file.trim(), text.trim(), "what was shown is what was saved");
    window.close();

    let printed = consentry(&scene.session, &["bundle", "--customer", customer(FAULT).customer], "").ended(0);
    tells_nobody(&printed.output);
    assert!(printed.errors.contains("Customer 1 = "), "{}", printed.errors);

    let elsewhere = Session::start();
    let explained = consentry(&elsewhere, &["explain", "--json"], &printed.output);
    let told = explained.ended(0).json();
    assert_eq!((&told["kind"], &told["cause"]), (&"support-bundle".into(), &"role-missing".into()));
    assert_eq!(told["support_file"]["customers"][0]["name"], "Customer 1");

    let window = Window::open(&elsewhere);
    window.press("open-diagnose");
    window.see_css("label:has([data-testid=open-support-file])");
    window.inspect("en-support-2-open");
    window.choose_file("open-support-file", &saved);
    window.see("from-support-file");
    window.see("verdict");
    assert_eq!(shown_of(&window), before);
    for acting in ["check-now", "ask-for-consent", "hand-over", "use-api", "support-file"] {
        assert!(!window.has(acting), "{acting} acts on a customer that is not here");
    }
    window.inspect("en-support-3-customer");
    window.choose("language", "sv");
    window.until("Swedish", CHECK, || window.text("from-support-file").contains("supportfil").then_some(()));
    window.inspect("sv-support-3-customer");
    window.press("home");
    window.see("start-setup");
    assert!(!window.has("customer-row"), "a file adds no customer");
    window.close();
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
}

/// Seventy checks: the one that was made, and others that came to the same in the hour after it.
fn checked_often(scene: &Scene) {
    let (file, _) = SqliteRegistry::open(&scene.session.folder().join("data/consentry/registry.db")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let row = file.customers().await.unwrap()[0].row;
        let first = file.checks(row, 1).await.unwrap().remove(0);
        for number in 1..70 {
            let mut check = first.clone();
            check.at += Duration::seconds(50 * number);
            check.evidence.finished_at = Some(check.at);
            file.add_check(row, check).await.unwrap();
        }
    });
}

/// All parts of the file on the screen, one after the other, without the blanks in which the window is free.
fn read_through(window: &Window) -> String {
    let bare = |text: String| text.split_whitespace().collect::<String>();
    let number = |name: &str| window.attribute("support-part", name).unwrap().parse::<usize>().unwrap();
    let (mut whole, parts) = (bare(window.text("support-text")), number("data-parts"));
    assert!(parts > 1, "a file as long as this is shown in parts");
    for part in 2..=parts {
        window.press("support-part-next");
        window.see_attribute("support-part", "data-part", &part.to_string(), CHECK);
        whole += &bare(window.text("support-text"));
    }
    assert_eq!(window.attribute("support-part-next", "aria-disabled").as_deref(), Some("true"));
    whole
}

#[test]
fn a_long_history_is_read_through_before_it_is_saved_and_opens_check_by_check() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    set_up_and_check(&window, FAULT, "needs_attention");
    window.close();
    checked_often(&scene);

    let window = Window::open(&scene.session);
    window.see("customer-row");
    window.press_css("[data-testid=\"customer-row\"]");
    window.see("verdict");
    window.press_css("summary.btn");
    window.press("support-file");
    window.see("support-part");
    assert_eq!(window.attribute("checks-left-out", "data-number").as_deref(), Some("20"));
    window.inspect("en-support-4-parts");
    let shown = read_through(&window);
    tells_nobody(&shown.replace("Customer1", "Customer 1"));
    window.press("save-support-file");
    window.see("saved-file");
    let saved = Path::new(&window.attribute("saved-file", "data-folder").unwrap())
        .join(window.attribute("saved-file", "data-name").unwrap());
    let file = std::fs::read_to_string(&saved).unwrap();
    assert_eq!(file.split_whitespace().collect::<String>(), shown, "the whole of it was shown");
    window.close();

    let elsewhere = Session::start();
    let told = consentry(&elsewhere, &["bundle", "--open", "--json"], &file).ended(0).json();
    assert_eq!(told["customers"][0]["checks_left_out"], 20);
    let window = Window::open(&elsewhere);
    window.press("open-diagnose");
    window.see_css("label:has([data-testid=open-support-file])");
    window.choose_file("open-support-file", &saved);
    window.see("from-support-file");
    assert_eq!(window.attribute("checks-left-out", "data-number").as_deref(), Some("20"));
    window.see("left-out-here");
    let newest = shown_of(&window);
    window.press("open-past");
    window.see("past-of");
    assert_eq!(shown_of(&window), newest);
    window.inspect("en-support-5-past");
    window.press("past-earlier");
    window.see("past-later");
    assert!(!window.has("check-now"), "nothing here asks anybody");
    window.choose("language", "sv");
    window.until("Swedish", CHECK, || window.text("past-of").contains("Kontroll").then_some(()));
    window.press("back-to-customer");
    window.see("left-out-here");
    window.inspect("sv-support-5-past");
    window.close();
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
}
