//! The vocabulary of what can differ between then and now. The ids are public: adding is free, renaming breaks scripts.

use std::collections::BTreeSet;

use serde::Serialize;
use time::{Date, OffsetDateTime};

use crate::permission::Permission;
use crate::verdict::Cause;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What differs.
    pub difference: Difference,
    /// Since when, where our own record knows it.
    pub at: Option<OffsetDateTime>,
    /// It can be the reason for the newest verdict; the others are told beside it.
    pub bears: bool,
}

/// Where an app is disabled, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisabledIn {
    /// In the customer's tenant.
    Tenant,
    /// In that of another customer too.
    OthersToo,
    /// Where it is registered.
    Home,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Entra knew the app in their tenant, and does not any more.
    ConsentGone,
    /// The app is disabled.
    AppDisabled(DisabledIn),
    /// The app is open to one tenant only.
    SingleTenant,
    /// Defender's service principal is not to be found in their tenant, or is switched off.
    ResourceGone,
    /// The tenant is not to be found.
    TenantGone,
    /// A Conditional Access policy refuses the app.
    PolicyRefuses,
    /// Permissions that were in the token and are not.
    RolesGone(BTreeSet<Permission>),
    /// Permissions that were added to the app. `asked`: a check has wanted them since.
    WantedAdded {
        /// Which.
        permissions: BTreeSet<Permission>,
        /// Whether the newest proved check wanted them.
        asked: bool,
    },
    /// Defender refuses the call.
    ApiRefuses {
        /// The token carries the same permissions as then.
        same_roles: bool,
    },
    /// The secret's last day is over.
    SecretExpired {
        /// That day, as the partner entered it.
        last_day: Option<Date>,
    },
    /// Entra refuses the secret. `same`: it is the one that worked then, where that is known.
    SecretRefused {
        /// None where a check did not note which one it used.
        same: Option<bool>,
    },
    /// Another secret is kept here. `used`: the newest proved check signed in with it.
    SecretReplaced {
        /// False where no check has proved anything with it yet.
        used: bool,
    },
    /// This machine's clock, in seconds behind Microsoft's; negative where it is ahead.
    Clock {
        /// Then.
        then: i64,
        /// Now.
        now: i64,
    },
    /// Today's rules would not have called the earlier check connected.
    RulesOfThen {
        /// What they say of it.
        cause: Cause,
    },
    /// Today's rules read the newest check otherwise than it was judged.
    RulesOfNow {
        /// What they say of it; none: connected.
        cause: Option<Cause>,
    },
    /// Somebody answered a consent link, or was seen to.
    ConsentHeard,
    /// Permissions that are in the token and were not.
    RolesNew(BTreeSet<Permission>),
    /// Permissions that are not wanted any more.
    WantedDropped(BTreeSet<Permission>),
    /// A detail with a value of its own.
    Detail {
        /// Which.
        detail: Detail,
        /// Then.
        then: String,
        /// Now.
        now: String,
    },
}

/// Details that seldom matter, and then much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detail {
    /// How the tenant was asked for.
    Tenant,
    /// The Microsoft cloud that was asked.
    Cloud,
    /// The cloud that the tenant says it lives in.
    CloudInstance,
    /// The tenant's region.
    Region,
    /// Its region within a government cloud.
    SubRegion,
    /// Which token address was used.
    TokenAddress,
    /// The format of the token.
    TokenVersion,
    /// Whom the token is for.
    Audience,
    /// Who issued it.
    Issuer,
    /// The key that signed it.
    SigningKey,
    /// What the app proved itself with.
    CredentialKind,
    /// The name of the app.
    AppName,
    /// The program that checked.
    Program,
}

impl Detail {
    /// All of them.
    pub const ALL: [Detail; 13] = [
        Detail::Tenant,
        Detail::Cloud,
        Detail::CloudInstance,
        Detail::Region,
        Detail::SubRegion,
        Detail::TokenAddress,
        Detail::TokenVersion,
        Detail::Audience,
        Detail::Issuer,
        Detail::SigningKey,
        Detail::CredentialKind,
        Detail::AppName,
        Detail::Program,
    ];

    /// The public id.
    pub fn id(self) -> &'static str {
        match self {
            Detail::Tenant => "tenant",
            Detail::Cloud => "cloud",
            Detail::CloudInstance => "cloud-instance",
            Detail::Region => "region",
            Detail::SubRegion => "sub-region",
            Detail::TokenAddress => "token-address",
            Detail::TokenVersion => "token-version",
            Detail::Audience => "audience",
            Detail::Issuer => "issuer",
            Detail::SigningKey => "signing-key",
            Detail::CredentialKind => "credential-kind",
            Detail::AppName => "app-name",
            Detail::Program => "program",
        }
    }
}

impl Difference {
    /// The public id.
    pub fn id(&self) -> &'static str {
        match self {
            Difference::ConsentGone => "consent-gone",
            Difference::AppDisabled(_) => "app-disabled",
            Difference::SingleTenant => "single-tenant",
            Difference::ResourceGone => "defender-gone",
            Difference::TenantGone => "tenant-gone",
            Difference::PolicyRefuses => "policy-refuses",
            Difference::RolesGone(_) => "roles-gone",
            Difference::WantedAdded { .. } => "permissions-added",
            Difference::ApiRefuses { .. } => "api-refuses",
            Difference::SecretExpired { .. } => "secret-expired",
            Difference::SecretRefused { .. } => "secret-refused",
            Difference::SecretReplaced { .. } => "secret-replaced",
            Difference::Clock { .. } => "clock",
            Difference::RulesOfThen { .. } => "rules-of-then",
            Difference::RulesOfNow { .. } => "rules-of-now",
            Difference::ConsentHeard => "consent-heard",
            Difference::RolesNew(_) => "roles-new",
            Difference::WantedDropped(_) => "permissions-dropped",
            Difference::Detail { detail, .. } => detail.id(),
        }
    }

    /// The permissions it is about.
    pub fn permissions(&self) -> Option<&BTreeSet<Permission>> {
        match self {
            Difference::RolesGone(permissions)
            | Difference::RolesNew(permissions)
            | Difference::WantedDropped(permissions)
            | Difference::WantedAdded { permissions, .. } => Some(permissions),
            _ => None,
        }
    }
}
