//! Entra's refusals: which number, which OAuth error, which status, and the text around them.
//!
//! Facts: `aadsts.json` of the design catalogue, 2026-11-22. The texts are Entra's as seen in public reports;
//! clients are told to go by the numbers, and so does Consentry.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use time::OffsetDateTime;
use time::macros::format_description;
use uuid::Uuid;

use crate::directory::App;
use crate::names::Names;

/// What goes with every answer of the sign-in service, for support to ask for.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    pub(crate) id: Uuid,
    pub(crate) correlation: Uuid,
    pub(crate) timestamp: String,
    echo: bool,
}

impl Trace {
    /// A new trace; the correlation ID is the client's own, if it sent one.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let theirs = text("client-request-id").and_then(|value| Uuid::try_parse(value.trim()).ok());
        Self {
            id: Uuid::new_v4(),
            correlation: theirs.unwrap_or_else(Uuid::new_v4),
            timestamp: OffsetDateTime::now_utc()
                .format(format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z"))
                .unwrap_or_default(),
            echo: text("return-client-request-id").is_some_and(|value| value.eq_ignore_ascii_case("true")),
        }
    }

    /// Puts Entra's headers on an answer.
    pub(crate) fn stamp(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache"));
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        headers.insert(header::EXPIRES, HeaderValue::from_static("-1"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert("x-ms-ests-server", HeaderValue::from_static("2.1.0 - practice"));
        if let Ok(id) = HeaderValue::from_str(&self.id.to_string()) {
            headers.insert("x-ms-request-id", id);
        }
        if self.echo
            && let Ok(id) = HeaderValue::from_str(&self.correlation.to_string())
        {
            headers.insert("client-request-id", id);
        }
        response
    }

    /// JSON with Entra's own spelling of its type.
    pub(crate) fn json(&self, status: StatusCode, body: serde_json::Value) -> Response {
        let mut response = (status, Json(body)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        self.stamp(response)
    }
}

/// A refusal of the sign-in service.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) error: &'static str,
    pub(crate) code: u32,
    pub(crate) text: String,
    suberror: Option<&'static str>,
    claims: Option<String>,
}

impl Refusal {
    fn new(status: StatusCode, error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self { status, error, code, text: text.into(), suberror: None, claims: None }
    }

    fn bad(error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, code, text)
    }

    fn client(code: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", code, text)
    }

    /// The same refusal under another OAuth error: metadata calls an unknown tenant `invalid_tenant`.
    pub(crate) fn called(mut self, error: &'static str) -> Self {
        self.error = error;
        self
    }

    pub(crate) fn tenant_not_found(asked: &str) -> Self {
        Self::bad(
            "invalid_request",
            90_002,
            format!(
                "Tenant '{asked}' not found. Check to make sure you have the correct tenant ID and are signing \
                 into the correct cloud. Check with your subscription administrator, this may happen if there \
                 are no active subscriptions for the tenant."
            ),
        )
    }

    pub(crate) fn tenant_malformed(asked: &str) -> Self {
        Self::bad(
            "invalid_request",
            900_023,
            format!(
                "Specified tenant identifier '{asked}' is neither a valid DNS name, nor a valid external domain."
            ),
        )
    }

    pub(crate) fn shared_address() -> Self {
        Self::bad(
            "invalid_request",
            9_001_023,
            "The grant type is not supported over the /common or /consumers endpoints. Please use the \
             /organizations or tenant-specific endpoint.",
        )
    }

    pub(crate) fn no_tenant_named() -> Self {
        Self::bad(
            "invalid_request",
            50_059,
            "No tenant-identifying information found in either the request or implied by any provided \
             credentials.",
        )
    }

    pub(crate) fn parameter_missing(name: &str) -> Self {
        Self::bad(
            "invalid_request",
            900_144,
            format!("The request body must contain the following parameter: '{name}'."),
        )
    }

    pub(crate) fn post_only(method: &str) -> Self {
        Self::bad(
            "invalid_request",
            900_561,
            format!("The endpoint only accepts POST requests. Received a {method} request."),
        )
    }

    pub(crate) fn grant_unsupported(grant: &str) -> Self {
        Self::bad(
            "unsupported_grant_type",
            70_003,
            format!("The app requested an unsupported grant type '{grant}'."),
        )
    }

    pub(crate) fn app_not_in_tenant(client_id: &str, tenant: &str) -> Self {
        Self::bad(
            "unauthorized_client",
            700_016,
            format!(
                "Application with identifier '{client_id}' was not found in the directory '{tenant}'. This can \
                 happen if the application has not been installed by the administrator of the tenant or \
                 consented to by any user in the tenant. You may have sent your authentication request to the \
                 wrong tenant."
            ),
        )
    }

    pub(crate) fn single_tenant(app: &App) -> Self {
        Self::bad(
            "invalid_request",
            50_194,
            format!(
                "Application '{}'({}) is not configured as a multi-tenant application. Usage of the /common \
                 endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific \
                 endpoint or configure the application to be multi-tenant.",
                app.id, app.name
            ),
        )
    }

    /// A number that Entra does not use.
    pub(crate) fn made_up() -> Self {
        Self::bad("invalid_request", 9_999_999, "A fault that nobody has written down yet.")
    }

    pub(crate) fn app_disabled(app: &App) -> Self {
        Self::bad(
            "unauthorized_client",
            7_000_112,
            format!("Application '{}'({}) is disabled.", app.id, app.name),
        )
    }

    pub(crate) fn secret_missing() -> Self {
        Self::client(
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        )
    }

    pub(crate) fn secret_wrong(app: &App) -> Self {
        Self::client(
            7_000_215,
            format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client \
                 secret value, not the client secret ID, for a secret added to app '{}'.",
                app.id
            ),
        )
    }

    pub(crate) fn secret_expired(app: &App) -> Self {
        Self::client(
            7_000_222,
            format!(
                "The provided client secret keys for app '{}' are expired. Visit the Azure portal to create new \
                 keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials \
                 for added security: https://aka.ms/certCreds.",
                app.id
            ),
        )
    }

    /// Practice apps have no certificate, so no assertion can fit.
    pub(crate) fn certificate_unknown() -> Self {
        Self::client(
            700_027,
            "The certificate with identifier used to sign the client assertion is not registered on \
             application. [Reason - The key was not found.]",
        )
    }

    pub(crate) fn resource_parameter() -> Self {
        Self::bad("invalid_request", 901_002, "The 'resource' request parameter is not supported.")
    }

    pub(crate) fn several_scopes(scope: &str) -> Self {
        Self::bad(
            "invalid_scope",
            70_011,
            format!(
                "The provided request must include a 'scope' input parameter. The provided value for the input \
                 parameter 'scope' is not valid. The scope {scope} is not valid."
            ),
        )
    }

    pub(crate) fn scope_not_default(scope: &str) -> Self {
        Self::bad(
            "invalid_scope",
            1_002_012,
            format!(
                "The provided value for scope {scope} is not valid. Client credential flows must have a scope \
                 value with /.default suffixed to the resource identifier (application ID URI)."
            ),
        )
    }

    pub(crate) fn resource_not_found(resource: &str, tenant: &str) -> Self {
        Self::bad(
            "invalid_resource",
            500_011,
            format!(
                "The resource principal named {resource} was not found in the tenant named {tenant}. This can \
                 happen if the application has not been installed by the administrator of the tenant or \
                 consented to by any user in the tenant. You might have sent your authentication request to \
                 the wrong tenant."
            ),
        )
    }

    pub(crate) fn conditional_access() -> Self {
        let policy = Uuid::new_v4();
        let claims = json!({ "access_token": { "capolids": { "essential": true, "values": [policy] } } });
        Self {
            suberror: Some("message_only"),
            claims: Some(claims.to_string()),
            ..Self::bad(
                "invalid_grant",
                53_003,
                "Access has been blocked by Conditional Access policies. The access policy does not allow \
                 token issuance.",
            )
        }
    }

    pub(crate) fn service_down() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            90_033,
            "A transient error has occurred. Please try again.",
        )
    }

    pub(crate) fn instance_unknown() -> Self {
        Self::bad("invalid_instance", 50_049, "Unknown or invalid instance.")
    }

    pub(crate) fn redirect_not_registered(redirect: &str, app: &App) -> Self {
        Self::bad(
            "invalid_request",
            50_011,
            format!(
                "The redirect URI '{redirect}' specified in the request does not match the redirect URIs \
                 configured for the application '{}'. Make sure the redirect URI sent in the request matches \
                 one added to your application in the Azure portal. Navigate to \
                 https://aka.ms/redirectUriMismatchError to learn more about how to fix this.",
                app.id
            ),
        )
    }

    pub(crate) fn work_accounts_only(app: &App) -> Self {
        Self::bad(
            "invalid_request",
            9_002_332,
            format!(
                "Application '{}'({}) is configured for use by Azure Active Directory users only. Please do \
                 not use the /consumers endpoint to serve this request.",
                app.id, app.name
            ),
        )
    }

    pub(crate) fn no_defender_to_consent_to(tenant: &str) -> Self {
        Self::bad(
            "invalid_client",
            650_052,
            format!(
                "The app is trying to access a service '{}'(WindowsDefenderATP) that your organization \
                 '{tenant}' lacks a service principal for. Contact your IT Admin to review the configuration \
                 of your service subscriptions or consent to the application in order to create the required \
                 service principal.",
                crate::facts::DEFENDER_APP
            ),
        )
    }

    /// `AADSTS…: text Trace ID: … Correlation ID: … Timestamp: …`, as Entra joins them.
    pub(crate) fn description(&self, trace: &Trace) -> String {
        format!(
            "AADSTS{}: {} Trace ID: {} Correlation ID: {} Timestamp: {}",
            self.code, self.text, trace.id, trace.correlation, trace.timestamp
        )
    }

    /// The refusal as the JSON that clients get.
    pub(crate) fn answer(&self, trace: &Trace, names: &Names) -> Response {
        let mut body = json!({
            "error": self.error,
            "error_description": self.description(trace),
            "error_codes": [self.code],
            "timestamp": trace.timestamp,
            "trace_id": trace.id,
            "correlation_id": trace.correlation,
            "error_uri": format!("{}/error?code={}", names.login, self.code),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = suberror.into();
        }
        if let Some(claims) = &self.claims {
            body["claims"] = claims.as_str().into();
        }
        trace.json(self.status, body)
    }
}
