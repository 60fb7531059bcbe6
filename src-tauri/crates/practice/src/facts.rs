//! What the practice cloud must know of Microsoft's: permissions, read-only calls, and which addresses name
//! Defender. The data files were taken from the design catalogue of 2026-11-22 (`permissions.json`,
//! `apis.json`, `clouds.json`); the objects that calls answer with are made up after Microsoft's examples.

use std::sync::LazyLock;

use consentry_onboarding::permission::Permission;
use serde::Deserialize;
use serde_json::Value;

/// The application ID of WindowsDefenderATP.
pub(crate) const DEFENDER_APP: &str = "fc780465-2017-40d4-a0c5-307022471b92";

/// Its identifier URIs; each is registered with and without a closing slash.
const DEFENDER_URIS: [&str; 14] = [
    "https://api.securitycenter.microsoft.com",
    "https://api-us.securitycenter.microsoft.com",
    "https://api-eu.securitycenter.microsoft.com",
    "https://api-uk.securitycenter.microsoft.com",
    "https://api-gcc.securitycenter.microsoft.us",
    "https://api-gov.securitycenter.microsoft.us",
    "https://api.securitycenter.windows.com",
    "https://api.securitycenter.windows.us",
    "https://managementapi.securitycenter.windows.com",
    "https://publicapi-prd.trafficmanager.net",
    "https://securitycenter.microsoft.com/mtp",
    "https://securitycenter.onmicrosoft.com/windowsatpservice",
    "https://securityoperations.microsoft.com",
    "https://userrequestsgraphapiep-prd.trafficmanager.net",
];

/// Microsoft Threat Protection, another app: whoever asks for it gets a token, and no Defender role in it.
const NEIGHBOUR_APP: &str = "8ee8fdad-f234-4243-8f3b-15c294843740";
/// Its address, which is also the newer host of the Defender API: the classic mix-up.
pub(crate) const NEIGHBOUR_URI: &str = "https://api.security.microsoft.com";

/// Whom a token is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    /// WindowsDefenderATP, whose permissions the practice app has.
    Defender,
    /// An API that every tenant has and that granted the practice app nothing.
    Neighbour,
}

/// Reads an identifier as it stands in `resource`, before `/.default`, or in `aud`.
pub(crate) fn resource_named(identifier: &str) -> Option<Resource> {
    let bare = identifier.strip_suffix('/').unwrap_or(identifier);
    if identifier == DEFENDER_APP || DEFENDER_URIS.contains(&bare) {
        Some(Resource::Defender)
    } else if identifier == NEIGHBOUR_APP || bare == NEIGHBOUR_URI {
        Some(Resource::Neighbour)
    } else {
        None
    }
}

/// A permission in plain words.
#[derive(Debug, Deserialize)]
pub(crate) struct PermissionFact {
    pub(crate) value: Permission,
    #[serde(rename = "displayName")]
    pub(crate) display_name: String,
    pub(crate) en: String,
    pub(crate) sv: String,
}

/// A read-only call.
#[derive(Debug, Deserialize)]
pub(crate) struct CallFact {
    /// The catalogue's id.
    #[cfg_attr(not(test), allow(dead_code, reason = "names the row for readers and tests"))]
    pub(crate) id: String,
    pub(crate) path: String,
    #[serde(rename = "anyOf")]
    pub(crate) any_of: Vec<Permission>,
    /// What follows `$metadata#` in `@odata.context`; one that ends in `/$entity` answers with the object itself.
    pub(crate) context: String,
    pub(crate) item: Value,
}

static PERMISSIONS: LazyLock<Vec<PermissionFact>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/permissions.json")).unwrap_or_default());
static CALLS: LazyLock<Vec<CallFact>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/calls.json")).unwrap_or_default());

/// What is known of a permission.
pub(crate) fn permission(value: &Permission) -> Option<&'static PermissionFact> {
    PERMISSIONS.iter().find(|fact| fact.value == *value)
}

/// The call at a path. The API does not tell upper from lower case there, and has a versioned form.
pub(crate) fn call(path: &str) -> Option<&'static CallFact> {
    let rest = path.strip_prefix("/api/")?;
    let rest = rest.strip_prefix("v1.0/").unwrap_or(rest);
    CALLS
        .iter()
        .find(|fact| fact.path.strip_prefix("/api/").is_some_and(|known| known.eq_ignore_ascii_case(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_files_are_complete() {
        assert_eq!(PERMISSIONS.len(), 30);
        assert_eq!(CALLS.len(), 28);
        for fact in CALLS.iter() {
            assert!(!fact.any_of.is_empty() && fact.item.is_object(), "{}", fact.id);
            for one in &fact.any_of {
                assert!(permission(one).is_some(), "{}: {one}", fact.id);
            }
        }
    }

    #[test]
    fn paths_are_found_as_the_api_finds_them() {
        assert_eq!(call("/api/alerts").unwrap().id, "alerts.list");
        assert_eq!(call("/api/v1.0/Machines").unwrap().id, "machines.list");
        assert_eq!(
            call("/api/machines/BrowserExtensionsInventoryByMachine").unwrap().id,
            "assessments.browserExtensions"
        );
        assert!(call("/api/alertsx").is_none() && call("/alerts").is_none());
    }

    #[test]
    fn defender_is_told_from_its_neighbour() {
        for defender in [
            DEFENDER_APP,
            "https://api.securitycenter.microsoft.com",
            "https://api.securitycenter.microsoft.com/",
            "https://securitycenter.onmicrosoft.com/windowsatpservice",
        ] {
            assert_eq!(resource_named(defender), Some(Resource::Defender), "{defender}");
        }
        assert_eq!(resource_named("https://api.security.microsoft.com"), Some(Resource::Neighbour));
        assert_eq!(resource_named("https://api.securitycenter.microsoft.com//"), None);
        assert_eq!(resource_named("https://evil.example"), None);
    }
}
