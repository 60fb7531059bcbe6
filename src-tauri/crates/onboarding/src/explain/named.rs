//! Whom a pasted text names: tenants, apps, a cloud. Facts of the text alone; whose they are, the registry knows.

use std::collections::BTreeSet;

use crate::cloud::CloudId;
use crate::evidence::{TokenFacts, TokenReading};
use crate::ids::{AppId, TenantId};
use crate::token;

use super::{LONGEST_PASTE, token_in};

/// At most so many IDs and domains of one text are looked at.
const MOST: usize = 500;
/// Letters of a GUID as it is written.
const GUID: usize = 36;
/// So much in front of an ID says what it stands for.
const LONGEST_WORD: usize = 32;

/// What stands right in front of the ID of the app that an answer or a link is about. In other languages than English
/// it stands elsewhere; then any ID that is one of the partner's own decides.
const BEFORE_AN_APP: [&str; 7] = [
    "client_id=",
    "client_id\":\"",
    "app '",
    "application '",
    "identifier '",
    "application with id '",
    "azp=",
];

/// Hosts that are one cloud's own. What is the public cloud's names none: it is taken where nothing else is known.
const HOSTS: [(&str, CloudId); 3] = [
    ("api-gcc.securitycenter.microsoft.us", CloudId::Gcc),
    ("api-gov.securitycenter.microsoft.us", CloudId::GccHigh),
    ("login.microsoftonline.us", CloudId::GccHigh),
];

/// Whom a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The tenant of the token in it.
    pub token_tenant: Option<TenantId>,
    /// The app that it is said to be about: the token's, a link's, or the one an answer names as such.
    pub app: Option<AppId>,
    /// Every ID in it, read as a tenant's. Most stand for something else.
    pub tenants: BTreeSet<TenantId>,
    /// Every ID in it, read as an app's.
    pub apps: BTreeSet<AppId>,
    /// Everything that may be a domain, in lower case.
    pub domains: BTreeSet<String>,
    /// The cloud whose hosts it names; none for the public one, and where it names several.
    pub cloud: Option<CloudId>,
}

/// Whom a text names. Linear in its length; a text that is too long to be read names nobody.
pub fn named(text: &str) -> Named {
    if text.len() > LONGEST_PASTE {
        return Named::default();
    }
    let mut found = Named { cloud: cloud_in([text]), domains: domains(text), ..Named::default() };
    for (at, id) in guids(text).take(MOST) {
        if found.app.is_none() && stands_for_an_app(&text[..at]) {
            found.app = AppId::parse(id).ok();
        }
        found.tenants.extend(TenantId::parse(id));
        found.apps.extend(AppId::parse(id));
    }
    if let Some(facts) = token_in(text).and_then(|token| facts(token.expose())) {
        found.of_token(&facts);
    }
    found
}

impl Named {
    /// What a token says of itself beats what stands around it.
    fn of_token(&mut self, facts: &TokenFacts) {
        self.token_tenant = facts.tenant_id.as_deref().and_then(|text| TenantId::parse(text).ok());
        if let Some(app) = facts.app_id.as_deref().and_then(|text| AppId::parse(text).ok()) {
            (self.app, self.apps) = (Some(app), BTreeSet::from([app]));
        }
        self.cloud = cloud_in([&facts.audience, &facts.issuer]).or(self.cloud);
    }
}

fn facts(token: &str) -> Option<Box<TokenFacts>> {
    match token::read(token) {
        TokenReading::Readable { facts } => Some(facts),
        TokenReading::Unreadable { .. } => None,
    }
}

fn cloud_in<const N: usize>(texts: [&str; N]) -> Option<CloudId> {
    let texts = texts.map(str::to_ascii_lowercase);
    let named: BTreeSet<CloudId> = HOSTS
        .into_iter()
        .filter(|(host, _)| texts.iter().any(|text| text.contains(host)))
        .map(|(_, cloud)| cloud)
        .collect();
    if named.len() == 1 { named.first().copied() } else { None }
}

/// Everything that is written as a GUID, and where.
fn guids(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let in_id = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    text.match_indices('-').filter_map(move |(dash, _)| {
        let start = dash.checked_sub(8)?;
        let id = bytes.get(start..start + GUID)?;
        let begins =
            start.checked_sub(1).is_none_or(|before| !in_id(&bytes[before]) || is_escape(bytes, start));
        let ends = bytes.get(start + GUID).is_none_or(|after| !in_id(after));
        let dashed = [8, 13, 18, 23].iter().all(|at| id[*at] == b'-');
        (begins && ends && dashed && id.iter().all(in_id)).then(|| (start, &text[start..start + GUID]))
    })
}

/// Whether what stands before is the end of an escape, as in `%2F72f988bf-…`.
fn is_escape(bytes: &[u8], start: usize) -> bool {
    start.checked_sub(3).is_some_and(|at| bytes[at] == b'%')
}

fn stands_for_an_app(before: &str) -> bool {
    let from =
        (before.len().saturating_sub(LONGEST_WORD)..=before.len()).find(|at| before.is_char_boundary(*at));
    let word = before[from.unwrap_or(before.len())..].to_ascii_lowercase();
    BEFORE_AN_APP.iter().any(|known| word.ends_with(known))
}

fn domains(text: &str) -> BTreeSet<String> {
    let in_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let words = text.split(|c: char| !in_domain(c)).map(|word| word.trim_matches(['.', '-']));
    let may_be = |word: &&str| word.contains('.') && (4..=253).contains(&word.len());
    words.filter(may_be).take(MOST).map(str::to_ascii_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";

    fn tenant() -> TenantId {
        TenantId::parse(TENANT).unwrap()
    }

    fn app() -> AppId {
        AppId::parse(APP).unwrap()
    }

    #[test]
    fn ids_and_domains_are_found_wherever_they_stand() {
        for text in [
            format!("AADSTS90002: Tenant '{TENANT}' not found."),
            format!("https://login.microsoftonline.com/{}/oauth2/token", TENANT.to_uppercase()),
            format!("redirect=https%3A%2F%2Fx%2F{TENANT}"),
            format!("{{\"tid\":\"{TENANT}\"}}"),
            format!("å{TENANT}ö"),
        ] {
            assert!(named(&text).tenants.contains(&tenant()), "{text}");
        }
        for none in
            [&format!("a{TENANT}"), &format!("{TENANT}0"), "72f988bf-86f1", "-------- - - - -", "åäö-åäö"]
        {
            assert!(named(none).tenants.is_empty(), "{none}");
        }
        let found = named(
            "Mail from Anna <anna@Contoso.se>, see https://login.microsoftonline.com/fabrikam.onmicrosoft.com/.",
        );
        assert!(found.domains.contains("contoso.se") && found.domains.contains("fabrikam.onmicrosoft.com"));
    }

    #[test]
    fn the_app_is_the_one_that_is_named_as_such() {
        for text in [
            format!(
                "AADSTS700016: Application with identifier '{APP}' was not found in the directory '{TENANT}'."
            ),
            format!("AADSTS7000215: Invalid client secret provided, for a secret added to app '{APP}'."),
            format!("https://login.microsoftonline.com/{TENANT}/adminconsent?client_id={APP}"),
            format!(
                "POST https://login.microsoftonline.us/common/oauth2/token client_id={APP}\nAADSTS50194: not"
            ),
        ] {
            assert_eq!(named(&text).app, Some(app()), "{text}");
        }
        let other = named(&format!("Trace ID: {TENANT} Correlation ID: {APP}"));
        assert_eq!(other.app, None);
        assert!(other.apps.contains(&app()));
    }

    #[test]
    fn a_cloud_is_told_by_its_own_hosts() {
        let of = |text: &str| named(text).cloud;
        assert_eq!(of("POST https://LOGIN.microsoftonline.us/x/oauth2/token"), Some(CloudId::GccHigh));
        assert_eq!(of("https://api-gcc.securitycenter.microsoft.us/api/alerts"), Some(CloudId::Gcc));
        assert_eq!(of("https://login.microsoftonline.com/x"), None);
        let both = "https://login.microsoftonline.us and https://api-gcc.securitycenter.microsoft.us";
        assert_eq!(of(both), None, "neither is guessed");
    }

    #[test]
    fn what_is_too_long_names_nobody() {
        let text = format!("{TENANT}{}", " ".repeat(LONGEST_PASTE));
        assert_eq!(named(&text), Named::default());
    }
}
