//! A connection that did not come about, as a program tells it.
//!
//! Only near the name of a host of Microsoft's that Consentry knows: a network has many other reasons to fail.

use crate::evidence::FailureKind;

use super::statuses;

/// Words of programs, in small letters. The narrower ones first: an expired certificate is also one that could not be
/// verified, and a proxy that is not found is also a name that is not found.
///
/// Sources: curl's and OpenSSL's own texts, Python's requests and urllib3 (Azure/azure-cli issues 23886 and 24597), .NET,
/// Go and Node.
const WORDS: [(&str, FailureKind); 39] = [
    ("could not resolve proxy", FailureKind::ProxyUnreachable),
    ("cannot connect to proxy", FailureKind::ProxyUnreachable),
    ("unable to connect to proxy", FailureKind::ProxyUnreachable),
    ("proxy authentication required", FailureKind::ProxySignIn),
    ("certificate has expired", FailureKind::CertificateExpired),
    ("certificate is not yet valid", FailureKind::CertificateExpired),
    ("hostname mismatch", FailureKind::WrongName),
    ("remotecertificatenamemismatch", FailureKind::WrongName),
    ("x509: certificate is valid for", FailureKind::WrongName),
    ("no alternative certificate subject name matches", FailureKind::WrongName),
    ("self signed certificate", FailureKind::UntrustedIssuer),
    ("self-signed certificate", FailureKind::UntrustedIssuer),
    ("unable to get local issuer certificate", FailureKind::UntrustedIssuer),
    ("unable to verify the first certificate", FailureKind::UntrustedIssuer),
    ("signed by unknown authority", FailureKind::UntrustedIssuer),
    ("certificate_verify_failed", FailureKind::UntrustedIssuer),
    ("certificate verify failed", FailureKind::UntrustedIssuer),
    ("could not establish trust relationship", FailureKind::UntrustedIssuer),
    ("remote certificate is invalid", FailureKind::UntrustedIssuer),
    ("could not resolve host", FailureKind::NameNotResolved),
    ("remote name could not be resolved", FailureKind::NameNotResolved),
    ("name or service not known", FailureKind::NameNotResolved),
    ("no such host", FailureKind::NameNotResolved),
    ("getaddrinfo", FailureKind::NameNotResolved),
    ("failed to resolve", FailureKind::NameNotResolved),
    ("failure in name resolution", FailureKind::NameNotResolved),
    ("connect timeout", FailureKind::TimedOut),
    ("connection timed out", FailureKind::TimedOut),
    ("read timed out", FailureKind::TimedOut),
    ("operation timed out", FailureKind::TimedOut),
    ("operation has timed out", FailureKind::TimedOut),
    ("etimedout", FailureKind::TimedOut),
    ("did not properly respond after a period of time", FailureKind::TimedOut),
    ("connection refused", FailureKind::Unreachable),
    ("actively refused", FailureKind::Unreachable),
    ("econnrefused", FailureKind::Unreachable),
    ("network is unreachable", FailureKind::Unreachable),
    ("no route to host", FailureKind::Unreachable),
    ("unable to connect to the remote server", FailureKind::Unreachable),
];

/// What the name of such a host holds.
const IN_HOSTS: [&str; 2] = [".microsoft", ".windows."];
/// At most this many names of hosts are looked at.
const MOST: usize = 32;
/// The words stand at most this far from the name.
const NEAR: usize = 400;
/// Longest name of a host.
const LONGEST_HOST: usize = 253;

/// A connection that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failed {
    pub kind: FailureKind,
    pub host: String,
}

/// The first connection to a known host that is said to have failed.
pub(super) fn failed(text: &str) -> Option<Failed> {
    let places = IN_HOSTS.into_iter().flat_map(|part| super::fields::places(text, part).take(MOST));
    let hosts = places.filter_map(|at| Some((at, host_around(text, at)?)));
    let known = hosts.filter(|(_, host)| statuses::is_defender(host) || statuses::is_sign_in(host));
    known.into_iter().find_map(|(at, host)| {
        let from = (at.saturating_sub(NEAR)..=at).find(|from| text.is_char_boundary(*from))?;
        let to = (at..=(at + NEAR).min(text.len())).rev().find(|to| text.is_char_boundary(*to))?;
        let near = text[from..to].to_ascii_lowercase();
        let (_, kind) = WORDS.into_iter().find(|(words, _)| near.contains(words))?;
        Some(Failed { kind, host })
    })
}

/// The whole name of the host of which a part stands here.
fn host_around(text: &str, at: usize) -> Option<String> {
    let bytes = text.as_bytes();
    let in_host = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let before = bytes[..at].iter().rev().take(LONGEST_HOST).take_while(in_host).count();
    let after = bytes[at..].iter().take(LONGEST_HOST).take_while(in_host).count();
    let host = text.get(at - before..at + after)?.trim_matches('.').to_ascii_lowercase();
    Some(host)
}
