//! Tells apart why a request got no answer. Most of it is typed; where the HTTP stack keeps its errors private
//! (the proxy's tunnel), its text is read, and a test holds that text.

use std::error::Error;
use std::io;

use crate::answer;
use crate::evidence::{Failure, FailureKind};

const LONGEST_RAW: usize = 2 * 1024;

/// A failure in our own words.
pub(super) fn plain(kind: FailureKind, text: &str) -> Failure {
    Failure { kind, raw: answer::redact(text, None, LONGEST_RAW), retry_at: None }
}

/// A client that could not be built: the only reason met is a missing or unreadable trust store.
pub(super) fn of_build(error: &reqwest::Error) -> Failure {
    plain(FailureKind::NoTrustStore, &chain(error))
}

/// A request that got no answer, or not all of it.
pub(super) fn of_request(error: &reqwest::Error) -> Failure {
    plain(kind_of(error), &chain(error))
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

fn kind_of(error: &reqwest::Error) -> FailureKind {
    let mut text = String::new();
    let mut next: Option<&dyn Error> = Some(error);
    let mut refused = false;
    while let Some(cause) = next {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return of_tls(tls);
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            if let Some(tls) = io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                return of_tls(tls);
            }
            refused |= matches!(
                io.kind(),
                io::ErrorKind::ConnectionRefused
                    | io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::BrokenPipe
                    | io::ErrorKind::HostUnreachable
                    | io::ErrorKind::NetworkUnreachable
            );
        }
        text.push_str(&cause.to_string().to_ascii_lowercase());
        text.push('\n');
        next = cause.source();
    }
    if text.contains("tunnel error") {
        return match () {
            () if text.contains("authorization required") => FailureKind::ProxySignIn,
            () if text.contains("failed to create underlying connection") => FailureKind::ProxyUnreachable,
            () => FailureKind::ProxyRefused,
        };
    }
    if error.is_timeout() {
        return FailureKind::TimedOut;
    }
    if text.contains("dns error") || text.contains("failed to lookup address") {
        return FailureKind::NameNotResolved;
    }
    if error.is_connect() || refused {
        return FailureKind::Unreachable;
    }
    // The connection was there and broke: a cut body, a head too large, a protocol error.
    if error.is_body() || error.is_decode() || error.is_request() {
        FailureKind::Unreachable
    } else {
        FailureKind::UnexpectedReply
    }
}

fn of_tls(error: &rustls::Error) -> FailureKind {
    use rustls::CertificateError as Cert;
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
