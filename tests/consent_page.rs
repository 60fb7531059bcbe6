//! The consent page of the practice tenant in a real browser, with the answer caught on this computer: from the link
//! over the administrator's decision to what the desk makes of it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::sync::Arc;
use std::time::Duration;

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::consent::{LinkForm, RedirectUri, Returned};
use consentry_onboarding::desk::{AppDraft, Clouds, CustomerDraft, Desk};
use consentry_onboarding::gather::Http;
use consentry_onboarding::ports::SystemClock;
use consentry_onboarding::records::{CustomerRow, KeptIn};
use consentry_onboarding::secret::PastedSecret;
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_platform::loopback::{Loopback, Page};
use consentry_platform::{MemorySecrets, SqliteRegistry};
use consentry_practice::{PracticeCloud, RunningPractice};
use consentry_testbed::browser::Browser;
use consentry_testbed::scene::tenant;
use consentry_testbed::tempfile;
use consentry_words::{Lang, answer_page, preferred_language};
use tokio_util::sync::CancellationToken;

const HERE: &str = "http://localhost/consentry";
const CUSTOMER: &str = "not-consented";

struct Stage {
    practice: RunningPractice,
    desk: Desk,
    customer: CustomerRow,
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn set() -> Self {
        let practice = tokio::task::spawn_blocking(|| PracticeCloud::start().unwrap()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (registry, _) = SqliteRegistry::open(&folder.path().join("registry.db")).unwrap();
        let secrets = Arc::new(MemorySecrets::default());
        let desk = Desk::new(
            Arc::new(registry),
            Arc::<MemorySecrets>::clone(&secrets),
            secrets,
            Http::practice(practice.ca_der()).unwrap(),
            Clouds::Practice(Box::new(Cloud::practice(practice.port()))),
            Arc::new(SystemClock),
        );
        let draft = AppDraft {
            row: None,
            name: practice.app_name().to_owned(),
            cloud: CloudId::Practice,
            app_id: practice.app_id().to_string(),
            home_tenant: practice.home_tenant().to_string(),
            publisher: String::new(),
            contact: String::new(),
            secret_expires_on: String::new(),
            redirect_uris: vec![HERE.to_owned()],
            permissions: practice.wanted().iter().map(ToString::to_string).collect(),
            ticks: None,
        };
        let secret = PastedSecret::new(practice.secret().expose().to_owned());
        let app = desk.save_app(draft, Some(secret), KeptIn::Memory).await.unwrap().app;
        let who = CustomerDraft {
            row: None,
            app: app.row,
            name: "Fabrikam".to_owned(),
            tenant: tenant(CUSTOMER).to_string(),
        };
        let customer = desk.save_customer(who).await.unwrap().customer.row;
        Self { practice, desk, customer, _folder: folder }
    }

    /// Takes the administrator through the page, and says what the desk read at the end.
    async fn decides(&self, browser: &Browser, decision: &str) -> Returned {
        let mut loopback = Loopback::open(&RedirectUri::parse(HERE).unwrap()).await.unwrap();
        let link = self.desk.consent_link(self.customer, LinkForm::AdminV2).await.unwrap();
        let link = link.with_redirect(loopback.address());
        browser.go(link.url.as_str()).await;
        let page = browser.text().await;
        assert!(page.contains(&self.practice.app_id().to_string()), "{page}");
        for permission in self.practice.wanted() {
            assert!(page.contains(permission.as_str()), "{permission} in {page}");
        }
        let press = format!("button[value={decision}]");
        let answered = async {
            let arrival = tokio::time::timeout(Duration::from_secs(30), loopback.arrival()).await;
            let arrived = arrival.expect("the answer").unwrap();
            let returned = self.desk.read_returned(self.customer, &arrived.address).await.unwrap();
            let lang = preferred_language(&arrived.languages, Lang::En);
            let (title, text) = answer_page(lang, &returned);
            arrived.reply(Page { lang: lang.id(), title, text });
            (returned, lang)
        };
        let ((returned, lang), ()) = tokio::join!(answered, browser.press(&press));
        browser.see_heading(answer_page(lang, &returned).0).await;
        assert!(browser.address().await.starts_with(loopback.address().as_str()));
        // Nothing of the answer is on the page, and nothing was loaded for it.
        let page = browser.script("return document.documentElement.outerHTML").await;
        let page = page.as_str().unwrap();
        assert!(!page.contains("state") && !page.contains("tenant"), "{page}");
        let loaded = browser.script("return performance.getEntriesByType('resource').length").await;
        assert_eq!(loaded, 0);
        let styled = browser.script("return getComputedStyle(document.body).maxWidth !== 'none'").await;
        assert_eq!(styled, true, "the policy lets the page's own style in");
        returned
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_reads_done_and_reaches_the_desk() {
    let stage = Stage::set().await;
    let browser = Browser::open("en").await;
    assert_eq!(stage.decides(&browser, "accept").await, Returned::Granted);
    assert!(browser.text().await.contains("Done. You may close this page."));
    browser.close().await;
    let customer = stage.desk.registry().customer(stage.customer).await.unwrap();
    assert!(customer.consent_hint_at.is_some(), "a sign");
    assert!(customer.watch.is_some(), "and no proof: it is watched for");
    let checked = stage.desk.check(stage.customer, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(checked.record.verdict, Verdict::Connected);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_is_said_to_both_in_their_language() {
    let stage = Stage::set().await;
    let browser = Browser::open("sv").await;
    let returned = stage.decides(&browser, "cancel").await;
    assert!(matches!(&returned, Returned::Declined(page) if page.codes == [65_004]), "{returned:?}");
    assert!(browser.text().await.contains("Inget beviljades."));
    browser.close().await;
    let customer = stage.desk.registry().customer(stage.customer).await.unwrap();
    assert_eq!(customer.consent_hint_at, None);
    let checked = stage.desk.check(stage.customer, &|_| {}, &CancellationToken::new()).await.unwrap();
    assert_eq!(checked.record.cause, Some(Cause::NotConsented));
}
