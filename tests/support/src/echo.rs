//! A service that says back what it was sent, as a hostile or a careless one does: the secret or the token in its error
//! text, in a header, in a redirect, in a correlation ID, in several spellings.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::crowd;

/// The members of the [`crowd`] who echo, and how.
pub const WAYS: [(u32, Way); 5] = [
    (7001, Way::Text),
    (7002, Way::Header),
    (7003, Way::Redirect),
    (7004, Way::Correlation),
    (7005, Way::Unreadable),
];

/// Where the echo stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In the error's text and its own name, in every spelling.
    Text,
    /// In the headers.
    Header,
    /// In the address of a redirect.
    Redirect,
    /// In the IDs that are kept for support.
    Correlation,
    /// In a body that is nothing known.
    Unreadable,
}

/// Those answers, and for everybody else whatever is answered anyway. The API echoes the token for every call that asks
/// for the machine `echo`.
pub fn before(answers: Router) -> Router {
    crowd::before(answers).layer(from_fn(answer))
}

async fn answer(request: Request<Body>, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if path.contains("/machines/echo") {
        let sent = request.headers().get(header::AUTHORIZATION).cloned();
        let sent = sent.as_ref().and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        return refuse(Way::Text, sent.trim_start_matches("Bearer "), false);
    }
    let echoes = |(number, _): &&(u32, Way)| path.contains(&crowd::tenant(*number));
    match WAYS.iter().find(echoes) {
        Some((_, way)) if request.method() == Method::POST => {
            let body = to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
            refuse(*way, &secret_in(&body), true)
        }
        _ => next.run(request).await,
    }
}

fn secret_in(form: &Bytes) -> String {
    let mut fields = url::form_urlencoded::parse(form);
    fields.find(|(name, _)| name == "client_secret").map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The spellings in which services quote.
fn spelled(sent: &str) -> String {
    let percent: String = url::form_urlencoded::byte_serialize(sent.as_bytes()).collect();
    let every: String = sent.bytes().fold(String::new(), |all, byte| all + &format!("%{byte:02x}"));
    let hex: String = sent.bytes().fold(String::new(), |all, byte| all + &format!("{byte:02x}"));
    let escaped: String =
        sent.chars().fold(String::new(), |all, c| all + &format!("\\u{:04x}", u32::from(c)));
    let entities: String = sent.chars().fold(String::new(), |all, c| all + &format!("&#{};", u32::from(c)));
    let basic = STANDARD.encode(format!("app:{sent}"));
    format!("'{sent}' {percent} {every} {hex} {escaped} {entities} Basic {basic} client_secret={sent}&x=y")
}

fn refuse(way: Way, sent: &str, entra: bool) -> Response {
    let all = spelled(sent);
    let mut text = "AADSTS7000215: Invalid client secret provided.".to_owned();
    let (mut id, mut status) = ("5f0c6e6a-0000-4000-8000-000000000001".to_owned(), StatusCode::UNAUTHORIZED);
    let mut name = "invalid_client".to_owned();
    let mut answer = Response::builder().header("content-type", "application/json");
    match way {
        Way::Text => {
            text = format!("{text} You sent {all}");
            name = format!("invalid_client {sent}");
        }
        Way::Header => {
            let value = || HeaderValue::from_str(sent).expect("a header");
            for header in
                ["request-id", "x-ms-request-id", "x-ratelimit-secret", "www-authenticate", "server"]
            {
                answer = answer.header(header, value());
            }
        }
        Way::Redirect => {
            status = StatusCode::FOUND;
            let address = format!("https://login.microsoftonline.com/?client_secret={sent}");
            answer = answer.header("location", HeaderValue::from_str(&address).expect("a header"));
        }
        Way::Correlation => sent.clone_into(&mut id),
        Way::Unreadable => {
            let answer = answer.status(StatusCode::BAD_GATEWAY);
            return answer.body(Body::from(format!("you sent {all}"))).expect("an answer");
        }
    }
    let body: Value = if entra {
        json!({ "error": name, "error_description": text, "error_codes": [7_000_215], "correlation_id": id, "trace_id": id })
    } else {
        json!({ "error": { "code": format!("Forbidden {all}"), "message": text, "target": sent } })
    };
    answer.status(status).body(Body::from(body.to_string())).expect("an answer")
}
