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
/// As much of a line as is looked at to either side.
const LONGEST_LINE: usize = 4 * 1024;
/// A host that is named further from a status has nothing to do with it; neither has one that stands more lines above
/// it than the head of a request has. A header with a token is long, so that letters alone do not tell.
const FURTHEST_HOST: usize = 16 * 1024;
const MOST_LINES_ABOVE: usize = 12;
/// What stands beside a proxy's own answer, in small letters.
const PROXY_MARKS: [&str; 5] = ["server: squid", "server: zscaler", "x-squid-error", "(squid", "fortiguard"];
/// It stands at most this far from the status.
const FURTHEST_MARK: usize = 4 * 1024;
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

/// The first status in the text that Defender answered with, or else the first one.
pub(super) fn answered(text: &str) -> Option<Answered> {
    let told = Told::read(text)?;
    let proxies = Proxies::read(text);
    let mut first = None;
    for Said { at, number: status } in told.refusals() {
        let by_proxy = proxies.answered(&told, at).is_some();
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
pub(super) fn refused_by_proxy(text: &str) -> Option<String> {
    let proxies = Proxies::read(text);
    if proxies.marks.is_empty() && proxies.tunnels.is_empty() {
        return None;
    }
    let told = Told::read(text)?;
    told.refusals().filter(|said| said.number == 403).find_map(|Said { at, number }| {
        let tunnel = proxies.answered(&told, at)?;
        let host = tunnel.or_else(|| told.host_of(at, number))?;
        (is_defender(host) || is_sign_in(host)).then(|| host.to_owned())
    })
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

/// The statuses of a text and the hosts that were asked in it.
struct Told<'a> {
    text: &'a str,
    said: Vec<Said>,
    asked: Vec<(usize, String)>,
}

impl<'a> Told<'a> {
    /// None where no status of a refusal is among them.
    fn read(text: &'a str) -> Option<Self> {
        let mut refusals = 0;
        let wanted = |said: &Said| {
            refusals += usize::from(STATUSES.contains(&said.number));
            refusals <= MOST
        };
        let said: Vec<Said> = statuses(text).take_while(wanted).collect();
        let is_refusal = |said: &&Said| STATUSES.contains(&said.number);
        let (begun, ended) = (said.iter().find(is_refusal)?.at, said.iter().rfind(is_refusal)?.at);
        let from = (begun.saturating_sub(FURTHEST_HOST)..=begun).find(|from| text.is_char_boundary(*from))?;
        let to =
            (ended..=(ended + FURTHEST_HOST).min(text.len())).rev().find(|to| text.is_char_boundary(*to))?;
        let asked = hosts(&text[from..to]).take(MOST).map(|(at, host)| (from + at, host)).collect();
        Some(Self { text, said, asked })
    }

    fn refusals(&self) -> impl Iterator<Item = Said> + '_ {
        self.said.iter().copied().filter(|said| STATUSES.contains(&said.number))
    }

    /// The statuses that are said between two places.
    fn between(&self, from: usize, to: usize) -> impl Iterator<Item = u16> + '_ {
        let first = self.said.partition_point(|said| said.at < from);
        self.said[first..].iter().take_while(move |said| said.at < to).map(|said| said.number)
    }

    /// Where the line begins and ends in which this place is.
    fn line(&self, at: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let ends_line = |byte: &u8| *byte == b'\n';
        let (from, to) = (at.saturating_sub(LONGEST_LINE), (at + LONGEST_LINE).min(bytes.len()));
        let begun = bytes[from..at].iter().rposition(ends_line).map_or(from, |end| from + end + 1);
        let end = bytes[at..to].iter().position(ends_line).map_or(to, |length| at + length);
        (begun, end)
    }

    fn is_few_lines(&self, from: usize, to: usize) -> bool {
        to - from <= FURTHEST_HOST
            && self.text.as_bytes()[from..to].iter().filter(|byte| **byte == b'\n').count()
                <= MOST_LINES_ABOVE
    }

    /// Whom the status at this place came from: the nearest host on its line, or on the few lines above, or else
    /// below. Another status in between belongs to that host, and this one does not.
    fn host_of(&self, at: usize, status: u16) -> Option<&str> {
        let (line, end) = self.line(at);
        let free = |from: usize, to: usize| self.between(from, to).all(|number| number == status);
        let before = self.asked.iter().rfind(|(place, _)| (line..at).contains(place));
        let before = before.filter(|(place, _)| free(*place, at));
        let behind = self.asked.iter().find(|(place, _)| (at..end).contains(place));
        let behind = behind.filter(|(place, _)| free(at, *place));
        let nearest = match (before, behind) {
            (Some(before), Some(behind)) => {
                let address = self.text.as_bytes()[before.0..at]
                    .iter()
                    .take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b';'))
                    .count();
                let between = &self.text.as_bytes()[at..behind.0];
                let is_named = between.windows(7).any(|words| words.eq_ignore_ascii_case(b"for url"));
                // The number itself and the scheme stand between the two places.
                let to_behind = (behind.0 - at).saturating_sub("403https".len());
                let is_nearer = to_behind < at - (before.0 + address);
                // What ends an entry or a clause keeps them apart.
                let is_apart = |from: usize, to: usize| {
                    self.text.as_bytes()[from..to].iter().any(|byte| matches!(byte, b'}' | b';'))
                };
                let is_behind = match (is_apart(before.0, at), is_apart(at, behind.0)) {
                    (true, false) => true,
                    (false, true) => false,
                    _ => is_nearer,
                };
                Some(if is_named || is_behind { behind } else { before })
            }
            (before, behind) => before.or(behind),
        };
        let above = || {
            let found = self.asked.iter().rfind(|(place, _)| *place < line)?;
            let (begun, _) = self.line(found.0);
            (self.is_few_lines(found.0, at) && free(begun, at)).then_some(found)
        };
        let below =
            || self.asked.iter().find(|(place, _)| *place >= end).filter(|(place, _)| free(at, *place));
        nearest.or_else(above).or_else(below).map(|(_, host)| host.as_str())
    }
}

/// What tells in a text that a proxy answered, and not the host that was asked.
struct Proxies {
    marks: Vec<usize>,
    /// Each request for a tunnel, and to where.
    tunnels: Vec<(usize, String)>,
}

impl Proxies {
    fn read(text: &str) -> Self {
        const REQUEST: &str = "connect ";
        let marks = PROXY_MARKS.iter().flat_map(|mark| fields::places(text, mark).take(MOST)).collect();
        let asked = fields::places(text, REQUEST).take(MOST).filter_map(|at| {
            let rest = &text[at + REQUEST.len()..];
            let host = host_at(rest)?;
            rest[host.len()..].starts_with(':').then_some((at, host))
        });
        Self { marks, tunnels: asked.collect() }
    }

    /// Whether the status at this place is a proxy's: the first one after a request for a tunnel, whose host comes
    /// back, or one with a mark beside it.
    fn answered(&self, told: &Told<'_>, at: usize) -> Option<Option<&str>> {
        let tunnel = self.tunnels.iter().rfind(|(place, _)| *place < at);
        let tunnel = tunnel
            .filter(|(place, _)| told.is_few_lines(*place, at) && told.between(*place, at).next().is_none());
        if let Some((_, host)) = tunnel {
            return Some(Some(host));
        }
        let is_beside = |mark: &usize| {
            let (from, to) = (at.min(*mark), at.max(*mark));
            // The status itself is the one at the beginning, where the mark is behind it.
            to - from <= FURTHEST_MARK && told.between(from, to).take(2).count() <= usize::from(from == at)
        };
        self.marks.iter().any(is_beside).then_some(None)
    }
}
