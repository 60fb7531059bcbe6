//! Application permissions by the name that a token carries in `roles`, and which of them include which.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

/// The value of an application permission, such as `Alert.Read.All`. Spelling and case are the API's own;
/// a permission that Consentry has never heard of is kept as it is, since Microsoft adds new ones.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Permission(String);

/// A text that cannot be the name of a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a permission is named by letters, digits, dots, hyphens and underscores")]
pub struct NotAPermission;

impl Permission {
    /// Reads a permission's name: ASCII letters, digits, `.`, `-`, `_`; at most 120 characters.
    pub fn parse(text: &str) -> Result<Self, NotAPermission> {
        let name = text.trim();
        let fits = (1..=120).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        if fits { Ok(Self(name.to_owned())) } else { Err(NotAPermission) }
    }

    /// The name as the token carries it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl TryFrom<String> for Permission {
    type Error = NotAPermission;
    fn try_from(text: String) -> Result<Self, NotAPermission> {
        Self::parse(&text)
    }
}
impl From<Permission> for String {
    fn from(permission: Permission) -> String {
        permission.0
    }
}

/// What was wanted, held against what was granted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionReport {
    /// Asked for by the partner.
    pub wanted: BTreeSet<Permission>,
    /// In the token.
    pub granted: BTreeSet<Permission>,
    /// Wanted, neither granted nor covered.
    pub missing: BTreeSet<Permission>,
    /// Granted, neither wanted nor covering something wanted.
    pub extra: BTreeSet<Permission>,
    /// Wanted and not granted by name, with the granted permission that includes it.
    pub covered_by: BTreeMap<Permission, Permission>,
}
