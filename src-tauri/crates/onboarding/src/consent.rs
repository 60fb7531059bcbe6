//! Consent links in their three forms. What is wrong with any link is [`lint`]'s to say, what the address at the end
//! of one says is [`returned`]'s.
//!
//! Sources: <https://learn.microsoft.com/entra/identity-platform/v2-admin-consent>,
//! <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>, and for the guide's own
//! form <https://learn.microsoft.com/defender-endpoint/api/exposed-apis-create-app-partners>.

pub mod lint;
mod returned;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::cloud::Cloud;
use crate::ids::{AppId, TenantRef};

pub(crate) use returned::carries_state;
pub use returned::{RefusedPage, Returned, is_at_one_of, read_returned};

/// The guide's redirect address: it shows the partner nothing, and the customer an unrelated page.
pub const PORTAL_REDIRECT: &str = "https://portal.azure.com";

/// Which of the forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkForm {
    /// The guide's own: `/common/oauth2/authorize?prompt=consent…`, with neither redirect nor state.
    Guide,
    /// `/{tenant}/adminconsent`.
    AdminV1,
    /// `/{tenant}/v2.0/adminconsent` with one `/.default` scope: the one to use.
    AdminV2,
}

impl LinkForm {
    /// The public id.
    pub fn id(self) -> &'static str {
        match self {
            LinkForm::Guide => "guide",
            LinkForm::AdminV1 => "admin-v1",
            LinkForm::AdminV2 => "admin-v2",
        }
    }
}

impl FromStr for LinkForm {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Guide, Self::AdminV1, Self::AdminV2].into_iter().find(|form| form.id() == text).ok_or(())
    }
}

/// An address that Entra would accept as a redirect, by its published rules.
/// Source: <https://learn.microsoft.com/entra/identity-platform/reply-url>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

/// Not an address that Entra accepts as a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a redirect address is https (or http on localhost), has at most 256 characters and no fragment")]
pub struct NotARedirectUri;

impl RedirectUri {
    /// Reads a redirect address; the text is kept as it is, since Entra compares it letter by letter.
    pub fn parse(text: &str) -> Result<Self, NotARedirectUri> {
        let text = text.trim();
        let url = Url::parse(text).map_err(|_| NotARedirectUri)?;
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        let scheme_fits = url.scheme() == "https" || (url.scheme() == "http" && local);
        let letters_fit = text.is_ascii()
            && !text.contains(['*', '!', '$', '\'', '(', ')', ',', ';', ' ', '\\', '"', '<', '>']);
        let plain = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        if text.len() <= 256 && scheme_fits && letters_fit && plain && url.host_str().is_some() {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotARedirectUri)
        }
    }

    /// The address as entered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether only this very computer can open it.
    pub fn is_loopback(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1")))
    }

    /// Whether it is the guide's parking address.
    pub fn is_portal(&self) -> bool {
        self.0.trim_end_matches('/') == PORTAL_REDIRECT
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = NotARedirectUri;
    fn try_from(text: String) -> Result<Self, NotARedirectUri> {
        Self::parse(&text)
    }
}
impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> String {
        uri.0
    }
}

/// A random value of 256 bits that ties an answer to a customer.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkState(String);

impl LinkState {
    /// A fresh one, from the operating system's random source.
    pub fn random() -> Result<Self, getrandom::Error> {
        use base64::Engine as _;
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// A given one: printable ASCII, 1 to 512 characters.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=512).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LinkState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkState(redacted)")
    }
}

/// Something to know before sending a link; the words for it live in `words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkWarning {
    /// The tenant is not named: an administrator of any organisation can answer.
    Organizations,
    /// The guide's form names `common`, carries no state and tells nobody how it ended.
    GuideCommon,
    /// The redirect address only works on this very computer.
    LoopbackRedirect,
    /// The customer ends at the Azure portal, where an error page is normal.
    PortalRedirect,
}

impl LinkWarning {
    /// The public id.
    pub fn id(self) -> &'static str {
        match self {
            LinkWarning::Organizations => "organizations",
            LinkWarning::GuideCommon => "guide-common",
            LinkWarning::LoopbackRedirect => "loopback-redirect",
            LinkWarning::PortalRedirect => "portal-redirect",
        }
    }
}

/// A link to send to a customer's administrator.
#[derive(Debug, Clone)]
pub struct ConsentLink {
    /// Its form.
    pub form: LinkForm,
    /// The address.
    pub url: Url,
    /// Worth knowing before it is sent.
    pub warnings: Vec<LinkWarning>,
}

impl ConsentLink {
    /// The same link with another redirect address; in the guide's form there is none to change. For the address on
    /// this computer, whose port Entra does not compare.
    #[must_use]
    pub fn with_redirect(mut self, redirect: &RedirectUri) -> Self {
        let fields: Vec<(String, String)> = self.url.query_pairs().into_owned().collect();
        let changed = fields.iter().map(|(name, value)| {
            (name.as_str(), if name == "redirect_uri" { redirect.as_str() } else { value.as_str() })
        });
        self.url.query_pairs_mut().clear().extend_pairs(changed);
        self
    }
}

/// Builds a link from typed parts only.
pub fn link(
    cloud: &Cloud,
    app: AppId,
    tenant: Option<&TenantRef>,
    form: LinkForm,
    redirect: &RedirectUri,
    state: &LinkState,
) -> ConsentLink {
    let named = tenant.map_or_else(|| "organizations".to_owned(), ToString::to_string);
    let mut warnings = Vec::new();
    if form == LinkForm::Guide {
        warnings.push(LinkWarning::GuideCommon);
    } else {
        if tenant.is_none() {
            warnings.push(LinkWarning::Organizations);
        }
        if redirect.is_portal() {
            warnings.push(LinkWarning::PortalRedirect);
        } else if redirect.is_loopback() {
            warnings.push(LinkWarning::LoopbackRedirect);
        }
    }
    let url = match form {
        LinkForm::Guide => {
            // Byte for byte as printed in the guide, with the application ID filled in.
            let mut url = cloud.consent_url("/common/oauth2/authorize");
            url.set_query(Some(&format!(
                "prompt=consent&client_id={app}&response_type=code&sso_reload=true"
            )));
            url
        }
        LinkForm::AdminV1 => {
            let mut url = cloud.consent_url(&format!("/{named}/adminconsent"));
            url.query_pairs_mut()
                .append_pair("client_id", &app.to_string())
                .append_pair("state", state.as_str())
                .append_pair("redirect_uri", redirect.as_str());
            url
        }
        LinkForm::AdminV2 => {
            let mut url = cloud.consent_url(&format!("/{named}/v2.0/adminconsent"));
            url.query_pairs_mut()
                .append_pair("client_id", &app.to_string())
                .append_pair("scope", &format!("{}/.default", cloud.audience()))
                .append_pair("redirect_uri", redirect.as_str())
                .append_pair("state", state.as_str());
            url
        }
    };
    ConsentLink { form, url, warnings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::CloudId;

    const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";

    fn cloud() -> Cloud {
        Cloud::real(CloudId::Commercial).unwrap()
    }

    fn made(form: LinkForm, tenant: Option<&str>, redirect: &str) -> ConsentLink {
        let tenant = tenant.map(|text| TenantRef::parse(text).unwrap());
        link(
            &cloud(),
            AppId::parse("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764").unwrap(),
            tenant.as_ref(),
            form,
            &RedirectUri::parse(redirect).unwrap(),
            &LinkState::parse("S-1").unwrap(),
        )
    }

    #[test]
    fn the_guide_s_form_is_the_guide_s_byte_for_byte() {
        let link = made(LinkForm::Guide, Some(TENANT), PORTAL_REDIRECT);
        assert_eq!(
            link.url.as_str(),
            "https://login.microsoftonline.com/common/oauth2/authorize?prompt=consent&client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764&response_type=code&sso_reload=true"
        );
        assert_eq!(link.warnings, [LinkWarning::GuideCommon]);
    }

    #[test]
    fn the_admin_forms_name_tenant_redirect_and_state() {
        let link = made(LinkForm::AdminV2, Some(TENANT), "https://onboarding.example/done");
        assert_eq!(
            link.url.as_str(),
            format!(
                "https://login.microsoftonline.com/{TENANT}/v2.0/adminconsent?client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764&scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default&redirect_uri=https%3A%2F%2Fonboarding.example%2Fdone&state=S-1"
            )
        );
        assert!(link.warnings.is_empty());
        let link = made(LinkForm::AdminV1, None, PORTAL_REDIRECT);
        assert_eq!(
            link.url.as_str(),
            "https://login.microsoftonline.com/organizations/adminconsent?client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764&state=S-1&redirect_uri=https%3A%2F%2Fportal.azure.com"
        );
        assert_eq!(link.warnings, [LinkWarning::Organizations, LinkWarning::PortalRedirect]);
        assert_eq!(
            made(LinkForm::AdminV2, Some(TENANT), "http://localhost/done").warnings,
            [LinkWarning::LoopbackRedirect]
        );
    }

    #[test]
    fn a_link_takes_another_redirect_and_nothing_else_changes() {
        let to = RedirectUri::parse("http://localhost:49152/done").unwrap();
        for form in [LinkForm::AdminV1, LinkForm::AdminV2] {
            let changed = made(form, Some(TENANT), "http://localhost/done").with_redirect(&to);
            assert_eq!(changed.url, made(form, Some(TENANT), "http://localhost:49152/done").url);
            assert_eq!(changed.warnings, [LinkWarning::LoopbackRedirect]);
        }
        let guide = made(LinkForm::Guide, Some(TENANT), PORTAL_REDIRECT);
        assert_eq!(guide.clone().with_redirect(&to).url, guide.url);
    }

    #[test]
    fn states_are_random_and_long() {
        let (a, b) = (LinkState::random().unwrap(), LinkState::random().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.as_str().len(), 43);
        assert!(!format!("{a:?}").contains(a.as_str()));
    }

    #[test]
    fn redirects_follow_entra_s_rules() {
        for good in [
            "https://portal.azure.com",
            "http://localhost/mde/consent",
            "http://127.0.0.1:5000/",
            "https://a.example/x?y=z",
        ] {
            assert!(RedirectUri::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "portal.azure.com",
            "http://a.example/",
            "ftp://a.example/",
            "https://*.example/",
            "https://a.example/#x",
            "https://user:pw@a.example/",
            "javascript:alert(1)",
            "http://[::1]/",
            "https://a.example/(x)",
        ] {
            assert!(RedirectUri::parse(bad).is_err(), "{bad}");
        }
        assert!(RedirectUri::parse(&format!("https://a.example/{}", "x".repeat(256))).is_err());
    }
}
