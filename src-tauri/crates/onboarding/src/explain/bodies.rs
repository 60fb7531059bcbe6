//! Finds the JSON of a refusal wherever it stands: alone, behind a log's prefix, in a stack trace, as a text inside of
//! other JSON, or broken over lines by a console.

use serde_json::{Value, json};

use crate::answer;
use crate::evidence::Refusal;

use super::fields;

/// So many places named `error` are tried, and so many opening braces before each: with both bounded, the work
/// stays in proportion to the text.
const MOST_PLACES: usize = 8;
const MOST_BRACES: usize = 3;
/// The brace stands at most this far in front.
const FURTHEST_BRACE: usize = 4 * 1024;
/// JSON inside a text inside JSON: deeper than this nobody pastes.
const DEEPEST: usize = 3;

/// The first refusal in the text.
pub(super) fn refusal(text: &str) -> Option<Refusal> {
    if let Some(found) = plain(text) {
        return Some(found);
    }
    // Consoles break long lines where they end, in the middle of a word of the JSON; mail programs put a mark in front.
    if text.contains(['\n', '\r']) && text.contains("\"error\"") {
        let lines = text.split(['\n', '\r']).map(|line| {
            let bare = line.trim_start_matches(['>', '|', '\u{2502}']);
            if bare.len() < line.len() { bare.strip_prefix(' ').unwrap_or(bare) } else { line }
        });
        let unbroken: String = lines.collect();
        if let Some(found) = plain(&unbroken) {
            return Some(found);
        }
    }
    // Writing programs make quotes of another shape of them.
    if text.contains(['\u{201c}', '\u{201d}', '\u{201e}']) {
        let straight = text.replace(['\u{201c}', '\u{201d}', '\u{201e}'], "\"");
        if let Some(found) = plain(&straight) {
            return Some(found);
        }
    }
    if let Some(found) = python(text) {
        return Some(found);
    }
    let mut inner = text.to_owned();
    for _ in 0..DEEPEST {
        if !inner.contains("\\\"") && !inner.contains("&quot;") && !inner.contains("&#34;") {
            return None;
        }
        inner = unescaped(&inner);
        if let Some(found) = plain(&inner) {
            return Some(found);
        }
    }
    None
}

fn plain(text: &str) -> Option<Refusal> {
    text.match_indices("\"error\"").take(MOST_PLACES).find_map(|(at, _)| {
        let near = &text.as_bytes()[at.saturating_sub(FURTHEST_BRACE)..at];
        let offset = at - near.len();
        let braces = near.iter().enumerate().rev().filter(|(_, byte)| **byte == b'{').take(MOST_BRACES);
        braces.map(|(brace, _)| offset + brace).find_map(|brace| read(text, brace))
    })
}

/// Reads the object that begins here, if it is a refusal.
fn read(text: &str, brace: usize) -> Option<Refusal> {
    let rest = text.get(brace..)?;
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    let value = values.next()?.ok()?;
    let object = rest.get(..values.byte_offset())?;
    let error = value.get("error")?;
    if let Some(found) = passed_on(error) {
        return Some(found);
    }
    let is_entra = error.is_string()
        && ["error_description", "error_codes", "correlation_id", "trace_id", "error_uri", "suberror"]
            .iter()
            .any(|member| value.get(member).is_some());
    let known_word = error.as_str().is_some_and(|word| fields::oauth_error(word) == Some(word));
    // Both services name their errors with words; a number is somebody else's, such as a connector's own.
    let is_api = match error.get("code") {
        Some(code) => code.is_string(),
        None => error.get("message").is_some(),
    };
    if !is_entra && !known_word && !is_api {
        return None;
    }
    // What stands in front of the object may tell the status of the answer.
    let status = fields::http_status(&text[..brace]).or_else(|| fields::http_status(&rest[object.len()..]));
    let mut refusal = answer::refusal(status.unwrap_or_default(), object.as_bytes(), None, None)?;
    if is_api && refusal.correlation_id.is_none() {
        refusal.correlation_id = request_id(error);
    }
    Some(refusal)
}

/// The answer that a connector of Logic Apps or Power Automate got and passes on inside of its own.
fn passed_on(error: &Value) -> Option<Refusal> {
    let status = error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let status = status.filter(|code| (400..600).contains(code))?;
    let inner = error.get("innerError").or_else(|| error.get("innererror"))?;
    let mut refusal = match inner {
        Value::String(text) => plain(text)?,
        Value::Object(_) => {
            let answer = if inner.get("error").is_some() { inner.clone() } else { json!({ "error": inner }) };
            let told = answer.get("error")?;
            let is_answer = told.is_string() || told.get("code").is_some_and(Value::is_string);
            let answer = answer.to_string();
            answer::refusal(0, answer.as_bytes(), None, None).filter(|_| is_answer)?
        }
        _ => return None,
    };
    if refusal.status == 0 {
        refusal.status = status;
    }
    Some(refusal)
}

/// The same in a dictionary as Python prints it.
fn python(text: &str) -> Option<Refusal> {
    text.match_indices("'error'").take(MOST_PLACES).find_map(|(at, _)| {
        let from = at.saturating_sub(FURTHEST_BRACE);
        let near = &text.as_bytes()[from..at];
        let braces = near.iter().enumerate().rev().filter(|(_, byte)| **byte == b'{').take(MOST_BRACES);
        braces.map(|(brace, _)| from + brace).find_map(|brace| {
            let refusal = read(&as_json(&text[brace..]), 0)?;
            let status = if refusal.status == 0 { fields::http_status(&text[..brace]) } else { None };
            Some(Refusal { status: status.unwrap_or(refusal.status), ..refusal })
        })
    })
}

/// A dictionary as Python prints it, as JSON: its quotes and its words for true, false and nothing.
fn as_json(text: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut rest = text.chars().take(FURTHEST_BRACE * 2);
    let mut word = String::new();
    while let Some(c) = rest.next() {
        if quote.is_none() && c.is_ascii_alphabetic() {
            word.push(c);
            continue;
        }
        out.push_str(match word.as_str() {
            "None" => "null",
            "True" => "true",
            "False" => "false",
            other => other,
        });
        word.clear();
        match (quote, c) {
            (None, '\'' | '"') => {
                quote = Some(c);
                out.push('"');
            }
            (Some(open), c) if c == open => {
                quote = None;
                out.push('"');
            }
            (Some(_), '"') => out.push_str("\\\""),
            (Some(_), '\\') => match rest.next() {
                Some('\'') => out.push('\''),
                Some(c) => out.extend(['\\', c]),
                None => {}
            },
            (_, c) => out.push(c),
        }
    }
    out
}

/// Where other services of Microsoft's keep the id to ask for.
fn request_id(error: &Value) -> Option<String> {
    let inner = error.get("innerError").or_else(|| error.get("innererror"))?;
    let id = inner.get("request-id").or_else(|| inner.get("client-request-id"))?.as_str()?;
    crate::ids::is_guid(id).then(|| id.to_owned())
}

/// One level of escapes taken away: those of JSON, and the quotes of HTML.
fn unescaped(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&#34;", "\"");
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        match (escaped, c) {
            (false, '\\') => escaped = true,
            (true, 'n' | 'r' | 't') => {
                // Inside of JSON a bare line break would be wrong: a blank says the same.
                out.push(' ');
                escaped = false;
            }
            (true, '\\' | '"' | '/') => {
                out.push(c);
                escaped = false;
            }
            (true, c) => {
                out.push('\\');
                out.push(c);
                escaped = false;
            }
            (false, c) => out.push(c),
        }
    }
    out
}
