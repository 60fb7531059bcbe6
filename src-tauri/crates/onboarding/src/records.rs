//! What the registry keeps. None of these holds a secret.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::cloud::CloudId;
use crate::evidence::Evidence;
use crate::ids::{AppId, Domain, TenantId};
use crate::permission::Permission;
use crate::verdict::{Cause, Verdict};

/// An app's row in the registry; 0 before it is added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AppRow(pub i64);

/// A customer's row in the registry; 0 before it is added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CustomerRow(pub i64);

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
    /// Registered redirect addresses, in the order entered. The first one goes into links.
    pub redirect_uris: Vec<String>,
    /// Wanted permissions, each with the time it was declared here.
    pub permissions: BTreeMap<Permission, OffsetDateTime>,
    /// What is known of the secret.
    pub secret: Option<SecretRecord>,
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
    /// When a link was last copied or opened.
    #[serde(with = "time::serde::rfc3339::option")]
    pub link_sent_at: Option<OffsetDateTime>,
    /// Latest sign of a consent; never proof.
    #[serde(with = "time::serde::rfc3339::option")]
    pub consent_hint_at: Option<OffsetDateTime>,
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
}
