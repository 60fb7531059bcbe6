//! The scene most tests play in: a desktop, a Microsoft that answers from the practice cloud's directory, and a partner
//! app whose secret is a canary.

use std::path::PathBuf;
use std::time::Duration;

use consentry_onboarding::ids::{AppId, TenantId};
use consentry_onboarding::secret::ClientSecret;
use consentry_practice::{Directory, Names, Scenario, router, shelf};

use crate::canary::Canary;
use crate::session::Session;
use crate::standin::StandIn;
use crate::wait_for;

/// The partner app's application ID.
pub const APP: &str = "6f1d7a52-93c0-4e1b-a0c4-5d2e8b7f9a10";
/// Its secret. Made of what secrets are made of and of what encodings change.
pub const SECRET: &str = "Cnr8Q~kanarie_of-the.test+app/0=&%9WzXy41";
/// The partner's own tenant, where the secret can be proved.
pub const HOME: &str = "a0c5e8d1-31f4-4a7b-9c26-7d20b8e41f00";
/// What the practice partner wants of its customers.
pub const WANTED: [&str; 3] = ["Alert.Read.All", "Machine.Isolate", "Machine.Read.All"];

/// Set until it goes.
#[derive(Debug)]
pub struct Scene {
    // The programs go before what they talk to.
    /// The desktop.
    pub session: Session,
    /// Microsoft.
    pub microsoft: StandIn,
    /// What Microsoft knows.
    pub directory: Directory,
    browser: PathBuf,
}

impl Scene {
    /// Sets it.
    pub fn set() -> Self {
        Self::with(|answers| answers)
    }

    /// Sets it with a Microsoft that also knows the [`crate::crowd`].
    pub fn with_crowd() -> Self {
        Self::with(crate::crowd::before)
    }

    /// Sets it with a Microsoft whose answers pass through this.
    pub fn with(answers: impl FnOnce(axum::Router) -> axum::Router) -> Self {
        let mut session = Session::start();
        let directory = Directory::new(Names::microsoft()).expect("a directory");
        directory.add_app(app(), ClientSecret::from_store(SECRET.to_owned()), "Northwind MDR");
        let microsoft = StandIn::start(session.folder(), answers(router(directory.clone())));
        session.set_all(&microsoft.environment());
        session.set("CONSENTRY_LOG", "trace");
        let browser = session.install_browser();
        Self { session, microsoft, directory, browser }
    }

    /// The address the person's browser was told to open; waits for it.
    pub fn opened_page(&self) -> String {
        wait_for("the browser", Duration::from_secs(10), || {
            std::fs::read_to_string(&self.browser).ok().filter(|address| address.ends_with('\n'))
        })
        .trim()
        .to_owned()
    }

    /// From now on only a page that is opened later counts.
    pub fn forget_opened_page(&self) {
        let _ = std::fs::remove_file(&self.browser);
    }

    /// The traces of the app's secret.
    pub fn canary() -> Canary {
        Canary::new(SECRET)
    }
}

/// The partner app's application ID.
pub fn app() -> AppId {
    AppId::parse(APP).expect("an application ID")
}

/// A customer of the shelf.
pub fn customer(name: &str) -> &'static Scenario {
    shelf()
        .iter()
        .find(|scenario| scenario.name == name)
        .unwrap_or_else(|| panic!("no customer {name} on the shelf"))
}

/// A customer's tenant.
pub fn tenant(name: &str) -> TenantId {
    customer(name).tenant_id
}
