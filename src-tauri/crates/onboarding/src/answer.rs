//! Reads what the services say when they refuse, and takes out what must not be kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use time::OffsetDateTime;

use crate::evidence::Refusal;

mod seen;
mod spelled;

pub(crate) use seen::without_colours;
pub use seen::{is_unseen, steers, visible};

/// What signed tokens begin with.
const TOKEN: &str = "eyJ";
/// Longest refusal text that is kept.
const LONGEST_MESSAGE: usize = 8 * 1024;
/// So many of Entra's numbers are taken from one answer or text; a real one names two or three.
pub(crate) const MOST_CODES: usize = 20;

/// Keeps the numbers that come first, each once.
fn distinct(numbers: impl IntoIterator<Item = u64>) -> Vec<u64> {
    let mut found = Vec::new();
    for number in numbers {
        if found.len() == MOST_CODES {
            break;
        }
        if !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

/// The whole numbers behind `AADSTS` in a text, in order, each once.
pub fn numbers_in(text: &str) -> Vec<u64> {
    distinct(text.match_indices("AADSTS").filter_map(|(at, word)| {
        let after = &text[at + word.len()..];
        after[..after.bytes().take_while(u8::is_ascii_digit).count()].parse().ok()
    }))
}

/// Takes out of a server's text whatever could be a credential: signed tokens, bearer values, and the very secret or
/// token that was sent, however it is spelled. What nobody sees goes too, line breaks stay.
pub fn redact(text: &str, sent: Option<&str>, longest: usize) -> String {
    // First of all: what is not seen would hide a credential from the search and give it back whole to the eye.
    let mut clean = visible(text);
    if let Some(sent) = sent {
        let mark = if sent.starts_with(TOKEN) { "[token]" } else { "[secret]" };
        clean = spelled::without(&clean, sent, mark);
    }
    clean = without_tokens(&clean);
    if clean.len() > longest {
        let end = (0..=longest).rev().find(|at| clean.is_char_boundary(*at)).unwrap_or(0);
        clean.truncate(end);
        clean.push('…');
    }
    clean
}

/// Replaces every run that looks like a signed or encrypted token: base64url, beginning with `eyJ`, 20 or more long.
fn without_tokens(text: &str) -> String {
    let in_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(TOKEN) {
        let (before, from) = rest.split_at(at);
        let run = from.find(|c| !in_token(c)).unwrap_or(from.len());
        out.push_str(before);
        out.push_str(if run >= 20 { "[token]" } else { &from[..run] });
        rest = &from[run..];
    }
    out.push_str(rest);
    out
}

/// Reads the body of a refusal. The two services are told apart by the type of `error`: a text is Entra's,
/// an object Defender's. `None`: not a JSON object with an `error`.
pub fn refusal(
    status: u16,
    body: &[u8],
    sent_secret: Option<&str>,
    retry_at: Option<OffsetDateTime>,
) -> Option<Refusal> {
    let Told(document) = serde_json::from_slice(body).ok()?;
    let text = |value: &Value| value.as_str().map(|text| redact(text, sent_secret, LONGEST_MESSAGE));
    let id = |value: &Value| text(value).filter(|text| is_an_id(text));
    let mut refusal = Refusal { status, retry_at, ..Refusal::default() };
    match document.get("error")? {
        Value::String(error) => {
            refusal.oauth_error = Some(redact(error, sent_secret, 200).replace('\n', " "));
            refusal.suberror = document.get("suberror").and_then(text).filter(|text| !text.is_empty());
            refusal.message = document.get("error_description").and_then(text).unwrap_or_default();
            refusal.correlation_id = document.get("correlation_id").and_then(id);
            refusal.trace_id = document.get("trace_id").and_then(id);
            let listed = document.get("error_codes").and_then(Value::as_array).into_iter().flatten();
            // Entra has been seen to send numbers as texts.
            let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
            refusal.codes = distinct(listed.filter_map(number).chain(numbers_in(&refusal.message)));
        }
        Value::Object(error) => {
            refusal.api_code = error.get("code").and_then(text).map(|code| code.replace('\n', " "));
            refusal.message = error.get("message").and_then(text).unwrap_or_default();
            refusal.correlation_id = error.get("target").and_then(id);
            refusal.codes = numbers_in(&refusal.message);
        }
        _ => return None,
    }
    if refusal.message.is_empty() {
        refusal.message = redact(&String::from_utf8_lossy(body), sent_secret, LONGEST_MESSAGE);
    }
    Some(refusal)
}

/// Whether it is something to name to support: one short word or two, on one line.
fn is_an_id(text: &str) -> bool {
    const LONGEST_ID: usize = 100;
    let plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    !text.is_empty() && text.len() <= LONGEST_ID && text.bytes().all(plain)
}

/// The members of an answer that tell of a refusal. The others are passed over without a copy: in an answer that is no
/// refusal there is a token among them.
struct Told(HashMap<&'static str, Value>);

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Told;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Told, A::Error> {
        const MEMBERS: [&str; 6] =
            ["error", "suberror", "error_description", "error_codes", "correlation_id", "trace_id"];
        let mut told = HashMap::new();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match MEMBERS.into_iter().find(|known| *known == name) {
                Some(known) => drop(told.insert(known, map.next_value()?)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Told(told))
    }
}

/// Whether a body is a web page rather than data.
pub fn is_web_page(content_type: Option<&str>, body: &[u8]) -> bool {
    let says_html = content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let start: Vec<u8> =
        body.iter().skip_while(|b| b.is_ascii_whitespace()).take(15).map(u8::to_ascii_lowercase).collect();
    let looks_html = [b"<!doctype html".as_slice(), b"<html", b"<head", b"<body", b"<script"]
        .iter()
        .any(|mark| start.starts_with(mark));
    looks_html || (says_html && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read() {
        assert_eq!(numbers_in("AADSTS90002: x AADSTS900023 y AADSTS90002"), [90_002, 900_023]);
        assert!(numbers_in("AADSTS: none, aadsts7").is_empty());
    }

    #[test]
    fn entra_and_defender_are_told_apart() {
        let entra = refusal(
            401,
            br#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret. Trace ID: t","error_codes":["7000215"],"trace_id":"t","correlation_id":"c","suberror":""}"#,
            None,
            None,
        )
        .unwrap();
        assert_eq!(
            (entra.codes.as_slice(), entra.oauth_error.as_deref()),
            ([7_000_215].as_slice(), Some("invalid_client"))
        );
        assert_eq!((entra.correlation_id.as_deref(), entra.suberror), (Some("c"), None));
        let forged =
            br#"{"error":"x","error_description":"y","correlation_id":"c\n\u2713 Connected","trace_id":7}"#;
        let forged = refusal(400, forged, None, None).unwrap();
        assert_eq!((forged.correlation_id, forged.trace_id), (None, None), "no id, and no line of ours");
        let api = refusal(
            403,
            br#"{"error":{"code":"Forbidden","message":"Missing application roles.","target":"g"}}"#,
            None,
            None,
        )
        .unwrap();
        assert_eq!((api.api_code.as_deref(), api.correlation_id.as_deref()), (Some("Forbidden"), Some("g")));
        assert_eq!(refusal(400, b"<html>", None, None), None);
        assert_eq!(refusal(400, b"[1]", None, None), None);
        assert_eq!(refusal(400, br#"{"error":7}"#, None, None), None);
    }

    #[test]
    fn what_was_sent_is_taken_out_of_what_comes_back() {
        let text =
            "secret a+b/c~d or a%2Bb%2Fc~d, token eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln, eyJx\u{1b}[31m";
        let clean = redact(text, Some("a+b/c~d"), 1000);
        assert_eq!(clean, "secret [secret] or [secret], token [token], eyJx");
        assert_eq!(redact("åäöå", None, 3), "å…");
        assert_eq!(redact("a\u{202e}b\u{2066}c\u{7}d", None, 10), "abcd");
    }

    #[test]
    fn web_pages_are_recognised() {
        assert!(is_web_page(Some("text/html"), b"Sign in to the network"));
        assert!(is_web_page(None, b"\n <!DOCTYPE html><html>"));
        assert!(!is_web_page(Some("application/json"), b"{}"));
        assert!(!is_web_page(Some("text/html"), b"{\"a\":1}"));
    }
}
