//! Putting things right in the real window: each kind of cause ends in its own button, the button leads where it says,
//! and the text to send is what was shown. One half of it in English, the other in Swedish.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::CustomerRecord;
use consentry_platform::SqliteRegistry;
use consentry_testbed::scene::{APP, SECRET, Scene, customer, tenant};
use consentry_testbed::steps::{CHECK, set_up_app};
use consentry_testbed::window::Window;
use time::OffsetDateTime;

#[test]
fn each_cause_ends_in_its_own_button_in_english() {
    let on = Repairing::set(
        "en",
        &["not-consented", "secret-expired", "throttled", "single-tenant-app", "unrecognised"],
    );
    on.asks_where_nobody_consented();
    on.sends_the_text("not-consented", "customer-admin", "sv");
    on.replaces_an_expired_secret();
    on.waits_and_can_try_now();
    on.opens(
        "single-tenant-app",
        "open-portal-authentication",
        &portal("Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Authentication"),
    );
    on.looks_an_unknown_number_up();
    on.explains_with_a_customer();
    on.close();
}

#[test]
fn each_cause_ends_in_its_own_button_in_swedish() {
    let on = Repairing::set("sv", &["not-consented", "permission-missing", "app-disabled"]);
    on.asks_again_where_a_permission_is_missing();
    on.goes_from_a_task_to_what_is_missing();
    on.opens(
        "app-disabled",
        "open-portal-enterprise-app",
        &portal("Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview"),
    );
    on.writes_about_an_app_that_is_off();
    on.explains_with_a_customer();
    on.corrects_a_link();
    on.asks_again_in_practice();
    on.close();
}

/// The address of one page of the very app.
fn portal(page: &str) -> String {
    format!("https://entra.microsoft.com/#view/{page}/appId/{APP}")
}

struct Repairing {
    scene: Scene,
    window: Window,
    language: &'static str,
}

impl Repairing {
    /// The app, and these customers of the shelf.
    fn set(language: &'static str, customers: &[&str]) -> Self {
        let scene = Scene::set();
        let window = Window::open(&scene.session);
        window.choose("language", language);
        set_up_app(&window);
        window.close();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (file, _) =
            SqliteRegistry::open(&scene.session.folder().join("data/consentry/registry.db")).unwrap();
        runtime.block_on(async {
            let app = file.apps().await.unwrap().remove(0);
            let record = |name: &&str| {
                CustomerRecord::new(
                    app.row,
                    customer(name).customer.to_owned(),
                    tenant(name),
                    OffsetDateTime::UNIX_EPOCH,
                )
            };
            file.add_customers(customers.iter().map(record).collect()).await.unwrap();
        });
        let window = Window::open(&scene.session);
        window.see("customer-row");
        Self { scene, window, language }
    }

    fn close(self) {
        self.window.close();
        assert_eq!(self.scene.microsoft.refused(), [], "nobody else was asked");
        let secret_in: Vec<_> = Scene::canary().in_session(&self.scene.session);
        assert!(secret_in.is_empty(), "{secret_in:?}");
    }

    /// Holds the screen against axe-core, and keeps a picture of it.
    fn screen(&self, name: &str) {
        self.window.inspect(&format!("{}-repair-{name}", self.language));
    }

    fn show(&self, who: &str) {
        self.window.press("home");
        self.window.press_css(&format!("[data-testid=\"customer-row\"][data-tenant=\"{}\"]", tenant(who)));
    }

    /// The customer's page after a check that found what the shelf says.
    fn check(&self, who: &str) {
        self.show(who);
        self.window.press("check-now");
        let cause = customer(who).cause.unwrap().id();
        self.window.see_attribute("verdict", "data-cause", cause, CHECK);
    }

    fn see_action(&self, button: &str, action: &str) {
        self.window.see_attribute(button, "data-action", action, CHECK);
    }

    /// Presses a button that opens a page, and says which it was.
    fn page_behind(&self, button: &str) -> String {
        self.scene.forget_opened_page();
        self.window.press(button);
        self.scene.opened_page()
    }

    /// What the desktop's clipboard holds, pasted into the box that takes anything.
    fn clipboard(&self) -> String {
        self.window.press("home");
        self.window.press("open-diagnose");
        self.window.paste("paste-box");
        self.window.value("paste-box")
    }

    /// Of the sheet with the text: the text without its subject.
    fn text_shown(&self) -> String {
        let script = "return document.querySelector('[data-testid=text-preview] > p').textContent";
        self.window.script(script, vec![]).as_str().unwrap().to_owned()
    }

    fn link_to(&self, who: &str) {
        let link = self.window.text("consent-link");
        let to = format!("https://login.microsoftonline.com/{}/", tenant(who));
        assert!(link.starts_with(&to) && link.contains(APP), "{link}");
    }

    fn asks_where_nobody_consented(&self) {
        self.check("not-consented");
        self.see_action("ask-for-consent", "ask");
        self.screen("1-not-consented");
        self.window.press("ask-for-consent");
        self.link_to("not-consented");
    }

    /// Chooses the reader and the language, reads it, copies it, and closes the sheet.
    fn sends_the_text(&self, who: &str, to: &str, reader: &str) {
        let window = &self.window;
        self.show(who);
        window.press("open-text");
        window.see_attribute("text-preview", "lang", self.language, CHECK);
        window.see_attribute("text-preview", "data-to", "customer-admin", CHECK);
        let before = self.text_shown();
        if to != "customer-admin" {
            window.press(&format!("text-to-{to}"));
            window.see_attribute("text-preview", "data-to", to, CHECK);
        }
        window.press(&format!("text-language-{reader}"));
        window.see_attribute("text-preview", "lang", reader, CHECK);
        window.until("another text", CHECK, || (self.text_shown() != before).then_some(()));
        let shown = self.text_shown();
        let greeting = if reader == "sv" { "Hej" } else { "Hello" };
        let name = customer(who).customer;
        assert!(shown.starts_with(greeting), "{shown}");
        // Microsoft knows customers by their tenant ID.
        let named = if to == "microsoft-support" { &tenant(who).to_string() } else { name };
        assert!(window.text("text-preview").contains(named), "{shown}");
        let asks = to == "customer-admin" && who == "not-consented";
        let link = format!("https://login.microsoftonline.com/{}/", tenant(who));
        assert_eq!(shown.contains(&link), asks, "{shown}");
        self.holds_no_secret(&shown);
        self.screen(&format!("text-{who}"));
        window.press("copy-text");
        window.see("text-done");
        window.press("close-sheet");
        let back = || (window.focused() == "open-text").then_some(());
        window.until("the focus to go back", CHECK, back);
        assert_eq!(self.clipboard(), shown, "the clipboard holds what was shown");
    }

    fn holds_no_secret(&self, text: &str) {
        assert!(!text.contains(SECRET) && !text.contains("eyJ"), "{text}");
        for token in self.scene.microsoft.tokens() {
            assert!(!text.contains(&token[token.len() - 40..]), "{text}");
        }
    }

    fn replaces_an_expired_secret(&self) {
        self.check("secret-expired");
        self.see_action("replace-secret", "replace-secret");
        self.screen("2-secret-expired");
        self.window.press("replace-secret");
        self.window.see("app-secret");
        assert_eq!(self.window.value("app-secret"), "", "a stored secret never comes back");
    }

    fn waits_and_can_try_now(&self) {
        let window = &self.window;
        self.check("throttled");
        self.see_action("check-now", "wait");
        assert_eq!(window.text("check-now"), "Try now");
        let left = window.text("retry-at");
        assert!(left.contains("by itself"), "{left}");
        window.until("the countdown", CHECK, || (window.text("retry-at") != left).then_some(()));
        self.screen("3-throttled");
        self.scene.microsoft.forget();
        window.press("check-now");
        window.until("another check", CHECK, || (!self.scene.microsoft.asked().is_empty()).then_some(()));
        window.see_attribute("verdict", "data-cause", "throttled", CHECK);
    }

    fn opens(&self, who: &str, button: &str, address: &str) {
        self.check(who);
        self.screen(&format!("4-{who}"));
        assert_eq!(self.page_behind(button), address);
    }

    fn looks_an_unknown_number_up(&self) {
        self.check("unrecognised");
        self.see_action("look-up", "look-up");
        self.screen("5-unrecognised");
        let page = self.page_behind("look-up");
        let number =
            page.strip_prefix("https://login.microsoftonline.com/error?code=").expect("Microsoft's own page");
        assert!(self.window.all_text().contains(&page) && number.parse::<u64>().is_ok(), "{page}");
        self.window.press("diagnose-answer");
        self.window.see_attribute("explanation", "data-kind", "aadsts", CHECK);
        assert!(self.window.text("explanation-raw").contains(&format!("AADSTS{number}")));
        self.screen("5-unrecognised-explained");
    }

    fn chooses(&self, who: &str) {
        let script = "return [...document.querySelectorAll('[data-testid=paste-about] option')].find((one) => one.textContent === arguments[0]).value";
        let row = self.window.script(script, vec![customer(who).customer.into()]);
        self.window.choose("paste-about", row.as_str().unwrap());
    }

    fn explains_with_a_customer(&self) {
        let window = &self.window;
        let pastes = || {
            window.press("home");
            window.press("open-diagnose");
            window.fill(
                "paste-box",
                "AADSTS65001: The user or administrator has not consented to use the application.",
            );
            self.chooses("not-consented");
            window.press("explain");
            window.see_attribute("explanation", "data-cause", "not-consented", CHECK);
        };
        pastes();
        self.see_action("ask-for-consent", "ask");
        self.screen("6-diagnose");
        window.press("open-text");
        window.see("text-preview");
        let shown = self.text_shown();
        assert!(window.text("text-preview").contains(customer("not-consented").customer), "{shown}");
        assert!(shown.contains(&tenant("not-consented").to_string()), "{shown}");
        window.press("close-sheet");
        window.press("ask-for-consent");
        self.link_to("not-consented");
        pastes();
        window.press("show-customer");
        window.see_gone("paste-box");
        assert!(window.all_text().contains(&tenant("not-consented").to_string()));
    }

    fn corrects_a_link(&self) {
        let window = &self.window;
        window.press("open-diagnose");
        self.chooses("not-consented");
        window.fill(
            "paste-box",
            &format!("https://login.microsoftonline.com/common/oauth2/authorize?client_id={APP}"),
        );
        window.press("explain");
        window.see("corrected-link");
        self.screen("7-corrected");
        window.press("copy-corrected-link");
        let copied = || (window.text("copy-corrected-link") == "Länken är kopierad.").then_some(());
        window.until("the copy", CHECK, copied);
        let shown = window.text("corrected-link");
        assert!(shown.contains(&tenant("not-consented").to_string()) && shown.contains(APP), "{shown}");
        assert_eq!(self.clipboard(), shown);
    }

    fn asks_again_where_a_permission_is_missing(&self) {
        self.check("permission-missing");
        self.see_action("ask-for-consent", "ask-again");
        self.screen("1-permission-missing");
        self.window.press("ask-for-consent");
        self.link_to("permission-missing");
    }

    /// One task that only a new consent is missing for, and one that the app does not even declare.
    fn goes_from_a_task_to_what_is_missing(&self) {
        let window = &self.window;
        self.show("permission-missing");
        window.press("open-ability");
        window.see("reach-search");
        self.screen("2-ability-empty");
        window.fill("reach-search", "/api/machines");
        window.press("reach-machines.list");
        window.see_attribute("reach-answer", "data-missing", "Machine.Read.All", CHECK);
        window.see("reach-ask");
        assert!(!window.has("reach-portal"), "what is declared needs no portal");
        window.press("reach-machines.list");
        window.see_gone("reach-answer");
        window.fill("reach-search", "xyz");
        window.see("reach-nothing");
        window.fill("reach-search", "kör live response");
        window.press("reach-machines.runLiveResponse");
        window.see_attribute("reach-answer", "data-missing", "Machine.LiveResponse", CHECK);
        self.screen("2-ability");
        let page = portal("Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI");
        assert_eq!(self.page_behind("reach-portal"), page);
        window.press("reach-ask");
        self.link_to("permission-missing");
    }

    /// Its administrator can be written to, and Microsoft, who gets no link.
    fn writes_about_an_app_that_is_off(&self) {
        self.see_action("open-text", "write");
        self.sends_the_text("app-disabled", "microsoft-support", "en");
    }

    /// Practice knows when its permissions were declared, and so what came after the consent.
    fn asks_again_in_practice(&self) {
        let window = &self.window;
        window.press("home");
        window.press("open-practice");
        window.see("leave-practice");
        self.check("permission-added-later");
        self.see_action("ask-for-consent", "ask-again");
        self.screen("8-consent-outdated");
        window.press("ask-for-consent");
        let link = window.text("consent-link");
        assert!(link.starts_with("http://127.0.0.1:"), "{link}");
    }
}
