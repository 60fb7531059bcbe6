//! All routes, independent of how they are carried, and the two things every request meets first: a look at
//! the host it asks for, and the note that it came.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use crate::directory::{Directory, SeenRequest};
use crate::{consent, defender, metadata, token};

/// A form larger than this is no token request.
const BODY_CAP: usize = 64 * 1024;

/// Says over what a request came; the server puts it among the request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// TLS.
    Tls,
    /// Plain http.
    Plain,
}

/// Every route of the simulated Entra and Defender, under the directory's names. Requests for other hosts are
/// refused, so that no page of another site can reach it by pointing a name of its own at this machine.
pub fn router(directory: Directory) -> Router {
    Router::new()
        .route("/{tenant}/.well-known/openid-configuration", get(metadata::configuration_v1))
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(metadata::configuration_v2))
        .route("/common/discovery/instance", get(metadata::instance))
        .route("/{tenant}/discovery/keys", get(metadata::keys_v1))
        .route("/{tenant}/discovery/v2.0/keys", get(metadata::keys_v2))
        .route("/{tenant}/oauth2/token", any(token::issue_v1))
        .route("/{tenant}/oauth2/v2.0/token", any(token::issue_v2))
        .route("/{tenant}/oauth2/authorize", get(consent::guide).post(consent::decide))
        .route("/{tenant}/adminconsent", get(consent::admin_v1).post(consent::decide))
        .route("/{tenant}/v2.0/adminconsent", get(consent::admin_v2).post(consent::decide))
        .route(consent::DONE_PATH, get(consent::done))
        .route("/api/{*call}", any(defender::call))
        .layer(DefaultBodyLimit::max(BODY_CAP))
        .layer(from_fn_with_state(directory.clone(), receive))
        .with_state(directory)
}

/// Looks at the host, notes the request, and passes it on.
async fn receive(State(directory): State<Directory>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_CAP).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let host = parts.headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let host = parts.uri.authority().map(Authority::as_str).or(host).unwrap_or_default();
    let host = host.strip_suffix(":443").unwrap_or(host).to_ascii_lowercase();

    let is_form = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let names_in = |text: &[u8]| {
        url::form_urlencoded::parse(text).map(|(name, _)| name.into_owned()).collect::<Vec<_>>()
    };
    directory.remember(SeenRequest {
        method: parts.method.to_string(),
        host: host.clone(),
        path: parts.uri.path().to_owned(),
        query_names: names_in(parts.uri.query().unwrap_or_default().as_bytes()),
        form_names: if is_form { names_in(&body) } else { Vec::new() },
        authorized: parts.headers.contains_key(header::AUTHORIZATION),
        over_tls: parts.extensions.get::<Carrier>().map(|carrier| *carrier == Carrier::Tls),
    });

    let names = directory.names();
    let (login, api) = (names.is_login_host(&host), names.is_api_host(&host));
    if !login && !api {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let for_api = parts.uri.path().starts_with("/api/");
    if (for_api && !api) || (!for_api && !login) {
        return StatusCode::NOT_FOUND.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}
