//! Finds a secret that was sent in what came back. Services echo what they were sent in their own spelling:
//! percent-encoded, escaped for JSON or HTML, in base64 or hexadecimal digits, at any place of a longer text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

const MARK: &str = "[secret]";
/// Shorter than this, a piece of base64 could stand in a text by chance.
const SHORTEST_BASE64: usize = 8;

/// The text without the secret in any of its spellings.
pub(super) fn without_secret(text: &str, secret: &str) -> String {
    let mut clean = text.replace(secret, MARK);
    for inside in insides(secret) {
        clean = without_runs(&clean, &inside);
    }
    without_escaped(&without_digits(&clean, secret.as_bytes()), secret.as_bytes())
}

/// Without each whole run of base64 in which this stands. Goes through the text once.
fn without_runs(text: &str, inside: &str) -> String {
    let in_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(inside) {
        let start = rest[..at].trim_end_matches(in_base64).len();
        let end = rest[at..].find(|c| !in_base64(c)).map_or(rest.len(), |after| at + after);
        out.push_str(&rest[..start]);
        out.push_str(MARK);
        rest = &rest[end..];
    }
    out + rest
}

/// Without the secret as hexadecimal digits, in either case.
fn without_digits(text: &str, secret: &[u8]) -> String {
    let digits: String = secret.iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"));
    // Small letters take as much room as capital ones, so places in the one are places in the other.
    let small = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, found) in small.match_indices(&digits) {
        out.push_str(&text[done..at]);
        out.push_str(MARK);
        done = at + found.len();
    }
    out + &text[done..]
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

fn without_escaped(text: &str, secret: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(length) = spelled(rest.as_bytes(), secret).filter(|at| rest.is_char_boundary(*at)) {
            out.push_str(MARK);
            rest = &rest[length..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
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
        b'%' if hexadecimal(text.get(1..3)) == Some(wanted) => Some(3),
        b'+' if wanted == b' ' => Some(1),
        b'\\' if text.get(1) == Some(&b'u') && hexadecimal(text.get(2..6)) == Some(wanted) => Some(6),
        b'\\' if text.get(1) == Some(&b'x') && hexadecimal(text.get(2..4)) == Some(wanted) => Some(4),
        b'\\' if text.get(1) == Some(&wanted) => Some(2),
        b'&' => entity(text, wanted).or((wanted == b'&').then_some(1)),
        first => (*first == wanted).then_some(1),
    }
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
            assert_eq!(without_secret(&text, SECRET), "å[secret]ä[secret]", "{spelled}");
        }
    }

    #[test]
    fn base64_goes_with_the_whole_run_it_lies_in() {
        for before in ["", "a", "ab", "client_secret="] {
            for encoded in [
                base64::engine::general_purpose::STANDARD.encode(format!("{before}{SECRET}&more")),
                URL_SAFE_NO_PAD.encode(format!("{before}{SECRET}")),
            ] {
                assert_eq!(without_secret(&format!("<{encoded}>"), SECRET), "<[secret]>", "{encoded}");
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
            let clean = without_secret(&spelled.repeat(times), &long);
            assert_eq!(clean.matches(MARK).count(), times);
        }
    }

    #[test]
    fn what_is_not_the_secret_stays() {
        for text in ["", "%", "%7", "&", "&#;", "&#999;", "\\", "\\u00", "Zq8~ca+na/ry=", "åäö", "%%%%"] {
            assert_eq!(without_secret(text, SECRET), text);
        }
        assert_eq!(without_secret("a b+c%20d", "b c d"), "a [secret]");
    }
}
