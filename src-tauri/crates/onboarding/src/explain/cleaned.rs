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
const SECRET_NAMES: [&str; 36] = [
    "client secret value",
    "client secret",
    "secret value",
    "client_credential",
    "clientcredential",
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
    "api-key",
    "apikey",
    "subscription-key",
    "klienthemlighet",
    "hemlighetsvärde",
    "hemlighet",
    "lösenord",
    "refresh_token",
    "access_token",
    "id_token",
    "authorization",
];
/// Behind a name that is also words of prose, shorter values are none; on a line of its own, neither.
const PROSE_NAMES: [&str; 7] = [
    "client secret value",
    "client secret",
    "secret value",
    "secret",
    "klienthemlighet",
    "hemlighetsvärde",
    "hemlighet",
];
const SHORTEST_SECRET: usize = 8;
/// Options that take a secret, behind the command that they belong to.
const SECRET_OPTIONS: [(&str, &str); 5] = [
    ("--service-principal", "-p"),
    ("curl", "-u"),
    ("curl", "--user"),
    ("curl", "-U"),
    ("curl", "--proxy-user"),
];
/// So many commands with an option of one letter are looked at, and so much of each.
const MOST_COMMANDS: usize = 200;
const LONGEST_COMMAND: usize = 2 * 1024;
/// In a list of names and values, the value stands at most this far in front of its name.
const FURTHEST_VALUE: usize = 512;
/// What stands between a name and its value, the longer ones first.
const ASSIGNS: [&str; 11] =
    ["%253D", "%253d", "%3D", "%3d", "=>", ":=", "==", ":", "=", "\u{ff1d}", "\u{ff1a}"];
/// A quotation mark, as it is written inside of something else.
const QUOTES_WRITTEN: [&str; 2] = ["&quot;", "\\u0022"];
/// Parameters of an address that are.
const SECRET_PARAMETERS: [&str; 6] = ["?code=", "&code=", "#code=", "&sig=", "?sig=", "&amp;code="];

/// The text, fit to be shown, stored and sent on.
pub fn cleaned(text: &str) -> String {
    let end = (0..=LOOKED_AT.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    // Before anything is looked for: what is not seen would hide it, and go when the text is shown.
    let cut = &*tokens::without_odd_marks(&text[..end]);
    let runs = tokens::runs(cut, usize::MAX);
    let is_cut = runs.iter().any(|run| !run.is_whole());
    let of_run = |run: tokens::Run| Mark { from: run.span.start, to: run.span.end, instead: "[token]" };
    let mut marks: Vec<Mark> = runs.into_iter().map(of_run).collect();
    if !marks.is_empty() {
        marks.extend(lines_like_tokens(cut));
    }
    if is_cut {
        marks.extend(words_like_tokens(cut));
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
    for (command, option) in SECRET_OPTIONS {
        let places = fields::places(cut, command).take(MOST_COMMANDS);
        mark_all(&mut marks, places, |at| option_behind(cut, at, option));
    }
    let credentials = fields::places(cut, "clientsecretcredential(").take(MOST_COMMANDS);
    mark_all(&mut marks, credentials, |at| third_argument(cut, at));
    mark_all(&mut marks, fields::places(cut, "://"), |at| user_in_address(cut, at + "://".len()));
    mark_all(&mut marks, fields::places(cut, "bearer "), |at| bearer(cut, at + "bearer ".len()));
    mark_all(&mut marks, fields::places(cut, "q~"), |at| by_shape(cut, at));
    marks.sort_unstable();
    let mut out = String::with_capacity(cut.len());
    let mut done = 0;
    for Mark { from, to, instead } in marks {
        // An empty value leaves nothing out, nor what stands in front of it.
        if to <= from {
            continue;
        }
        if from >= done {
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

/// Beside a token that is not whole: every word that could be more of it, whatever stands in front on its line, such as
/// a log's time or a number.
fn words_like_tokens(text: &str) -> impl Iterator<Item = Mark> {
    const SHORTEST: usize = 20;
    // With a dot in it, a name of a program's class looks the same, but for a figure or a hyphen.
    let is_name = |word: &[u8]| word.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'.');
    words(text, true).filter(move |mark| {
        let word = &text.as_bytes()[mark.from..mark.to];
        word.len() >= SHORTEST
            && word.iter().any(u8::is_ascii_uppercase)
            && word.iter().any(u8::is_ascii_lowercase)
            && !(word.contains(&b'.') && is_name(word))
    })
}

/// What is left of a token whose dots became something else, or that a mark broke in two: its parts are told by their
/// length, since only the first two begin as a token does.
fn parts_of_tokens(text: &str) -> impl Iterator<Item = Mark> {
    words(text, false).filter(|mark| mark.to - mark.from > LONGEST_WORD)
}

/// Every row of the letters that a part of a token is made of, or several with dots.
fn words(text: &str, dotted: bool) -> impl Iterator<Item = Mark> {
    let in_part = move |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || dotted && *byte == b'.'
    };
    let mut from = 0;
    text.as_bytes().split(move |byte| !in_part(byte)).map(move |part| {
        let mark = Mark { from, to: from + part.len(), instead: "[token]" };
        from = mark.to + 1;
        mark
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
    if text[..at].ends_with('<')
        && let Some(value) = element_content(rest)
    {
        return Some(mark(text, value, value.find('<').unwrap_or(value.len()), name));
    }
    rest = without_quotes(rest).trim_start_matches(']');
    if let Some(value) = listed_value(rest) {
        return Some(mark(text, value, quoted_length(value), name));
    }
    if let Some(found) = value_before(text, at, name) {
        return Some(found);
    }
    let trimmed = rest.trim_start_matches([' ', '\t']);
    let option = text[..at].ends_with('-') && trimmed.len() < rest.len();
    let cell = rest.starts_with('\t');
    let value = ASSIGNS.iter().find_map(|mark| trimmed.strip_prefix(mark));
    let value = match value {
        Some(value) => value,
        None if option || cell => trimmed.strip_prefix("-String ").unwrap_or(trimmed),
        None => return None,
    };
    let value = value.trim_start_matches([' ', '\t']);
    let value = QUOTES_WRITTEN.iter().find_map(|quote| value.strip_prefix(quote)).unwrap_or(value);
    if let Some(inside) = value.strip_prefix('{').and_then(listed_value) {
        return Some(mark(text, inside, quoted_length(inside), name));
    }
    // A list of one, as programs print headers.
    let listed = value.strip_prefix('[').map(str::trim_start).filter(|list| list.starts_with(['"', '\'']));
    let value = listed.or_else(|| value_below(value)).unwrap_or(value);
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
    (!PROSE_NAMES.contains(&name) || length >= SHORTEST_SECRET).then(|| mark(text, unquoted, length, name))
}

/// Behind what closes a name.
fn without_quotes(rest: &str) -> &str {
    let rest = QUOTES_WRITTEN.iter().find_map(|quote| rest.strip_prefix(quote)).unwrap_or(rest);
    rest.trim_start_matches(['"', '\'', '\\'])
}

/// What stands in an element whose name ends here, behind its attributes.
fn element_content(rest: &str) -> Option<&str> {
    const ATTRIBUTES: usize = 200;
    let end = rest.bytes().take(ATTRIBUTES).position(|byte| byte == b'>')?;
    (end == 0 || rest.starts_with(' ')).then(|| &rest[end + 1..])
}

/// `rest` of the text begins with the value.
fn mark(text: &str, rest: &str, length: usize, name: &str) -> Mark {
    let from = text.len() - rest.len();
    let is_token = name.ends_with("token") || matches!(name, "authorization" | "cookie");
    Mark { from, to: from + length, instead: if is_token { "[token]" } else { "[secret]" } }
}

/// The value on the next line, behind nothing or YAML's mark of a block: one word, and no name of another value.
fn value_below(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(['|', '>']).unwrap_or(rest);
    let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest).trim_start_matches([' ', '\t', '\r']);
    let below = rest.strip_prefix('\n')?.trim_start_matches([' ', '\t']);
    let end = below.find(['\n', '\r']).unwrap_or(below.len());
    let line = below[..end].trim_end();
    let is_word = line.len() >= SHORTEST_SECRET && !line.contains([' ', '\t']) && !line.ends_with(':');
    is_word.then_some(below)
}

fn quoted_length(value: &str) -> usize {
    value.find(['"', '\'', '\n', '\r', '\\']).unwrap_or(value.len())
}

/// What stands behind `value` where that is the next member of the same entry, as Postman, Insomnia and a browser's
/// record of a page have it, or behind an empty line, as in a form of several parts.
fn listed_value(rest: &str) -> Option<&str> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ',' | ':' | '=');
    for empty_line in ["\r\n\r\n", "\n\n"] {
        if let Some(value) = rest.strip_prefix(empty_line) {
            return Some(value);
        }
    }
    let next = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '\'' | '\\'));
    let value = ["value", "content"].iter().find_map(|name| next.strip_prefix(name));
    let value = value.filter(|_| next.len() < rest.len())?;
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

/// What stands behind an option of the command here: on its line, and on those that go on from it.
fn option_behind(text: &str, at: usize, option: &str) -> Option<Mark> {
    let end = (at..=(at + LONGEST_COMMAND).min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    let near = &text[at..end];
    let goes_on = |line: &str| line.trim_end_matches('\r').ends_with(['\\', '`', '^']);
    let ends = near.match_indices('\n').map(|(place, _)| place);
    let command = &near[..ends.into_iter().find(|place| !goes_on(&near[..*place])).unwrap_or(near.len())];
    let values = command.match_indices(option).filter_map(|(place, _)| {
        let rest = &command[place + option.len()..];
        let between = |c: char| c.is_whitespace() || matches!(c, '=' | '\\' | '`' | '^');
        let value = rest.trim_start_matches(between);
        let is_option = command[..place].ends_with(char::is_whitespace) && value.len() < rest.len();
        is_option.then(|| value.trim_start_matches(['"', '\'']))
    });
    let value = values.into_iter().find(|value| !value.is_empty())?;
    let length = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).unwrap_or(value.len());
    let from = at + (value.as_ptr().addr() - near.as_ptr().addr());
    Some(Mark { from, to: from + length, instead: "[secret]" })
}

/// The third argument, where it is written out: a program's credential of tenant, app and secret.
fn third_argument(text: &str, at: usize) -> Option<Mark> {
    let end = (at..=(at + LONGEST_COMMAND).min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    let third = text[at..end].splitn(3, ',').nth(2)?;
    let value = third.trim_start().trim_start_matches('@').strip_prefix(['"', '\''])?;
    let from = at + (value.as_ptr().addr() - text[at..].as_ptr().addr());
    Some(Mark { from, to: from + quoted_length(value), instead: "[secret]" })
}

/// A name and password in an address, as proxies are given; a name alone is none, unless it is as long as a key.
fn user_in_address(text: &str, from: usize) -> Option<Mark> {
    const SHORTEST_KEY: usize = 20;
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '`');
    let rest = &text[from..];
    let length = rest[..rest.find(ends).unwrap_or(rest.len())].rfind('@')?;
    let is_secret = rest[..length].contains(':') || length >= SHORTEST_KEY;
    is_secret.then_some(Mark { from, to: from + length, instead: "[secret]" })
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
/// Mail and consoles break it over lines, too. Source: the pattern of Microsoft's own secret scanning, `[0-9A-Za-z_~.-]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34}`.
fn by_shape(text: &str, at: usize) -> Option<Mark> {
    const WHOLE: usize = 31;
    const NEARLY: usize = 28;
    const MOST_LINES: usize = 3;
    let bytes = text.as_bytes();
    let in_secret = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'~' | b'.' | b'-');
    let run = |from: usize| bytes[from..].iter().take(40).take_while(|byte| in_secret(byte)).count();
    let before = bytes[..at].iter().rev().take(4).take_while(|byte| in_secret(byte)).count();
    if bytes[at] != b'Q' || !text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut to = at + 2 + run(at + 2);
    let mut length = to - at - 2;
    for _ in 0..MOST_LINES {
        let rest = &text[to..];
        let next = rest.trim_start_matches(['=', '\\', '`', '\r', '\n', ' ', '\t', '>', '|']);
        let is_broken = rest[..rest.len() - next.len()].contains('\n');
        let more = run(text.len() - next.len());
        if length >= WHOLE || !is_broken || more == 0 || length + more > 40 {
            break;
        }
        to = text.len() - next.len() + more;
        length += more;
    }
    (length >= NEARLY).then_some(Mark { from: at - before, to, instead: "[secret]" })
}
