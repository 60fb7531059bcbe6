//! From what was pasted to the next step, in the real window: nobody is chosen, and the text itself tells whom and what
//! it is about; a repair leads back to the customer; and what is copied is what was read, though a check lands between.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::CustomerRecord;
use consentry_platform::SqliteRegistry;
use consentry_testbed::scene::{APP, Scene, customer, tenant};
use consentry_testbed::steps::{CHECK, add_customer, set_up_app};
use consentry_testbed::window::{Key, Window};

const SOMEBODY_ELSE: &str = "11111111-2222-4333-8444-555555555555";

#[test]
fn what_is_pasted_leads_on_without_a_chosen_customer() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    set_up_app(&window);
    let at = Leading { scene: &scene, window: &window };
    at.replaces_the_only_app_s_secret();
    for name in ["not-consented", "secret-expired"] {
        add_customer(&window, name);
    }
    for language in ["en", "sv"] {
        window.press("home");
        window.choose("language", language);
        at.names_the_customer_and_leads_back(language);
        at.asks_who_is_meant(language);
        at.opens_the_page_in_its_own_cloud();
    }
    at.goes_back_by_keyboard();
    at.copies_what_was_read();
    window.close();
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
}

struct Leading<'a> {
    scene: &'a Scene,
    window: &'a Window,
}

impl Leading<'_> {
    fn explains(&self, text: &str, cause: &str) {
        let window = self.window;
        window.press("home");
        window.press("open-diagnose");
        window.fill("paste-box", text);
        window.press("explain");
        window.see_attribute("explanation", "data-cause", cause, CHECK);
    }

    /// The one button of the answer.
    fn button(&self) -> String {
        let script =
            "return document.querySelector('[data-testid=explanation] .row .primary')?.dataset.testid ?? ''";
        self.window.script(script, vec![]).as_str().unwrap().to_owned()
    }

    fn on_the_page_of(&self, name: &str) {
        let title = "return document.getElementById('page-title')?.textContent ?? ''";
        let wanted = customer(name).customer;
        let there = || (self.window.script(title, vec![]) == wanted).then_some(());
        self.window.until(&format!("the page of {wanted}"), CHECK, there);
    }

    fn replaces_the_only_app_s_secret(&self) {
        self.explains("AADSTS7000222: The provided client secret keys are expired.", "secret-expired");
        assert_eq!(self.button(), "replace-secret");
        self.window.press("replace-secret");
        self.window.see("app-secret");
        assert!(!self.window.has("back-from-repair"), "nobody was come from");
        // Another's secret is not ours to replace.
        let other =
            format!("AADSTS7000222: The provided client secret keys for app '{SOMEBODY_ELSE}' are expired.");
        self.explains(&other, "secret-expired");
        assert_eq!(self.button(), "open-text");
        self.window.press("open-text");
        self.window.see("text-preview");
        self.window.press("close-sheet");
    }

    fn names_the_customer_and_leads_back(&self, language: &str) {
        let window = self.window;
        let id = tenant("not-consented");
        self.explains(
            &format!(
                "AADSTS700016: Application with identifier '{APP}' was not found in the directory '{id}'."
            ),
            "not-consented",
        );
        let name = customer("not-consented").customer;
        assert!(window.text("named-customer").contains(name));
        assert_eq!(self.button(), "ask-for-consent");
        window.inspect(&format!("{language}-next-1-named"));
        window.press("ask-for-consent");
        window.see("consent-link");
        assert!(window.text("consent-link").contains(&id.to_string()));
        assert!(window.text("back-from-repair").contains(name));
        window.inspect(&format!("{language}-next-2-back"));
        window.press("back-from-repair");
        self.on_the_page_of("not-consented");
        assert!(!window.has("back-from-repair"));
    }

    fn asks_who_is_meant(&self, language: &str) {
        let window = self.window;
        self.explains("AADSTS65001: The user or administrator has not consented.", "not-consented");
        assert_eq!(self.button(), "open-text", "until somebody is chosen, the text is what there is");
        window.inspect(&format!("{language}-next-3-which"));
        let script = "return [...document.querySelectorAll('[data-testid=which-one] button')].find((one) => one.textContent === arguments[0]).dataset.testid";
        let which = window.script(script, vec![customer("secret-expired").customer.into()]);
        window.press(which.as_str().unwrap());
        window.see("ask-for-consent");
        assert_eq!(window.focused(), "h2", "the answer is read anew");
        window.press("ask-for-consent");
        window.see("consent-link");
        assert!(window.text("consent-link").contains(&tenant("secret-expired").to_string()));
    }

    fn opens_the_page_in_its_own_cloud(&self) {
        let text = format!(
            "POST https://login.microsoftonline.us/common/oauth2/token client_id={SOMEBODY_ELSE} \
             AADSTS50194: Application is not configured as a multi-tenant application."
        );
        self.explains(&text, "single-tenant-app");
        self.scene.forget_opened_page();
        self.window.press("open-portal-authentication");
        let page = self.scene.opened_page();
        assert!(page.starts_with("https://entra.microsoft.us/") && page.ends_with(SOMEBODY_ELSE), "{page}");
    }

    fn show(&self, name: &str) {
        self.window.press("home");
        self.window.press_css(&format!("[data-testid=\"customer-row\"][data-tenant=\"{}\"]", tenant(name)));
        self.on_the_page_of(name);
    }

    fn check(&self, name: &str) {
        self.show(name);
        self.window.press("check-now");
        let cause = customer(name).cause.unwrap().id();
        self.window.see_attribute("verdict", "data-cause", cause, CHECK);
    }

    fn goes_back_by_keyboard(&self) {
        let window = self.window;
        self.check("secret-expired");
        window.press("replace-secret");
        window.see("app-secret");
        window.tab_to("back-from-repair");
        window.type_keys(&[Key::Enter]);
        self.on_the_page_of("secret-expired");
        assert_eq!(window.focused(), "h1", "one arrives where one can read on");
    }

    /// Another check lands while the text is being read: what is copied is the text that was read.
    fn copies_what_was_read(&self) {
        let window = self.window;
        self.check("not-consented");
        window.press("open-text");
        window.see("text-preview");
        let script = "return document.querySelector('[data-testid=text-preview] > p').textContent";
        let shown = window.script(script, vec![]).as_str().unwrap().to_owned();
        self.lands_meanwhile("secret-expired", "not-consented");
        window.press("copy-text");
        window.see("text-done");
        window.press("close-sheet");
        window.press("home");
        window.press("open-diagnose");
        window.paste("paste-box");
        assert_eq!(window.value("paste-box"), shown);
        // The text of what has come to be known is another one.
        self.show("not-consented");
        window.see_attribute("verdict", "data-cause", "secret-expired", CHECK);
    }

    /// The latest check of one customer as the next one of another, as a terminal beside the window would write it.
    fn lands_meanwhile(&self, from: &str, to: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let place = self.scene.session.folder().join("data/consentry/registry.db");
        let (file, _) = SqliteRegistry::open(&place).unwrap();
        runtime.block_on(async {
            let all: Vec<CustomerRecord> = file.customers().await.unwrap();
            let row = |name| all.iter().find(|one| one.tenant_id == tenant(name)).unwrap().row;
            let mut check = file.checks(row(from), 1).await.unwrap().remove(0);
            check.at = time::OffsetDateTime::now_utc();
            file.add_check(row(to), check).await.unwrap();
        });
    }
}
