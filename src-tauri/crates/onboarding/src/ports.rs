//! What the core needs from the machine it runs on. Each trait grows only when a caller needs it.

use std::time::Duration;

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::bundle::Entry;
use crate::cloud::CloudId;
use crate::evidence::Grant;
use crate::history::{HistoryPage, Milestones, PastCheck};
use crate::ids::AppId;
use crate::mail::MailDraft;
use crate::records::{
    AppRecord, AppRow, CheckRecord, CheckRow, CustomerRecord, CustomerRow, Preferences, SetupDraft, Ticks,
    WatchRecord,
};
use crate::secret::ClientSecret;
use crate::standing::{MetElsewhere, Standing};

/// Where a secret lies in a store: by app registration and generation, never by customer.
/// The generation lets a new secret prove itself before the old one goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretPlace {
    /// Cloud of the app registration.
    pub cloud: CloudId,
    /// The app.
    pub app_id: AppId,
    /// Counts up with each replaced secret.
    pub generation: u32,
}

/// Why a secret store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretStoreProblem {
    /// No keychain on this machine, or no session bus to reach it.
    #[error("this machine has no keychain that can be reached")]
    Missing,
    /// Locked, and nobody unlocked it in time; or the person dismissed the prompt.
    #[error("the keychain is locked")]
    Locked,
    /// Anything else; the text holds no secret.
    #[error("the keychain failed: {0}")]
    Broken(String),
}

/// Keeps client secrets: the OS keychain, or memory.
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// Stores a secret, replacing one in the same place.
    async fn put(&self, place: SecretPlace, secret: ClientSecret) -> Result<(), SecretStoreProblem>;
    /// Reads a secret; `None` when the place is empty.
    async fn get(&self, place: SecretPlace) -> Result<Option<ClientSecret>, SecretStoreProblem>;
    /// Empties a place; an empty one is fine.
    async fn delete(&self, place: SecretPlace) -> Result<(), SecretStoreProblem>;
}

/// Why the registry did not do what it was asked. `detail` never holds a secret: the registry has none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryProblem {
    /// Somebody else (the other window, the terminal) changed the row meanwhile; read it again.
    #[error("the record was changed elsewhere")]
    Conflict,
    /// A record with the same identity exists.
    #[error("such a record exists already")]
    Duplicate,
    /// Not there.
    #[error("no such record")]
    NotFound,
    /// The disk is full.
    #[error("the disk is full: {0}")]
    DiskFull(String),
    /// The file or its folder cannot be written.
    #[error("the registry cannot be written: {0}")]
    ReadOnly(String),
    /// The file was made by a newer version of Consentry; it was not touched.
    #[error("the registry was made by a newer version: {0}")]
    Newer(String),
    /// The file was moved or replaced while this program had it open. Nothing was written: what would be written belongs
    /// into the file that was there before.
    #[error("the registry was moved or replaced: {0}")]
    Moved(String),
    /// Anything else.
    #[error("the registry failed: {0}")]
    Broken(String),
}

/// The turn to change what the keychain holds ([`Registry::keychain_turn`]); dropping it ends it.
pub struct KeychainTurn {
    _held: Box<dyn Send + Sync>,
}

impl KeychainTurn {
    /// Lasts for as long as this is held.
    pub fn while_held(held: impl Send + Sync + 'static) -> Self {
        Self { _held: Box::new(held) }
    }
}

/// Keeps what Consentry knows of apps and customers. Never a secret, never a token.
#[async_trait]
pub trait Registry: Send + Sync {
    /// All partner apps, oldest first.
    async fn apps(&self) -> Result<Vec<AppRecord>, RegistryProblem>;
    /// Adds an app; its `row` and `version` are set in the answer.
    async fn add_app(&self, app: AppRecord) -> Result<AppRecord, RegistryProblem>;
    /// Saves an app; `version` must be the one that was read, and counts up.
    async fn save_app(&self, app: AppRecord) -> Result<AppRecord, RegistryProblem>;

    /// Removes an app with its customers and their history. Its secret lies elsewhere.
    async fn remove_app(&self, app: AppRow) -> Result<(), RegistryProblem>;
    /// Notes what was done in the portal. Does not count as a change of the record.
    async fn tick(&self, app: AppRow, ticks: Ticks) -> Result<(), RegistryProblem>;
    /// The new app that is on its way through the wizard.
    async fn setup_draft(&self) -> Result<Option<SetupDraft>, RegistryProblem>;
    /// Keeps it, or lets it go.
    async fn save_setup_draft(&self, draft: Option<SetupDraft>) -> Result<(), RegistryProblem>;

    /// Notes that a token proved the secret of this generation; nothing happens where another has taken its place.
    /// Does not count as a change of the record.
    async fn secret_proved(
        &self,
        app: AppRow,
        generation: u32,
        at: OffsetDateTime,
    ) -> Result<(), RegistryProblem>;

    /// All customers, by name.
    async fn customers(&self) -> Result<Vec<CustomerRecord>, RegistryProblem>;
    /// Adds a customer; [`RegistryProblem::Duplicate`] where the app has that tenant already.
    async fn add_customer(&self, customer: CustomerRecord) -> Result<CustomerRecord, RegistryProblem>;
    /// Adds many customers, all or none of them.
    async fn add_customers(
        &self,
        customers: Vec<CustomerRecord>,
    ) -> Result<Vec<CustomerRecord>, RegistryProblem>;
    /// Saves a customer; `version` as with apps. When its link went out and its watch stay as they are, whatever the
    /// record says: they change without a new version, and [`Registry::link_sent`] and [`Registry::watch`] write them.
    async fn save_customer(&self, customer: CustomerRecord) -> Result<CustomerRecord, RegistryProblem>;
    /// Notes that a customer's link went out. Does not count as a change of the record.
    async fn link_sent(&self, customer: CustomerRow, at: OffsetDateTime) -> Result<(), RegistryProblem>;
    /// Notes places in the keychain before secrets are put there or taken away: until they are settled, it is not known
    /// whether what lies there belongs to a record. What a killed program left behind is found by these notes.
    async fn note_unsettled(&self, places: Vec<SecretPlace>) -> Result<(), RegistryProblem>;
    /// The places that are noted and not settled.
    async fn unsettled(&self) -> Result<Vec<SecretPlace>, RegistryProblem>;
    /// Takes notes back: a record points to what lies there, or nothing lies there any more.
    async fn settle(&self, places: Vec<SecretPlace>) -> Result<(), RegistryProblem>;
    /// The turn to change what the keychain holds for this registry: one at a time, in all programs that have it open.
    /// None where somebody else kept it for longer than this. A program that is killed gives its turn back.
    async fn keychain_turn(&self, patience: Duration) -> Result<Option<KeychainTurn>, RegistryProblem>;

    /// Begins, moves on or ends the watch for a customer's consent. Does not count as a change of the record.
    async fn watch(&self, customer: CustomerRow, watch: Option<WatchRecord>) -> Result<(), RegistryProblem>;
    /// The same, but only where the watch still is the one that was read; says whether it was.
    async fn move_watch(
        &self,
        customer: CustomerRow,
        from: WatchRecord,
        to: Option<WatchRecord>,
    ) -> Result<bool, RegistryProblem>;
    /// One customer.
    async fn customer(&self, row: CustomerRow) -> Result<CustomerRecord, RegistryProblem>;
    /// Takes a customer off the board. It and its history stay until [`Registry::forget_removed`], so that the removal
    /// can be undone; its tenant is free for another meanwhile.
    async fn remove_customer(&self, customer: CustomerRow, at: OffsetDateTime)
    -> Result<(), RegistryProblem>;
    /// Puts a removed customer back, as it was; [`RegistryProblem::Duplicate`] where its tenant was added anew.
    async fn restore_customer(&self, customer: CustomerRow) -> Result<CustomerRecord, RegistryProblem>;
    /// Deletes for good what was removed before this moment.
    async fn forget_removed(&self, before: OffsetDateTime) -> Result<(), RegistryProblem>;

    /// Adds a finished check to a customer's history.
    async fn add_check(&self, customer: CustomerRow, check: CheckRecord) -> Result<(), RegistryProblem>;
    /// A customer's checks, newest first, at most `limit`.
    async fn checks(&self, customer: CustomerRow, limit: usize) -> Result<Vec<CheckRecord>, RegistryProblem>;
    /// How every customer that was ever checked stands, for the board; without the evidence, so that a long board is
    /// read at once.
    async fn standings(&self) -> Result<Vec<Standing>, RegistryProblem>;
    /// What an app met since then in the tenants of its other customers.
    async fn met_elsewhere(
        &self,
        app: AppRow,
        besides: CustomerRow,
        since: OffsetDateTime,
    ) -> Result<MetElsewhere, RegistryProblem>;

    /// A customer's newest check, and the newest one that proved something (verdict connected or needs attention);
    /// none where it was never checked.
    async fn latest_of(&self, customer: CustomerRow) -> Result<Option<LatestChecks>, RegistryProblem>;

    /// What the newest check with a verified token of this very application saw in it, if it carried permissions.
    async fn last_grant(
        &self,
        customer: CustomerRow,
        app_id: AppId,
    ) -> Result<Option<Grant>, RegistryProblem>;
    /// Where a customer's history turned; none for one that never was connected.
    async fn milestones(&self, customer: CustomerRow) -> Result<Option<Milestones>, RegistryProblem>;
    /// A customer's history in runs, newest first: the beginning, or what was added before this check.
    async fn history(
        &self,
        customer: CustomerRow,
        before: Option<CheckRow>,
    ) -> Result<HistoryPage, RegistryProblem>;
    /// One check out of a customer's history.
    async fn past_check(&self, customer: CustomerRow, check: CheckRow) -> Result<PastCheck, RegistryProblem>;

    /// What goes into a file for support about these customers, at most so many checks of each: all of it from one
    /// moment, so that no check that ends meanwhile is half in it. Customers that are gone are passed over.
    async fn for_support(
        &self,
        customers: Vec<CustomerRow>,
        most_checks: usize,
    ) -> Result<Vec<Entry>, RegistryProblem>;

    /// Language, theme and current app.
    async fn preferences(&self) -> Result<Preferences, RegistryProblem>;
    /// Saves language and theme.
    async fn save_look(&self, language: Option<String>, theme: Option<String>)
    -> Result<(), RegistryProblem>;
    /// Saves which app is the current one.
    async fn choose_app(&self, app: AppRow) -> Result<(), RegistryProblem>;

    /// The app a customer belongs to.
    async fn app(&self, row: AppRow) -> Result<AppRecord, RegistryProblem> {
        self.apps().await?.into_iter().find(|app| app.row == row).ok_or(RegistryProblem::NotFound)
    }
}

/// A customer's newest check, and the newest that proved something.
#[derive(Debug, Clone)]
pub struct LatestChecks {
    /// Whose.
    pub customer: CustomerRow,
    /// The newest.
    pub attempt: CheckRecord,
    /// The newest with a proved verdict; may be the same.
    pub proved: Option<CheckRecord>,
}

/// Tells the time, so that judging and waiting can be tested.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> OffsetDateTime;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// Opens a page in the person's own browser, or a message in their mail program.
pub trait Browser: Send + Sync {
    /// Opens an address that the core has built; returns when the browser was told.
    fn open(&self, address: &url::Url) -> Result<(), BrowserProblem>;
    /// Asks the person's mail program to begin a message; returns when it was told.
    fn write_mail(&self, draft: &MailDraft) -> Result<(), BrowserProblem>;
}

/// The browser could not be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no browser could be opened: {0}")]
pub struct BrowserProblem(pub String);

/// Something to tell a person who may be looking elsewhere. Plain text in their language; never a secret, never a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// In one line; a customer's name may stand in it.
    pub title: String,
    /// One or two sentences.
    pub body: String,
}

/// Tells the person by way of their desktop.
pub trait Notifier: Send + Sync {
    /// Hands it over and returns at once. A desktop that shows no notifications is no error: the window says the same.
    fn notify(&self, notification: Notification);
}
