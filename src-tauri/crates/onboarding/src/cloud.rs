//! The Microsoft clouds: a closed list. A secret is sent to a host of its app's row here and to no other.
//!
//! Facts as of 2026-11-22, after
//! <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud> and
//! <https://learn.microsoft.com/defender-endpoint/gov>.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::ids::TenantId;

/// Which row. `Practice` names the embedded cloud on loopback; it can be stored in practice's own registry but
/// is turned into a [`Cloud`] only by [`Cloud::practice`], which needs the port of the running one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CloudId {
    /// The public cloud.
    Commercial,
    /// US Government GCC: public sign-in, government API.
    Gcc,
    /// US Government GCC High.
    GccHigh,
    /// US Government DoD.
    Dod,
    /// The embedded practice cloud.
    Practice,
}

impl CloudId {
    /// The clouds a person can choose from.
    pub const REAL: [CloudId; 4] = [CloudId::Commercial, CloudId::Gcc, CloudId::GccHigh, CloudId::Dod];

    /// The public id.
    pub fn id(self) -> &'static str {
        match self {
            CloudId::Commercial => "commercial",
            CloudId::Gcc => "gcc",
            CloudId::GccHigh => "gcc-high",
            CloudId::Dod => "dod",
            CloudId::Practice => "practice",
        }
    }
}

impl fmt::Display for CloudId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Not one of the four clouds that can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clouds are commercial, gcc, gcc-high and dod")]
pub struct NotACloud;

impl FromStr for CloudId {
    type Err = NotACloud;
    fn from_str(text: &str) -> Result<Self, NotACloud> {
        Self::REAL.into_iter().find(|cloud| cloud.id() == text).ok_or(NotACloud)
    }
}

/// One cloud: where to sign in, whom to ask, what to expect. The fields are private so that no row can be made
/// or changed outside this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    id: CloudId,
    login: Origin,
    /// What the person's browser opens; differs from `login` in practice only, whose consent page is plain http
    /// because a browser does not trust practice's own authority.
    consent: Origin,
    issuer_v1: Origin,
    api: Origin,
    regions: Vec<ApiHost>,
    audience: &'static str,
}

/// A host of one cloud's API: the one for everybody, or one that is nearer to a region's data. There is no other way
/// to come by one than from its cloud, so that a token cannot be sent to a host that is not in this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiHost {
    cloud: CloudId,
    id: &'static str,
    origin: Origin,
}

impl ApiHost {
    /// The region's id, such as `eu`; `default` for the one for everybody.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Scheme, host and port, to show.
    pub fn address(&self) -> String {
        self.origin.0.origin().ascii_serialization()
    }

    /// A call at this host; none for a text that is not a path and query of it.
    pub fn url(&self, path_and_query: &str) -> Option<Url> {
        let url = self.origin.0.join(path_and_query).ok()?;
        self.origin.holds(&url).then_some(url)
    }
}

/// The id of the host for everybody.
pub const DEFAULT_HOST: &str = "default";

/// The commercial cloud's regional hosts; the government clouds have none. After
/// <https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list>. The token's audience stays the same.
const REGIONS: [(&str, &str); 7] = [
    ("us", "us.api.security.microsoft.com"),
    ("eu", "eu.api.security.microsoft.com"),
    ("uk", "uk.api.security.microsoft.com"),
    ("au", "au.api.security.microsoft.com"),
    ("swa", "swa.api.security.microsoft.com"),
    ("ina", "ina.api.security.microsoft.com"),
    ("aea", "aea.api.security.microsoft.com"),
];

/// Scheme, host and port; no path.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin(Url);

impl Origin {
    fn https(host: &'static str) -> Self {
        Self::parse(&format!("https://{host}"))
    }

    fn parse(text: &str) -> Self {
        // Only constants and a port number reach this; a row that does not parse could not pass any test.
        #[allow(clippy::expect_used, reason = "constants of this file, covered by tests")]
        Self(Url::parse(text).expect("an origin of the cloud table"))
    }

    fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    fn holds(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }
}

/// The v1 issuer's host is the same for the public and the US Government clouds. For the latter it is known from
/// community reports only: should a government tenant's tokens name another, they are called `wrong-issuer` here,
/// never accepted.
const STS: &str = "sts.windows.net";

impl Cloud {
    /// A real cloud; `None` for [`CloudId::Practice`], which no table holds.
    pub fn real(id: CloudId) -> Option<Self> {
        let (login, api, audience) = match id {
            CloudId::Commercial => (
                "login.microsoftonline.com",
                "api.security.microsoft.com",
                "https://api.securitycenter.microsoft.com",
            ),
            CloudId::Gcc => (
                "login.microsoftonline.com",
                "api-gcc.securitycenter.microsoft.us",
                "https://api-gcc.securitycenter.microsoft.us",
            ),
            CloudId::GccHigh | CloudId::Dod => (
                "login.microsoftonline.us",
                "api-gov.securitycenter.microsoft.us",
                "https://api-gov.securitycenter.microsoft.us",
            ),
            CloudId::Practice => return None,
        };
        Some(Self {
            id,
            login: Origin::https(login),
            consent: Origin::https(login),
            issuer_v1: Origin::https(STS),
            api: Origin::https(api),
            regions: if id == CloudId::Commercial { regional() } else { Vec::new() },
            audience,
        })
    }

    /// The embedded practice cloud on this machine's loopback. Takes a port and nothing else, so that no setting
    /// and no stored value can make it point elsewhere.
    pub fn practice(port: u16) -> Self {
        let secure = Origin::parse(&format!("https://127.0.0.1:{port}"));
        Self {
            id: CloudId::Practice,
            login: secure.clone(),
            consent: Origin::parse(&format!("http://127.0.0.1:{port}")),
            issuer_v1: secure.clone(),
            api: secure,
            regions: Vec::new(),
            audience: "https://api.securitycenter.microsoft.com",
        }
    }

    /// Which row.
    pub fn id(&self) -> CloudId {
        self.id
    }

    /// `aud` to ask for; also the scope's beginning (`…/.default`).
    pub fn audience(&self) -> &str {
        self.audience
    }

    /// A page of the sign-in service, for our own requests.
    pub fn login_url(&self, path: &str) -> Url {
        self.login.join(path)
    }

    /// A page of the sign-in service, for a person's browser.
    pub fn consent_url(&self, path: &str) -> Url {
        self.consent.join(path)
    }

    /// A call of the API; `path` may hold a query.
    pub fn api_url(&self, path_and_query: &str) -> Option<Url> {
        self.default_api_host().url(path_and_query)
    }

    /// The host for everybody.
    pub fn default_api_host(&self) -> ApiHost {
        ApiHost { cloud: self.id, id: DEFAULT_HOST, origin: self.api.clone() }
    }

    /// Every host of this cloud's API, the one for everybody first.
    pub fn api_hosts(&self) -> Vec<ApiHost> {
        std::iter::once(self.default_api_host()).chain(self.regions.iter().cloned()).collect()
    }

    /// The host of this id.
    pub fn api_host(&self, id: &str) -> Option<ApiHost> {
        self.api_hosts().into_iter().find(|host| host.id == id)
    }

    /// Whether a host is one of this cloud's.
    pub fn has(&self, host: &ApiHost) -> bool {
        self.api_hosts().contains(host)
    }

    /// The issuer that a 1.0 token of this tenant must name.
    pub fn issuer_v1(&self, tenant: TenantId) -> String {
        self.issuer_v1.join(&format!("/{tenant}/")).into()
    }

    /// The issuer that a 2.0 token of this tenant must name.
    pub fn issuer_v2(&self, tenant: TenantId) -> String {
        self.login.join(&format!("/{tenant}/v2.0")).into()
    }

    /// Whether our own requests may go to this address. One with a name or password in it is nobody's we know.
    pub fn may_ask(&self, url: &Url) -> bool {
        let hosts = [&self.login, &self.api].into_iter().chain(self.regions.iter().map(|host| &host.origin));
        let bare = url.username().is_empty() && url.password().is_none();
        bare && hosts.into_iter().any(|origin| origin.holds(url))
    }

    /// Whether it is an address at the sign-in service, which alone says what its keys are.
    pub fn is_sign_in(&self, url: &Url) -> bool {
        self.login.holds(url) && self.may_ask(url)
    }

    /// Every host that our own requests go to, for whoever has to let them through.
    pub fn hosts(&self) -> Vec<String> {
        let apis = self.regions.iter().map(|host| &host.origin);
        let all = [&self.login, &self.api].into_iter().chain(apis);
        all.filter_map(|origin| origin.0.host_str()).map(str::to_owned).collect()
    }

    /// The sign-in host, to show and to compare links with.
    pub fn login_host(&self) -> &str {
        self.login.0.host_str().unwrap_or_default()
    }
}

fn regional() -> Vec<ApiHost> {
    let host = |(id, host): (&'static str, &'static str)| ApiHost {
        cloud: CloudId::Commercial,
        id,
        origin: Origin::https(host),
    };
    REGIONS.map(host).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_real_cloud_has_a_row_and_practice_has_none() {
        for id in CloudId::REAL {
            let cloud = Cloud::real(id).unwrap();
            assert_eq!(cloud.id(), id);
            assert_eq!(CloudId::from_str(id.id()), Ok(id));
            assert!(cloud.login_url("/common").as_str().starts_with("https://login.microsoftonline."));
        }
        assert_eq!(Cloud::real(CloudId::Practice), None);
        assert_eq!(CloudId::from_str("practice"), Err(NotACloud));
    }

    #[test]
    fn requests_go_to_the_row_s_hosts_only() {
        let cloud = Cloud::real(CloudId::Commercial).unwrap();
        let may = |text: &str| cloud.may_ask(&Url::parse(text).unwrap());
        assert!(may("https://login.microsoftonline.com/x/oauth2/token"));
        assert!(may("https://api.security.microsoft.com/api/alerts"));
        for other in [
            "http://login.microsoftonline.com/x",
            "https://login.microsoftonline.com:444/x",
            "https://login.microsoftonline.com.evil.example/x",
            "https://login.microsoftonline.us/x",
            "https://user@evil.example/login.microsoftonline.com",
            "https://user@login.microsoftonline.com/x",
            "https://:word@login.microsoftonline.com/x",
        ] {
            assert!(!may(other), "{other}");
        }
        assert!(!cloud.is_sign_in(&Url::parse("https://api.security.microsoft.com/keys").unwrap()));
        assert!(cloud.api_url("https://evil.example/api").is_none());
        assert!(cloud.api_url("//evil.example/api").is_none());
    }

    #[test]
    fn practice_is_pinned_to_loopback() {
        let cloud = Cloud::practice(4711);
        assert_eq!(cloud.login_url("/a").as_str(), "https://127.0.0.1:4711/a");
        assert_eq!(cloud.consent_url("/a").as_str(), "http://127.0.0.1:4711/a");
        assert!(!cloud.may_ask(&Url::parse("https://localhost:4711/").unwrap()));
    }

    #[test]
    fn every_cloud_has_its_own_api_hosts_and_no_other() {
        let commercial = Cloud::real(CloudId::Commercial).unwrap();
        let ids: Vec<_> = commercial.api_hosts().iter().map(ApiHost::id).collect();
        assert_eq!(ids, ["default", "us", "eu", "uk", "au", "swa", "ina", "aea"]);
        for host in commercial.api_hosts() {
            assert!(host.address().ends_with("api.security.microsoft.com"), "{}", host.address());
            assert!(commercial.may_ask(&host.url("/api/alerts?$top=1").unwrap()));
            assert!(host.url("https://evil.example/api").is_none() && host.url("//evil.example").is_none());
        }
        let near = commercial.api_host("eu").unwrap();
        assert_eq!(
            near.url("/api/alerts").unwrap().as_str(),
            "https://eu.api.security.microsoft.com/api/alerts"
        );
        for id in [CloudId::Gcc, CloudId::GccHigh, CloudId::Dod] {
            let cloud = Cloud::real(id).unwrap();
            assert_eq!(cloud.api_hosts().len(), 1, "{id}");
            assert!(!cloud.has(&near) && cloud.api_host("eu").is_none(), "{id}");
            assert!(!cloud.may_ask(&near.url("/api/alerts").unwrap()), "{id}");
        }
        assert_eq!(Cloud::practice(4711).api_hosts().len(), 1);
        assert!(commercial.api_host("eu.api.security.microsoft.com").is_none(), "an id, never an address");
    }
}
