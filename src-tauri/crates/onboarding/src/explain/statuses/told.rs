//! Which of the hosts in a text a status came from, and when it came from none of them.

use super::{MOST, STATUSES, Said, fields, host_at, hosts, statuses};

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

/// The statuses of a text and the hosts that were asked in it.
pub(super) struct Told<'a> {
    text: &'a str,
    said: Vec<Said>,
    asked: Vec<(usize, String)>,
}

impl<'a> Told<'a> {
    /// None where no status of a refusal is among them.
    pub fn read(text: &'a str) -> Option<Self> {
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

    pub fn refusals(&self) -> impl Iterator<Item = Said> + '_ {
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
        to - from <= FURTHEST_HOST && self.text[from..to].matches('\n').nth(MOST_LINES_ABOVE).is_none()
    }

    /// Whom the status at this place came from: the nearest host on its line, or on the few lines above, or else
    /// below. Another status in between belongs to that host, and this one does not.
    pub fn host_of(&self, at: usize, status: u16) -> Option<&str> {
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

/// How a status is known to be a proxy's.
pub(super) enum ByProxy<'a> {
    /// It is the first one after a request for a tunnel to this host.
    Tunnel(&'a str),
    /// A mark stands beside it.
    Mark,
}

/// What tells in a text that a proxy answered, and not the host that was asked.
#[derive(Default)]
pub(super) struct Proxies {
    marks: Vec<usize>,
    /// Each request for a tunnel, and to where.
    tunnels: Vec<(usize, String)>,
}

impl Proxies {
    pub fn read(text: &str) -> Self {
        const REQUEST: &str = "connect ";
        let marks = PROXY_MARKS.iter().flat_map(|mark| fields::places(text, mark).take(MOST)).collect();
        let asked = fields::places(text, REQUEST).take(MOST).filter_map(|at| {
            let rest = &text[at + REQUEST.len()..];
            let host = host_at(rest)?;
            rest[host.len()..].starts_with(':').then_some((at, host))
        });
        Self { marks, tunnels: asked.collect() }
    }

    /// Whether the status at this place is a proxy's.
    pub fn answered(&self, told: &Told<'_>, at: usize) -> Option<ByProxy<'_>> {
        let tunnel = self.tunnels.iter().rfind(|(place, _)| *place < at);
        let tunnel = tunnel
            .filter(|(place, _)| told.is_few_lines(*place, at) && told.between(*place, at).next().is_none());
        if let Some((_, host)) = tunnel {
            return Some(ByProxy::Tunnel(host));
        }
        let is_beside = |mark: &usize| {
            let (from, to) = (at.min(*mark), at.max(*mark));
            // The status itself is the one at the beginning, where the mark is behind it.
            to - from <= FURTHEST_MARK && told.between(from, to).take(2).count() <= usize::from(from == at)
        };
        self.marks.iter().any(is_beside).then_some(ByProxy::Mark)
    }
}
