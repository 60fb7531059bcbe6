//! The token endpoints, both versions: the checks that Entra makes, in an order in which Entra makes them.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use consentry_onboarding::evidence::Flow;
use consentry_onboarding::ids::AppId;
use consentry_onboarding::secret::ClientSecret;
use serde_json::{Value, json};

use crate::clock;
use crate::directory::{App, Directory, Place, place};
use crate::facts::{Resource, resource_named};
use crate::mint::mint;
use crate::refusal::{Refusal, Trace};
use crate::shelf::{Fault, Scenario};

/// What a v2 scope for client credentials must end in.
const DEFAULT: &str = "/.default";

pub(crate) async fn issue_v1(
    State(directory): State<Directory>,
    Path(asked): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(&directory, Flow::V1, &asked, &method, &headers, &body)
}

pub(crate) async fn issue_v2(
    State(directory): State<Directory>,
    Path(asked): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(&directory, Flow::V2, &asked, &method, &headers, &body)
}

fn answer(
    directory: &Directory,
    flow: Flow,
    asked: &str,
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> Response {
    let trace = Trace::of(headers);
    let outcome = if method == Method::POST {
        issue(directory, flow, asked, &Request::read(headers, body))
    } else {
        Err(Trouble::Refused(Refusal::post_only(method.as_str())))
    };
    match outcome {
        Ok(body) => {
            let mut response = trace.json(StatusCode::OK, body);
            if let Place::Tenant(tenant) = place(asked) {
                clock::stamp(tenant, &mut response);
            }
            response
        }
        Err(Trouble::Blocked) => {
            (StatusCode::FORBIDDEN, Json(json!({ "message": "Request blocked by policy 4711." })))
                .into_response()
        }
        Err(Trouble::Refused(refusal)) => refusal.answer(&trace, directory.names()),
        Err(Trouble::Broken(problem)) => {
            tracing::error!(%problem, "practice could not sign a token");
            trace.stamp(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

enum Trouble {
    Refused(Refusal),
    /// Refused by something in between.
    Blocked,
    Broken(jsonwebtoken::errors::Error),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The fields of a token request. Not `Debug`: it holds a secret.
#[derive(Default)]
struct Request {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<ClientSecret>,
    assertion: bool,
    resource: Option<String>,
    scope: Option<String>,
}

impl Request {
    /// Reads a form; of a field given twice the first counts. Credentials may also come by HTTP Basic.
    fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let mut request = Self::default();
        let keep = |slot: &mut Option<String>, value: &str| {
            if slot.is_none() && !value.is_empty() {
                *slot = Some(value.to_owned());
            }
        };
        for (name, value) in url::form_urlencoded::parse(body) {
            match name.as_ref() {
                "grant_type" => keep(&mut request.grant_type, &value),
                "client_id" => keep(&mut request.client_id, &value),
                "resource" => keep(&mut request.resource, &value),
                "scope" => keep(&mut request.scope, value.trim()),
                "client_assertion" => request.assertion = true,
                "client_secret" if request.client_secret.is_none() && !value.is_empty() => {
                    request.client_secret = Some(ClientSecret::from_store(value.into_owned()));
                }
                _ => {}
            }
        }
        if let Some((id, secret)) = basic_credentials(headers) {
            keep(&mut request.client_id, &id);
            request.client_secret.get_or_insert(secret);
        }
        request
    }
}

/// RFC 6749, section 2.3.1: both halves are form-encoded first.
fn basic_credentials(headers: &HeaderMap) -> Option<(String, ClientSecret)> {
    let encoded = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded =
        |half: &str| url::form_urlencoded::parse(half.as_bytes()).next().map(|(value, _)| value.into_owned());
    Some((decoded(id)?, ClientSecret::from_store(decoded(secret)?)))
}

fn issue(directory: &Directory, flow: Flow, asked: &str, request: &Request) -> Result<Value, Trouble> {
    let tenant = match place(asked) {
        Place::Unknown => return Err(Refusal::tenant_not_found(asked).into()),
        Place::Malformed => return Err(Refusal::tenant_malformed(asked).into()),
        place => place,
    };
    match request.grant_type.as_deref() {
        None => return Err(Refusal::parameter_missing("grant_type").into()),
        Some("client_credentials") => {}
        Some(other) => return Err(Refusal::grant_unsupported(other).into()),
    }
    let tenant = match tenant {
        Place::Tenant(tenant) => tenant,
        Place::Organizations => return Err(Refusal::no_tenant_named().into()),
        _ => return Err(Refusal::shared_address().into()),
    };
    if tenant.behaviour.fault == Fault::SignInDown {
        return Err(Refusal::service_down().into());
    }
    if tenant.behaviour.fault == Fault::Blocked {
        return Err(Trouble::Blocked);
    }
    if tenant.behaviour.fault == Fault::UnknownNumber {
        return Err(Refusal::made_up().into());
    }
    let client_id = request.client_id.as_deref().ok_or_else(|| Refusal::parameter_missing("client_id"))?;
    let audience = audience(flow, request)?;
    let (app, roles) = installed_app(directory, tenant, client_id)?;
    check_credential(tenant, &app, request)?;

    let roles = match resource_named(audience) {
        Some(Resource::Defender) if tenant.behaviour.fault != Fault::DefenderMissing => roles,
        Some(Resource::Neighbour) => std::collections::BTreeSet::new(),
        _ => return Err(Refusal::resource_not_found(audience, tenant.customer).into()),
    };
    if tenant.behaviour.fault == Fault::ConditionalAccess {
        return Err(Refusal::conditional_access().into());
    }

    let minted = mint(directory, tenant, &app, audience, &roles).map_err(Trouble::Broken)?;
    Ok(match flow {
        Flow::V1 => json!({
            "token_type": "Bearer",
            "expires_in": minted.seconds.to_string(),
            "ext_expires_in": minted.seconds.to_string(),
            "expires_on": minted.expires.to_string(),
            "not_before": minted.not_before.to_string(),
            "resource": audience,
            "access_token": minted.token,
        }),
        Flow::V2 => json!({
            "token_type": "Bearer",
            "expires_in": minted.seconds,
            "ext_expires_in": minted.seconds,
            "access_token": minted.token,
        }),
    })
}

/// Whom the token is for: `resource` at the old address, one `/.default` scope at the new one.
fn audience(flow: Flow, request: &Request) -> Result<&str, Refusal> {
    if flow == Flow::V1 {
        return request.resource.as_deref().ok_or_else(|| Refusal::parameter_missing("resource"));
    }
    if request.resource.is_some() {
        return Err(Refusal::resource_parameter());
    }
    let scope = request.scope.as_deref().ok_or_else(|| Refusal::parameter_missing("scope"))?;
    if scope.contains(' ') {
        return Err(Refusal::several_scopes(scope));
    }
    match scope.strip_suffix(DEFAULT) {
        Some(audience) if !audience.is_empty() => Ok(audience),
        _ => Err(Refusal::scope_not_default(scope)),
    }
}

/// The app, if it is known and the tenant has it, with the roles it was granted there.
fn installed_app(
    directory: &Directory,
    tenant: &Scenario,
    client_id: &str,
) -> Result<(App, std::collections::BTreeSet<consentry_onboarding::permission::Permission>), Refusal> {
    let not_there = || Refusal::app_not_in_tenant(client_id, tenant.customer);
    let app = AppId::parse(client_id).ok().and_then(|id| directory.app(id)).ok_or_else(not_there)?;
    directory.note_question(tenant.tenant_id, app.id);
    if tenant.behaviour.fault == Fault::SingleTenant {
        return Err(Refusal::single_tenant(&app));
    }
    let roles = directory.roles(tenant.tenant_id, app.id).ok_or_else(not_there)?;
    Ok((app, roles))
}

fn check_credential(tenant: &Scenario, app: &App, request: &Request) -> Result<(), Refusal> {
    let fault = tenant.behaviour.fault;
    if fault == Fault::AppDisabled {
        return Err(Refusal::app_disabled(app));
    }
    if request.assertion {
        return Err(Refusal::certificate_unknown());
    }
    let sent = request.client_secret.as_ref().ok_or_else(Refusal::secret_missing)?;
    let right = verify_slices_are_equal(sent.expose().as_bytes(), app.secret.expose().as_bytes()).is_ok();
    if !right || fault == Fault::WrongSecret {
        Err(Refusal::secret_wrong(app))
    } else if fault == Fault::SecretExpired {
        Err(Refusal::secret_expired(app))
    } else {
        Ok(())
    }
}
