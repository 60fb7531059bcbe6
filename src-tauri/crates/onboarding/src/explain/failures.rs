//! A connection that did not come about, as a program tells it.
//!
//! Only near the name of a host of Microsoft's that Consentry knows: a network has many other reasons to fail.

use crate::evidence::FailureKind;

use super::statuses::{self, Answers};

/// Words of programs, in small letters. The narrower ones first: an expired certificate is also one that could not be
/// verified, and a proxy that is not found is also a name that is not found.
///
/// Sources: curl's and OpenSSL's own texts, Python's requests and urllib3 (Azure/azure-cli issues 23886 and 24597), .NET,
/// Go and Node.
const WORDS: [(&str, FailureKind); 48] = [
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
    ("pkix path building failed", FailureKind::UntrustedIssuer),
    ("could not establish trust relationship", FailureKind::UntrustedIssuer),
    ("remote certificate is invalid", FailureKind::UntrustedIssuer),
    ("could not resolve host", FailureKind::NameNotResolved),
    ("remote name could not be resolved", FailureKind::NameNotResolved),
    ("name or service not known", FailureKind::NameNotResolved),
    ("no such host", FailureKind::NameNotResolved),
    ("unknownhostexception", FailureKind::NameNotResolved),
    ("getaddrinfo", FailureKind::NameNotResolved),
    ("failed to resolve", FailureKind::NameNotResolved),
    ("failure in name resolution", FailureKind::NameNotResolved),
    ("connect timeout", FailureKind::TimedOut),
    ("timeout was reached", FailureKind::TimedOut),
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
    ("connection reset by peer", FailureKind::Unreachable),
    ("econnreset", FailureKind::Unreachable),
    ("connection was reset", FailureKind::Unreachable),
    ("forcibly closed by the remote host", FailureKind::Unreachable),
    ("failed to connect to", FailureKind::Unreachable),
    ("ssl connection could not be established", FailureKind::TlsOther),
];

/// Words of programs that asked a proxy for a tunnel and got an answer with a status. Without the status behind them the
/// words above decide: the same programs say so of a proxy that is not there.
///
/// Sources: Python's http.client, curl, .NET, Java, Node's tunnel and aiohttp.
const TUNNELS: [&str; 7] = [
    "tunnel connection failed",
    "connect tunnel failed",
    "from proxy after connect",
    "tunnel request to proxy",
    "unable to tunnel through proxy",
    "tunneling socket",
    "clienthttpproxyerror",
];
/// The status stands at most this far behind the words, or a little in front of them.
const STATUS_BEHIND: usize = 160;
const STATUS_BEFORE: usize = 16;

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
    near_hosts(text).find_map(|near| {
        let (_, kind) = WORDS.into_iter().find(|(words, kind)| {
            // Of the names that a certificate is for, none is the one that was asked.
            let names = *kind != FailureKind::WrongName;
            near.places(words).any(|at| near.is_about(at, at + words.len(), names))
        })?;
        Some(Failed { kind, host: near.host.to_ascii_lowercase() })
    })
}

/// The first tunnel to a known host that a proxy did not make: whatever status it gave is the proxy's own.
pub(super) fn refused_by_proxy(text: &str, answers: &Answers<'_>) -> Option<Failed> {
    let told = near_hosts(text).find_map(|near| {
        let mut kinds = TUNNELS.into_iter().flat_map(|words| {
            let places = near.places(words).filter(|at| near.is_about(*at, at + words.len(), false));
            places.filter_map(|at| near.status_around(at)).collect::<Vec<_>>()
        });
        let status = kinds.next()?;
        let kind = if status == 407 { FailureKind::ProxySignIn } else { FailureKind::ProxyRefused };
        Some(Failed { kind, host: near.host.to_ascii_lowercase() })
    });
    let by_answer =
        || answers.refused_by_proxy().map(|host| Failed { kind: FailureKind::ProxyRefused, host });
    told.or_else(by_answer)
}

/// A known host and what stands around it.
struct Near<'a> {
    text: &'a str,
    /// The same in small letters, letter for letter.
    small: String,
    /// Where the host's name stands in it.
    from: usize,
    to: usize,
    host: &'a str,
}

/// Every known host of a text with what stands around it.
fn near_hosts(text: &str) -> impl Iterator<Item = Near<'_>> {
    let places = IN_HOSTS.into_iter().flat_map(move |part| super::fields::places(text, part).take(MOST));
    places.filter_map(move |at| {
        let (begun, ended) = host_around(text, at);
        let host = text.get(begun..ended)?;
        let name = host.to_ascii_lowercase();
        if !statuses::is_defender(&name) && !statuses::is_sign_in(&name) {
            return None;
        }
        let from = (at.saturating_sub(NEAR)..=begun).find(|from| text.is_char_boundary(*from))?;
        let to =
            (ended..=(at + NEAR).max(ended).min(text.len())).rev().find(|to| text.is_char_boundary(*to))?;
        let near = &text[from..to];
        let small = near.to_ascii_lowercase();
        Some(Near { text: near, small, from: begun - from, to: ended - from, host })
    })
}

impl Near<'_> {
    fn places<'b>(&'b self, words: &'b str) -> impl Iterator<Item = usize> + 'b {
        self.small.match_indices(words).map(|(at, _)| at)
    }

    /// Whether the words at this place tell of the host. Where they name one themselves, only that one counts, then
    /// their own sentence, and then the lines around, up to another address.
    fn is_about(&self, from: usize, to: usize, may_name: bool) -> bool {
        if may_name && let Some(named) = self.named_behind(to).or_else(|| self.named_before(from)) {
            return named == self.from;
        }
        let (begun, end) = self.sentence(from, to);
        if (begun..end).contains(&self.from) {
            return true;
        }
        let between = if self.from < from { self.to..begun } else { end..self.from.saturating_sub(3) };
        let is_free = |part: &str| {
            part.match_indices("://").all(|(at, mark)| {
                let rest = &part[at + mark.len()..];
                let before = part[..at].trim_end_matches(|c: char| c.is_ascii_alphabetic());
                // A proxy is on the way to the host that was asked.
                before.trim_end_matches(['\'', '"', ' ']).ends_with("proxy")
                    || statuses::READING.iter().any(|host| rest.starts_with(host))
            })
        };
        is_free(&self.small[begun..end]) && self.small.get(between).is_none_or(is_free)
    }

    /// Where the host's name begins that stands right behind the words: `Could not resolve host: a.example`,
    /// `getaddrinfo ENOTFOUND a.example`.
    fn named_behind(&self, at: usize) -> Option<usize> {
        const WINDOW: usize = 40;
        let rest = &self.text[at..];
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        hosts_in(&rest[..end]).map(|(from, _)| from).find(|from| *from <= WINDOW).map(|from| at + from)
    }

    /// Where the host's name begins that stands right before them: `a.example: certificate has expired`.
    fn named_before(&self, at: usize) -> Option<usize> {
        let before = &self.text[..at];
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let bare = before[line..].trim_end_matches([' ', ':', '\'', '"']);
        let is_joined = before[line + bare.len()..].contains(':');
        let (from, name) = hosts_in(bare).last().filter(|_| is_joined)?;
        (from + name.len() == bare.len()).then_some(line + from)
    }

    /// The sentence around a place: no further than its line, and not past a stop with a capital letter behind it.
    fn sentence(&self, from: usize, to: usize) -> (usize, usize) {
        let (before, behind) = (&self.text[..from], &self.text[to..]);
        let begun = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let end = behind.find(['\n', '\r']).map_or(self.text.len(), |length| to + length);
        let stops = self.text[begun..end].match_indices(". ").map(|(at, _)| begun + at).filter(|at| {
            let next = self.text[at + 2..end].trim_start().chars().next();
            next.is_some_and(char::is_uppercase)
        });
        let (mut first, mut last) = (begun, end);
        for stop in stops {
            if stop < from {
                first = stop + 2;
            } else if stop >= to && last == end {
                last = stop;
            }
        }
        (first, last)
    }

    /// The status that a proxy answered with, in the words' own surroundings.
    fn status_around(&self, at: usize) -> Option<u16> {
        let bytes = self.text.as_bytes();
        let window = &bytes[at.saturating_sub(STATUS_BEFORE)..(at + STATUS_BEHIND).min(bytes.len())];
        let numbers = window.split(|byte| !byte.is_ascii_digit()).filter(|digits| digits.len() == 3);
        let numbers = numbers.filter_map(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        // 443 is the port of what was asked.
        numbers.into_iter().find(|number| (400..600).contains(number) && *number != 443)
    }
}

/// What looks like the name of a host in running text, with its place: an address's, or words with dots in small letters,
/// neither a program's own name of an error nor of a file.
fn hosts_in(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const NONE: [&str; 3] = ["error", "exception", "timeout"];
    const FILES: [&str; 14] =
        ["js", "ts", "py", "go", "rb", "cs", "cpp", "java", "php", "exe", "dll", "txt", "log", "html"];
    let in_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    text.split(move |c: char| !in_host(c)).filter_map(move |word| {
        let from = word.as_ptr().addr() - text.as_ptr().addr();
        let bare = word.trim_end_matches('.');
        let (_, last) = bare.rsplit_once('.')?;
        let is_ending = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_name = is_ending
            && !bare.contains(|c: char| c.is_ascii_uppercase())
            && !NONE.iter().any(|end| last.ends_with(end))
            && !FILES.contains(&last)
            && !statuses::READING.contains(&bare);
        is_name.then_some((from, bare))
    })
}

/// Where the whole name of the host begins and ends of which a part stands here.
fn host_around(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let in_host = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let before = bytes[..at].iter().rev().take(LONGEST_HOST).take_while(in_host).count();
    let after = bytes[at..].iter().take(LONGEST_HOST).take_while(in_host).count();
    let host = &bytes[at - before..at + after];
    let dots_before = host.iter().take_while(|byte| **byte == b'.').count();
    let dots_behind = host.iter().rev().take_while(|byte| **byte == b'.').count();
    (at - before + dots_before, (at + after - dots_behind).max(at - before + dots_before))
}
