//! Finds the JSON of a refusal wherever it stands: alone, behind a log's prefix, in a stack trace, as a text inside of
//! other JSON, or broken over lines by a console.

use serde_json::Value;

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
    // Consoles break long lines where they end, in the middle of a word of the JSON.
    if text.contains(['\n', '\r']) && text.contains("\"error\"") {
        let unbroken: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
        if let Some(found) = plain(&unbroken) {
            return Some(found);
        }
    }
    let mut inner = text.to_owned();
    for _ in 0..DEEPEST {
        if !inner.contains("\\\"") && !inner.contains("&quot;") {
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
    let is_entra = error.is_string()
        && ["error_description", "error_codes", "correlation_id", "trace_id", "error_uri", "suberror"]
            .iter()
            .any(|member| value.get(member).is_some());
    let known_word = error.as_str().is_some_and(|word| fields::oauth_error(word) == Some(word));
    let is_api = error.get("code").is_some() || error.get("message").is_some();
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

/// Where other services of Microsoft's keep the id to ask for.
fn request_id(error: &Value) -> Option<String> {
    let inner = error.get("innerError").or_else(|| error.get("innererror"))?;
    let id = inner.get("request-id").or_else(|| inner.get("client-request-id"))?.as_str()?;
    crate::ids::is_guid(id).then(|| id.to_owned())
}

/// One level of escapes taken away: those of JSON, and the quotes of HTML.
fn unescaped(text: &str) -> String {
    let text = text.replace("&quot;", "\"");
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
