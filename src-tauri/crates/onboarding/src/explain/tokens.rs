//! Finds a token in what surrounds it, and reads it as an offline inspection does.
//!
//! Tokens are pasted with `Bearer`, with quotes, as a whole request, inside of JSON, and broken over lines by mail
//! programs and consoles. Where lines follow lines, the part that belongs to the token is told by its own shape: three
//! parts, and a signature as long as an RSA key makes it.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::ops::Range;

use zeroize::Zeroizing;

use crate::answer;
use crate::evidence::{Asked, Evidence, Flow, Issuers, NotDone, Step, TokenProblem, TokenReading};
use crate::ids::{TenantId, TenantRef};
use crate::judge;
use crate::secret::AccessToken;
use crate::token;
use crate::verdict::Judgement;

use super::{Context, LONGEST_PASTE, fields};

/// At most this many places are looked at.
const MOST_RUNS: usize = 20;
/// Shorter than this, `eyJ…` is not taken for a token.
const SHORTEST: usize = 20;
/// Lines that follow a first piece of fewer characters do not belong to it: nothing breaks so early.
const SHORTEST_LINE: usize = 30;
/// So much in front of a token on its line is looked at: no line is broken later.
const LONGEST_PREFIX: usize = 200;
/// Lengths of an RSA signature in base64url, for keys of 4096, 3072 and 2048 bits. The longest first: a shorter length
/// may fall on the end of a line by chance.
const SIGNATURES: [usize; 3] = [683, 512, 342];

/// What ends a line: itself, written as an escape, as quoted-printable or a shell breaks one, or as a web page does.
const BREAKS: [&str; 16] = [
    "\\r\\n",
    "\\n",
    "=\r\n",
    "=\n",
    "\\\r\n",
    "\\\n",
    "`\r\n",
    "`\n",
    "\r\n",
    "\n",
    "\r",
    "<br>",
    "<br/>",
    "<br />",
    "<BR>",
    "</div><div>",
];

/// Takes away what copying leaves behind and nobody sees: byte-order marks, zero-width characters, soft hyphens, marks of
/// direction, a terminal's colours, the zero bytes of UTF-16 read as something else; blanks that do not break and breaks of
/// other kinds become plain ones.
pub(super) fn without_odd_marks(text: &str) -> Cow<'_, str> {
    const WRITTEN: [&str; 8] =
        ["<wbr>", "<wbr/>", "&shy;", "&#173;", "&#8203;", "&#x200b;", "&#x200B;", "&ZeroWidthSpace;"];
    let plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let mut text = Cow::Borrowed(text);
    if !text.bytes().all(plain) {
        let uncoloured = answer::without_colours(&text);
        // Room for all of it is made first: growing would leave copies behind.
        let mut kept = String::with_capacity(uncoloured.len());
        kept.extend(uncoloured.chars().filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(c),
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\u{a0}' | '\u{202f}' | '\u{2007}' => Some(' '),
            c => Some(c).filter(|c| !answer::is_unseen(*c)),
        }));
        text = Cow::Owned(kept);
    }
    for mark in WRITTEN {
        if text.contains(mark) {
            text = Cow::Owned(text.replace(mark, ""));
        }
    }
    text
}

/// A text that begins as a token does, with the lines that seem to continue it.
pub(super) struct Run {
    /// Where it stands in the text, the further lines included.
    pub span: Range<usize>,
    joined: Zeroizing<String>,
    /// The lengths of `joined` at which a line ended.
    ends: Vec<usize>,
}

impl Run {
    /// The length of the token, where a line ends with a signature of the right length.
    fn fitting(&self) -> Option<usize> {
        let dots: Vec<usize> = self.joined.match_indices('.').map(|(at, _)| at).take(5).collect();
        match dots[..] {
            [_, second] => SIGNATURES
                .iter()
                .map(|length| second + 1 + length)
                .find(|end| self.ends.binary_search(end).is_ok()),
            _ => None,
        }
    }

    /// Whether nothing of it can stand elsewhere in the text.
    pub fn is_whole(&self) -> bool {
        self.fitting().is_some()
    }

    /// The token: what has its shape, from the first line on.
    fn token(&self) -> Zeroizing<String> {
        let whole = self.joined.as_str();
        let complete = || {
            let first = self.ends.first().copied().unwrap_or(whole.len());
            if is_readable(&whole[..first]) { first } else { whole.len() }
        };
        let end = self.fitting().unwrap_or_else(complete);
        Zeroizing::new(whole[..end].to_owned())
    }

    fn parts(&self) -> usize {
        self.joined.split('.').count()
    }
}

fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// The places in the text that begin as a token does, at most so many.
pub(super) fn runs(text: &str, most: usize) -> Vec<Run> {
    let bytes = text.as_bytes();
    let mut found: Vec<Run> = Vec::new();
    for (at, _) in text.match_indices("eyJ") {
        let inside = found.last().is_some_and(|run| run.span.contains(&at));
        let continued = at.checked_sub(1).is_some_and(|before| {
            in_token(bytes[before]) && !text[..at].ends_with("\\n") && !text[..at].ends_with("%20")
        });
        if inside || continued {
            continue;
        }
        let run = run_from(text, at);
        if run.joined.len() >= SHORTEST {
            found.push(run);
        }
        if found.len() == most {
            break;
        }
    }
    found
}

fn run_from(text: &str, start: usize) -> Run {
    let bytes = text.as_bytes();
    let length_at = |at: usize| bytes[at..].iter().take_while(|byte| in_token(**byte)).count();
    let first = length_at(start);
    let dots_in = |from: usize, to: usize| text[from..to].matches('.').count();
    // What stands before it on its line took its share of the width at which lines are broken.
    let width = LazyCell::new(|| {
        let before = bytes[..start].iter().rev().take(LONGEST_PREFIX);
        before.take_while(|byte| !matches!(byte, b'\n' | b'\r')).count() + first
    });
    let mut pieces = vec![(start, start + first)];
    let mut end = start + first;
    let mut dots = dots_in(start, end);
    while let Some(next) = next_line(text, end).filter(|_| *width >= SHORTEST_LINE) {
        let length = length_at(next);
        // A line of the same break is no longer than the first one (a part that was broken once may be), holds nothing
        // else, and is no new token.
        let follows = text[next + length..].chars().next();
        let alone = follows.is_none_or(|c| !c.is_alphanumeric() && c != ':' && c != ' ');
        let another = text[next..].starts_with("eyJ") && bytes[end - 1] != b'.';
        if length == 0 || (length > *width && dots >= 2) || !alone || another {
            break;
        }
        dots += dots_in(next, next + length);
        pieces.push((next, next + length));
        end = next + length;
    }
    if dots >= 2 {
        let further = misspelled(&text[end..]);
        end += further;
        if let Some((_, last)) = pieces.last_mut() {
            *last += further;
        }
    }
    if dots == 2 && further_words(text, end, &mut pieces) {
        end = pieces.last().map_or(end, |(_, to)| *to);
    }
    // Room for all of it is made first: growing would leave copies behind.
    let mut joined = Zeroizing::new(String::with_capacity(pieces.iter().map(|(from, to)| to - from).sum()));
    let mut ends = Vec::with_capacity(pieces.len());
    for (from, to) in pieces {
        joined.push_str(&text[from..to]);
        ends.push(joined.len());
    }
    Run { span: start..end, joined, ends }
}

/// Words of a signature that a blank or two took apart: where they make up the length that a key gives it, they are added.
fn further_words(text: &str, end: usize, pieces: &mut Vec<(usize, usize)>) -> bool {
    const MOST_WORDS: usize = 4;
    let begun = pieces.iter().rposition(|(from, to)| text[*from..*to].contains('.'));
    let mut length: usize = begun.map_or(0, |begun| {
        let of_piece = |(from, to): &(usize, usize)| {
            let piece = &text[*from..*to];
            piece.len() - piece.rfind('.').map_or(0, |dot| dot + 1)
        };
        pieces[begun..].iter().map(of_piece).sum()
    });
    if SIGNATURES.contains(&length) {
        return false;
    }
    let known = pieces.len();
    let mut at = end;
    for _ in 0..MOST_WORDS {
        let rest = &text[at..];
        let next = text.len() - rest.trim_start_matches([' ', '\t']).len();
        let word = text.as_bytes()[next..].iter().take(SIGNATURES[0] + 1);
        let word = word.take_while(|byte| in_token(**byte) && **byte != b'.').count();
        if next == at || word == 0 {
            break;
        }
        pieces.push((next, next + word));
        (at, length) = (next + word, length + word);
        if SIGNATURES.contains(&length) {
            return true;
        }
    }
    pieces.truncate(known);
    false
}

/// How much of what follows belongs to the same value although no token is spelled so: the padding and the other
/// letters of base64 are for the judge to refuse, not to be left out.
fn misspelled(rest: &str) -> usize {
    let mut length = 0;
    while let Some(byte) = rest.as_bytes().get(length) {
        let at = &rest[length..];
        let encoded = ["%3D", "%3d", "%2B", "%2b", "%2F", "%2f"].iter().any(|letter| at.starts_with(letter));
        length += match byte {
            b'=' | b'+' | b'/' | b'~' => 1,
            b'%' if encoded => 3,
            byte if length > 0 && in_token(*byte) => 1,
            _ => break,
        };
    }
    length
}

/// Where the next line begins, if a line ends here: a real break, or one written as an escape.
fn next_line(text: &str, at: usize) -> Option<usize> {
    let mut rest = &text[at..];
    let mut broken = false;
    loop {
        let before = rest.len();
        let may_break = matches!(rest.as_bytes().first(), Some(b'\\' | b'=' | b'`' | b'<' | b'\r' | b'\n'));
        for mark in BREAKS.iter().filter(|_| may_break) {
            if let Some(after) = rest.strip_prefix(mark) {
                (rest, broken) = (after, true);
                break;
            }
        }
        if broken {
            rest = rest.trim_start_matches([' ', '\t', '>', '|', '\u{2502}']);
            rest = rest.strip_prefix("&gt;").unwrap_or(rest);
        }
        if rest.len() == before {
            break;
        }
    }
    (broken && !rest.is_empty()).then(|| text.len() - rest.len())
}

/// Whether anything in the text looks like a token.
pub(super) fn is_any(text: &str) -> bool {
    runs(text, MOST_RUNS).iter().any(|run| run.parts() >= 3)
}

/// The token in a text: the first that reads as one, else the one that comes closest. Also what a JSON answer names
/// `access_token`, whatever it looks like. None in a text that is longer than is looked at.
pub fn token_in(text: &str) -> Option<AccessToken> {
    if text.len() > LONGEST_PASTE {
        return None;
    }
    let text = &*without_odd_marks(text);
    let mut runs = runs(text, MOST_RUNS);
    runs.sort_by_key(|run| match run.parts() {
        3 => 0,
        5 => 1,
        _ => 2,
    });
    let tokens: Vec<Zeroizing<String>> = runs.iter().map(Run::token).collect();
    // Where the text is the token and nothing else, blanks anywhere in it are a mail program's; what stands before one
    // may read as a token, too, but its signature is cut.
    let whole = || Some(AccessToken::pasted(text).0).filter(|whole| is_readable(whole.expose()));
    if let Some(found) = tokens.iter().find(|token| is_readable(token)) {
        let is_cut = !is_signed_whole(found);
        let longer = is_cut.then(whole).flatten().filter(|whole| is_signed_whole(whole.expose()));
        return Some(longer.unwrap_or_else(|| AccessToken::new(found.to_string())));
    }
    let Some(closest) = tokens.first() else {
        return named_token(text).map(AccessToken::new);
    };
    whole().or_else(|| Some(AccessToken::new(closest.to_string())))
}

/// The token in a text that is said to be one, and whether anything else stood around it. Where nothing in it looks like
/// a token, it is the whole text, for the judge to say what is wrong with it.
pub fn token_pasted(text: &str) -> (AccessToken, bool) {
    match token_in(text) {
        Some(token) => {
            let alone = text.trim() == token.expose();
            (token, !alone)
        }
        None => AccessToken::pasted(text),
    }
}

fn is_signed_whole(token: &str) -> bool {
    token.rsplit('.').next().is_some_and(|signature| SIGNATURES.contains(&signature.len()))
}

fn is_readable(token: &str) -> bool {
    matches!(token::read(token), TokenReading::Readable { .. })
}

/// The value of `access_token` in a JSON answer, where it does not begin as a signed token does.
fn named_token(text: &str) -> Option<String> {
    fields::places(text, "\"access_token\"").take(5).find_map(|at| {
        let rest = text[at + "\"access_token\"".len()..].trim_start().strip_prefix(':')?.trim_start();
        let value = rest.strip_prefix('"')?;
        let end = value.find(|c: char| c == '"' || c.is_whitespace())?;
        (end >= SHORTEST).then(|| value[..end].to_owned())
    })
}

/// A token, read and judged without asking anybody.
pub(super) struct Judged {
    pub evidence: Evidence,
    pub judgement: Judgement,
    /// Whether the text is the token and nothing else, however it is broken.
    pub alone: bool,
}

/// The token in a text.
pub(super) fn judged(text: &str, context: &Context) -> Option<Judged> {
    let token = token_in(text)?;
    let reading = token::read(token.expose());
    // A word that merely begins like a token is none.
    let is_fragment =
        matches!(&reading, TokenReading::Unreadable { problem: TokenProblem::NotThreeParts { parts: 1 } });
    if is_fragment && token.expose().len() < 100 && text.trim().len() > 2 * token.expose().len() {
        return None;
    }
    let evidence = evidence(reading, context);
    let judgement = judge::judge(&evidence);
    let alone = token.expose() == AccessToken::pasted(text).0.expose();
    Some(Judged { evidence, judgement, alone })
}

/// The evidence that an offline inspection would write.
fn evidence(reading: TokenReading, context: &Context) -> Evidence {
    let claimed = match &reading {
        TokenReading::Readable { facts } => {
            facts.tenant_id.as_deref().and_then(|text| TenantId::parse(text).ok())
        }
        TokenReading::Unreadable { .. } => None,
    };
    let tenant = match context.tenant {
        Some(TenantRef::Id(id)) => Some(id),
        Some(TenantRef::Domain(_)) => None,
        None => claimed,
    };
    let issuers =
        tenant.map(|id| Issuers { v1: context.cloud.issuer_v1(id), v2: context.cloud.issuer_v2(id) });
    let asked = Asked {
        cloud: context.cloud.id(),
        app_id: context.app,
        tenant: context.tenant.clone(),
        wanted: context.wanted.clone(),
        flow: Flow::default(),
        call: false,
    };
    let token = Step::Answered { took_ms: 0, value: reading };
    Evidence { issuers, token, ..Evidence::not_done(asked, context.now, NotDone::NotAsked) }
}
