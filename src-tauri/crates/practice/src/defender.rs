//! The Defender API: read-only calls behind a token, with its own envelope for refusals.
//!
//! Order of the checks as in `mde-errors.json` of the design catalogue: signature, lifetime, audience, tenant,
//! role, feature, limits.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use consentry_onboarding::permission::Permission;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::clock;
use crate::directory::{Directory, Place, place};
use crate::facts::{self, CallFact, Resource, resource_named};
use crate::shelf::{Fault, Scenario};

/// What `@odata.context` begins with, whichever host was asked.
const CONTEXT: &str = "https://api.security.microsoft.com/api/$metadata#";
/// The API's tolerance for clocks, in seconds.
const TOLERANCE: i64 = 300;

#[derive(Debug, Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    tid: String,
    nbf: i64,
    exp: i64,
    #[serde(default)]
    roles: BTreeSet<String>,
}

/// The part of an OData query that is obeyed.
#[derive(Debug, Deserialize)]
pub(crate) struct ODataQuery {
    #[serde(rename = "$top")]
    top: Option<String>,
}

/// Every path under `/api/`.
pub(crate) async fn call(
    State(directory): State<Directory>,
    method: Method,
    uri: Uri,
    query: Query<ODataQuery>,
    headers: HeaderMap,
) -> Response {
    let Some((tenant, roles)) = caller(&directory, &headers) else {
        return unauthorized();
    };
    let mut response = answer(tenant, &roles, &method, &uri, &query);
    clock::stamp(tenant, &mut response);
    response
}

fn answer(
    tenant: &Scenario,
    roles: &BTreeSet<String>,
    method: &Method,
    uri: &Uri,
    query: &ODataQuery,
) -> Response {
    if tenant.behaviour.fault == Fault::NotProvisioned {
        return refuse(StatusCode::FORBIDDEN, "Forbidden", "Account is not provisioned");
    }
    if tenant.behaviour.fault == Fault::Inactive {
        return refuse(StatusCode::UNAUTHORIZED, "Unauthorized", "Account mode is inactive");
    }
    if tenant.behaviour.fault == Fault::Unauthorized {
        return unauthorized();
    }
    let Some(fact) = facts::call(uri.path()) else {
        return refuse(StatusCode::NOT_FOUND, "NotFound", "The requested resource was not found.");
    };
    if method != Method::GET {
        let message = "The requested resource does not support this method in practice.";
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message);
    }
    if !fact.any_of.iter().any(|one| roles.contains(one.as_str())) {
        return missing_roles(fact, roles);
    }
    match tenant.behaviour.fault {
        Fault::FeatureDisabled => {
            refuse(StatusCode::FORBIDDEN, "DisabledFeature", "Tenant feature is not enabled")
        }
        Fault::Throttled => throttled(tenant),
        _ => objects(fact, query.top.as_deref()),
    }
}

/// Who calls: the tenant and the roles in a token that holds.
fn caller(directory: &Directory, headers: &HeaderMap) -> Option<(&'static Scenario, BTreeSet<String>)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    let kid = decode_header(token).ok()?.kid?;
    let key = directory.keys().published(&kid)?;
    let mut rules = Validation::new(Algorithm::RS256);
    // Held below against the clock that the tenant's services go by.
    rules.validate_exp = false;
    rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud"]);
    // Compared below: one of many names, each with and without a closing slash.
    rules.validate_aud = false;
    let claims = decode::<Claims>(token, key, &rules).ok()?.claims;
    let Place::Tenant(tenant) = place(&claims.tid) else { return None };
    let now = clock::now(tenant).unix_timestamp();
    if claims.nbf > now + TOLERANCE || claims.exp < now - TOLERANCE {
        return None;
    }
    let ours = resource_named(&claims.aud) == Some(Resource::Defender)
        && claims.iss == directory.names().issuer_v1(&tenant.tenant_id.to_string());
    ours.then_some((tenant, claims.roles))
}

fn objects(fact: &CallFact, top: Option<&str>) -> Response {
    let Ok(top) = top.unwrap_or("1").parse::<usize>() else {
        let message = "The query specified in the URI is not valid. Invalid value for '$top' query option.";
        return refuse(StatusCode::BAD_REQUEST, "ODataError", message);
    };
    let context = format!("{CONTEXT}{}", fact.context);
    let body = if fact.context.ends_with("/$entity") {
        let mut body = json!({ "@odata.context": context });
        if let (Some(body), Some(item)) = (body.as_object_mut(), fact.item.as_object()) {
            body.extend(item.clone());
        }
        body
    } else {
        let value: Vec<_> = std::iter::once(&fact.item).take(top).collect();
        json!({ "@odata.context": context, "value": value })
    };
    let mut response = Json(body).into_response();
    let odata = "application/json; odata.metadata=minimal; odata.streaming=true";
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(odata));
    response
}

fn missing_roles(fact: &CallFact, roles: &BTreeSet<String>) -> Response {
    let required: Vec<&str> = fact.any_of.iter().map(Permission::as_str).collect();
    let held: Vec<&str> = roles.iter().map(String::as_str).collect();
    let message = format!(
        "Missing application roles. API required roles: {}, application roles: {}.",
        required.join(","),
        held.join(",")
    );
    refuse(StatusCode::FORBIDDEN, "Forbidden", &message)
}

fn throttled(tenant: &Scenario) -> Response {
    let seconds = tenant.retry_after.unwrap_or_default();
    let message = format!("API calls quota exceeded! Try again in {seconds} seconds.");
    let mut response = refuse(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", &message);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn unauthorized() -> Response {
    let mut response = refuse(StatusCode::UNAUTHORIZED, "Unauthorized", "Unauthorized");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// The API's envelope; `target` is the id that Microsoft's support asks for.
fn refuse(status: StatusCode, code: &str, message: &str) -> Response {
    let target = Uuid::new_v4();
    (status, Json(json!({ "error": { "code": code, "message": message, "target": target } }))).into_response()
}
