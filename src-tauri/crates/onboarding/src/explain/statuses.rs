//! An answer of which only the status is left: a status line, or what a program makes of it, and the address that was
//! asked.
//!
//! A status alone means little: every service has a 403. So the address decides who is meant, and where there is none,
//! that is what is said.

use std::sync::LazyLock;

use serde::Serialize;

use crate::answer;
use crate::cloud::{Cloud, CloudId};
use crate::evidence::Refusal;
use crate::knowledge::Api;

use super::cleaned::cleaned;
use super::fields;

mod told;

use told::{ByProxy, Proxies, Told};

/// Who answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Sender {
    /// Defender's API.
    Defender,
    /// The sign-in service.
    SignIn,
    /// Another service.
    Another {
        /// Its host.
        host: String,
    },
    /// The text does not say.
    Unknown,
}

/// A status and who it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answered {
    pub status: u16,
    pub sender: Sender,
}

/// What stands in front of a status, in small letters, with blanks, brackets and quotes in between taken away.
const BEFORE: [&str; 19] = [
    "http/1.0",
    "http/1.1",
    "http/2",
    "http/2.0",
    "http/3",
    "http",
    "status",
    "statuscode",
    "status code",
    "status-code",
    "status_code",
    "httpstatuscode",
    "response",
    "http error",
    "returned error",
    "server error",
    "an error",
    "ett fel",
    "statuskod",
];
/// What stands behind one.
const AFTER: [&str; 17] = [
    "ok",
    "connection established",
    "forbidden",
    "unauthorized",
    "bad request",
    "not found",
    "too many requests",
    "internal server error",
    "service unavailable",
    "bad gateway",
    "gateway time",
    "client error",
    "server error",
    "förbjud",
    "obehörig",
    "ej behörig",
    "för många",
];
/// The statuses that Defender's own page on errors describes; a gateway's beside them.
const STATUSES: [u16; 9] = [400, 401, 403, 404, 429, 500, 502, 503, 504];

/// At most this many statuses and addresses of one text are looked at.
const MOST: usize = 64;
/// At most this many numbers of three digits.
const MOST_NUMBERS: usize = 10_000;
/// Longest name of a host.
const LONGEST_HOST: usize = 253;

/// Names in front of an address that say that it is what a token is for, not what was asked.
const AUDIENCE_NAMES: [&str; 6] = ["resource", "scope", "audience", "aud", "authorization_uri", "realm"];
/// Hosts that errors point to for reading on.
pub(super) const READING: [&str; 6] = [
    "aka.ms",
    "go.microsoft.com",
    "learn.microsoft.com",
    "docs.microsoft.com",
    "developer.mozilla.org",
    "curl.se",
];
/// Sign-in hosts beside those of the clouds.
const SIGN_IN: [&str; 3] = ["login.windows.net", "sts.windows.net", "login.microsoft.com"];

/// What a text tells of answers by their statuses.
pub(super) struct Answers<'a> {
    /// None where no status of a refusal is told.
    told: Option<Told<'a>>,
    proxies: Proxies,
}

impl<'a> Answers<'a> {
    pub fn read(text: &'a str) -> Self {
        let told = Told::read(text);
        let proxies = if told.is_some() { Proxies::read(text) } else { Proxies::default() };
        Self { told, proxies }
    }

    /// The first status in the text that Defender answered with, or else the first one.
    pub fn first(&self) -> Option<Answered> {
        let told = self.told.as_ref()?;
        let mut first = None;
        for Said { at, number: status } in told.refusals() {
            let by_proxy = self.proxies.answered(told, at).is_some();
            let host = told.host_of(at, status).filter(|_| !by_proxy);
            let sender = host.map_or(Sender::Unknown, sender);
            if sender == Sender::Defender {
                return Some(Answered { status, sender });
            }
            first = first.or(Some(Answered { status, sender }));
        }
        first
    }

    /// The known host to which a proxy did not let somebody through, by the proxy's own 403.
    pub fn refused_by_proxy(&self) -> Option<String> {
        let told = self.told.as_ref()?;
        told.refusals().filter(|said| said.number == 403).find_map(|Said { at, number }| {
            let host = match self.proxies.answered(told, at)? {
                ByProxy::Tunnel(host) => host,
                ByProxy::Mark => told.host_of(at, number)?,
            };
            (is_defender(host) || is_sign_in(host)).then(|| host.to_owned())
        })
    }
}

/// The refusal that a status of Defender's is.
pub(super) fn refusal(text: &str, status: u16) -> Refusal {
    Refusal {
        status,
        message: answer::redact(&cleaned(text), None, 8 * 1024),
        correlation_id: fields::correlation_id(text),
        trace_id: fields::trace_id(text),
        ..Refusal::default()
    }
}

/// The seconds that a throttled answer asks to wait.
pub(super) fn retry_after(text: &str) -> Option<u64> {
    const NAME: &str = "retry-after";
    fields::places(text, NAME).take(MOST).find_map(|at| {
        let rest = text[at + NAME.len()..].trim_start_matches(|c: char| {
            matches!(c, ' ' | '\t' | ':' | '=' | '"' | '\'' | '\\' | '[' | '{' | ',')
        });
        let digits = &rest[..rest.bytes().take(7).take_while(u8::is_ascii_digit).count()];
        (digits.len() < 7).then(|| digits.parse().ok()).flatten()
    })
}

fn sender(host: &str) -> Sender {
    if is_defender(host) {
        Sender::Defender
    } else if is_sign_in(host) {
        Sender::SignIn
    } else {
        Sender::Another { host: host.to_owned() }
    }
}

fn clouds() -> impl Iterator<Item = Cloud> {
    CloudId::REAL.into_iter().filter_map(Cloud::real)
}

/// Whether Defender's API answers at this host.
pub(super) fn is_defender(host: &str) -> bool {
    static HOSTS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let addresses = clouds().flat_map(|cloud| cloud.api_hosts()).map(|host| host.address());
        addresses.filter_map(|address| address.strip_prefix("https://").map(str::to_owned)).collect()
    });
    HOSTS.iter().any(|known| known == host) || Api::windows_defender_atp().is_host(host)
}

/// Whether the sign-in service answers at this host.
pub(super) fn is_sign_in(host: &str) -> bool {
    static HOSTS: LazyLock<Vec<String>> =
        LazyLock::new(|| clouds().map(|cloud| cloud.login_host().to_owned()).collect());
    SIGN_IN.contains(&host) || HOSTS.iter().any(|known| known == host)
}

/// A number that is said to be a status, and its place.
#[derive(Debug, Clone, Copy)]
struct Said {
    at: usize,
    number: u16,
}

/// Every number that is said to be a status, of what went well, too: that one answers for its own address.
fn statuses(text: &str) -> impl Iterator<Item = Said> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    let numbers = std::iter::from_fn(move || {
        while at < bytes.len() {
            if !bytes[at].is_ascii_digit() {
                at += 1;
                continue;
            }
            let from = at;
            at += bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if at - from == 3 {
                return Some(from);
            }
        }
        None
    });
    numbers.take(MOST_NUMBERS).filter_map(move |at| {
        let number = text.get(at..at + 3)?.parse().ok().filter(|number| (200..600).contains(number))?;
        let joins = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/');
        let joined = at.checked_sub(1).is_some_and(|before| joins(&bytes[before]))
            || bytes.get(at + 3).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let said = || is_said(text, at) || number < 400 && is_behind_address(text, at);
        (!joined && said()).then_some(Said { at, number })
    })
}

/// Whether the last word in front of this place is an address, as in `GET https://a.example/b -> 200`.
fn is_behind_address(text: &str, at: usize) -> bool {
    const WINDOW: usize = 300;
    let from = (at.saturating_sub(WINDOW)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let before = text[from..at].trim_end_matches([' ', '-', '=', '>', ':', '|', '(', '"', '\t']);
    before.rsplit([' ', '\t', '\n']).next().is_some_and(|word| word.contains("://"))
}

fn is_said(text: &str, at: usize) -> bool {
    const WINDOW: usize = 64;
    let from = (at.saturating_sub(WINDOW)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let bare = |c: char| {
        c.is_whitespace() || matches!(c, '(' | '[' | ':' | '=' | '"' | '\'' | '\\' | '<' | '>' | '/')
    };
    let before = text[from..at].trim_end_matches(bare).as_bytes();
    let ends = |word: &str| {
        let word = word.as_bytes();
        before.len().checked_sub(word.len()).is_some_and(|start| before[start..].eq_ignore_ascii_case(word))
    };
    let behind = text[at + 3..].trim_start_matches([' ', ')', ']', ':', ',', '(', '-', '"']);
    let begins = |word: &str| {
        let start = behind.as_bytes().get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    BEFORE.iter().any(|word| ends(word)) || AFTER.iter().any(|word| begins(word))
}

/// Every host that was asked, with its place: of an address, or as a header or a program names it.
fn hosts(text: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    const NAMES: [&str; 5] = ["host: ", "host='", ":authority: ", "connected to ", "host=\""];
    let mut found: Vec<(usize, String)> = text
        .match_indices("://")
        .take(MOST)
        .filter(|(at, _)| !is_audience(text, *at))
        .filter_map(|(at, mark)| Some((at, host_at(&text[at + mark.len()..])?)))
        .collect();
    for name in NAMES {
        let named = fields::places(text, name).take(MOST);
        found.extend(named.filter_map(|at| Some((at, host_at(&text[at + name.len()..])?))));
    }
    found.sort_unstable();
    found.into_iter().filter(|(_, host)| !READING.contains(&host.as_str()))
}

fn host_at(text: &str) -> Option<String> {
    let length = text
        .bytes()
        .take(LONGEST_HOST + 1)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        .count();
    // What stands in front of an @ is a name, and the host is behind it.
    let whole = length <= LONGEST_HOST && !text[length..].starts_with('@');
    let host = text[..length].trim_end_matches('.').to_ascii_lowercase();
    (whole && host.contains('.')).then_some(host)
}

/// Whether the address whose `://` stands here is what a token is for.
fn is_audience(text: &str, at: usize) -> bool {
    let rest = &text[at + 3..];
    let path = rest.find('/').filter(|slash| *slash <= LONGEST_HOST).map(|slash| &rest[slash..]);
    if path.is_some_and(|path| path.starts_with("/.default")) {
        return true;
    }
    let from = (at.saturating_sub(40)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let before = text[from..at].trim_end_matches(|c: char| c.is_ascii_alphabetic());
    // The scheme is gone; so is what joins a name and its value.
    let before = before.trim_end_matches([' ', ':', '=', '"', '\'', '\\']).as_bytes();
    AUDIENCE_NAMES.iter().any(|name| {
        let name = name.as_bytes();
        before.len().checked_sub(name.len()).is_some_and(|start| before[start..].eq_ignore_ascii_case(name))
    })
}
