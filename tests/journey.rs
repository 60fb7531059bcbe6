//! The main job, start to verdict, in the real window: set the app up, add a customer, send the link, check, read the
//! verdict; then the power is cut and everything is still there. In English and in Swedish, light and dark, every screen
//! held against axe-core, on the program users get, over TLS to the real host names.

use std::time::Duration;

use consentry_testbed::process::{contains, kill};
use consentry_testbed::scene::{APP, HOME, SECRET, Scene, WANTED, customer, tenant};
use consentry_testbed::window::Window;
use consentry_testbed::{administrator, programs, wait_for};
use serde_json::Value;

/// A check may take this long on a busy machine.
const CHECK: Duration = Duration::from_secs(60);

#[test]
fn one_customer_from_nothing_to_connected_in_english() {
    journey("en", &["Customers", "Connected"]);
}

#[test]
fn one_customer_from_nothing_to_connected_in_swedish() {
    journey("sv", &["Kunder", "Ansluten"]);
}

fn journey(language: &str, words: &[&str; 2]) {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    window.choose("language", language);
    assert_eq!(window.script("return document.documentElement.lang", vec![]), language);
    let screen = |name: &str| both_themes(&window, &format!("{language}-{name}"));
    let answers = Answers::listen(&window);

    // 1. Nothing set up yet: two cards.
    window.see("start-setup");
    window.see("open-practice");
    screen("1-empty");

    // 2. The app. The secret goes in and never comes back.
    window.press("start-setup");
    window.fill("app-name", "Northwind MDR");
    window.fill("app-id", &format!("{{{}}}", APP.to_uppercase()));
    window.fill("home-tenant", HOME);
    screen("2-app");
    window.press("next");
    window.fill("app-secret", &format!("{SECRET}\n"));
    if window.has("app-secret") {
        screen("3-secret");
        window.press("next");
    }
    window.see("permission-Alert.Read.All");
    assert_eq!(checked(&window), ["Alert.Read.All"], "what a new app starts with");
    for permission in WANTED.iter().filter(|one| **one != "Alert.Read.All") {
        window.fill("permission-search", permission);
        window.press(&format!("permission-{permission}"));
    }
    window.fill("permission-search", " ");
    assert_eq!(checked(&window), WANTED);
    screen("4-permissions");
    window.press("save-app");
    window.see("secret-status");
    assert_eq!(window.attribute("secret-status", "data-kept-in").as_deref(), Some("keychain"));
    assert_eq!(
        window.attribute("secret-status", "data-proved").as_deref(),
        Some("true"),
        "a token proved it at home"
    );
    screen("5-saved");
    let kept = scene.session.keychain_contents("service", "app.consentry.desktop");
    assert!(kept.contains(SECRET), "the keychain holds the secret");
    the_page_does_not_know_the_secret(&window);

    // 3. A customer, by domain.
    let who = customer("not-consented");
    window.press("start-customer");
    window.fill("customer-name", who.customer);
    window.fill("customer-tenant", &format!("https://{}/", who.domain));
    window.press("resolve-tenant");
    window.until("the tenant or the domain offered", CHECK, || {
        (window.has("tenant-id") || window.all_text().contains(&format!("{}", who.domain))).then_some(())
    });
    window.fill("customer-tenant", &who.domain.to_string());
    window.press("resolve-tenant");
    window.see("tenant-id");
    assert_eq!(window.text("tenant-id"), who.tenant_id.to_string());
    screen("6-customer");
    window.press("next");

    // 4. The link: both forms, copied and opened.
    window.see("consent-link");
    let link = window.text("consent-link");
    let expected =
        format!("https://login.microsoftonline.com/{}/v2.0/adminconsent?client_id={APP}", who.tenant_id);
    assert!(link.starts_with(&expected), "{link}");
    window.press("copy-consent-link");
    screen("7-link");
    window.press("open-consent-link");
    assert_eq!(scene.opened_page(), link);

    // 5. Not consented yet: says so, and who must do what.
    window.press("next");
    screen("8-before-the-check");
    window.press("check-now");
    window.see_attribute("verdict", "data-verdict", "needs_attention", CHECK);
    assert_eq!(window.attribute("verdict", "data-cause").as_deref(), Some("not-consented"));
    assert_eq!(window.attribute("verdict", "data-who-acts").as_deref(), Some("customer"));
    assert_eq!(window.attribute("check-tenant", "data-status").as_deref(), Some("pass"));
    assert_eq!(window.attribute("check-token", "data-status").as_deref(), Some("fail"));
    assert_eq!(window.attribute("check-api", "data-status").as_deref(), Some("skipped"));
    assert!(window.all_text().contains("AADSTS700016"), "the raw text is there");
    screen("9-not-consented");

    // The customer's administrator accepts, and sends the address they ended on.
    let ended_on = administrator::accepts(&scene.microsoft, &link);
    assert!(ended_on.contains("admin_consent=True"), "{ended_on}");
    window.press("back");
    window.fill("returned-address", &ended_on);
    window.press("read-returned-address");
    window.see_attribute("returned-answer", "data-kind", "granted", CHECK);
    screen("10-returned");
    window.press("next");
    window.press("check-now");
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    assert_eq!(window.attribute("verdict", "data-who-acts").as_deref(), Some("nobody"));
    for check in CHECKS {
        assert_eq!(
            window.attribute(&format!("check-{check}"), "data-status").as_deref(),
            Some("pass"),
            "{check}"
        );
    }
    for permission in WANTED {
        window.see(&format!("granted-{permission}"));
    }
    assert!(window.all_text().contains(words[1]), "{}", window.all_text());
    screen("11-connected");
    let next_step = window.text("next-step");

    // The board; then somebody pulls the plug.
    window.press("home");
    see_the_customer(&window);
    assert!(window.all_text().contains(words[0]));
    screen("12-board");
    a_second_start_shows_the_first_window(&scene);
    the_page_does_not_know_the_secret(&window);
    answers.hold_no_secret(&window);
    kill(window.process(&scene.session));
    drop(window);

    // 6. App, customer, last verdict and its evidence are there; the secret still works from the keychain.
    let window = Window::open(&scene.session);
    assert_eq!(
        window.script("return document.documentElement.lang", vec![]),
        language,
        "the language was kept"
    );
    see_the_customer(&window);
    // WebKit has no place to click in a table row itself.
    window.press_css("[data-testid=\"customer-row\"] button");
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    assert_eq!(window.text("next-step"), next_step);
    for check in CHECKS {
        window.see(&format!("check-{check}"));
    }
    both_themes(&window, &format!("{language}-13-after-the-restart"));
    let asked_before = scene.microsoft.asked().len();
    window.press("check-now");
    window.until("another check", CHECK, || (scene.microsoft.asked().len() > asked_before + 2).then_some(()));
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    window.close();

    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
    assert_eq!(
        Scene::canary().in_session(&scene.session),
        [],
        "the secret is in the keychain and nowhere else"
    );
}

const CHECKS: [&str; 11] = [
    "tenant",
    "token",
    "signature",
    "issuer",
    "audience",
    "tenant_claim",
    "app",
    "lifetime",
    "kind",
    "permissions",
    "api",
];

fn see_the_customer(window: &Window) {
    window.see_attribute("customer-row", "data-verdict", "connected", CHECK);
    assert_eq!(window.attribute("customer-row", "data-tenant"), Some(tenant("not-consented").to_string()));
    assert_eq!(window.attribute("customer-row", "data-waiting").as_deref(), Some("false"));
}

fn both_themes(window: &Window, name: &str) {
    window.choose("theme", "dark");
    window.inspect(&format!("{name}-dark"));
    window.choose("theme", "light");
    window.inspect(name);
}

/// The ticked permissions, in the order of their names.
fn checked(window: &Window) -> Vec<String> {
    let script = r#"
        const boxes = document.querySelectorAll('input[type=checkbox][data-testid^="permission-"]:checked');
        return Array.from(boxes, (box) => box.dataset.testid.replace('permission-', '')).sort();
    "#;
    serde_json::from_value(window.script(script, vec![])).unwrap()
}

fn the_page_does_not_know_the_secret(window: &Window) {
    let script = r"
        const fields = Array.from(document.querySelectorAll('input, textarea, select'), (field) => field.value);
        const stored = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href];
        return [document.documentElement.outerHTML, ...fields, ...stored].join('\n');
    ";
    let page = window.script(script, vec![]);
    let page = page.as_str().unwrap();
    assert!(page.len() > 500, "the page was read");
    assert_eq!(Scene::canary().in_bytes(page.as_bytes()), Vec::<&str>::new());
}

/// Listens to what the core answers to the window.
struct Answers;

impl Answers {
    /// From now on; until the page is loaded again.
    fn listen(window: &Window) -> Self {
        let script = r"
            window.heard = [];
            const ask = window.fetch;
            window.fetch = async (...question) => {
                const answer = await ask(...question);
                window.heard.push(String(question[0]) + ' ' + await answer.clone().text());
                return answer;
            };
        ";
        window.script(script, vec![]);
        Self
    }

    fn hold_no_secret(&self, window: &Window) {
        let heard = window.script("return window.heard", vec![]);
        let heard: Vec<&str> = heard.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(heard.len() > 10, "the answers were heard: {heard:?}");
        assert!(heard.iter().any(|answer| answer.contains("save_app")), "the one that took the secret, too");
        assert_eq!(Scene::canary().in_bytes(heard.join("\n").as_bytes()), Vec::<&str>::new());
    }
}

/// The first window comes to the front; the second program ends at once.
fn a_second_start_shows_the_first_window(scene: &Scene) {
    let desktop = &programs::programs().desktop;
    let mut second = scene.session.command(desktop).spawn().unwrap();
    let status = wait_for("the second start to end", Duration::from_secs(20), || second.try_wait().unwrap());
    assert!(status.success(), "{status}");
    let log = std::fs::read(scene.session.log("window.log")).unwrap();
    assert!(!contains(&log, b"panicked"), "{}", String::from_utf8_lossy(&log));
}
