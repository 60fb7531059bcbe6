//! Facts about the API and about Entra's numbers, as data: facts change more often than code.
//!
//! The files lie in `knowledge/`, each with its sources, and are part of the program. The API asked for is data
//! too, since Microsoft Graph Security comes beside WindowsDefenderATP.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::permission::Permission;
use crate::verdict::{Actor, Cause};

/// An API as Consentry asks for it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Api {
    /// As the portal lists it.
    pub name: String,
    /// Its application ID, which is also an audience.
    pub app_id: String,
    identifier_uris: Vec<String>,
    /// Its application permissions.
    pub permissions: Vec<PermissionFacts>,
    probes: Vec<Probe>,
    fallback_probe: FallbackProbe,
    /// Calls that answer 404 when there is nothing to list.
    empty_is_404: Vec<String>,
    other_apis: Vec<OtherApi>,
}

/// One application permission.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PermissionFacts {
    /// As it stands in a token's `roles`.
    pub value: Permission,
    /// The id of the app role, for the registration's manifest.
    pub app_role_id: String,
    /// How much it allows.
    pub sensitivity: Sensitivity,
    /// Permissions that hold everything this one holds.
    included_in: Vec<Permission>,
}

/// How much a permission allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// Looks only.
    Read,
    /// Changes settings or records.
    Write,
    /// Acts on devices.
    ResponseAction,
}

/// A harmless read-only call that a permission opens.
#[derive(Debug, Deserialize)]
pub struct Probe {
    permission: Permission,
    /// The catalogue's id of the call.
    pub operation: String,
    /// Path and query.
    pub path: String,
}

#[derive(Debug, Deserialize)]
struct FallbackProbe {
    operation: String,
    path: String,
}

#[derive(Debug, Deserialize)]
struct OtherApi {
    name: String,
    audiences: Vec<String>,
}

/// Which call to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenCall<'a> {
    /// The catalogue's id of the call.
    pub operation: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// No granted permission has a harmless call: this one only shows whether the token is accepted.
    pub only_acceptance: bool,
}

impl Api {
    /// WindowsDefenderATP.
    pub fn windows_defender_atp() -> &'static Api {
        static API: LazyLock<Api> =
            LazyLock::new(|| embedded(include_str!("../knowledge/windows-defender-atp.json")));
        &API
    }

    /// Whether `aud` names this API: one of its identifier URIs, with or without a closing slash, or its ID.
    pub fn is_audience(&self, audience: &str) -> bool {
        let bare = audience.strip_suffix('/').unwrap_or(audience);
        self.app_id.eq_ignore_ascii_case(bare) || self.identifier_uris.iter().any(|uri| uri == bare)
    }

    /// Whether calls to this API go to this host: one of those that its identifier URIs name, which the older addresses
    /// of the API are. Source: <https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list>.
    pub fn is_host(&self, host: &str) -> bool {
        let hosts = self.identifier_uris.iter().filter_map(|uri| uri.strip_prefix("https://"));
        hosts
            .filter(|known| known.starts_with("api") || known.starts_with("managementapi"))
            .any(|known| known == host)
    }

    /// The name of another API that `aud` is known to belong to.
    pub fn other_api(&self, audience: &str) -> Option<&str> {
        let bare = audience.strip_suffix('/').unwrap_or(audience);
        let named = |api: &&OtherApi| api.audiences.iter().any(|known| known.eq_ignore_ascii_case(bare));
        self.other_apis.iter().find(named).map(|api| api.name.as_str())
    }

    /// The granted permission that includes `wanted`, if one does.
    pub fn covering<'a>(
        &self,
        wanted: &Permission,
        granted: &'a BTreeSet<Permission>,
    ) -> Option<&'a Permission> {
        let facts = self.permissions.iter().find(|facts| facts.value == *wanted)?;
        facts.included_in.iter().find_map(|wider| granted.get(wider))
    }

    /// The call that proves most: one for a wanted permission if possible, else for any granted one.
    pub fn choose_call(
        &self,
        granted: &BTreeSet<Permission>,
        wanted: &BTreeSet<Permission>,
    ) -> ChosenCall<'_> {
        let wanted_and_granted =
            |probe: &&Probe| granted.contains(&probe.permission) && wanted.contains(&probe.permission);
        let chosen = self
            .probes
            .iter()
            .find(wanted_and_granted)
            .or_else(|| self.probes.iter().find(|probe| granted.contains(&probe.permission)));
        match chosen {
            Some(probe) => {
                ChosenCall { operation: &probe.operation, path: &probe.path, only_acceptance: false }
            }
            None => ChosenCall {
                operation: &self.fallback_probe.operation,
                path: &self.fallback_probe.path,
                only_acceptance: true,
            },
        }
    }

    /// Whether a 404 of this call means "nothing to list".
    pub fn empty_is_404(&self, operation: &str) -> bool {
        self.empty_is_404.iter().any(|known| known == operation)
    }
}

/// What Entra's numbers mean.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EntraErrors {
    codes: Vec<EntraCode>,
    by_oauth_error: BTreeMap<String, Cause>,
}

#[derive(Debug, Deserialize)]
struct EntraCode {
    code: u64,
    cause: Option<Cause>,
    reason: Option<String>,
    /// Where it is another than the cause's usual one, or the number tells no cause.
    who: Option<Actor>,
}

/// What a refusal by Entra means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntraMeaning {
    /// The cause, or `None` where the number is known but tells no single cause.
    pub cause: Option<Cause>,
    /// A finer machine id.
    pub reason: Option<String>,
    /// Who acts, where the number knows better than the cause does.
    pub who_acts: Option<Actor>,
    /// The number that decided; none where the OAuth `error` did.
    pub by_code: Option<u64>,
}

/// Reads a refusal: the first number that tells a cause decides; a number that is known and tells none is said
/// to be just that; only where no number is known does the OAuth `error` decide. `None`: nobody here knows.
pub fn entra_meaning(codes: &[u64], oauth_error: Option<&str>) -> Option<EntraMeaning> {
    static ERRORS: LazyLock<EntraErrors> =
        LazyLock::new(|| embedded(include_str!("../knowledge/entra-errors.json")));
    let known: Vec<&EntraCode> =
        codes.iter().filter_map(|code| ERRORS.codes.iter().find(|known| known.code == *code)).collect();
    if let Some(first) = known.iter().find(|code| code.cause.is_some()).or(known.first()) {
        return Some(EntraMeaning {
            cause: first.cause,
            reason: first.reason.clone(),
            who_acts: first.who,
            by_code: Some(first.code),
        });
    }
    let cause = *ERRORS.by_oauth_error.get(oauth_error?)?;
    let reason = Some("by-oauth-error".to_owned());
    Some(EntraMeaning { cause: Some(cause), reason, who_acts: None, by_code: None })
}

/// Reads a file that is part of the program.
pub(crate) fn embedded<T: for<'de> Deserialize<'de>>(json: &str) -> T {
    #[allow(clippy::expect_used, reason = "the files are compiled in and every one is read by a test")]
    serde_json::from_str(json).expect("a knowledge file that is part of the program")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<Permission> {
        names.iter().map(|name| Permission::parse(name).unwrap()).collect()
    }

    #[test]
    fn audiences_are_told_apart() {
        let api = Api::windows_defender_atp();
        for ours in [
            "https://api.securitycenter.microsoft.com",
            "https://api.securitycenter.microsoft.com/",
            "https://securitycenter.onmicrosoft.com/windowsatpservice",
            "https://api-gov.securitycenter.microsoft.us",
            "fc780465-2017-40d4-a0c5-307022471b92",
        ] {
            assert!(api.is_audience(ours), "{ours}");
            assert_eq!(api.other_api(ours), None);
        }
        assert!(!api.is_audience("https://api.security.microsoft.com"));
        assert!(!api.is_audience("https://api.securitycenter.microsoft.com.evil.example"));
        assert_eq!(api.other_api("https://api.security.microsoft.com/"), Some("Microsoft Threat Protection"));
        assert_eq!(api.other_api("00000003-0000-0000-c000-000000000000"), Some("Microsoft Graph"));
    }

    #[test]
    fn a_call_is_chosen_for_what_was_granted() {
        let api = Api::windows_defender_atp();
        let path = |granted: &[&str], wanted: &[&str]| {
            let call = api.choose_call(&set(granted), &set(wanted));
            (call.path.to_owned(), call.only_acceptance)
        };
        assert_eq!(path(&["Alert.Read.All"], &["Alert.Read.All"]), ("/api/alerts?$top=1".to_owned(), false));
        assert_eq!(
            path(&["Alert.Read.All", "Machine.Read.All"], &["Machine.Read.All"]),
            ("/api/machines?$top=1".to_owned(), false)
        );
        assert_eq!(path(&["Machine.Isolate"], &["Machine.Isolate"]), ("/api/alerts?$top=1".to_owned(), true));
        assert_eq!(path(&[], &[]), ("/api/alerts?$top=1".to_owned(), true));
    }

    #[test]
    fn numbers_decide_before_the_oauth_error() {
        let cause = |codes: &[u64], error| entra_meaning(codes, error).and_then(|meaning| meaning.cause);
        assert_eq!(cause(&[7_000_222], Some("invalid_client")), Some(Cause::SecretExpired));
        assert_eq!(cause(&[700_016], Some("unauthorized_client")), Some(Cause::NotConsented));
        assert_eq!(cause(&[7_000_229], Some("invalid_client")), Some(Cause::NotConsented));
        assert_eq!(cause(&[99_999_999], Some("invalid_resource")), Some(Cause::ResourceMissing));
        assert_eq!(cause(&[99_999_999, 500_011], None), Some(Cause::ResourceMissing));
        assert_eq!(
            cause(&[900_144], Some("invalid_client")),
            None,
            "a known number is not overruled by the OAuth error"
        );
        assert_eq!(entra_meaning(&[99_999_999], Some("brand_new_error")), None);
        assert_eq!(entra_meaning(&[], None), None);
    }

    #[test]
    fn every_permission_is_unique_and_every_inclusion_exists() {
        let api = Api::windows_defender_atp();
        let values: BTreeSet<_> = api.permissions.iter().map(|facts| &facts.value).collect();
        assert_eq!(values.len(), 30);
        assert_eq!(api.permissions.iter().map(|facts| &facts.app_role_id).collect::<BTreeSet<_>>().len(), 30);
        for facts in &api.permissions {
            assert!(facts.included_in.iter().all(|wider| values.contains(wider)), "{}", facts.value);
        }
        assert!(
            api.probes
                .iter()
                .all(|probe| values.contains(&probe.permission) && probe.path.starts_with("/api/"))
        );
    }
}
