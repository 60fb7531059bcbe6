//! Finds a secret or token that was sent in what came back. Services echo what they were sent in their own spelling:
//! percent-encoded, escaped for JSON or HTML, in base64 or hexadecimal digits, broken over lines, or in pieces, at any place
//! of a longer text.

use std::collections::HashSet;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shorter than this, a piece of base64 could stand in a text by chance.
const SHORTEST_BASE64: usize = 8;
/// Shorter than this, what was sent is no secret, and words would be taken for it.
const SHORTEST: usize = 4;
/// So many letters of it in a row stand nowhere by chance.
const PIECE: usize = 16;

/// The text without what was sent, in any spelling.
pub(super) fn without(text: &str, sent: &str, mark: &str) -> String {
    // No spelling is shorter than what was sent, and no piece than a piece.
    if sent.len() < SHORTEST || text.len() < sent.len().min(PIECE) {
        return text.to_owned();
    }
    let mut found = spellings(text, sent);
    let Compact { text: compact, places } = Compact::of(text);
    if compact.len() < text.len() {
        let whole = |range: Range<usize>| places[range.start]..places[range.end - 1] + 1;
        found.extend(spellings(&compact, &Compact::of(sent).text).into_iter().map(whole));
    }
    found.extend(pieces(text, sent));
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut ranges = found.into_iter().peekable();
    while let Some(mut range) = ranges.next() {
        while let Some(next) = ranges.next_if(|next| next.start <= range.end) {
            range.end = range.end.max(next.end);
        }
        out.push_str(&text[done..range.start]);
        out.push_str(mark);
        done = range.end;
    }
    out + &text[done..]
}

/// A text without the blanks, line ends and quotes that break what is written in several pieces.
struct Compact {
    text: String,
    /// Where each byte of it stands in the whole text.
    places: Vec<usize>,
}

impl Compact {
    fn of(text: &str) -> Self {
        let mut compact = Self { text: String::with_capacity(text.len()), places: Vec::new() };
        for (at, c) in text.char_indices() {
            // Quoted-printable puts a mark in front of the end of a line.
            let soft = c == '=' && text[at + 1..].starts_with(['\r', '\n']);
            if soft || c.is_whitespace() || matches!(c, '"' | '\'') {
                continue;
            }
            compact.text.push(c);
            compact.places.extend(at..at + c.len_utf8());
        }
        compact
    }
}

/// Every place where it stands whole, in whatever spelling.
fn spellings(text: &str, sent: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> =
        text.match_indices(sent).map(|(at, found)| at..at + found.len()).collect();
    for inside in insides(sent) {
        found.extend(runs_with(text, &inside));
    }
    let digits: String = sent.bytes().fold(String::new(), |all, byte| all + &format!("{byte:02x}"));
    // Small letters take as much room as capital ones, so places in the one are places in the other.
    let small = text.to_ascii_lowercase();
    found.extend(small.match_indices(&digits).map(|(at, found)| at..at + found.len()));
    found.extend(escaped(text, sent.as_bytes()));
    found
}

/// Each whole run of base64 in which this stands.
fn runs_with<'a>(text: &'a str, inside: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let in_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = done + text[done..].find(inside)?;
        let start = done + text[done..at].trim_end_matches(in_base64).len();
        let end = text[at..].find(|c| !in_base64(c)).map_or(text.len(), |after| at + after);
        done = end;
        Some(start..end)
    })
}

/// Pieces of it: whatever was put in between, so many letters in a row are its own.
fn pieces(text: &str, sent: &str) -> Vec<Range<usize>> {
    let known: HashSet<&[u8]> = sent.as_bytes().windows(PIECE).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, window) in text.as_bytes().windows(PIECE).enumerate() {
        if !known.contains(window) {
            continue;
        }
        let end = at + PIECE;
        match found.last_mut() {
            Some(last) if last.end >= at => last.end = end,
            _ => found.push(at..end),
        }
    }
    // A piece may begin or end within a letter of several bytes.
    for range in &mut found {
        while !text.is_char_boundary(range.start) {
            range.start -= 1;
        }
        while !text.is_char_boundary(range.end) {
            range.end += 1;
        }
    }
    found
}

/// What base64 makes of the secret wherever it lies in a longer text: three ways, by how many bytes stand before it,
/// each without the ends that depend on its neighbours; in both alphabets.
fn insides(secret: &str) -> Vec<String> {
    let mut all = Vec::new();
    for skipped in 0..3.min(secret.len()) {
        let whole = &secret.as_bytes()[skipped..];
        let whole = &whole[..whole.len() / 3 * 3];
        for encoded in [STANDARD_NO_PAD.encode(whole), URL_SAFE_NO_PAD.encode(whole)] {
            if encoded.len() >= SHORTEST_BASE64 && !all.contains(&encoded) {
                all.push(encoded);
            }
        }
    }
    all
}

/// Every place where it is escaped, letter by letter.
fn escaped(text: &str, sent: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        match spelled(&text.as_bytes()[at..], sent).filter(|length| text.is_char_boundary(at + length)) {
            Some(length) => {
                found.push(at..at + length);
                at += length;
            }
            None => at += first.len_utf8(),
        }
    }
    found
}

/// How many bytes the text spells the secret with, if it begins with it.
fn spelled(text: &[u8], secret: &[u8]) -> Option<usize> {
    secret.iter().try_fold(0, |at, byte| Some(at + spelled_byte(text.get(at..)?, *byte)?))
}

fn spelled_byte(text: &[u8], wanted: u8) -> Option<usize> {
    let hexadecimal = |digits: Option<&[u8]>| {
        let digits = std::str::from_utf8(digits?).ok()?;
        u8::from_str_radix(digits.trim_start_matches("00"), 16).ok()
    };
    match text.first()? {
        b'%' => percent_encoded(&text[1..], wanted).map(|length| length + 1),
        b'+' if wanted == b' ' => Some(1),
        b'\\' if text.get(1) == Some(&b'u') && hexadecimal(text.get(2..6)) == Some(wanted) => Some(6),
        b'\\' if text.get(1) == Some(&b'x') && hexadecimal(text.get(2..4)) == Some(wanted) => Some(4),
        b'\\' if text.get(1) == Some(&wanted) => Some(2),
        b'&' => entity(text, wanted).or((wanted == b'&').then_some(1)),
        first => (*first == wanted).then_some(1),
    }
}

/// The digits behind a per cent sign, which may itself be encoded again and again, but for one that was sent.
fn percent_encoded(text: &[u8], wanted: u8) -> Option<usize> {
    let signs = text.chunks(2).take_while(|digits| wanted != b'%' && *digits == b"25").count();
    let digits = std::str::from_utf8(text.get(signs * 2..signs * 2 + 2)?).ok()?;
    (u8::from_str_radix(digits, 16).ok()? == wanted).then_some(signs * 2 + 2)
}

/// An HTML entity for this byte.
fn entity(text: &[u8], wanted: u8) -> Option<usize> {
    let end = text.iter().take(10).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let means = match name {
        "amp" => b'&',
        "lt" => b'<',
        "gt" => b'>',
        "quot" => b'"',
        "apos" => b'\'',
        _ => {
            let number = name.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(digits) => u8::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            }
        }
    };
    (means == wanted).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "[secret]";
    const SECRET: &str = "Zq8~ca+na/ry=.7_-x<&>\"8Qd";

    #[test]
    fn each_spelling_is_taken_out_and_the_rest_stays() {
        for spelled in [
            SECRET.to_owned(),
            "Zq8%7Eca%2Bna%2Fry%3D.7_-x%3C%26%3E%228Qd".to_owned(),
            "Zq8~ca%2bna%2fry%3d.7_-x%3c%26%3e%228Qd".to_owned(),
            "Zq8~ca+na\\/ry=.7_-x<&>\\\"8Qd".to_owned(),
            "Zq8~ca\\u002bna/ry=.7_-x\\u003c\\u0026\\u003E\\\"8Qd".to_owned(),
            "Zq8~ca+na/ry=.7_-x&lt;&amp;&gt;&quot;8Qd".to_owned(),
            "Zq8&#126;ca&#x2B;na/ry=.7_-x<&>\"8Qd".to_owned(),
            SECRET.bytes().fold(String::new(), |all, byte| all + &format!("{byte:02X}")),
            SECRET.bytes().fold(String::new(), |all, byte| all + &format!("\\x{byte:02x}")),
        ] {
            let text = format!("å{spelled}ä{spelled}");
            assert_eq!(without(&text, SECRET, MARK), "å[secret]ä[secret]", "{spelled}");
        }
    }

    #[test]
    fn what_a_line_end_or_anything_else_breaks_is_taken_out_too() {
        let secret = "Zq8Q~cana-ry.7_x0123456789abcdefABCDEF~Z";
        let broken = |every: usize, by: &str| {
            let letters: Vec<char> = secret.chars().collect();
            let lines: Vec<String> = letters.chunks(every).map(|line| line.iter().collect()).collect();
            lines.join(by)
        };
        for text in [
            broken(3, "\n"),
            broken(1, " "),
            broken(20, "\r\n"),
            broken(12, "=\r\n"),
            broken(7, "\" \""),
            base64::engine::general_purpose::STANDARD.encode(secret).replace("ME", "ME\n"),
            secret.replace('~', "%7E"),
            secret.replace('~', "%257E"),
            secret.replace('~', "%25257e"),
        ] {
            assert_eq!(without(&format!("<{text}>"), secret, MARK), "<[secret]>", "{text}");
        }
        let pieces = without(&format!("<{}>", broken(20, "\" + \"")), secret, MARK);
        assert_eq!(pieces, "<[secret]\" + \"[secret]>");
        assert_eq!(without("%25", "100%25 of", MARK), "%25");
        assert_eq!(without("<100%2525%20of>", "100%25 of", MARK), "<[secret]>");
    }

    #[test]
    fn base64_goes_with_the_whole_run_it_lies_in() {
        for before in ["", "a", "ab", "client_secret="] {
            for encoded in [
                base64::engine::general_purpose::STANDARD.encode(format!("{before}{SECRET}&more")),
                URL_SAFE_NO_PAD.encode(format!("{before}{SECRET}")),
            ] {
                assert_eq!(without(&format!("<{encoded}>"), SECRET, MARK), "<[secret]>", "{encoded}");
            }
        }
    }

    /// A small part of a second each; with a search from the start for each place it would be minutes.
    #[test]
    fn a_text_of_nothing_but_the_secret_is_gone_through_once() {
        let long = SECRET.repeat(25);
        let hex: String = long.bytes().fold(String::new(), |all, byte| all + &format!("{byte:02X}"));
        let base64 = base64::engine::general_purpose::STANDARD.encode(&long);
        for spelled in [long.clone(), hex, base64 + "!"] {
            let times = 1024 * 1024 / spelled.len();
            let clean = without(&spelled.repeat(times), &long, MARK);
            // What follows without a gap is one.
            assert!(clean.matches(MARK).count() <= times && clean.len() < 10 * times, "{}", clean.len());
        }
    }

    #[test]
    fn what_is_not_the_secret_stays() {
        for text in ["", "%", "%7", "&", "&#;", "&#999;", "\\", "\\u00", "Zq8~ca+na/ry=", "åäö", "%%%%"] {
            assert_eq!(without(text, SECRET, MARK), text);
        }
        assert_eq!(without("a b+c%20d", "b c d", MARK), "a [secret]");
    }
}
