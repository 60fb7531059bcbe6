//! Identities that exist only when they are well formed: whoever holds a [`TenantId`] need not check it again.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The tenant of personal Microsoft accounts, which can never be a customer.
/// Source: <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference> (`tid`).
const CONSUMER_TENANT: Uuid = Uuid::from_u128(0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad);

/// Longest text that is looked at when an identity is expected; a domain name has at most 253 characters,
/// and an address pasted instead of it may be somewhat longer.
const LONGEST_INPUT: usize = 2048;

/// Why a text is not the identity that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum IdProblem {
    /// Nothing but blanks.
    #[error("nothing was entered")]
    Empty,
    /// Neither a GUID nor, where one is allowed, a domain name.
    #[error("not a GUID")]
    NotAGuid,
    /// `00000000-0000-0000-0000-000000000000`.
    #[error("the GUID is all zeros")]
    NilGuid,
    /// The tenant of personal Microsoft accounts.
    #[error("this is the tenant of personal Microsoft accounts")]
    ConsumerTenant,
    /// Neither a GUID nor a domain name.
    #[error("neither a tenant ID nor a domain name")]
    NotATenant,
    /// A web address or an e-mail address was given; `suggestion` is the tenant ID or domain found in it.
    #[error("this looks like an address; did you mean {suggestion}?")]
    TakenApart {
        /// What can be entered instead.
        suggestion: String,
    },
}

/// Reads a GUID as people paste it: blanks around it, braces, quotes and upper case are accepted.
/// Anything else than the 8-4-4-4-12 form of ASCII hexadecimal digits is refused.
fn parse_guid(text: &str) -> Result<Uuid, IdProblem> {
    let trimmed = text.trim().trim_matches(['"', '\'']).trim();
    if trimmed.is_empty() {
        return Err(IdProblem::Empty);
    }
    let bare = trimmed.strip_prefix('{').and_then(|t| t.strip_suffix('}')).unwrap_or(trimmed).trim();
    // `Uuid` would also read `urn:uuid:` and digits without hyphens: those are not what a portal shows.
    if bare.len() != 36 || !bare.is_ascii() {
        return Err(IdProblem::NotAGuid);
    }
    let guid = Uuid::try_parse(bare).map_err(|_| IdProblem::NotAGuid)?;
    if guid.is_nil() { Err(IdProblem::NilGuid) } else { Ok(guid) }
}

/// Whether a text is a GUID, whatever it stands for. Used to notice a secret ID pasted as the secret.
pub fn is_guid(text: &str) -> bool {
    !matches!(parse_guid(text), Err(IdProblem::Empty | IdProblem::NotAGuid))
}

/// A customer's directory. Never nil and never the tenant of personal accounts; shown in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantId(Uuid);

impl TenantId {
    /// Reads a tenant ID; accepts braces, quotes, blanks around it and upper case.
    pub fn parse(text: &str) -> Result<Self, IdProblem> {
        let guid = parse_guid(text)?;
        if guid == CONSUMER_TENANT { Err(IdProblem::ConsumerTenant) } else { Ok(Self(guid)) }
    }
}

/// The partner's app registration ("application (client) ID"). Never nil; shown in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AppId(Uuid);

impl AppId {
    /// Reads an application ID; accepts braces, quotes, blanks around it and upper case.
    pub fn parse(text: &str) -> Result<Self, IdProblem> {
        parse_guid(text).map(Self)
    }
}

macro_rules! guid_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
        impl TryFrom<String> for $name {
            type Error = IdProblem;
            fn try_from(text: String) -> Result<Self, IdProblem> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}
guid_text!(TenantId);
guid_text!(AppId);

/// A domain name that may belong to a tenant: ASCII, lower case, at least one dot.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

impl Domain {
    /// Reads a domain name; international names are turned into their ASCII (`xn--`) form.
    pub fn parse(text: &str) -> Result<Self, IdProblem> {
        let trimmed = text.trim().trim_end_matches('.');
        let ascii = match url::Host::parse(trimmed) {
            Ok(url::Host::Domain(name)) => name.to_ascii_lowercase(),
            _ => return Err(IdProblem::NotATenant),
        };
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let all_digits =
            ascii.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
        if ascii.len() <= 253 && ascii.contains('.') && ascii.split('.').all(label_fits) && !all_digits {
            Ok(Self(ascii))
        } else {
            Err(IdProblem::NotATenant)
        }
    }

    /// The name, lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Domain({})", self.0)
    }
}
impl TryFrom<String> for Domain {
    type Error = IdProblem;
    fn try_from(text: String) -> Result<Self, IdProblem> {
        Self::parse(&text)
    }
}
impl From<Domain> for String {
    fn from(domain: Domain) -> String {
        domain.0
    }
}

/// How a person names a customer's tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TenantRef {
    /// By its GUID.
    Id(TenantId),
    /// By one of its verified domains; only the tenant's own metadata tells the GUID.
    Domain(Domain),
}

impl TenantRef {
    /// Reads a tenant ID or a domain. A web or e-mail address is taken apart and *offered*
    /// ([`IdProblem::TakenApart`]), never silently used: the person confirms which tenant is meant.
    pub fn parse(text: &str) -> Result<Self, IdProblem> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(IdProblem::Empty);
        }
        if trimmed.len() > LONGEST_INPUT {
            return Err(IdProblem::NotATenant);
        }
        match TenantId::parse(trimmed) {
            Ok(id) => return Ok(Self::Id(id)),
            Err(problem @ (IdProblem::NilGuid | IdProblem::ConsumerTenant)) => return Err(problem),
            Err(_) => {}
        }
        if let Some(suggestion) = suggestion_in(trimmed) {
            return Err(IdProblem::TakenApart { suggestion });
        }
        Domain::parse(trimmed).map(Self::Domain)
    }
}

/// Finds the tenant ID or domain inside a web or e-mail address.
fn suggestion_in(text: &str) -> Option<String> {
    let domain = |part: &str| Domain::parse(part).ok().map(|d| d.to_string());
    if let Some((_, after)) = text.rsplit_once('@').filter(|_| !text.contains("://")) {
        return domain(after.trim_end_matches(['>', ',', ';', ' ']));
    }
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else if text.contains('/') {
        format!("https://{text}")
    } else {
        return None;
    };
    let address = url::Url::parse(&with_scheme).ok()?;
    let in_path = address.path_segments().into_iter().flatten();
    // A portal or login address names the tenant inside; its host is Microsoft's.
    for segment in in_path {
        if let Ok(id) = TenantId::parse(segment) {
            return Some(id.to_string());
        }
    }
    for (_, value) in address.query_pairs() {
        if let Ok(id) = TenantId::parse(&value) {
            return Some(id.to_string());
        }
    }
    let host = address.host_str()?;
    let microsofts = [
        "microsoftonline.com",
        "microsoftonline.us",
        "azure.com",
        "microsoft.com",
        "azure.us",
        "microsoft.us",
        "windows.net",
    ];
    if microsofts.iter().any(|m| host == *m || host.ends_with(&format!(".{m}"))) {
        let mut segments = address.path_segments()?;
        return segments.find_map(domain);
    }
    domain(host.strip_prefix("www.").unwrap_or(host))
}

impl fmt::Display for TenantRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Domain(domain) => domain.fmt(f),
        }
    }
}
impl TryFrom<String> for TenantRef {
    type Error = IdProblem;
    fn try_from(text: String) -> Result<Self, IdProblem> {
        Self::parse(&text)
    }
}
impl From<TenantRef> for String {
    fn from(tenant: TenantRef) -> String {
        tenant.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    #[test]
    fn guids_are_read_as_people_paste_them() {
        for text in [
            GUID.to_owned(),
            format!("  {GUID}\n"),
            format!("{{{}}}", GUID.to_uppercase()),
            format!("\"{GUID}\""),
        ] {
            assert_eq!(TenantId::parse(&text).unwrap().to_string(), GUID, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_guid_is_refused_with_the_reason() {
        let cases = [
            ("", IdProblem::Empty),
            ("   ", IdProblem::Empty),
            ("72f988bf86f141af91ab2d7cd011db47", IdProblem::NotAGuid),
            ("urn:uuid:72f988bf-86f1-41af-91ab-2d7cd011db47", IdProblem::NotAGuid),
            ("72f988bf-86f1-41af-91ab-2d7cd011db4", IdProblem::NotAGuid),
            ("72f988bf-86f1-41af-91ab-2d7cd011db4g", IdProblem::NotAGuid),
            ("00000000-0000-0000-0000-000000000000", IdProblem::NilGuid),
            ("９2f988bf-86f1-41af-91ab-2d7cd011db4", IdProblem::NotAGuid),
        ];
        for (text, problem) in cases {
            assert_eq!(AppId::parse(text), Err(problem), "{text:?}");
        }
        assert_eq!(TenantId::parse("9188040D-6c67-4c5b-b112-36a304b66dad"), Err(IdProblem::ConsumerTenant));
    }

    #[test]
    fn a_tenant_is_named_by_guid_or_domain() {
        assert_eq!(TenantRef::parse(GUID).unwrap().to_string(), GUID);
        assert_eq!(TenantRef::parse(" Contoso.SE. ").unwrap().to_string(), "contoso.se");
        assert_eq!(TenantRef::parse("åre.example").unwrap().to_string(), "xn--re-xia.example");
        for text in [
            "contoso",
            "-a.example",
            "a..example",
            "127.0.0.1",
            "[::1]",
            "a b.example",
            "contoso.se:443",
            "common",
        ] {
            assert!(TenantRef::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_are_taken_apart_and_offered() {
        let cases = [
            ("https://www.contoso.se/about", "contoso.se"),
            ("contoso.se/about", "contoso.se"),
            ("anna@contoso.se", "contoso.se"),
            ("Anna <anna@contoso.se>", "contoso.se"),
            ("https://login.microsoftonline.com/contoso.se/v2.0/adminconsent", "contoso.se"),
            ("https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/token", GUID),
            ("https://portal.azure.com/?tenant=72f988bf-86f1-41af-91ab-2d7cd011db47", GUID),
        ];
        for (text, suggestion) in cases {
            assert_eq!(
                TenantRef::parse(text),
                Err(IdProblem::TakenApart { suggestion: suggestion.to_owned() }),
                "{text}"
            );
        }
    }
}
