//! The rules, one small function per part of a link.

use url::Url;

use crate::answer;
use crate::cloud::{Cloud, CloudId};
use crate::consent::RedirectUri;
use crate::ids::{AppId, IdProblem, TenantId, TenantRef};
use crate::knowledge::Api;

use super::reading::Seen;
use super::scopes::{self, Scope};
use super::{Expected, Flaw, Form, LintFinding, Severity};

/// Longest value that is shown again.
const LONGEST_SHOWN: usize = 300;
/// A state shorter than this can be guessed; 128 bits in base64 are 22 characters.
const SHORTEST_STATE: usize = 22;

/// What was found so far; each flaw once.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<LintFinding>);

impl Findings {
    pub fn add(&mut self, id: Flaw, found: Option<&str>, expected: Option<String>) {
        self.add_as(id, id.severity(), found, expected);
    }

    fn add_as(&mut self, id: Flaw, severity: Severity, found: Option<&str>, expected: Option<String>) {
        if !self.has(id) {
            self.0.push(LintFinding { id, severity, found: found.map(shown), expected });
        }
    }

    fn has(&self, id: Flaw) -> bool {
        self.0.iter().any(|known| known.id == id)
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn only_notes(&self) -> bool {
        self.0.iter().all(|finding| finding.severity == Severity::Note)
    }

    pub fn worst_first(mut self) -> Vec<LintFinding> {
        self.0.sort_by_key(|finding| finding.severity);
        self.0
    }
}

/// A value from a link, fit to be shown.
pub(super) fn shown(value: &str) -> String {
    answer::redact(&value.replace('\n', " "), None, LONGEST_SHOWN)
}

/// Applies every rule.
pub(super) fn apply(seen: &Seen, expected: Option<&Expected>, findings: &mut Findings) {
    secret(seen, findings);
    host(seen, expected, findings);
    tenant(seen, expected, findings);
    application(seen, expected, findings);
    redirect(seen, expected, findings);
    state(seen, findings);
    scope(seen, findings);
    versions(seen, findings);
    sign_in_page(seen, findings);
    spelling(seen, findings);
}

fn secret(seen: &Seen, findings: &mut Findings) {
    let secrets = ["client_secret", "client_assertion", "password", "secret"];
    if let Some(name) = secrets.iter().find(|name| seen.value(name).is_some()) {
        findings.add(Flaw::SecretInLink, Some(name), None);
    }
}

/// Former names of the public cloud's sign-in host; Microsoft advises against all of them.
const OLD_HOSTS: [&str; 4] =
    ["login.windows.net", "login.microsoft.com", "sts.windows.net", "login-us.microsoftonline.com"];
/// Sign-in hosts of clouds that Consentry does not serve.
const FOREIGN_HOSTS: [&str; 4] = [
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
    "login.microsoftonline.de",
    "login.usgovcloudapi.net",
];

fn host(seen: &Seen, expected: Option<&Expected>, findings: &mut Findings) {
    let clouds: Vec<Cloud> = CloudId::REAL.into_iter().filter_map(Cloud::real).collect();
    let ours = match expected {
        Some(expected) => expected.cloud.consent_url("/").origin() == seen.url.origin(),
        None => clouds.iter().any(|cloud| cloud.consent_url("/").origin() == seen.url.origin()),
    };
    let no_name = seen.url.username().is_empty() && seen.url.password().is_none();
    if ours && no_name {
        return;
    }
    let right = expected.map_or_else(
        || Cloud::real(CloudId::Commercial).map(|cloud| cloud.login_host().to_owned()),
        |expected| Some(expected.cloud.login_host().to_owned()),
    );
    let host = seen.url.host_str().unwrap_or_default();
    let usual_port = seen.url.port().is_none();
    if seen.url.scheme() != "https" {
        findings.add(Flaw::NotHttps, Some(seen.url.scheme()), Some("https".to_owned()));
    }
    let is_ours = expected.is_some_and(|expected| expected.cloud.login_host() == host)
        || expected.is_none() && clouds.iter().any(|cloud| cloud.login_host() == host);
    let is_another = clouds.iter().any(|cloud| cloud.login_host() == host) || FOREIGN_HOSTS.contains(&host);
    match () {
        () if !no_name || !usual_port => findings.add(Flaw::WrongHost, Some(&authority(&seen.url)), right),
        () if is_ours => {}
        () if is_another => findings.add(Flaw::OtherCloud, Some(host), right),
        () if OLD_HOSTS.contains(&host) => findings.add(Flaw::OldHost, Some(host), right),
        () => findings.add(Flaw::WrongHost, Some(host), right),
    }
}

/// Everything between scheme and path, which is where a foreign host hides behind a familiar one.
fn authority(url: &Url) -> String {
    let name = if url.username().is_empty() { String::new() } else { format!("{}@", url.username()) };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{name}{}{port}", url.host_str().unwrap_or_default())
}

/// Sample values: braces, angle brackets, words in capitals, and the IDs that Microsoft's documentation prints.
pub(super) fn is_placeholder(value: &str) -> bool {
    const PRINTED: [&str; 6] = [
        "00001111-aaaa-2222-bbbb-3333cccc4444",
        "11112222-bbbb-3333-cccc-4444dddd5555",
        "aaaabbbb-0000-cccc-1111-dddd2222eeee",
        "00000000-0000-0000-0000-000000000000",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
        "12345678-1234-1234-1234-123456789012",
    ];
    let lower = value.trim().to_ascii_lowercase();
    let has_brackets = lower.contains(['{', '}', '<', '>', '[', ']']);
    let names = [
        "your",
        "tenant_id",
        "tenant-id",
        "tenantid",
        "client_id",
        "client-id",
        "clientid",
        "app_id",
        "xxxx",
    ];
    has_brackets || PRINTED.contains(&lower.as_str()) || names.iter().any(|name| lower.starts_with(name))
}

fn tenant(seen: &Seen, expected: Option<&Expected>, findings: &mut Findings) {
    let wanted = expected.and_then(|expected| expected.tenant.as_ref());
    let right = wanted.map(ToString::to_string);
    let named = seen.tenant.as_str();
    if is_placeholder(named) {
        return findings.add(Flaw::Placeholder, Some(named), right);
    }
    match named.to_ascii_lowercase().as_str() {
        "common" => {
            let severity = if seen.form == Form::AdminV2 { Severity::Error } else { Severity::Warning };
            return findings.add_as(Flaw::Common, severity, Some(named), right);
        }
        "organizations" => return findings.add(Flaw::Organizations, Some(named), right),
        "consumers" => return findings.add(Flaw::Consumers, Some(named), right),
        _ => {}
    }
    if TenantId::parse(named) == Err(IdProblem::ConsumerTenant) {
        return findings.add(Flaw::Consumers, Some(named), right);
    }
    let Ok(found) = TenantRef::parse(named) else {
        return findings.add(Flaw::BadTenant, Some(named), right);
    };
    // An ID and a domain can name the same tenant; only two of a kind can be told to differ.
    let differs = match (&found, wanted) {
        (TenantRef::Id(found), Some(TenantRef::Id(wanted))) => found != wanted,
        _ => false,
    };
    if differs {
        findings.add(Flaw::WrongTenant, Some(named), right);
    }
}

/// Reads `client_id`.
pub(super) fn client(text: &str) -> Result<AppId, Flaw> {
    if is_placeholder(text) {
        return Err(Flaw::Placeholder);
    }
    let Ok(id) = AppId::parse(text) else { return Err(Flaw::BadClient) };
    let is_api = Api::windows_defender_atp().app_id.eq_ignore_ascii_case(&id.to_string());
    if is_api { Err(Flaw::NotAClient) } else { Ok(id) }
}

fn application(seen: &Seen, expected: Option<&Expected>, findings: &mut Findings) {
    let wanted = expected.and_then(|expected| expected.app);
    let right = wanted.map(|app| app.to_string());
    let Some(text) = seen.value("client_id") else { return findings.add(Flaw::NoClient, None, right) };
    match client(text) {
        Err(flaw) => findings.add(flaw, Some(text), right),
        Ok(found) if wanted.is_some_and(|wanted| wanted != found) => {
            findings.add(Flaw::WrongClient, Some(text), right);
        }
        Ok(found) if found.to_string() == seen.tenant.to_ascii_lowercase() => {
            findings.add(Flaw::NotAClient, Some(text), right);
        }
        Ok(_) => {}
    }
}

/// Whether Entra takes the one for the other: letter by letter, except for the closing slash of a bare host and
/// the port of `http://localhost`. Source: <https://learn.microsoft.com/entra/identity-platform/reply-url>.
fn same_redirect(registered: &str, given: &str) -> bool {
    let plain = |text: &str| -> Option<String> {
        let mut url = Url::parse(text).ok()?;
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1")) && url.scheme() == "http";
        if !local {
            let bare_host = url.path() == "/" && url.query().is_none();
            return Some(if bare_host { text.trim_end_matches('/').to_owned() } else { text.to_owned() });
        }
        url.set_port(None).ok()?;
        Some(url.into())
    };
    registered == given || plain(registered).is_some_and(|known| Some(known) == plain(given))
}

/// The redirect address of a link, if it can stay: acceptable, and registered as far as that is known.
pub(super) fn usable_redirect(text: &str, registered: &[RedirectUri]) -> Option<RedirectUri> {
    let given = RedirectUri::parse(text).ok()?;
    let known = registered.iter().any(|known| same_redirect(known.as_str(), given.as_str()));
    (registered.is_empty() || known).then_some(given).filter(|_| !is_placeholder(text))
}

fn redirect(seen: &Seen, expected: Option<&Expected>, findings: &mut Findings) {
    let registered = expected.map(|expected| expected.redirects.as_slice()).unwrap_or_default();
    let nearest = |given: &str| {
        let alike = |known: &&RedirectUri| {
            let (known, given) = (known.as_str().trim_end_matches('/'), given.trim_end_matches('/'));
            known.eq_ignore_ascii_case(given)
        };
        registered.iter().find(alike).or(registered.first()).map(|known| known.as_str().to_owned())
    };
    let Some(text) = seen.value("redirect_uri") else {
        let severity = if seen.form == Form::AdminV2 { Severity::Error } else { Severity::Warning };
        return findings.add_as(Flaw::NoRedirect, severity, None, nearest(""));
    };
    if is_placeholder(text) {
        return findings.add(Flaw::Placeholder, Some(text), nearest(text));
    }
    let Ok(given) = RedirectUri::parse(text) else {
        return findings.add(Flaw::BadRedirect, Some(text), nearest(text));
    };
    if usable_redirect(text, registered).is_none() {
        return findings.add(Flaw::RedirectNotRegistered, Some(text), nearest(text));
    }
    if given.is_portal() {
        findings.add(Flaw::PortalRedirect, Some(text), None);
    } else if given.is_loopback() {
        findings.add(Flaw::LoopbackRedirect, Some(text), None);
    }
}

/// Whether a state can be guessed: too short, or all the same few characters.
pub(super) fn is_weak(state: &str) -> bool {
    let mut seen = [false; 256];
    state.bytes().for_each(|byte| seen[usize::from(byte)] = true);
    state.len() < SHORTEST_STATE || seen.iter().filter(|used| **used).count() < 8
}

fn state(seen: &Seen, findings: &mut Findings) {
    match seen.value("state") {
        None => findings.add(Flaw::NoState, None, None),
        Some(state) if is_placeholder(state) => findings.add(Flaw::Placeholder, Some(state), None),
        Some(state) if is_weak(state) => findings.add(Flaw::WeakState, None, None),
        Some(_) => {}
    }
}

fn scope(seen: &Seen, findings: &mut Findings) {
    if !seen.form.is_v2() {
        return;
    }
    let api = Api::windows_defender_atp();
    let right = || {
        let cloud = Cloud::real(CloudId::Commercial);
        cloud.map(|cloud| format!("{}/.default", cloud.audience()))
    };
    let Some(text) = seen.value("scope") else { return findings.add(Flaw::NoScope, None, right()) };
    let words = scopes::read(text);
    if words.iter().any(|word| matches!(word, Scope::Single(_))) {
        findings.add(Flaw::ExplicitScopes, Some(text), right());
    } else if !words.iter().any(|word| matches!(word, Scope::Default(_)))
        || words.iter().any(|word| matches!(word, Scope::Bare(_)))
    {
        findings.add(Flaw::NoDefaultScope, Some(text), right());
    }
    let mut resources: Vec<&str> = words.iter().filter_map(Scope::resource).collect();
    resources.dedup();
    if resources.len() > 1 {
        findings.add(Flaw::SeveralResources, Some(text), right());
    }
    if let Some(other) = resources.iter().find(|resource| !api.is_audience(resource)) {
        findings.add(Flaw::WrongScopeAudience, Some(other), right());
    }
}

fn versions(seen: &Seen, findings: &mut Findings) {
    if seen.form.is_v2() {
        if let Some(resource) = seen.value("resource") {
            findings.add(Flaw::V1V2Mix, Some(&format!("resource={resource}")), None);
        }
    } else if let Some(scope) = seen.value("scope") {
        // A v1 address does not read it: what the link seems to ask for is not what is asked.
        findings.add_as(Flaw::V1V2Mix, Severity::Warning, Some(&format!("scope={scope}")), None);
    }
    if seen.value("prompt") == Some("admin_consent") && seen.form == Form::AuthorizeV2 {
        findings.add(Flaw::V1V2Mix, Some("prompt=admin_consent"), None);
    }
    if let (Form::AuthorizeV1 | Form::Guide, Some(resource)) = (seen.form, seen.value("resource"))
        && !Api::windows_defender_atp().is_audience(resource)
    {
        findings.add(Flaw::WrongScopeAudience, Some(resource), None);
    }
}

/// What concerns the sign-in page (`/authorize`), and what the administrator's own page does without.
fn sign_in_page(seen: &Seen, findings: &mut Findings) {
    if seen.form.is_for_admins() {
        let without_effect = ["response_type", "prompt", "resource", "response_mode", "nonce", "sso_reload"];
        if let Some(name) = without_effect.iter().find(|name| seen.value(name).is_some())
            && !findings.has(Flaw::V1V2Mix)
        {
            findings.add(Flaw::NotNeeded, Some(name), None);
        }
        return;
    }
    findings.add(Flaw::AuthorizeForm, None, None);
    match seen.value("prompt") {
        Some("consent") => findings.add(Flaw::PromptConsent, Some("consent"), None),
        Some("none") => findings.add(Flaw::PromptNone, Some("none"), None),
        Some("admin_consent") => {}
        other => findings.add(Flaw::NoPrompt, other, None),
    }
    let response = seen.value("response_type");
    if !response.is_some_and(|kinds| kinds.split_whitespace().any(|kind| kind == "code")) {
        findings.add(Flaw::ResponseType, response, Some("code".to_owned()));
    }
    if let Some(mode) = seen.value("response_mode").filter(|mode| *mode != "query" && *mode != "fragment") {
        findings.add(Flaw::ResponseMode, Some(mode), None);
    }
}

/// Names as people misremember them, each with the right one.
const MISSPELT: [(&str, &str); 14] = [
    ("redirect_url", "redirect_uri"),
    ("redirecturi", "redirect_uri"),
    ("redirect-uri", "redirect_uri"),
    ("redirect", "redirect_uri"),
    ("reply_url", "redirect_uri"),
    ("callback", "redirect_uri"),
    ("clientid", "client_id"),
    ("client-id", "client_id"),
    ("app_id", "client_id"),
    ("appid", "client_id"),
    ("application_id", "client_id"),
    ("scopes", "scope"),
    ("responsetype", "response_type"),
    ("tenant_id", "tenant"),
];

fn spelling(seen: &Seen, findings: &mut Findings) {
    for (wrong, right) in MISSPELT {
        if seen.value(wrong).is_some() {
            findings.add(Flaw::Misspelt, Some(wrong), Some(right.to_owned()));
        }
    }
    let mut names: Vec<&str> = seen.parameters.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        findings.add(Flaw::Repeated, Some(twice[0]), None);
    }
    // `&amp;` that was decoded on the way: the names begin with what is left of it.
    if names.iter().any(|name| name.starts_with("amp;")) {
        findings.add(Flaw::HtmlEscaped, None, None);
    }
}
