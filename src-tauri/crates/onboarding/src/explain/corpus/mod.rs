//! Pastes in the shapes in which they come, each with what they are, what they mean and who acts.

mod addresses;
mod answers;
mod failures;
mod hostile;
mod log_rows;
mod statuses;
mod tokens;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use time::macros::datetime;

use super::*;
use crate::ids::TenantId;

const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
const OTHER: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const CORRELATION: &str = "9d25c5fd-bcda-413e-b340-750fe20fa5a0";
const TRACE: &str = "21c3e4db-d2fd-44f7-a3e0-59393b050900";
const SECRET: &str = "Zq88Q~9canaryCANARYcanaryCANARYcanary123";

fn context() -> Context {
    let mut context = Context::at(datetime!(2026-11-22 12:00 UTC));
    context.app = AppId::parse(APP).ok();
    context.tenant = TenantId::parse(TENANT).ok().map(TenantRef::Id);
    context.state = Some("S-1".to_owned());
    context
}

fn told(text: &str) -> Explanation {
    explain(text, &context())
}

/// Kind, cause and actor in one line.
fn line(text: &str) -> String {
    let told = told(text);
    let cause = told.cause.map_or("-", Cause::id);
    let actor = serde_json::to_value(told.who_acts).unwrap();
    format!("{} {cause} {}", told.kind.id(), actor.as_str().unwrap())
}

/// A token of the real shape; its signature is as long as a real one and verifies with nothing.
fn token(change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut claims = serde_json::json!({
        "aud": "https://api.securitycenter.microsoft.com", "iss": format!("https://sts.windows.net/{TENANT}/"),
        "iat": 1_795_346_000, "nbf": 1_795_346_000, "exp": 1_795_352_000, "appid": APP, "appidacr": "1",
        "oid": "0d0a2c5e-0000-4000-8000-000000000001", "tid": TENANT, "ver": "1.0", "uti": "abc",
        "roles": ["Alert.Read.All", "Machine.Read.All"],
    });
    change(&mut claims);
    let header = r#"{"typ":"JWT","alg":"RS256","x5t":"k","kid":"k"}"#;
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", encode(header), encode(&claims.to_string()), URL_SAFE_NO_PAD.encode([0xA5; 256]))
}

fn good() -> String {
    token(|_| {})
}

fn wrapped(text: &str, width: usize, end: &str) -> String {
    let lines: Vec<&str> =
        text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(end)
}

fn entra(code: u64, error: &str, message: &str) -> String {
    format!(
        r#"{{"error":"{error}","error_description":"AADSTS{code}: {message} Trace ID: {TRACE} Correlation ID: {CORRELATION} Timestamp: 2026-11-22 11:59:03Z","error_codes":[{code}],"timestamp":"2026-11-22 11:59:03Z","trace_id":"{TRACE}","correlation_id":"{CORRELATION}","error_uri":"https://login.microsoftonline.com/error?code={code}"}}"#
    )
}

fn defender(code: &str, message: &str) -> String {
    format!(r#"{{"error":{{"code":"{code}","message":"{message}","target":"{CORRELATION}"}}}}"#)
}
