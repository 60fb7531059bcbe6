//! Takes out of a pasted text what must not be shown again: tokens, however they are broken over lines, and what stands
//! where a secret belongs.

use crate::answer;

use super::{fields, tokens};

/// Longest text that is shown again.
const LONGEST_RAW: usize = 8 * 1024;
/// No word has so many letters, digits, hyphens and underscores in a row; a part of a token has.
const LONGEST_WORD: usize = 100;
/// So much is looked at to make it; enough for any token in front of what matters.
const LOOKED_AT: usize = 128 * 1024;

/// Names in front of a value that is nobody's business. `code` is one in an address only.
const SECRET_NAMES: [&str; 25] = [
    "client_secret",
    "client-secret",
    "clientsecret",
    "client_assertion",
    "appsecret",
    "app_secret",
    "app-secret",
    "secrettext",
    "secretvalue",
    "secret_value",
    "secret",
    "securestring",
    "device_code",
    "cookie",
    "accesstoken",
    "refreshtoken",
    "password",
    "passwd",
    "pwd",
    "api_key",
    "apikey",
    "refresh_token",
    "access_token",
    "id_token",
    "authorization",
];
/// Behind a name that is also a word of prose, shorter values are none.
const SHORTEST_SECRET: usize = 8;
/// So many commands with an option of one letter are looked at, and so much of each.
const MOST_COMMANDS: usize = 200;
const LONGEST_COMMAND: usize = 2 * 1024;
/// In a list of names and values, the value stands at most this far in front of its name.
const FURTHEST_VALUE: usize = 512;
/// Parameters of an address that are.
const SECRET_PARAMETERS: [&str; 6] = ["?code=", "&code=", "#code=", "&sig=", "?sig=", "&amp;code="];

/// The text, fit to be shown, stored and sent on.
pub fn cleaned(text: &str) -> String {
    let end = (0..=LOOKED_AT.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let cut = &text[..end];
    let mut marks: Vec<Mark> = tokens::runs(cut, usize::MAX)
        .into_iter()
        .map(|run| Mark { from: run.span.start, to: run.span.end, instead: "[token]" })
        .collect();
    if !marks.is_empty() {
        marks.extend(lines_like_tokens(cut));
    }
    marks.extend(parts_of_tokens(cut));
    for name in SECRET_NAMES {
        mark_all(&mut marks, fields::places(cut, name), |at| value_behind(cut, at, name));
    }
    for name in SECRET_PARAMETERS {
        mark_all(&mut marks, fields::places(cut, name), |at| {
            let from = at + name.len();
            Some(Mark { from, to: from + parameter_length(&cut[from..]), instead: "[code]" })
        });
    }
    mark_all(&mut marks, fields::places(cut, "-----begin "), |at| private_key(cut, at));
    mark_all(&mut marks, fields::places(cut, "--service-principal").take(MOST_COMMANDS), |at| {
        short_option(cut, at, " -p ")
    });
    mark_all(&mut marks, fields::places(cut, "curl ").take(MOST_COMMANDS), |at| {
        short_option(cut, at, " -u ")
    });
    mark_all(&mut marks, fields::places(cut, "bearer "), |at| bearer(cut, at + "bearer ".len()));
    mark_all(&mut marks, fields::places(cut, "q~"), |at| by_shape(cut, at));
    marks.sort_unstable();
    let mut out = String::with_capacity(cut.len());
    let mut done = 0;
    for Mark { from, to, instead } in marks {
        if from >= done && to > from {
            out.push_str(&cut[done..from]);
            out.push_str(instead);
        }
        done = done.max(to);
    }
    out.push_str(&cut[done.min(cut.len())..]);
    answer::redact(&out, None, LONGEST_RAW)
}

/// Beside a token: lines that hold nothing but what could be more of it, wherever a break or a mark in front took them.
fn lines_like_tokens(text: &str) -> impl Iterator<Item = Mark> {
    const SHORTEST: usize = 30;
    let in_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut at = 0;
    text.split_inclusive(['\n', '\r']).filter_map(move |line| {
        let begun = at;
        at += line.len();
        let bare = line.trim_matches(|c: char| !in_token(c));
        let from = begun + line.find(bare).unwrap_or(0);
        let mixed = bare.contains(|c: char| c.is_ascii_uppercase())
            && bare.contains(|c: char| c.is_ascii_lowercase());
        let like_one = bare.len() >= SHORTEST && mixed && bare.chars().all(in_token);
        like_one.then_some(Mark { from, to: from + bare.len(), instead: "[token]" })
    })
}

/// What is left of a token whose dots became something else, or that a mark broke in two: its parts are told by their
/// length, since only the first two begin as a token does.
fn parts_of_tokens(text: &str) -> impl Iterator<Item = Mark> {
    let in_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut from = 0;
    text.as_bytes().split(move |byte| !in_part(byte)).filter_map(move |part| {
        let mark = Mark { from, to: from + part.len(), instead: "[token]" };
        from = mark.to + 1;
        (part.len() > LONGEST_WORD).then_some(mark)
    })
}

/// A place to take out, and what stands there instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    from: usize,
    to: usize,
    instead: &'static str,
}

/// Marks one kind of place after the other; what lies inside of one is passed over, so that a text of nothing but
/// names costs no more than any other.
fn mark_all(
    marks: &mut Vec<Mark>,
    places: impl Iterator<Item = usize>,
    mark_at: impl Fn(usize) -> Option<Mark>,
) {
    let mut done = 0;
    for at in places {
        if at >= done
            && let Some(mark) = mark_at(at)
        {
            done = mark.to;
            marks.push(mark);
        }
    }
}

/// The value of a name: `name=value`, `"name": "value"`, `name: value`, `--name value`, and as tools save a request:
/// `"key": "name", "value": "value"`, `name="name"` with the value on a line of its own, `<name>value</name>`.
fn value_behind(text: &str, at: usize, name: &str) -> Option<Mark> {
    let after_name = at + name.len();
    let mut rest = &text[after_name..];
    // `client_secret_expires`, `passwordless`: another name.
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    if rest.starts_with('>') && text[..at].ends_with('<') {
        let value = &rest[1..];
        return Some(mark(text, value, value.find('<').unwrap_or(value.len()), name));
    }
    rest = rest.strip_prefix("&quot;").unwrap_or(rest).trim_start_matches(['"', '\'', '\\', ']']);
    if let Some(value) = listed_value(rest) {
        return Some(mark(text, value, quoted_length(value), name));
    }
    if let Some(found) = value_before(text, at, name) {
        return Some(found);
    }
    let trimmed = rest.trim_start_matches([' ', '\t']);
    let option = text[..at].ends_with('-') && trimmed.len() < rest.len();
    let cell = rest.starts_with('\t');
    let value = ["%3D", "%3d", "=>", ":", "="].iter().find_map(|mark| trimmed.strip_prefix(mark));
    let value = match value {
        Some(value) => value,
        None if option || cell => trimmed.strip_prefix("-String ").unwrap_or(trimmed),
        None => return None,
    };
    let value = value.trim_start_matches([' ', '\t']);
    let value = value.strip_prefix("&quot;").unwrap_or(value);
    let unquoted = value.trim_start_matches(['\\', '"', '\'']);
    let quote = value[..value.len() - unquoted.len()].chars().last();
    let length = match (name, quote) {
        // The whole header: scheme and value, or every cookie.
        ("authorization" | "cookie", _) => {
            unquoted.find(['"', '\'', '\n', '\r', '\\']).unwrap_or(unquoted.len())
        }
        (_, Some(quote @ ('"' | '\''))) => unquoted.find([quote, '\n', '\\']).unwrap_or(unquoted.len()),
        _ => unquoted
            .find(|c: char| c.is_whitespace() || matches!(c, '&' | '"' | '\'' | '<' | '>' | ',' | ';' | '}'))
            .unwrap_or(unquoted.len()),
    };
    // "The secret: see the vault" is prose.
    (name != "secret" || length >= SHORTEST_SECRET).then(|| mark(text, unquoted, length, name))
}

/// `rest` of the text begins with the value.
fn mark(text: &str, rest: &str, length: usize, name: &str) -> Mark {
    let from = text.len() - rest.len();
    let is_token = name.ends_with("token") || matches!(name, "authorization" | "cookie");
    Mark { from, to: from + length, instead: if is_token { "[token]" } else { "[secret]" } }
}

fn quoted_length(value: &str) -> usize {
    value.find(['"', '\'', '\n', '\r', '\\']).unwrap_or(value.len())
}

/// What stands behind `value` where that is the next member of the same entry, as Postman, Insomnia and a browser's
/// record of a page have it, or behind an empty line, as in a form of several parts.
fn listed_value(rest: &str) -> Option<&str> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ',' | ':');
    for empty_line in ["\r\n\r\n", "\n\n"] {
        if let Some(value) = rest.strip_prefix(empty_line) {
            return Some(value);
        }
    }
    let next = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '\'' | '\\'));
    let value = next.strip_prefix("value").filter(|_| next.len() < rest.len())?;
    let unquoted = value.trim_start_matches(blank);
    (unquoted.len() < value.len()).then_some(unquoted)
}

/// The same with the value first.
fn value_before(text: &str, at: usize, name: &str) -> Option<Mark> {
    let quotes = ['"', '\'', '\\'];
    let before = text[..at].trim_end_matches(quotes);
    let before = before.trim_end().strip_suffix(':')?.trim_end().trim_end_matches(quotes);
    let entry = before.strip_suffix("key").or_else(|| before.strip_suffix("name"))?;
    let from = (entry.len().saturating_sub(FURTHEST_VALUE)..=entry.len())
        .find(|from| entry.is_char_boundary(*from))?;
    let begun = entry[from..].rfind(['{', '}']).map_or(from, |brace| from + brace);
    let value = entry[begun..].find("value").map(|place| &text[begun + place + "value".len()..])?;
    let unquoted =
        value.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ':'));
    Some(mark(text, unquoted, quoted_length(unquoted), name))
}

/// A private key in the form of a file, however its lines are broken.
fn private_key(text: &str, at: usize) -> Option<Mark> {
    const KIND: usize = 40;
    const END: &str = "-----END";
    let name = text.as_bytes().get(at..(at + KIND).min(text.len()))?;
    name.windows(7).any(|word| word.eq_ignore_ascii_case(b"PRIVATE")).then(|| {
        let to = text[at..].find(END).map_or(text.len(), |length| at + length);
        Mark { from: at, to, instead: "[secret]" }
    })
}

/// What stands behind an option of one letter on the same line.
fn short_option(text: &str, at: usize, option: &str) -> Option<Mark> {
    let end = (at..=(at + LONGEST_COMMAND).min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    let line = text[at..end].split(['\n', '\r']).next()?;
    let from = at + line.find(option)? + option.len();
    let value = text[from..].trim_start_matches(['"', '\'']);
    let from = text.len() - value.len();
    let length = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).unwrap_or(value.len());
    Some(Mark { from, to: from + length, instead: "[secret]" })
}

fn parameter_length(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, '&' | '"' | '\'' | '<' | '>' | '#'))
        .unwrap_or(text.len())
}

/// A bearer value that is no signed token; short words behind `bearer` are prose.
fn bearer(text: &str, from: usize) -> Option<Mark> {
    let rest = &text[from..];
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let value = &rest[blanks..];
    let length = value
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '/' | '=')))
        .unwrap_or(value.len());
    (length >= 20).then_some(Mark { from: from + blanks, to: from + blanks + length, instead: "[token]" })
}

/// An Entra secret by its shape: 40 characters or so with `Q~` behind the first four.
/// Source: the pattern of Microsoft's own secret scanning, `[0-9A-Za-z_~.-]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34}`.
fn by_shape(text: &str, at: usize) -> Option<Mark> {
    let bytes = text.as_bytes();
    let in_secret = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'~' | b'.' | b'-');
    let from = at.checked_sub(4)?;
    let fits = bytes[at] == b'Q' && bytes[from..at].iter().all(in_secret) && bytes[at - 1].is_ascii_digit();
    let length = bytes[at + 2..].iter().take(40).take_while(|byte| in_secret(byte)).count();
    (fits && length >= 28).then_some(Mark { from, to: at + 2 + length, instead: "[secret]" })
}
