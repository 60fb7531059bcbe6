//! Tenants without number: `kundN.example` is the tenant with the ID `N`, and nobody there has accepted the app. For the
//! tests that need more customers than the shelf has.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use serde_json::{Value, json};

/// The tenant ID of `kundN.example`.
pub fn tenant(number: u32) -> String {
    format!("{number:08x}-1111-4222-8333-444444444444")
}

/// Those answers, and for everybody else whatever is answered anyway.
pub fn before(answers: Router) -> Router {
    answers.layer(from_fn(answer))
}

async fn answer(request: Request<Body>, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let Some(id) = path.split('/').nth(1).and_then(member) else { return next.run(request).await };
    let (status, body) = if path.ends_with("/.well-known/openid-configuration") {
        (StatusCode::OK, metadata(&id))
    } else {
        let text = format!("AADSTS700016: Application was not found in the directory '{id}'.");
        let refusal =
            json!({ "error": "unauthorized_client", "error_description": text, "error_codes": [700_016] });
        (StatusCode::BAD_REQUEST, refusal)
    };
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .expect("an answer")
}

/// The ID of a member of the crowd, asked for by ID or domain.
fn member(asked: &str) -> Option<String> {
    let number = asked.strip_prefix("kund").and_then(|rest| rest.strip_suffix(".example"));
    let by_domain = number.and_then(|number| number.parse().ok()).map(tenant);
    by_domain.or_else(|| asked.ends_with("-1111-4222-8333-444444444444").then(|| asked.to_owned()))
}

fn metadata(id: &str) -> Value {
    json!({
        "issuer": format!("https://sts.windows.net/{id}/"),
        "jwks_uri": "https://login.microsoftonline.com/common/discovery/keys",
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
    })
}
