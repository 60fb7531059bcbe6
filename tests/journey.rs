//! The main job, start to verdict, in the real window: set the app up on two days, add a customer, send the link, check, read the
//! verdict; then the power is cut and everything is still there. In English and in Swedish, light and dark, every screen
//! held against axe-core, on the program users get, over TLS to the real host names.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::time::Duration;

use consentry_testbed::process::{contains, kill};
use consentry_testbed::scene::{APP, HOME, SECRET, Scene, WANTED, customer, tenant};
use consentry_testbed::window::Window;
use consentry_testbed::{administrator, programs, wait_for};

/// A check may take this long on a busy machine.
const CHECK: Duration = Duration::from_secs(60);

#[test]
fn one_customer_from_nothing_to_connected_in_english() {
    journey("en", &["Customers", "Connected", "isolate a device"]);
}

#[test]
fn one_customer_from_nothing_to_connected_in_swedish() {
    journey("sv", &["Kunder", "Ansluten", "isolera en enhet"]);
}

fn journey(language: &'static str, words: &[&str; 3]) {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    window.choose("language", language);
    assert_eq!(window.script("return document.documentElement.lang", vec![]), language);
    let journey = Journey { scene: &scene, window: &window, language };
    journey.begins_with_two_cards();
    journey.registers_the_app();
    journey.chooses_by_task(words[2]);
    journey.leaves_before_the_secret_is_saved();
    kill(window.process(&scene.session));
    drop(window);

    // Another day.
    let window = Window::open(&scene.session);
    window.listen_to_the_core();
    let journey = Journey { scene: &scene, window: &window, language };
    journey.goes_on_and_saves_the_app();
    journey.adds_a_customer();
    let link = journey.hands_the_link_over();
    journey.reads_that_nobody_consented();
    journey.proves_the_consent(&link);
    assert!(window.all_text().contains(words[1]), "{}", window.all_text());
    let next_step = window.text("next-step");

    window.press("home");
    journey.sees_the_customer();
    assert!(window.all_text().contains(words[0]));
    journey.screen("12-board");
    a_second_start_shows_the_first_window(&scene);
    the_page_does_not_know_the_secret(&window);
    the_core_told_no_secret(&window);

    // Somebody pulls the plug.
    kill(window.process(&scene.session));
    drop(window);
    let window = Window::open(&scene.session);
    assert_eq!(
        window.script("return document.documentElement.lang", vec![]),
        language,
        "the language was kept"
    );
    let journey = Journey { scene: &scene, window: &window, language };
    journey.finds_everything_again(&next_step);
    window.close();

    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
    assert_eq!(
        Scene::canary().in_session(&scene.session),
        [],
        "the secret is in the keychain and nowhere else"
    );
}

/// What a person does, chapter by chapter.
struct Journey<'a> {
    scene: &'a Scene,
    window: &'a Window,
    language: &'static str,
}

impl Journey<'_> {
    /// Holds the screen against axe-core in both themes, and keeps pictures of it.
    fn screen(&self, name: &str) {
        let name = format!("{}-{name}", self.language);
        self.window.choose("theme", "dark");
        self.window.inspect(&format!("{name}-dark"));
        self.window.choose("theme", "light");
        self.window.inspect(&name);
    }

    fn begins_with_two_cards(&self) {
        self.window.see("start-setup");
        self.window.see("open-practice");
        self.screen("1-empty");
    }

    /// In Microsoft's portal, with the values carried over by copying; the two IDs come back from there.
    fn registers_the_app(&self) {
        let window = self.window;
        window.press("start-setup");
        window.fill("app-name", "Northwind MDR");
        window.press("open-portal-registrations");
        assert_eq!(
            self.scene.opened_page(),
            "https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade"
        );
        window.press("copy-account-type");
        window.press("tick-register");
        window.see_attribute("step-standing", "data-state", "done", CHECK);
        self.screen("2-register");
        window.press("next");
        window.paste("home-tenant");
        assert_eq!(window.value("home-tenant"), "Multiple Entra ID tenants", "what was copied");
        window.fill("app-id", &format!("{{{}}}", APP.to_uppercase()));
        window.fill("home-tenant", HOME);
        window.see_attribute("home-found", "data-found", "true", CHECK);
        self.screen("2-ids");
        window.press("next");
    }

    /// One permission follows from a task in the person's own words, another is picked by name.
    fn chooses_by_task(&self, task: &str) {
        let window = self.window;
        window.see("permission-Alert.Read.All");
        assert_eq!(checked(window), ["Alert.Read.All"], "what a new app starts with");
        window.fill("task-search", task);
        window.press("task-machines.isolate");
        window.see("asked-Machine.Isolate");
        window.fill("permission-search", "Machine.Read.All");
        window.press("permission-Machine.Read.All");
        window.fill("permission-search", " ");
        assert_eq!(checked(window), WANTED);
        let manifest = window.text("manifest");
        assert!(manifest.contains("fc780465-2017-40d4-a0c5-307022471b92"), "{manifest}");
        assert_eq!(manifest.matches("\"Role\"").count(), WANTED.len(), "{manifest}");
        window.press("tick-permissions");
        self.screen("4-permissions");
        window.press("next");
        let link = window.text("home-consent-link");
        assert!(link.contains(&format!("/{HOME}/v2.0/adminconsent?client_id=")), "{link}");
        self.screen("4-home-consent");
        window.press("next");
    }

    fn leaves_before_the_secret_is_saved(&self) {
        let window = self.window;
        window.fill("app-secret", SECRET);
        window.press("home");
        window.see("setup-draft");
        self.screen("4-unfinished");
        let kept = self.scene.session.keychain_contents("service", "app.consentry.desktop");
        assert!(!kept.contains(SECRET), "nothing was saved yet");
    }

    /// Everything is there but the secret, which goes in now and never comes back.
    fn goes_on_and_saves_the_app(&self) {
        let window = self.window;
        window.see("setup-draft");
        window.press("start-setup");
        window.see("app-secret");
        assert_eq!(window.value("app-secret"), "", "a secret that was not saved is not kept");
        window.press("step-permissions");
        window.see("asked-Machine.Isolate");
        assert_eq!(checked(window), WANTED);
        assert_eq!(window.attribute("step-standing", "data-state").as_deref(), Some("done"), "still ticked");
        window.press("step-secret");
        window.fill("app-secret", SECRET);
        window.fill("secret-expires", "2031-05-22");
        self.screen("3-secret");
        window.press("save-app");
        window.see("secret-status");
        assert_eq!(window.attribute("secret-status", "data-kept-in").as_deref(), Some("keychain"));
        assert_eq!(
            window.attribute("secret-status", "data-proved").as_deref(),
            Some("true"),
            "by a token at home"
        );
        self.screen("5-saved");
        let kept = self.scene.session.keychain_contents("service", "app.consentry.desktop");
        assert!(kept.contains(SECRET), "the keychain holds the secret");
        the_page_does_not_know_the_secret(window);
    }

    /// By a whole address first, which is taken apart and offered; then by the domain in it.
    fn adds_a_customer(&self) {
        let (window, who) = (self.window, customer("not-consented"));
        window.press("start-customer");
        window.fill("customer-name", who.customer);
        window.fill("customer-tenant", &format!("https://{}/about", who.domain));
        window.press("resolve-tenant");
        window.until("the domain to be offered", CHECK, || {
            window.all_text().contains(&who.domain.to_string()).then_some(())
        });
        window.fill("customer-tenant", &who.domain.to_string());
        window.press("resolve-tenant");
        assert_eq!(window.text("tenant-id"), who.tenant_id.to_string());
        self.screen("6-customer");
        window.press("next");
    }

    fn hands_the_link_over(&self) -> String {
        let window = self.window;
        let link = window.text("consent-link");
        let tenant = tenant("not-consented");
        let expected =
            format!("https://login.microsoftonline.com/{tenant}/v2.0/adminconsent?client_id={APP}");
        assert!(link.starts_with(&expected), "{link}");
        window.press("copy-consent-link");
        self.screen("7-link");
        window.paste("returned-address");
        assert_eq!(window.value("returned-address"), link, "what was copied");
        window.press("open-consent-link");
        window.until("the link in the browser", CHECK, || (self.scene.opened_page() == link).then_some(()));
        window.press("next");
        link
    }

    fn reads_that_nobody_consented(&self) {
        let window = self.window;
        window.see("check-now");
        self.screen("8-before-the-check");
        window.press("check-now");
        window.see_attribute("verdict", "data-verdict", "needs_attention", CHECK);
        assert_eq!(window.attribute("verdict", "data-cause").as_deref(), Some("not-consented"));
        assert_eq!(window.attribute("verdict", "data-who-acts").as_deref(), Some("customer"));
        assert_eq!(window.attribute("check-tenant", "data-status").as_deref(), Some("pass"));
        assert_eq!(window.attribute("check-token", "data-status").as_deref(), Some("fail"));
        assert_eq!(window.attribute("check-api", "data-status").as_deref(), Some("skipped"));
        assert!(window.all_text().contains("AADSTS700016"), "the raw text is there");
        self.screen("9-not-consented");
    }

    /// The customer's administrator accepts and sends the address they ended on; only the check proves it.
    fn proves_the_consent(&self, link: &str) {
        let window = self.window;
        let ended_on = administrator::accepts(&self.scene.microsoft, link);
        assert!(ended_on.contains("admin_consent=True"), "{ended_on}");
        window.press("back");
        window.fill("returned-address", &ended_on);
        window.press("read-returned-address");
        window.see_attribute("returned-answer", "data-kind", "granted", CHECK);
        self.screen("10-returned");
        window.press("next");
        window.press("check-now");
        window.see_attribute("verdict", "data-verdict", "connected", CHECK);
        assert_eq!(window.attribute("verdict", "data-who-acts").as_deref(), Some("nobody"));
        for check in CHECKS {
            let status = window.attribute(&format!("check-{check}"), "data-status");
            assert_eq!(status.as_deref(), Some("pass"), "{check}");
        }
        for permission in WANTED {
            window.see(&format!("granted-{permission}"));
        }
        self.screen("11-connected");
    }

    fn sees_the_customer(&self) {
        let window = self.window;
        window.see_attribute("customer-row", "data-verdict", "connected", CHECK);
        let shown = window.attribute("customer-row", "data-tenant");
        assert_eq!(shown, Some(tenant("not-consented").to_string()));
        assert_eq!(window.attribute("customer-row", "data-waiting").as_deref(), Some("false"));
    }

    /// App, customer, last verdict and its evidence are there; the secret still works from the keychain.
    fn finds_everything_again(&self, next_step: &str) {
        let window = self.window;
        self.sees_the_customer();
        window.press("customer-row");
        window.see_attribute("verdict", "data-verdict", "connected", CHECK);
        assert_eq!(window.text("next-step"), next_step);
        for check in CHECKS {
            window.see(&format!("check-{check}"));
        }
        self.screen("13-after-the-restart");
        let asked_before = self.scene.microsoft.asked().len();
        window.press("check-now");
        window.until("another check", CHECK, || {
            (self.scene.microsoft.asked().len() > asked_before + 2).then_some(())
        });
        window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    }
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

fn the_core_told_no_secret(window: &Window) {
    let heard = window.heard_from_the_core();
    assert!(heard.len() > 10, "the answers were heard: {heard:?}");
    assert!(heard.iter().any(|answer| answer.contains("save_app")), "the one that took the secret, too");
    assert_eq!(Scene::canary().in_bytes(heard.join("\n").as_bytes()), Vec::<&str>::new());
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
