//! What the registry keeps. None of these holds a secret.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use crate::cloud::CloudId;
use crate::evidence::{Evidence, SecretUsed};
use crate::ids::{AppId, Domain, TenantId};
use crate::permission::Permission;
use crate::verdict::{Cause, Verdict};

/// An app's row in the registry; 0 before it is added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AppRow(pub i64);

/// A customer's row in the registry; 0 before it is added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CustomerRow(pub i64);

/// A check's place in a customer's history; one that was added later has a higher number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CheckRow(pub i64);

/// The partner's app registration, as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRecord {
    /// Set by the registry.
    pub row: AppRow,
    /// Counts up with each change; set by the registry.
    pub version: i64,
    /// The name customers read on the consent page, as the partner entered it.
    pub name: String,
    /// Which Microsoft cloud the registration lives in.
    pub cloud: CloudId,
    /// Application (client) ID. Unique per cloud.
    pub app_id: AppId,
    /// The partner's own tenant, where the secret can be proved.
    pub home_tenant: Option<TenantId>,
    /// The partner's name for customers, as the partner entered it.
    pub publisher: Option<String>,
    /// Whom a customer may ask, as the partner entered it.
    pub contact: Option<String>,
    /// Registered redirect addresses, in the order entered. The first one goes into links.
    pub redirect_uris: Vec<String>,
    /// Wanted permissions, each with the time it was declared here.
    pub permissions: BTreeMap<Permission, OffsetDateTime>,
    /// What is known of the secret.
    pub secret: Option<SecretRecord>,
    /// What was done in the portal, and when it was ticked here.
    pub ticks: Ticks,
}

impl AppRecord {
    /// An app of which no more than this is known.
    pub fn new(name: String, cloud: CloudId, app_id: AppId) -> Self {
        Self {
            row: AppRow(0),
            version: 0,
            name,
            cloud,
            app_id,
            home_tenant: None,
            publisher: None,
            contact: None,
            redirect_uris: Vec::new(),
            permissions: BTreeMap::new(),
            secret: None,
            ticks: Ticks::new(),
        }
    }
}

/// The steps of the guide that are done in Microsoft's portal, ticked by the person who did them.
pub type Ticks = BTreeMap<PortalStep, OffsetDateTime>;

/// A step that is done in Microsoft's portal, where Consentry cannot look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PortalStep {
    /// The app is registered, for every organisation, with its redirect addresses.
    Register,
    /// The permissions are declared.
    Permissions,
    /// Consent is granted in the partner's own tenant.
    HomeConsent,
    /// The secret is made and its value copied.
    Secret,
}

impl PortalStep {
    /// All of them, in the order of the guide.
    pub const ALL: [PortalStep; 4] =
        [PortalStep::Register, PortalStep::Permissions, PortalStep::HomeConsent, PortalStep::Secret];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            PortalStep::Register => "register",
            PortalStep::Permissions => "permissions",
            PortalStep::HomeConsent => "home-consent",
            PortalStep::Secret => "secret",
        }
    }
}

/// A new app on its way through the wizard, kept so that it can be gone on with any day. There is one at most, and it
/// never holds the secret. Everything is as typed; it is read when the app is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetupDraft {
    /// The app's name.
    pub name: String,
    /// The cloud's id.
    pub cloud: String,
    /// The application ID.
    pub app_id: String,
    /// The partner's own tenant.
    pub home_tenant: String,
    /// The partner's name for customers.
    pub publisher: String,
    /// Whom a customer may ask.
    pub contact: String,
    /// Redirect addresses.
    pub redirect_uris: Vec<String>,
    /// Permissions that were picked by name.
    pub permissions: Vec<String>,
    /// Tasks that were ticked, by the ids of their calls.
    pub tasks: Vec<String>,
    /// The last day of the secret.
    pub secret_expires_on: String,
    /// What was done in the portal.
    pub ticks: Ticks,
    /// The step the person was on, by the window's own id.
    pub step: String,
}

/// That a secret exists, where and since when. Never the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretRecord {
    /// Part of its place in the store.
    pub generation: u32,
    /// Where it is kept.
    pub kept_in: KeptIn,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    pub stored_at: OffsetDateTime,
    /// When a token last proved it; none means "not yet checked".
    #[serde(with = "time::serde::rfc3339::option")]
    pub proved_at: Option<OffsetDateTime>,
    /// The last day on which it works, as the partner entered it.
    pub expires_on: Option<Date>,
}

impl From<&SecretRecord> for SecretUsed {
    fn from(secret: &SecretRecord) -> Self {
        Self { generation: secret.generation, stored_at: secret.stored_at, expires_on: secret.expires_on }
    }
}

/// Where a secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptIn {
    /// In the operating system's keychain.
    Keychain,
    /// In this program's memory, gone when it ends; only when the person agreed.
    Memory,
}

/// A customer of one app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRecord {
    /// Set by the registry.
    pub row: CustomerRow,
    /// Counts up with each change; set by the registry.
    pub version: i64,
    /// Whose customer.
    pub app: AppRow,
    /// As entered.
    pub name: String,
    /// The tenant. Unique per app.
    pub tenant_id: TenantId,
    /// The domain the tenant was found by, if it was.
    pub domain: Option<Domain>,
    /// The tenant's region, from its metadata.
    pub region: Option<String>,
    /// When the customer was added.
    #[serde(with = "time::serde::rfc3339")]
    pub added_at: OffsetDateTime,
    /// The random state of the latest link, which ties an answer to this customer.
    pub link_state: Option<String>,
    /// When that state was made; see [`LINK_LIFETIME`].
    #[serde(with = "time::serde::rfc3339::option")]
    pub link_made_at: Option<OffsetDateTime>,
    /// When an answer with that state was taken in; the state is used up then.
    #[serde(with = "time::serde::rfc3339::option")]
    pub link_answered_at: Option<OffsetDateTime>,
    /// When a link was last copied or opened.
    #[serde(with = "time::serde::rfc3339::option")]
    pub link_sent_at: Option<OffsetDateTime>,
    /// Latest sign of a consent; never proof.
    #[serde(with = "time::serde::rfc3339::option")]
    pub consent_hint_at: Option<OffsetDateTime>,
    /// The watch for this customer's consent, while there is one.
    pub watch: Option<WatchRecord>,
}

impl CustomerRecord {
    /// A customer that was just added.
    pub fn new(app: AppRow, name: String, tenant_id: TenantId, added_at: OffsetDateTime) -> Self {
        Self {
            row: CustomerRow(0),
            version: 0,
            app,
            name,
            tenant_id,
            domain: None,
            region: None,
            added_at,
            link_state: None,
            link_made_at: None,
            link_answered_at: None,
            link_sent_at: None,
            consent_hint_at: None,
            watch: None,
        }
    }
}

impl CustomerRecord {
    /// Until when the latest link's state can be answered; none where there is none, or where it was answered.
    pub fn link_good_until(&self) -> Option<OffsetDateTime> {
        let made =
            self.link_made_at.filter(|_| self.link_state.is_some() && self.link_answered_at.is_none())?;
        Some(made + LINK_LIFETIME)
    }
}

/// How long a link's state is good for: administrators answer days or weeks later, and not a season later.
pub const LINK_LIFETIME: Duration = Duration::days(90);

/// A watch for consent: the token endpoint is asked at growing intervals until it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchRecord {
    /// When the watch began; it ends by itself after seven days.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// How often it has looked.
    pub looks: u32,
    /// When it looks next.
    #[serde(with = "time::serde::rfc3339")]
    pub next_at: OffsetDateTime,
}

impl WatchRecord {
    /// When it ends by itself: seven days after it began.
    pub fn ends_at(&self) -> OffsetDateTime {
        self.since + Duration::days(7)
    }
}

/// One check in a customer's history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// When it ended.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// As judged then.
    pub verdict: Verdict,
    /// As judged then.
    pub cause: Option<Cause>,
    /// What was met.
    pub evidence: Evidence,
}

/// What a person chose for the window; `None` follows the system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// `en` or `sv`.
    pub language: Option<String>,
    /// `light` or `dark`.
    pub theme: Option<String>,
    /// The app that new customers are onboarded to; none, or one that is gone, means the oldest.
    pub current_app: Option<AppRow>,
}
