//! What an answer is: what was asked for, a refusal, or something that cannot be used, perhaps from somebody in between.

use serde::de::IgnoredAny;
use time::OffsetDateTime;

use crate::answer;
use crate::evidence::{Failure, FailureKind, Refusal};
use crate::secret::AccessToken;

use super::client::Reply;
use super::failure::plain;
use super::retry::{self, later};

/// What is kept of an answer that could not be used.
const RAW_CAP: usize = 2 * 1024;

/// What an answer was read as.
pub(super) enum Reading<T> {
    Answer(T),
    Refusal(Refusal),
    Unusable(Failure),
}

/// Keeps the beginning of an answer. The secret is taken out before anything is cut, since half of one is still
/// half of one.
pub(super) fn unusable<T>(reply: &Reply, secret: Option<&str>, what: &str) -> Reading<T> {
    let start = answer::redact(&String::from_utf8_lossy(&reply.body), secret, RAW_CAP);
    Reading::Unusable(plain(FailureKind::UnexpectedReply, &format!("HTTP {}, {what}: {start}", reply.status)))
}

/// Sorts an answer by status and shape before its own reader sees it.
pub(super) fn understand<T>(
    reply: &Reply,
    secret: Option<&str>,
    now: OffsetDateTime,
    read: impl Fn(&Reply) -> Reading<T>,
) -> Reading<T> {
    let retry_at = retry::asked_for(reply, now).map(|wait| later(now, wait));
    let fail = |kind| match unusable::<T>(reply, secret, "not from Microsoft") {
        Reading::Unusable(failure) => Reading::Unusable(Failure { kind, ..failure }),
        other => other,
    };
    match reply.status {
        407 => return fail(FailureKind::ProxySignIn),
        511 | 300..=399 => return fail(FailureKind::CaptivePortal),
        // "Not there" with a page to look at is still an answer, and the metadata's fallback turns on it.
        status
            if status < 500
                && status != 404
                && status != 410
                && answer::is_web_page(reply.content_type.as_deref(), &reply.body) =>
        {
            return fail(FailureKind::CaptivePortal);
        }
        _ => {}
    }
    if let Some(refusal) = answer::refusal(reply.status, &reply.body, secret, retry_at) {
        return Reading::Refusal(with_request_id(refusal, reply));
    }
    match reply.status {
        200..=299 => read(reply),
        401 | 403 | 404 | 408 | 410 | 429 | 500..=599 => {
            let message = answer::redact(&String::from_utf8_lossy(&reply.body), secret, RAW_CAP);
            let refusal = Refusal { status: reply.status, message, retry_at, ..Refusal::default() };
            Reading::Refusal(with_request_id(refusal, reply))
        }
        _ => unusable(reply, secret, "no error that could be read"),
    }
}

/// Support asks for an id; where the body names none, the one of its headers will do.
fn with_request_id(refusal: Refusal, reply: &Reply) -> Refusal {
    let header =
        |wanted: &str| reply.notable.iter().find(|(name, _)| name == wanted).map(|(_, id)| id.clone());
    let told = refusal.correlation_id.is_some() || refusal.trace_id.is_some();
    let id = ["request-id", "x-ms-request-id", "client-request-id"].into_iter().find_map(header);
    match id.filter(|id| !told && !id.is_empty()) {
        Some(id) => Refusal { correlation_id: Some(id), ..refusal },
        None => refusal,
    }
}

/// Whether a body is what the API answers a harmless call with: a list, or one thing with OData's word for its kind.
/// Source: the answers on <https://learn.microsoft.com/defender-endpoint/api/get-alerts>, `get-machines`,
/// `get-exposure-score`.
pub(super) fn is_data(body: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Data {
        value: Option<Vec<IgnoredAny>>,
        #[serde(rename = "@odata.context")]
        kind: Option<String>,
    }
    serde_json::from_slice::<Data>(body).is_ok_and(|data| data.value.is_some() || data.kind.is_some())
}

/// Whether it is the API that refused, and nobody in between: it names its errors and gives each an id.
pub(super) fn is_of_api(refusal: &Refusal) -> bool {
    refusal.api_code.is_some() && refusal.correlation_id.is_some()
}

pub(super) fn token_in(body: &[u8]) -> Option<AccessToken> {
    /// Nothing but the token is copied out of the body, and the copy is wiped with the token.
    #[derive(serde::Deserialize)]
    struct Answer {
        access_token: String,
    }
    let answer: Answer = serde_json::from_slice(body).ok()?;
    (!answer.access_token.is_empty()).then(|| AccessToken::new(answer.access_token))
}
