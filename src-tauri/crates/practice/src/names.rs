//! Under which names the simulated services answer.

use url::Url;

/// Where sign-in, token issuer and API are said to be. Every document, token and error the practice cloud
/// sends is built from these three, so that the same routes can stand in for the real hosts in a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The sign-in service, such as `https://login.microsoftonline.com`; no slash at the end.
    pub login: String,
    /// What 1.0 issuers begin with, such as `https://sts.windows.net`; no slash at the end.
    pub sts: String,
    /// The Defender API, such as `https://api.security.microsoft.com`; no slash at the end.
    pub api: String,
}

impl Names {
    /// All three on this machine's loopback, as `Cloud::practice` expects them.
    pub fn loopback(port: u16) -> Self {
        let here = format!("https://127.0.0.1:{port}");
        Self { login: here.clone(), sts: here.clone(), api: here }
    }

    /// The real names of the commercial cloud, for tests that bring the TLS for them.
    pub fn microsoft() -> Self {
        Self {
            login: "https://login.microsoftonline.com".to_owned(),
            sts: "https://sts.windows.net".to_owned(),
            api: "https://api.security.microsoft.com".to_owned(),
        }
    }

    /// The issuer in 1.0 tokens and metadata; `tenant` is a GUID or the placeholder `{tenantid}`.
    pub(crate) fn issuer_v1(&self, tenant: &str) -> String {
        format!("{}/{tenant}/", self.sts)
    }

    /// The issuer in 2.0 metadata and keys.
    pub(crate) fn issuer_v2(&self, tenant: &str) -> String {
        format!("{}/{tenant}/v2.0", self.login)
    }

    /// Practice's own page at the end of a consent. It exists on loopback only, and over plain http, since the
    /// person's browser does not trust practice's authority.
    pub fn done_page(&self) -> Option<String> {
        self.login
            .strip_prefix("https://127.0.0.1:")
            .map(|port| format!("http://127.0.0.1:{port}{}", crate::consent::DONE_PATH))
    }

    /// Host (with its port, unless it is the usual one) of the sign-in service.
    pub(crate) fn login_host(&self) -> String {
        host_of(&self.login)
    }

    /// The hosts that are one sign-in service to a client library.
    pub(crate) fn login_aliases(&self) -> Vec<String> {
        let mut hosts = vec![host_of(&self.login), host_of(&self.sts)];
        hosts.dedup();
        hosts
    }

    /// Whether sign-in pages are served under this `Host`.
    pub(crate) fn is_login_host(&self, host: &str) -> bool {
        host == host_of(&self.login) || host == host_of(&self.sts) || self.is_localhost(host)
    }

    /// Whether the API is served under this `Host`.
    pub(crate) fn is_api_host(&self, host: &str) -> bool {
        let api = host_of(&self.api);
        // Regional hosts stand in front: `eu.api.security.microsoft.com`.
        let regional = host.strip_suffix(api.as_str()).is_some_and(|region| {
            region.strip_suffix('.').is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()))
        });
        host == api || (regional && !host.contains(':')) || self.is_localhost(host)
    }

    /// On loopback the server's certificate is valid for `localhost` too, so that name is served as well.
    fn is_localhost(&self, host: &str) -> bool {
        self.login
            .strip_prefix("https://127.0.0.1:")
            .is_some_and(|port| host.strip_prefix("localhost:").is_some_and(|asked| asked == port))
    }
}

fn host_of(origin: &str) -> String {
    let Ok(url) = Url::parse(origin) else { return String::new() };
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use consentry_onboarding::cloud::Cloud;
    use consentry_onboarding::ids::TenantId;

    use super::*;

    #[test]
    fn loopback_names_are_those_of_the_practice_row() {
        let tenant = TenantId::parse("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
        let (names, cloud) = (Names::loopback(4711), Cloud::practice(4711));
        assert_eq!(names.issuer_v1(&tenant.to_string()), cloud.issuer_v1(tenant));
        assert_eq!(names.issuer_v2(&tenant.to_string()), cloud.issuer_v2(tenant));
        assert_eq!(names.done_page().unwrap(), cloud.consent_url("/practice/done").as_str());
    }

    #[test]
    fn microsoft_names_are_those_of_the_commercial_row() {
        let tenant = TenantId::parse("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
        let names = Names::microsoft();
        let cloud = Cloud::real(consentry_onboarding::cloud::CloudId::Commercial).unwrap();
        assert_eq!(names.issuer_v1(&tenant.to_string()), cloud.issuer_v1(tenant));
        assert_eq!(names.issuer_v2(&tenant.to_string()), cloud.issuer_v2(tenant));
        assert_eq!(names.done_page(), None);
    }

    #[test]
    fn each_host_serves_its_own() {
        let names = Names::microsoft();
        assert!(names.is_login_host("login.microsoftonline.com") && names.is_login_host("sts.windows.net"));
        assert!(names.is_api_host("api.security.microsoft.com"));
        for other in ["api.security.microsoft.com", "localhost", "evil.example", "127.0.0.1", ""] {
            assert!(!names.is_login_host(other), "{other}");
        }
        let here = Names::loopback(4711);
        assert!(here.is_login_host("127.0.0.1:4711") && here.is_api_host("localhost:4711"));
        for other in ["127.0.0.1", "127.0.0.1:4712", "localhost", "localhost:", "rebound.example:4711"] {
            assert!(!here.is_login_host(other) && !here.is_api_host(other), "{other}");
        }
    }
}
