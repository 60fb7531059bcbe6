//! What is wrong with a consent link that somebody already has.
//!
//! Links are carried around in notes, mails and chats, are copied from documentation with its sample values, and are
//! cut by mail programs. [`lint`] takes any such text, says everything that is wrong with it by stable ids, and holds
//! what a good link for the same purpose is made of; that link is built by [`super::link`], from typed parts only.
//! Nothing is asked of anybody.
//!
//! Sources: <https://learn.microsoft.com/entra/identity-platform/v2-admin-consent>,
//! <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>,
//! <https://learn.microsoft.com/entra/identity-platform/reply-url>; the pains behind single rules are cited in
//! their own documentation.

#[cfg(test)]
mod corpus;
mod reading;
mod rules;
mod scopes;

use serde::Serialize;

use crate::cloud::{Cloud, CloudId};
use crate::ids::{AppId, TenantRef};

use super::{ConsentLink, LinkForm, LinkState, PORTAL_REDIRECT, RedirectUri};

pub use reading::is_consent_address;

/// What the link should be for, as far as it is known.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The cloud of the app.
    pub cloud: Cloud,
    /// The partner's app.
    pub app: Option<AppId>,
    /// The customer's tenant.
    pub tenant: Option<TenantRef>,
    /// The redirect addresses that the app has registered; empty where they are not known.
    pub redirects: Vec<RedirectUri>,
}

/// The forms in which such links are found; the first three are the ones Consentry makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The guide's: `/oauth2/authorize` with `prompt=consent` and no redirect address.
    Guide,
    /// `/{tenant}/adminconsent`.
    AdminV1,
    /// `/{tenant}/v2.0/adminconsent`.
    AdminV2,
    /// `/{tenant}/oauth2/authorize` otherwise.
    AuthorizeV1,
    /// `/{tenant}/oauth2/v2.0/authorize`.
    AuthorizeV2,
}

impl Form {
    /// Whether it is one of the administrator's own two.
    pub fn is_for_admins(self) -> bool {
        matches!(self, Form::AdminV1 | Form::AdminV2)
    }

    /// Whether `scope` counts there, and not `resource`.
    pub fn is_v2(self) -> bool {
        matches!(self, Form::AdminV2 | Form::AuthorizeV2)
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The link does not work, or does harm.
    Error,
    /// The link can work, and goes wrong for some.
    Warning,
    /// Worth knowing.
    Note,
}

macro_rules! flaws {
    ($($(#[$doc:meta])* $name:ident = $text:literal $severity:ident,)*) => {
        /// What can be wrong with a link; one stable id each. The words for them live in `words`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        pub enum Flaw { $($(#[$doc])* #[serde(rename = $text)] $name,)* }
        impl Flaw {
            /// Every flaw, in the order of the documentation.
            pub const ALL: &'static [Flaw] = &[$(Flaw::$name,)*];
            /// The public id.
            pub fn id(self) -> &'static str {
                match self { $(Flaw::$name => $text,)* }
            }
            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Flaw::$name => Severity::$severity,)* }
            }
        }
    };
}
flaws! {
    /// Not an address of a consent page at all.
    NotAConsentLink = "not-a-consent-link" Error,
    /// A secret stands in the link: whoever receives it has it, and so has every server on the way.
    SecretInLink = "secret-in-link" Error,
    /// The host is none of Microsoft's for signing in.
    WrongHost = "wrong-host" Error,
    /// The host is Microsoft's, of another cloud than the app's.
    OtherCloud = "other-cloud" Error,
    /// A former name of the sign-in host.
    OldHost = "old-host" Warning,
    /// Plain http.
    NotHttps = "not-https" Error,
    /// The path mixes parts of several forms; Entra answers such an address with "not found".
    WrongPath = "wrong-path" Error,
    /// A sample value was left in: `{tenant}`, `YOUR_CLIENT_ID`, an ID from the documentation.
    Placeholder = "placeholder" Error,
    /// `common` in the administrator's v2 form, which the documentation forbids, or in one where the home tenant of
    /// whoever signs in gets the app (a guest's, or the partner's own).
    Common = "common" Warning,
    /// `consumers`, or the tenant of personal accounts: neither can consent.
    Consumers = "consumers" Error,
    /// `organizations`: an administrator of any organisation can answer.
    Organizations = "organizations" Warning,
    /// Neither an ID nor a domain stands where the tenant belongs.
    BadTenant = "bad-tenant" Error,
    /// Another tenant than the customer's.
    WrongTenant = "wrong-tenant" Error,
    /// `client_id` is missing.
    NoClient = "no-client" Error,
    /// `client_id` is no application ID.
    BadClient = "bad-client" Error,
    /// `client_id` is another app than the partner's.
    WrongClient = "wrong-client" Error,
    /// `client_id` is the API's own ID, or the tenant's.
    NotAClient = "not-a-client" Error,
    /// `redirect_uri` is missing: required in the v2 form, the first registered one elsewhere.
    NoRedirect = "no-redirect" Warning,
    /// `redirect_uri` is no address that Entra accepts as one.
    BadRedirect = "bad-redirect" Error,
    /// `redirect_uri` is not registered: AADSTS50011.
    RedirectNotRegistered = "redirect-not-registered" Error,
    /// The customer ends at the Azure portal, where an error page is normal.
    PortalRedirect = "portal-redirect" Note,
    /// `redirect_uri` works on the computer only that opens the link.
    LoopbackRedirect = "loopback-redirect" Note,
    /// `state` is missing: an answer cannot be tied to a customer.
    NoState = "no-state" Warning,
    /// `state` can be guessed.
    WeakState = "weak-state" Warning,
    /// `scope` is missing in the administrator's v2 form.
    NoScope = "no-scope" Error,
    /// Single permissions in `scope`: they bring delegated ones, and none of the application's
    /// (MicrosoftDocs/azure-docs issue 84585).
    ExplicitScopes = "explicit-scopes" Error,
    /// An API is named in `scope` without `/.default`.
    NoDefaultScope = "no-default-scope" Error,
    /// More than one API in `scope`: AADSTS70011 or 700022.
    SeveralResources = "several-resources" Error,
    /// Another API than Defender for Endpoint's. `https://api.security.microsoft.com` is the trap: the host of the
    /// documentation's examples, and the audience of another app.
    WrongScopeAudience = "wrong-scope-audience" Warning,
    /// `scope` on a v1 address, `resource` on a v2 address, `prompt=admin_consent` outside v1.
    V1V2Mix = "v1-v2-mix" Error,
    /// The sign-in page instead of the administrator's: what is granted depends on who signs in.
    AuthorizeForm = "authorize-form" Warning,
    /// `prompt=consent`: the page comes again at every visit.
    PromptConsent = "prompt-consent" Warning,
    /// No `prompt` on the sign-in page: who has accepted once is not asked about what is new.
    NoPrompt = "no-prompt" Warning,
    /// `prompt=none`: no page can be shown.
    PromptNone = "prompt-none" Error,
    /// `response_type` is missing on the sign-in page, or is not `code`.
    ResponseType = "response-type" Error,
    /// `response_mode` keeps the answer out of the address, so that nobody can copy it.
    ResponseMode = "response-mode" Warning,
    /// A value was percent-encoded twice.
    DoubleEncoded = "double-encoded" Error,
    /// `&amp;` where `&` belongs: every parameter after the first is lost.
    HtmlEscaped = "html-escaped" Error,
    /// Line breaks or blanks inside: mail programs end the link there.
    BrokenUp = "broken-up" Warning,
    /// A mail filter wrapped the link.
    Wrapped = "wrapped" Note,
    /// A parameter stands there twice.
    Repeated = "repeated-parameter" Error,
    /// A parameter under a name that Entra does not know.
    Misspelt = "misspelt-parameter" Error,
    /// A parameter without effect in this form.
    NotNeeded = "not-needed" Note,
}

/// One thing that is wrong, with the values a sentence about it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LintFinding {
    /// Which.
    pub id: Flaw,
    /// How bad; the same flaw weighs more in a form that cannot work with it.
    pub severity: Severity,
    /// What stands in the link, shortened and redacted.
    pub found: Option<String>,
    /// What should stand there.
    pub expected: Option<String>,
}

/// What there is to say of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lint {
    /// Its form; none where it is no consent link.
    pub form: Option<Form>,
    /// The host it leads to.
    pub host: Option<String>,
    /// What stands where the tenant belongs.
    pub tenant: Option<String>,
    /// `client_id`.
    pub client: Option<String>,
    /// `redirect_uri`.
    pub redirect: Option<String>,
    /// What is wrong, worst first.
    pub findings: Vec<LintFinding>,
    /// What the link should be made of; none where nothing is wrong, or where the app is not known.
    #[serde(skip)]
    pub correction: Option<Correction>,
}

impl Lint {
    /// Whether the link can be sent as it is: notes are no reason not to.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Note)
    }

    /// The worst there is.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).min()
    }
}

/// The parts of the link to send instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Whose host.
    pub cloud: Cloud,
    /// Which app.
    pub app: AppId,
    /// Which tenant; none where neither the link nor the record names one.
    pub tenant: Option<TenantRef>,
    /// Where the administrator ends.
    pub redirect: RedirectUri,
    /// The link's own state, where it is hard enough to guess to be kept.
    pub state: Option<LinkState>,
}

impl Correction {
    /// The link, in the form to use. `fresh` is taken where the old link's state cannot be kept.
    pub fn link(&self, fresh: &LinkState) -> ConsentLink {
        let state = self.state.as_ref().unwrap_or(fresh);
        super::link(&self.cloud, self.app, self.tenant.as_ref(), LinkForm::AdminV2, &self.redirect, state)
    }
}

/// Says everything that is wrong with a link. Total: any text ends in an answer.
pub fn lint(text: &str, expected: Option<&Expected>) -> Lint {
    let mut findings = rules::Findings::default();
    let Some(seen) = reading::read(text, &mut findings) else {
        findings.clear();
        findings.add(Flaw::NotAConsentLink, None, None);
        return Lint {
            form: None,
            host: None,
            tenant: None,
            client: None,
            redirect: None,
            findings: findings.worst_first(),
            correction: None,
        };
    };
    rules::apply(&seen, expected, &mut findings);
    let sound = findings.only_notes();
    Lint {
        form: Some(seen.form),
        host: seen.url.host_str().map(rules::shown),
        tenant: Some(rules::shown(&seen.tenant)),
        client: seen.value("client_id").map(rules::shown),
        redirect: seen.value("redirect_uri").map(rules::shown),
        correction: if sound { None } else { correction(&seen, expected) },
        findings: findings.worst_first(),
    }
}

fn correction(seen: &reading::Seen, expected: Option<&Expected>) -> Option<Correction> {
    let by_host = CloudId::REAL
        .into_iter()
        .filter_map(Cloud::real)
        .find(|cloud| seen.url.host_str() == Some(cloud.login_host()))
        .or_else(|| Cloud::real(CloudId::Commercial));
    let cloud = expected.map(|expected| expected.cloud.clone()).or(by_host)?;
    let named = || seen.value("client_id").and_then(|text| rules::client(text).ok());
    let app = expected.and_then(|expected| expected.app).or_else(named)?;
    let tenant = expected
        .and_then(|expected| expected.tenant.clone())
        .or_else(|| TenantRef::parse(&seen.tenant).ok().filter(|_| !rules::is_placeholder(&seen.tenant)));
    let registered = expected.map(|expected| expected.redirects.as_slice()).unwrap_or_default();
    let kept = seen.value("redirect_uri").and_then(|text| rules::usable_redirect(text, registered));
    let redirect =
        kept.or_else(|| registered.first().cloned()).or_else(|| RedirectUri::parse(PORTAL_REDIRECT).ok())?;
    let state = seen.value("state").filter(|state| !rules::is_weak(state)).and_then(LinkState::parse);
    Some(Correction { cloud, app, tenant, redirect, state })
}
