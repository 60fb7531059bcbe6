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
const SECRET_NAMES: [&str; 14] = [
    "client_secret",
    "client-secret",
    "clientsecret",
    "client_assertion",
    "secrettext",
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

/// The value behind a name: `name=value`, `"name": "value"`, `name: value`, `--name value`.
fn value_behind(text: &str, at: usize, name: &str) -> Option<Mark> {
    let after_name = at + name.len();
    let mut rest = &text[after_name..];
    // `client_secret_expires`, `passwordless`: another name.
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    rest = rest.trim_start_matches(['"', '\'', '\\', ']']);
    let trimmed = rest.trim_start_matches([' ', '\t']);
    let option = text[..at].ends_with('-') && trimmed.len() < rest.len();
    let value = ["%3D", "%3d", "=>", ":", "="].iter().find_map(|mark| trimmed.strip_prefix(mark));
    let value = match (value, option) {
        (Some(value), _) => value,
        (None, true) => trimmed,
        (None, false) => return None,
    };
    let value = value.trim_start_matches([' ', '\t']);
    let unquoted = value.trim_start_matches(['\\', '"', '\'']);
    let quote = value[..value.len() - unquoted.len()].chars().last();
    let from = text.len() - unquoted.len();
    let length = match (name, quote) {
        // The whole header: scheme and value.
        ("authorization", _) => unquoted.find(['"', '\'', '\n', '\r', '\\']).unwrap_or(unquoted.len()),
        (_, Some(quote @ ('"' | '\''))) => unquoted.find([quote, '\n', '\\']).unwrap_or(unquoted.len()),
        _ => unquoted
            .find(|c: char| c.is_whitespace() || matches!(c, '&' | '"' | '\'' | '<' | '>' | ',' | ';' | '}'))
            .unwrap_or(unquoted.len()),
    };
    let instead = if name.ends_with("token") || name == "authorization" { "[token]" } else { "[secret]" };
    Some(Mark { from, to: from + length, instead })
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
