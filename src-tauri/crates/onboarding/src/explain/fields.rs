//! Single facts found in running text: numbers, ids, HTTP statuses, OAuth's names of errors.

use memchr::memchr2_iter;

use crate::answer::{self, MOST_CODES};
use crate::evidence::Refusal;
use crate::knowledge;

use super::cleaned::cleaned;

/// Entra's numbers have 5 to 8 digits.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=8;
/// OAuth's names of errors, as far as Entra uses them. Source: RFC 6749 and
/// <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>.
const OAUTH_ERRORS: [&str; 15] = [
    "invalid_request",
    "invalid_client",
    "unauthorized_client",
    "invalid_grant",
    "invalid_scope",
    "invalid_resource",
    "invalid_tenant",
    "unsupported_grant_type",
    "interaction_required",
    "consent_required",
    "access_denied",
    "permission_denied",
    "temporarily_unavailable",
    "server_error",
    "authorization_pending",
];

/// Every place of a word in a text, whatever its case. The word is in small ASCII letters.
pub(super) fn places<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let (bytes, wanted) = (text.as_bytes(), word.as_bytes());
    let first = wanted.first().copied().unwrap_or_default();
    memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), bytes).filter(move |at| {
        bytes.get(*at..at + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted))
    })
}

/// Every whole number behind `AADSTS`, whatever its case and whatever little stands between: `AADSTS 700016`,
/// `aadsts-50011`.
pub(super) fn codes(text: &str) -> Vec<u64> {
    let mut found = Vec::new();
    for at in places(text, "aadsts") {
        let rest = text[at + "aadsts".len()..].trim_start_matches([' ', '-', '_', ':', '#']);
        let digits = &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()];
        let whole = broken_number(digits, &rest[digits.len()..]);
        if let Some(code) = whole.or_else(|| digits.parse().ok().filter(|_| digits.len() <= 12))
            && !found.contains(&code)
            && found.len() < MOST_CODES
        {
            found.push(code);
        }
    }
    found
}

/// A number whose digits go on after the end of a line, up to the colon that Entra puts behind it: a console breaks
/// lines anywhere, and what stands on the first line may be another known number.
fn broken_number(digits: &str, rest: &str) -> Option<u64> {
    // Quoted-printable puts a mark in front of the break.
    let rest = rest.strip_prefix('=').unwrap_or(rest);
    let next = rest.strip_prefix('\r').unwrap_or(rest).strip_prefix('\n')?;
    let next = next.trim_start_matches(['>', '|', '\u{2502}', ' ']);
    let more = &next[..next.bytes().take(8).take_while(u8::is_ascii_digit).count()];
    let goes_on = !digits.is_empty() && !more.is_empty() && next[more.len()..].starts_with(':');
    let code = format!("{digits}{more}").parse().ok().filter(|_| goes_on)?;
    knowledge::entra_meaning(&[code], None).is_some().then_some(code)
}

/// The one number in a short text that is about a number and nothing else: `700016`, `Error code: 50011`,
/// `Felkod 7000222`. Without `AADSTS` it counts only if it is known.
pub(super) fn lone_number(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.len() > 64 {
        return None;
    }
    let mut number = None;
    let mut marked = false;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let digits = lower.strip_prefix("aadsts").unwrap_or(&lower);
        marked |= digits.len() != lower.len();
        match digits {
            "" => {}
            _ if digits.bytes().all(|b| b.is_ascii_digit()) => {
                if number.replace(digits.to_owned()).is_some() {
                    return None;
                }
            }
            "error" | "code" | "errorcode" | "felkod" | "fel" | "kod" | "nummer" | "nr" | "number" | "no"
            | "the" | "entra" | "azure" | "ad" | "microsoft" | "message" | "meddelande" => {}
            _ => return None,
        }
    }
    let digits = number.filter(|digits| DIGITS.contains(&digits.len()))?;
    let code = digits.parse().ok()?;
    (marked || knowledge::entra_meaning(&[code], None).is_some()).then_some(code)
}

/// A GUID behind one of these labels, with a few separators in between.
fn labelled_guid(text: &str, labels: &[&str]) -> Option<String> {
    labels.iter().find_map(|label| {
        places(text, label).take(50).find_map(|at| {
            let rest = &text[at + label.len()..];
            let separator = |c: char| {
                matches!(c, ' ' | ':' | '=' | '"' | '\'' | '\\' | '_' | '-' | '\t' | '*' | '\r' | '\n' | ',')
            };
            let rest = rest.trim_start_matches(separator);
            // Percent-encoded, as in an address that was not decoded.
            let rest = rest.strip_prefix("%3a").or(rest.strip_prefix("%3A")).unwrap_or(rest);
            let rest = rest.trim_start_matches(['+', ' ']).trim_start_matches("%20");
            let guid = rest.get(..36)?;
            crate::ids::is_guid(guid).then(|| guid.to_ascii_lowercase())
        })
    })
}

/// Entra's correlation id.
pub(super) fn correlation_id(text: &str) -> Option<String> {
    labelled_guid(
        text,
        &[
            "correlation id",
            "correlation_id",
            "correlationid",
            "correlation-id",
            "correlation+id",
            // Swedish and German.
            "korrelations-id",
        ],
    )
}

/// Entra's trace id, which its error page calls the request's.
pub(super) fn trace_id(text: &str) -> Option<String> {
    labelled_guid(
        text,
        &[
            "trace id",
            "trace_id",
            "traceid",
            "trace+id",
            "request id",
            "request-id",
            "requestid",
            // The ends of Swedish words, whose first letters have no small form in ASCII.
            "rnings-id",
            "rande-id",
            "rans-id",
            "ran-id",
        ],
    )
}

/// An HTTP status from 400 to 599 that is said to be one: `HTTP/1.1 403`, `(401)`, `status code: 429`,
/// `403 Forbidden`.
pub(super) fn http_status(text: &str) -> Option<u16> {
    const BEFORE: [&str; 9] =
        ["http/", "status", "(", "response", "code", "http ", "error: ", "error ", "returned"];
    const AFTER: [&str; 6] = [" (", " forbidden", " unauthorized", " bad request", " too many", " not found"];
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let joined = at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric())
            || bytes.get(at + length).is_some_and(u8::is_ascii_alphanumeric);
        if length == 3
            && !joined
            && let Some(status) = text.get(at..at + 3).and_then(|digits| digits.parse().ok())
            && (400..600).contains(&status)
        {
            let window =
                |from: usize, to: usize| String::from_utf8_lossy(&bytes[from..to]).to_ascii_lowercase();
            let before = window(at.saturating_sub(16), at);
            let after = window(at + 3, (at + 18).min(bytes.len()));
            let said = BEFORE.iter().any(|mark| before.contains(mark));
            if said || AFTER.iter().any(|mark| after.starts_with(mark)) {
                return Some(status);
            }
        }
        at += length;
    }
    None
}

/// OAuth's name of an error, standing as a word of its own.
pub(super) fn oauth_error(text: &str) -> Option<&'static str> {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut words = text.split(|c: char| !part_of_name(c)).filter(|word| word.contains('_'));
    words.find_map(|word| OAUTH_ERRORS.into_iter().find(|known| *known == word))
}

/// Whether a printed structure with Entra's own members is in the text, such as a Python dictionary.
pub(super) fn has_description(text: &str) -> bool {
    places(text, "error_description").any(|at| {
        let rest = &text[at + "error_description".len()..];
        rest.trim_start_matches(['"', '\'', '\\', ' ']).starts_with([':', '='])
    })
}

/// A refusal as far as running text tells one.
pub(super) fn refusal(text: &str, codes: Vec<u64>) -> Refusal {
    Refusal {
        status: http_status(text).unwrap_or_default(),
        codes,
        oauth_error: oauth_error(text).map(str::to_owned),
        message: answer::redact(&cleaned(text), None, 8 * 1024),
        correlation_id: correlation_id(text),
        trace_id: trace_id(text),
        ..Refusal::default()
    }
}
