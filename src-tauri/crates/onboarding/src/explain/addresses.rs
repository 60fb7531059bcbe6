//! Addresses: the one that a consent link ended on, consent links, Microsoft's own pages.

use serde::Serialize;
use url::Url;

use crate::answer;
use crate::cloud::{Cloud, CloudId};
use crate::consent::lint::{self, Flaw};
use crate::consent::{RefusedPage, Returned, read_returned};
use crate::evidence::Refusal;
use crate::ids::{TenantId, TenantRef};
use crate::judge::{self, RefusalMeaning};
use crate::verdict::Cause;

use super::{Context, fields};

/// At most this many addresses of one text are looked at.
const MOST_ADDRESSES: usize = 32;
/// Longest address that is read.
const LONGEST_ADDRESS: usize = 16 * 1024;

/// How a consent link ended, by the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It claims consent. A hint, never proof.
    Granted,
    /// It claims consent for another tenant than the customer's, or for personal accounts.
    OtherTenant,
    /// The person pressed Cancel.
    Declined,
    /// The person may not consent for the organisation.
    NotAnAdmin,
    /// Another error.
    Refused,
    /// It answers another link.
    ForeignState,
}

/// What an address says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReturnedParts {
    /// How it ended.
    pub outcome: Outcome,
    /// The tenant it names.
    pub tenant: Option<String>,
    /// Whether `admin_consent=True` stands beside an error, which it does without meaning anything.
    pub claims_consent: bool,
    /// OAuth's name of the error.
    pub error: Option<String>,
    /// The error's text, redacted.
    pub description: Option<String>,
    /// Entra's numbers in it.
    pub codes: Vec<u64>,
}

/// Every address in the text, cut where it ends.
pub(super) fn all(text: &str) -> impl Iterator<Item = Url> + '_ {
    text.match_indices("://").take(MOST_ADDRESSES).filter_map(|(at, _)| {
        let scheme = ["https", "http"].iter().find(|scheme| {
            text.get(at.saturating_sub(scheme.len())..at)
                .is_some_and(|word| word.eq_ignore_ascii_case(scheme))
        })?;
        let rest = beginning(&text[at - scheme.len()..]);
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '`' | '|'));
        let address =
            rest[..end.unwrap_or(rest.len())].trim_end_matches(['\'', ')', ']', ',', ';', '.', '\\']);
        Url::parse(&address.replace("&amp;", "&")).ok()
    })
}

/// The address that the whole text is: perhaps quoted, broken over lines, without its scheme, or only the part from
/// the question mark on.
pub(super) fn lone(text: &str) -> Option<Url> {
    let bare = text.trim().trim_matches(['"', '\'', '<', '>', '`']);
    if bare.is_empty() || bare.len() > LONGEST_ADDRESS {
        return None;
    }
    let mut lines = bare.lines().map(|line| line.trim_start_matches(['>', ' ', '\t']).trim_end());
    let joined: String = if lines.clone().all(|line| !line.contains(char::is_whitespace)) {
        lines.collect()
    } else {
        // A decoded description may follow in blanks; the part before them holds what counts.
        let first = lines.next()?;
        let word = first.split_whitespace().next()?;
        word.rsplit(['&', '?', '#']).next().filter(|last| last.starts_with("error_description="))?;
        word.to_owned()
    };
    let joined = joined.replace("&amp;", "&");
    let lower = joined.get(..8).unwrap_or(&joined).to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Url::parse(&joined).ok();
    }
    if lower.contains("://") {
        return None;
    }
    let query = joined.trim_start_matches(['?', '#', '/']);
    let starts_parameter = ["admin_consent=", "error=", "tenant=", "state=", "code=", "scope="];
    if starts_parameter.iter().any(|start| query.starts_with(start)) {
        return Url::parse(&format!("https://address.invalid/?{query}")).ok();
    }
    let (host, _) = joined.split_once(['/', '?', '#'])?;
    let looks_like_host = host.contains('.') || host.starts_with("localhost");
    (looks_like_host && !host.contains(['@', '=', '{', '"']))
        .then(|| Url::parse(&format!("https://{joined}")).ok())
        .flatten()
}

fn parameter(address: &Url, name: &str) -> Option<String> {
    let in_fragment = || {
        let fragment = address.fragment()?;
        url::form_urlencoded::parse(fragment.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    address
        .query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .or_else(in_fragment)
}

/// Whether an address carries the answer to a consent link.
fn is_returned(address: &Url) -> bool {
    let has = |name: &str| parameter(address, name).is_some();
    if lint::is_consent_address(address) {
        return false;
    }
    let answered = has("admin_consent") || has("code") && (has("session_state") || has("state"));
    let refused = parameter(address, "error").is_some_and(|error| {
        let beside = ["error_description", "error_subcode", "error_uri", "state"];
        beside.iter().any(|name| has(name)) || fields::oauth_error(&error) == Some(error.as_str())
    });
    answered || refused
}

/// Whether it came back with an error.
pub(super) fn has_error(address: &Url) -> bool {
    parameter(address, "error").is_some()
}

/// What the address says and means; `None` where it is no answer to a consent link.
pub(super) fn returned(address: &Url, context: &Context) -> Option<(ReturnedParts, RefusalMeaning)> {
    if !is_returned(address) {
        return None;
    }
    let named = parameter(address, "tenant");
    let expected = match &context.tenant {
        Some(TenantRef::Id(id)) => Some(*id),
        _ => None,
    };
    // Where nothing is expected, the address is only compared with itself.
    let own = named.as_deref().and_then(|text| TenantId::parse(text).ok());
    let tenant = expected.or(own).or_else(|| TenantId::parse(NO_TENANT).ok())?;
    let returned = read_returned(address.as_str(), tenant, context.state.as_deref());
    let mut parts = ReturnedParts {
        outcome: Outcome::Refused,
        tenant: named.map(|tenant| answer::redact(&tenant, None, 300)),
        claims_consent: parameter(address, "admin_consent").is_some(),
        error: None,
        description: None,
        codes: Vec::new(),
    };
    let meaning = match &returned {
        Returned::Granted => told(&mut parts, Outcome::Granted, Cause::NotProved, Some("consent-claimed")),
        Returned::OtherTenant(tenant) => {
            let reason = tenant.is_none().then_some("no-organisation");
            told(&mut parts, Outcome::OtherTenant, Cause::WrongTenantConsented, reason)
        }
        // The last two are the registry's to tell, which is not asked here.
        Returned::ForeignState | Returned::AnsweredBefore | Returned::Expired => {
            told(&mut parts, Outcome::ForeignState, Cause::NotProved, Some("foreign-state"))
        }
        Returned::Declined(page) => {
            refused(&mut parts, page);
            told(&mut parts, Outcome::Declined, Cause::ConsentDeclined, None)
        }
        Returned::NotAnAdmin(page) => {
            refused(&mut parts, page);
            told(&mut parts, Outcome::NotAnAdmin, Cause::ConsentByNonAdmin, None)
        }
        Returned::Refused(page) => {
            refused(&mut parts, page);
            judge::of_sign_in_refusal(&Refusal {
                codes: page.codes.clone(),
                oauth_error: Some(page.error.clone()),
                message: page.description.clone(),
                ..Refusal::default()
            })
        }
        Returned::Unreadable => return None,
    };
    Some((parts, meaning))
}

/// Stands for "no tenant is known": it is compared with nothing, since the address names none either.
const NO_TENANT: &str = "11111111-1111-1111-1111-111111111111";

fn refused(parts: &mut ReturnedParts, page: &RefusedPage) {
    parts.error = Some(answer::redact(&page.error, None, 200));
    let description = answer::redact(&page.description, None, 8 * 1024);
    parts.description = Some(description).filter(|text| !text.is_empty());
    parts.codes.clone_from(&page.codes);
}

fn told(parts: &mut ReturnedParts, outcome: Outcome, cause: Cause, reason: Option<&str>) -> RefusalMeaning {
    parts.outcome = outcome;
    RefusalMeaning { cause, who_acts: judge::who_acts(cause), reason: reason.map(str::to_owned) }
}

/// Every place in the text where an address begins that may be a consent link, with what follows it.
pub(super) fn links(text: &str) -> impl Iterator<Item = &str> {
    // Where a service says whom to ask for a token, that address was sent to nobody.
    let is_header =
        |at: usize| text[..at].trim_end_matches(['"', '\'', '\\']).ends_with("authorization_uri=");
    let places = text.match_indices("http").take(MOST_ADDRESSES).filter(move |(at, _)| !is_header(*at));
    places.map(|(at, _)| beginning(&text[at..])).filter(|rest| {
        let word = rest.split(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>')).next();
        word.and_then(|word| Url::parse(word).ok()).is_some_and(|address| {
            let wrapped = address.host_str().is_some_and(|host| host.contains("safelinks.protection."));
            wrapped || lint::is_consent_address(&address)
        })
    })
}

/// As much of a text as an address can be long.
fn beginning(text: &str) -> &str {
    let end = (0..=LONGEST_ADDRESS.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// The number in Microsoft's look-up address, `https://login.microsoftonline.com/error?code=50011`.
pub(super) fn looked_up(text: &str) -> Option<u64> {
    let address = Url::parse(text.trim()).ok().filter(|address| address.path() == "/error")?;
    let ours = is_sign_in_host(&address);
    parameter(&address, "code").filter(|_| ours)?.trim_start_matches("AADSTS").parse().ok()
}

fn is_sign_in_host(address: &Url) -> bool {
    CloudId::REAL
        .into_iter()
        .filter_map(Cloud::real)
        .any(|cloud| address.host_str() == Some(cloud.login_host()))
}

/// Whether it is a page of the sign-in service itself, and none that hands out tokens.
pub(super) fn is_own_page(address: &Url, context: &Context) -> bool {
    let ours = is_sign_in_host(address) || address.host_str() == Some(context.cloud.login_host());
    ours && !address.path().ends_with("/token")
}

/// The cause that a flaw of a link will bring about, where there is one.
pub(super) fn cause_of(flaw: Flaw) -> Option<Cause> {
    match flaw {
        Flaw::OtherCloud => Some(Cause::WrongCloud),
        Flaw::WrongTenant | Flaw::Common | Flaw::Organizations | Flaw::Consumers => {
            Some(Cause::WrongTenantConsented)
        }
        Flaw::BadTenant => Some(Cause::TenantNotFound),
        Flaw::NoClient | Flaw::BadClient | Flaw::WrongClient | Flaw::NotAClient => Some(Cause::WrongApp),
        Flaw::NoRedirect | Flaw::BadRedirect | Flaw::RedirectNotRegistered => {
            Some(Cause::RedirectUriMismatch)
        }
        Flaw::NoScope
        | Flaw::ExplicitScopes
        | Flaw::NoDefaultScope
        | Flaw::SeveralResources
        | Flaw::WrongScopeAudience => Some(Cause::WrongAudience),
        _ => None,
    }
}
