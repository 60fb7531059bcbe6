//! Tells apart why a request got no answer. Most of it is typed; where the HTTP stack keeps its errors private
//! (the proxy's tunnel), its text is read, and a test holds that text.

use std::error::Error;
use std::io;

use crate::answer;
use crate::evidence::{Failure, FailureKind};

use super::trust::Stranger;

const LONGEST_RAW: usize = 2 * 1024;

/// A failure in our own words.
pub(super) fn plain(kind: FailureKind, text: &str) -> Failure {
    Failure { kind, raw: answer::redact(text, None, LONGEST_RAW), retry_at: None, issued_by: None }
}

/// A missing or unreadable trust store.
pub(super) fn of_trust(error: &rustls::Error) -> Failure {
    plain(FailureKind::NoTrustStore, &error.to_string())
}

/// A client that could not be built, for whatever reason is left once there is a trust store.
pub(super) fn of_build(error: &reqwest::Error) -> Failure {
    plain(FailureKind::TlsOther, &chain(error))
}

/// A request that got no answer.
pub(super) fn of_request(error: &reqwest::Error) -> Failure {
    let issued_by = causes(error).into_iter().find_map(|cause| cause.downcast_ref()).and_then(stranger);
    Failure {
        issued_by: issued_by.and_then(|Stranger(name)| name.clone()),
        ..plain(kind_of(error), &chain(error))
    }
}

/// The signer that was not trusted, where that was it.
fn stranger(error: &rustls::Error) -> Option<&Stranger> {
    match error {
        rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)) => other.0.downcast_ref(),
        _ => None,
    }
}

/// An answer that did not come to its end. A line that broke is the network's doing; an answer that merely stopped
/// short of its own length is not what the service sends.
pub(super) fn of_body(error: &reqwest::Error) -> Failure {
    let kind = match kind_of(error) {
        FailureKind::Unreachable if !is_broken_line(error) => FailureKind::UnexpectedReply,
        kind => kind,
    };
    plain(kind, &chain(error))
}

/// The error and everything behind it, without the address (its query could hold a state).
fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut next: Option<&dyn Error> = error.source();
    while let Some(cause) = next {
        let line = cause.to_string();
        if !text.ends_with(&line) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&line);
        }
        next = cause.source();
    }
    if text.is_empty() { "the request failed".to_owned() } else { text }
}

/// The error and everything behind it. An I/O error shows what it wraps through `get_ref` only: its `source` is
/// already that of the wrapped one, so that walking sources alone would step over a TLS error.
fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    let mut all: Vec<&(dyn Error + 'static)> = Vec::new();
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = next {
        all.push(cause);
        let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| cause.source());
    }
    all
}

fn is_broken_line(error: &reqwest::Error) -> bool {
    causes(error).into_iter().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|io| {
        matches!(
            io.kind(),
            io::ErrorKind::ConnectionRefused
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::HostUnreachable
                | io::ErrorKind::NetworkUnreachable
        )
    })
}

fn kind_of(error: &reqwest::Error) -> FailureKind {
    let causes = causes(error);
    if let Some(tls) = causes.iter().find_map(|cause| cause.downcast_ref::<rustls::Error>()) {
        return of_tls(tls);
    }
    let text: String = causes.iter().map(|cause| cause.to_string().to_ascii_lowercase() + "\n").collect();
    if text.contains("tunnel error") {
        return match () {
            () if text.contains("authorization required") => FailureKind::ProxySignIn,
            () if text.contains("failed to create underlying connection") => FailureKind::ProxyUnreachable,
            // The line broke while the tunnel was being made: by the proxy or behind it, nobody can tell, and like
            // any broken line it is tried again.
            () if text.contains("unexpected end of file") || text.contains("io error") => {
                FailureKind::Unreachable
            }
            () => FailureKind::ProxyRefused,
        };
    }
    if error.is_timeout() {
        return FailureKind::TimedOut;
    }
    if text.contains("dns error") || text.contains("failed to lookup address") {
        return FailureKind::NameNotResolved;
    }
    if error.is_connect() || is_broken_line(error) {
        return FailureKind::Unreachable;
    }
    // Whoever is there does not speak HTTP, or endlessly: hyper's own words, held by a test.
    if text.contains("message head is too large") || text.contains(" parsed\n") {
        return FailureKind::UnexpectedReply;
    }
    // The connection was there and broke: a cut body, a protocol error.
    if error.is_body() || error.is_decode() || error.is_request() {
        FailureKind::Unreachable
    } else {
        FailureKind::UnexpectedReply
    }
}

fn of_tls(error: &rustls::Error) -> FailureKind {
    use rustls::CertificateError as Cert;
    if stranger(error).is_some() {
        return FailureKind::UntrustedIssuer;
    }
    match error {
        rustls::Error::InvalidCertificate(problem) => match problem {
            Cert::Expired
            | Cert::ExpiredContext { .. }
            | Cert::NotValidYet
            | Cert::NotValidYetContext { .. } => FailureKind::CertificateExpired,
            Cert::NotValidForName | Cert::NotValidForNameContext { .. } => FailureKind::WrongName,
            Cert::UnknownIssuer | Cert::BadSignature => FailureKind::UntrustedIssuer,
            _ => FailureKind::TlsOther,
        },
        _ => FailureKind::TlsOther,
    }
}
