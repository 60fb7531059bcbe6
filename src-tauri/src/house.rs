//! Where everything meets: the two desks (real and practice), the keychain, the browser, the clipboard and the
//! checks that are running.

use std::path::PathBuf;
use std::sync::Arc;

use consentry_onboarding::consent::ConsentLink;
use consentry_onboarding::desk::{Clouds, Desk, Turn, Turns};
use consentry_onboarding::gather::Http;
use consentry_onboarding::ids::TenantId;
use consentry_onboarding::mail::MailDraft;
use consentry_onboarding::ports::{
    Browser, BrowserProblem, Clock as _, Notifier, Registry as _, RegistryProblem, SecretStore, SystemClock,
};
use consentry_onboarding::records::CustomerRow;
use consentry_platform::files::{self, FileProblem, Readers};
use consentry_platform::{
    Clipboard, ClipboardProblem, DesktopNotifications, Keychain, MemorySecrets, Places, PlacesProblem,
    SetAside, SqliteRegistry, SystemBrowser, TokenFiles,
};
use tauri::Url;
use time::Duration;
use tokio::sync::Mutex;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::answers::Answers;
use crate::practice_house::PracticeHouse;
use crate::runs::{Imports, Runs};
use crate::shown::{Shown, TextShown};
use crate::support_files::SupportFiles;
use crate::token_keeping::Calls;
use crate::watching::Watching;

/// Real customers, or practice's own. The two never share a registry, a secret store or a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Realm {
    /// Microsoft's clouds.
    Real,
    /// The embedded one.
    Practice,
}

/// Who is being checked or looked at, in each realm.
#[derive(Debug, Default)]
pub struct TurnsByRealm {
    real: Turns,
    practice: Turns,
}

impl TurnsByRealm {
    /// Those of one realm.
    pub fn of(&self, realm: Realm) -> &Turns {
        match realm {
            Realm::Real => &self.real,
            Realm::Practice => &self.practice,
        }
    }
}

/// Everything the commands work on.
pub struct House {
    places: Places,
    keychain: Arc<dyn SecretStore>,
    real: Mutex<Option<Arc<RealDesk>>>,
    practice: Mutex<Option<Arc<PracticeHouse>>>,
    turns: Arc<TurnsByRealm>,
    /// The watches for consent.
    pub watching: Arc<Watching>,
    /// The answer that is waited for on this computer.
    pub answers: Answers,
    /// Ends the watching with the house.
    _open: DropGuard,
    closed: CancellationToken,
    runs: Runs,
    imports: Imports,
    /// Files for support, shown or open.
    pub(crate) support: SupportFiles,
    /// The text for whoever has to act that was shown last.
    pub(crate) texts: Shown<TextShown>,
    /// The token that is being verified; a new one takes its place.
    inspection: std::sync::Mutex<CancellationToken>,
    /// Calls by hand under way, and token files that were written.
    pub(crate) calls: Calls,
    pub(crate) token_files: Arc<TokenFiles>,
    browser: SystemBrowser,
    clipboard: Clipboard,
}

/// The desk for real customers, and what happened when its registry was opened.
pub struct RealDesk {
    /// The desk.
    pub desk: Desk,
    /// A damaged registry was moved aside.
    pub set_aside: Option<SetAside>,
}

/// Why a desk could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum HouseProblem {
    /// No folder for the registry.
    #[error(transparent)]
    Places(#[from] PlacesProblem),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryProblem),
    /// The practice cloud.
    #[error("the practice cloud could not be started: {0}")]
    Practice(String),
}

impl House {
    /// The house of the user that runs this program. Opens nothing yet: a registry that cannot be opened is said in
    /// the window, and tried again with the next look at it.
    pub fn of_this_user() -> Result<Self, PlacesProblem> {
        Ok(Self::with(Places::of_this_user()?, Arc::new(Keychain::new())))
    }

    /// A house with a keychain of one's own.
    pub fn with(places: Places, keychain: Arc<dyn SecretStore>) -> Self {
        Self::furnished(places, keychain, Box::new(DesktopNotifications::default()))
    }

    fn furnished(places: Places, keychain: Arc<dyn SecretStore>, notifier: Box<dyn Notifier>) -> Self {
        let (turns, closed) = (Arc::new(TurnsByRealm::default()), CancellationToken::new());
        Self {
            token_files: Arc::new(TokenFiles::at(places.token_files())),
            calls: Calls::default(),
            places,
            keychain,
            real: Mutex::new(None),
            practice: Mutex::new(None),
            watching: Arc::new(Watching::new(Arc::clone(&turns), notifier)),
            turns,
            answers: Answers::default(),
            _open: closed.clone().drop_guard(),
            closed,
            runs: Runs::default(),
            imports: Imports::default(),
            support: SupportFiles::default(),
            texts: Shown::default(),
            inspection: std::sync::Mutex::default(),
            browser: SystemBrowser,
            clipboard: Clipboard::default(),
        }
    }

    /// Where the web view may keep its caches; none where our folder cannot be made, which the window will say.
    pub fn web_view_folder(&self) -> Option<PathBuf> {
        self.places.prepare().ok().map(|()| self.places.web_view())
    }

    /// The desk for real customers.
    pub async fn real(&self) -> Result<Arc<RealDesk>, HouseProblem> {
        let mut kept = self.real.lock().await;
        if let Some(desk) = kept.as_ref() {
            return Ok(Arc::clone(desk));
        }
        self.places.prepare()?;
        let (registry, set_aside) = open_registry(self.places.registry()).await?;
        forget_removed(&registry).await;
        let desk = Desk::new(
            Arc::new(registry),
            Arc::clone(&self.keychain),
            Arc::new(MemorySecrets::default()),
            Http::system(),
            Clouds::Real,
            Arc::new(SystemClock),
        );
        let opened = Arc::new(RealDesk { desk, set_aside });
        settle_keychain(&opened).await;
        self.watch(Realm::Real, &opened);
        *kept = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// The practice cloud and its desk; started with the first use.
    pub async fn practice(&self) -> Result<Arc<PracticeHouse>, HouseProblem> {
        let mut kept = self.practice.lock().await;
        if let Some(practice) = kept.as_ref() {
            return Ok(Arc::clone(practice));
        }
        self.places.prepare()?;
        let (registry, set_aside) = open_registry(self.places.practice_registry()).await?;
        let started = Arc::new(PracticeHouse::start(registry, set_aside).await?);
        self.watch(Realm::Practice, &started);
        *kept = Some(Arc::clone(&started));
        Ok(started)
    }

    /// Makes our own folder where it is missing.
    pub(crate) fn prepare(&self) -> Result<(), PlacesProblem> {
        self.places.prepare()
    }

    /// Puts the practice shelf back as it was.
    pub async fn reset_practice(&self) -> Result<(), HouseProblem> {
        self.practice().await?.reset().await
    }

    /// Opens a link that the core built in the person's browser.
    pub async fn open(&self, link: &ConsentLink) -> Result<(), BrowserProblem> {
        self.open_address(&link.url).await
    }

    /// Opens an address that the core has built or keeps in the person's browser.
    pub async fn open_address(&self, address: &Url) -> Result<(), BrowserProblem> {
        // Looking for a browser tries one launcher after the other, and each may take its time.
        let (browser, address) = (self.browser, address.clone());
        let opened = tokio::task::spawn_blocking(move || browser.open(&address)).await;
        opened.unwrap_or_else(|problem| Err(BrowserProblem(problem.to_string())))
    }

    /// Asks the person's mail program to begin a message that the core built.
    pub async fn write_mail(&self, draft: MailDraft) -> Result<(), BrowserProblem> {
        let browser = self.browser;
        let told = tokio::task::spawn_blocking(move || browser.write_mail(&draft)).await;
        told.unwrap_or_else(|problem| Err(BrowserProblem(problem.to_string())))
    }

    /// Puts a link that the core built on the clipboard.
    pub async fn copy(&self, link: &ConsentLink) -> Result<(), ClipboardProblem> {
        self.copy_text(link.url.as_str()).await
    }

    /// Puts a text that the core built on the clipboard. Never a secret, never a token.
    pub async fn copy_text(&self, text: &str) -> Result<(), ClipboardProblem> {
        self.clipboard.copy_text(text).await
    }

    /// Writes a file that the core built into the folder for downloads.
    pub async fn save(&self, name: &str, content: impl Into<Vec<u8>>) -> Result<PathBuf, FileProblem> {
        let (name, content) = (name.to_owned(), content.into());
        let saved = tokio::task::spawn_blocking(move || {
            let folder = files::downloads().ok_or_else(|| FileProblem::NoFolder(PathBuf::from("~")))?;
            files::save_in(&folder, &name, &content, Readers::AsUsual)
        });
        saved.await.unwrap_or_else(|problem| Err(FileProblem::BadName(problem.to_string())))
    }

    /// Notes that a customer is being checked; `None` while an earlier check runs, of this customer or, under another
    /// app, of this tenant. A look of the watch gives way.
    pub async fn begin(&self, realm: Realm, customer: CustomerRow, tenant: TenantId) -> Option<Turn<'_>> {
        self.turns(realm).begin_before_looks(customer, Some(tenant)).await
    }

    /// Notes that a token is being verified; whatever was before it is stopped.
    pub fn begin_inspection(&self) -> CancellationToken {
        let mut current = self.inspection.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        current.cancel();
        *current = CancellationToken::new();
        current.clone()
    }

    /// Stops verifying a token.
    pub fn cancel_inspection(&self) {
        self.inspection.lock().unwrap_or_else(std::sync::PoisonError::into_inner).cancel();
    }

    /// Stops a running check, if one runs.
    pub fn cancel(&self, realm: Realm, customer: CustomerRow) {
        self.turns(realm).cancel(customer);
    }

    /// Takes the watches of a desk up again, as soon as it is open.
    fn watch<D: AsRef<Desk> + Send + Sync + 'static>(&self, realm: Realm, house: &Arc<D>) {
        let watching = Arc::clone(&self.watching);
        tokio::spawn(watching.run(realm, Arc::clone(house), self.closed.clone()));
    }

    /// Who is being checked.
    pub fn turns(&self, realm: Realm) -> &Turns {
        self.turns.of(realm)
    }

    /// What goes through many customers: one at a time of each kind.
    pub fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Customers that were read from a list and not yet added.
    pub fn imports(&self) -> &Imports {
        &self.imports
    }
}

impl AsRef<Desk> for RealDesk {
    fn as_ref(&self) -> &Desk {
        &self.desk
    }
}

/// Removing a customer can be undone until the program is started again a day later; then it is gone for good.
async fn forget_removed(registry: &SqliteRegistry) {
    if let Err(problem) = registry.forget_removed(SystemClock.now() - Duration::DAY).await {
        tracing::warn!(%problem, "removed customers could not be forgotten");
    }
}

/// What an earlier run left between registry and keychain is settled meanwhile: a locked keychain holds nobody up.
async fn settle_keychain(opened: &Arc<RealDesk>) {
    match opened.desk.unsettled().await {
        Ok(left) if left.is_empty() => {}
        Ok(left) => {
            let opened = Arc::clone(opened);
            tokio::spawn(async move { opened.desk.settle(left).await });
        }
        Err(problem) => tracing::warn!(%problem, "what an earlier run left could not be read"),
    }
}

async fn open_registry(path: PathBuf) -> Result<(SqliteRegistry, Option<SetAside>), RegistryProblem> {
    let opened = tokio::task::spawn_blocking(move || SqliteRegistry::open(&path)).await;
    opened.unwrap_or_else(|problem| Err(RegistryProblem::Broken(problem.to_string())))
}
