//! The documented calls of the API, and which permission opens which.
//!
//! Partner staff know what they want to *do* ("isolate a device"), the portal asks for *permissions*, and a refusal
//! names *roles*. This module walks between the three: from a task in words to calls ([`search`]), from calls to the
//! least set of permissions ([`least_permissions`]), from the roles in a token to what it may call ([`allowed`]), and
//! from permissions to the JSON that the registration's manifest takes ([`required_resource_access`]).
//!
//! The calls are data (`knowledge/operations.json`, with sources). Whether a call is allowed is decided by its own
//! list of permissions alone: that `Machine.ReadWrite.All` includes `Machine.Read.All` does not open a call whose page
//! names only the latter.

mod least;
mod manifest;
mod plan;
mod reach;
mod read_only;
mod search;
mod task_words;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::knowledge::embedded;
use crate::permission::Permission;

pub use least::{Least, least_permissions};
pub use manifest::{Manifest, required_resource_access};
pub use plan::{PermissionPlan, permission_plan};
pub use reach::{Reach, reach};
pub use read_only::{Amount, NotMade, Parameter, ReadOnlyCall, Takes, takes};
pub use search::{Found, Titles, search};

/// A documented call.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"), deny_unknown_fields)]
pub struct Operation {
    /// The catalogue's id, such as `machines.isolate`; stable.
    pub id: String,
    /// The group it belongs to, such as `machine-actions`.
    pub area: String,
    /// What it does, in English; other languages are found by `id`.
    pub title: String,
    /// HTTP method.
    pub method: String,
    /// Path, with its variable parts in braces.
    pub path: String,
    /// One of these is enough; the least privileged one first.
    pub permissions_any_of: Vec<Permission>,
    /// A lesser permission that an older page named and that may still be enough.
    #[serde(default)]
    pub perhaps_also: Option<Permission>,
    /// Plans whose pages list it.
    pub applies_to: Vec<Plan>,
    /// What its page says of licences beyond the plan.
    #[serde(default)]
    pub licence: Option<Licence>,
    /// Whether it still works.
    #[serde(default)]
    pub status: Status,
    /// The id of its [`Notice`], if it ends.
    #[serde(default)]
    pub notice: Option<String>,
    /// What else a reader should know.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Whether it changes anything; a POST that only reads does not.
    #[serde(default)]
    pub side_effects: bool,
    /// A harmless form of it that needs no id: path and query.
    #[serde(default)]
    pub probe: Option<String>,
    /// How often it may be called, where its page says so.
    #[serde(default)]
    pub limits: Option<Limits>,
    /// The last part of its page's address.
    pub doc_page: String,
}

impl Operation {
    /// Its page in Microsoft's documentation.
    pub fn doc_address(&self) -> String {
        format!("https://learn.microsoft.com/defender-endpoint/api/{}", self.doc_page)
    }

    /// Its retirement notice, if it ends.
    pub fn retirement(&self) -> Option<&'static Notice> {
        notice(self.notice.as_deref()?)
    }

    /// The first of its permissions that is held.
    pub fn opened_with<'a>(&'a self, held: &BTreeSet<Permission>) -> Option<&'a Permission> {
        self.permissions_any_of.iter().find(|permission| held.contains(permission))
    }
}

/// A plan of Defender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub enum Plan {
    /// Defender for Endpoint Plan 1.
    P1,
    /// Defender for Endpoint Plan 2.
    P2,
    /// Defender for Business.
    #[serde(rename = "DfB")]
    Business,
    /// Defender Vulnerability Management.
    #[serde(rename = "MDVM")]
    VulnerabilityManagement,
}

/// What a page says of licences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Licence {
    /// The page says that Defender for Business does not have it.
    NotInDefenderForBusiness,
    /// The page promotes the add-on's trial; that it is needed is likely and not stated.
    VulnerabilityManagementAddOnLikely,
}

/// Whether a call still works.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It does.
    #[default]
    Active,
    /// It does, and there is a newer form.
    Legacy,
    /// It does until the day of its notice.
    Retiring,
    /// It no longer does.
    Retired,
}

/// What else to know of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// A read whose page names only the ReadWrite permission; see [`Operation::perhaps_also`].
    DocsNameOnlyReadWrite,
    /// Its page names no permission; the one here comes from a sibling page.
    DocsNameNoPermission,
    /// Of the permissions listed together, the one of the action in question is needed.
    MatchTheAction,
    /// With `Ti.ReadWrite` an app sees only the indicators it made itself.
    OwnIndicatorsOnly,
    /// Nothing new has been written there since 2026-09-01.
    OldRecordsOnly,
    /// On Windows devices only.
    WindowsOnly,
}

/// How often a call may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"), deny_unknown_fields)]
pub struct Limits {
    /// Per minute.
    #[serde(default)]
    pub per_minute: Option<u32>,
    /// Per hour.
    #[serde(default)]
    pub per_hour: Option<u32>,
}

/// Something that ends.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"), deny_unknown_fields)]
pub struct Notice {
    /// Stable id, by which the words are found.
    pub id: String,
    /// What ends, in English.
    pub what: String,
    /// The day.
    #[serde(with = "day")]
    pub ends: Date,
    /// Whether every call is meant, not only those that name this notice.
    pub whole_api: bool,
    /// Whether Microsoft's documentation says so, or only copies of a message do.
    pub confirmed: bool,
    /// What to use instead, where there is something.
    #[serde(default)]
    pub instead: Option<Instead>,
    /// Where this is known from.
    pub source: String,
}

/// The call that takes an ending one's place; it belongs to another API, with permissions of its own.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Instead {
    /// HTTP method.
    pub method: String,
    /// Address.
    pub url: String,
    /// The permission of that API.
    pub permission: String,
}

time::serde::format_description!(day, Date, "[year]-[month]-[day]");

#[derive(Deserialize)]
struct Catalogue {
    notices: Vec<Notice>,
    operations: Vec<Operation>,
}

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> =
        LazyLock::new(|| embedded(include_str!("../../knowledge/operations.json")));
    &CATALOGUE
}

/// Every documented call, in the catalogue's order: by area, the plain listing first.
pub fn operations() -> &'static [Operation] {
    &catalogue().operations
}

/// The call of this id.
pub fn operation(id: &str) -> Option<&'static Operation> {
    operations().iter().find(|operation| operation.id == id)
}

/// Everything that ends or has ended.
pub fn notices() -> &'static [Notice] {
    &catalogue().notices
}

/// The notice of this id.
pub fn notice(id: &str) -> Option<&'static Notice> {
    notices().iter().find(|notice| notice.id == id)
}

/// The notices a permission carries: those of the calls it opens, where it opens nothing that stays.
pub fn notices_of(permission: &Permission) -> Vec<&'static Notice> {
    let opened = opened_by(permission);
    if opened.iter().any(|operation| operation.notice.is_none()) {
        return Vec::new();
    }
    let mut all: Vec<&Notice> = opened.iter().filter_map(|operation| operation.retirement()).collect();
    all.dedup_by(|a, b| a.id == b.id);
    all
}

/// The calls that this permission alone opens.
pub fn opened_by(permission: &Permission) -> Vec<&'static Operation> {
    operations().iter().filter(|operation| operation.permissions_any_of.contains(permission)).collect()
}

/// What a set of roles means for one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allowance {
    /// The call's id.
    pub operation: &'static str,
    /// The role that opens it; none: not allowed.
    pub by: Option<Permission>,
    /// One of these is missing; empty where the call is allowed.
    pub missing_any_of: Vec<Permission>,
    /// A role that is held and may be enough, though the page no longer names it.
    pub perhaps_by: Option<Permission>,
}

/// What a token with these roles may call, call by call, in the catalogue's order.
pub fn allowed(roles: &BTreeSet<Permission>) -> Vec<Allowance> {
    operations()
        .iter()
        .map(|operation| {
            let by = operation.opened_with(roles).cloned();
            let perhaps = operation.perhaps_also.as_ref().filter(|role| by.is_none() && roles.contains(role));
            Allowance {
                operation: &operation.id,
                missing_any_of: if by.is_some() { Vec::new() } else { operation.permissions_any_of.clone() },
                perhaps_by: perhaps.cloned(),
                by,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Api;

    fn set(names: &[&str]) -> BTreeSet<Permission> {
        names.iter().map(|name| Permission::parse(name).unwrap()).collect()
    }

    #[test]
    fn the_catalogue_is_whole() {
        let known = &Api::windows_defender_atp().permissions;
        assert_eq!(operations().len(), 113);
        let ids: BTreeSet<_> = operations().iter().map(|call| &call.id).collect();
        assert_eq!(ids.len(), 113);
        for call in operations() {
            assert!(!call.permissions_any_of.is_empty() && !call.applies_to.is_empty(), "{}", call.id);
            for permission in call.permissions_any_of.iter().chain(&call.perhaps_also) {
                assert!(known.iter().any(|facts| facts.value == *permission), "{}: {permission}", call.id);
            }
            assert!(call.path.starts_with("/api/") && !call.doc_page.is_empty(), "{}", call.id);
            assert!(matches!(call.method.as_str(), "GET" | "POST" | "PATCH" | "DELETE"), "{}", call.id);
            assert!(call.method != "GET" || !call.side_effects, "{}", call.id);
            assert_eq!(call.notice.is_some(), call.retirement().is_some(), "{}", call.id);
            let probe_fits =
                call.probe.as_ref().is_none_or(|probe| call.method == "GET" && probe.starts_with(&call.path));
            assert!(probe_fits, "{}", call.id);
            let flagged = call.flags.contains(&Flag::DocsNameOnlyReadWrite);
            assert_eq!(flagged, call.perhaps_also.is_some(), "{}", call.id);
            let ends = matches!(call.status, Status::Retiring | Status::Retired);
            assert_eq!(ends, call.notice.is_some(), "{}", call.id);
        }
    }

    #[test]
    fn advanced_hunting_carries_its_notice() {
        let hunting = operation("hunting.run").unwrap();
        let notice = hunting.retirement().unwrap();
        assert_eq!(notice.ends.to_string(), "2027-02-01");
        assert_eq!(notice.instead.as_ref().unwrap().permission, "ThreatHunting.Read.All");
        assert_eq!(hunting.licence, Some(Licence::NotInDefenderForBusiness));
        let of = |name: &str| notices_of(&Permission::parse(name).unwrap());
        assert_eq!(
            of("AdvancedQuery.Read.All").iter().map(|n| n.id.as_str()).collect::<Vec<_>>(),
            ["advanced-hunting-2027"]
        );
        assert!(of("Alert.ReadWrite.All").is_empty(), "it opens more than what ended");
        assert!(of("Event.Write").is_empty(), "it opens nothing that is documented");
        assert!(notices().iter().any(|notice| notice.whole_api && !notice.confirmed));
    }

    #[test]
    fn a_call_is_allowed_by_its_own_list_alone() {
        let held = set(&["Machine.ReadWrite.All", "Alert.Read.All"]);
        let all = allowed(&held);
        assert_eq!(all.len(), 113);
        let of = |id: &str| all.iter().find(|found| found.operation == id).unwrap();
        assert_eq!(of("alerts.list").by, Permission::parse("Alert.Read.All").ok());
        assert_eq!(of("machines.list").by, Permission::parse("Machine.ReadWrite.All").ok());
        // Its page names Machine.Read.All only: what includes it does not open it.
        assert_eq!(of("deviceHealth.av").by, None);
        assert_eq!(of("alerts.update").missing_any_of, [Permission::parse("Alert.ReadWrite.All").unwrap()]);
        assert_eq!(of("domains.alerts").by, None);
        assert_eq!(of("domains.alerts").perhaps_by, Permission::parse("Alert.Read.All").ok());
        assert!(allowed(&BTreeSet::new()).iter().all(|found| found.by.is_none()));
    }

    #[test]
    fn allowed_and_opened_by_tell_the_same() {
        for facts in &Api::windows_defender_atp().permissions {
            let opened: Vec<_> = opened_by(&facts.value).iter().map(|call| call.id.as_str()).collect();
            let held = BTreeSet::from([facts.value.clone()]);
            let by_role: Vec<_> = allowed(&held)
                .into_iter()
                .filter(|found| found.by.is_some())
                .map(|found| found.operation)
                .collect();
            assert_eq!(opened, by_role, "{}", facts.value);
        }
    }
}
