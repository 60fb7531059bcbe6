//! The documents anybody may read: OpenID metadata, key sets, instance discovery. Their members and their order
//! of magnitude are those of the real ones.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::directory::{Directory, Place, place};
use crate::names::Names;
use crate::refusal::{Refusal, Trace};
use crate::shelf::Fault;

/// Where the practice tenants are.
pub(crate) const REGION: &str = "EU";

/// What stands for "any tenant" in the documents of the shared addresses.
const ANY_TENANT: &str = "{tenantid}";

/// Whom a document is about.
struct Subject {
    /// What goes into addresses: the tenant's ID, or the shared name that was asked for.
    address: String,
    /// What goes into the issuer: the tenant's ID, or a placeholder.
    issuer: String,
    region: Option<&'static str>,
    /// The tenant lives in another cloud than the one that was asked.
    elsewhere: bool,
}

fn subject(asked: &str) -> Result<Subject, Refusal> {
    let shared = |name: &str| Subject {
        address: name.to_owned(),
        issuer: ANY_TENANT.to_owned(),
        region: None,
        elsewhere: false,
    };
    match place(asked) {
        Place::Common => Ok(shared("common")),
        Place::Organizations => Ok(shared("organizations")),
        Place::Consumers => Ok(shared("consumers")),
        Place::Tenant(tenant) => {
            let id = tenant.tenant_id.to_string();
            let elsewhere = tenant.behaviour.fault == Fault::OtherCloud;
            let region = if elsewhere { "USGov" } else { REGION };
            Ok(Subject { address: id.clone(), issuer: id, region: Some(region), elsewhere })
        }
        Place::Unknown => Err(Refusal::tenant_not_found(asked).called("invalid_tenant")),
        Place::Malformed => Err(Refusal::tenant_malformed(asked).called("invalid_tenant")),
    }
}

pub(crate) async fn configuration_v1(
    State(directory): State<Directory>,
    Path(asked): Path<String>,
    headers: HeaderMap,
) -> Response {
    document(&directory, &asked, &headers, v1)
}

pub(crate) async fn configuration_v2(
    State(directory): State<Directory>,
    Path(asked): Path<String>,
    headers: HeaderMap,
) -> Response {
    document(&directory, &asked, &headers, v2)
}

fn document(
    directory: &Directory,
    asked: &str,
    headers: &HeaderMap,
    write: fn(&Names, &Subject) -> Value,
) -> Response {
    let trace = Trace::of(headers);
    if let Place::Tenant(tenant) = place(asked)
        && tenant.behaviour.fault == Fault::HotelPage
    {
        return crate::pages::hotel();
    }
    match subject(asked) {
        Ok(subject) => trace.json(StatusCode::OK, write(directory.names(), &subject)),
        Err(refusal) => refusal.answer(&trace, directory.names()),
    }
}

fn v1(names: &Names, subject: &Subject) -> Value {
    let at = format!("{}/{}", names.login, subject.address);
    json!({
        "token_endpoint": format!("{at}/oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{}/common/discovery/keys", names.login),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "token id_token", "token"],
        "scopes_supported": ["openid"],
        "issuer": names.issuer_v1(&subject.issuer),
        "microsoft_multi_refresh_token": true,
        "authorization_endpoint": format!("{at}/oauth2/authorize"),
        "device_authorization_endpoint": format!("{at}/oauth2/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{at}/oauth2/logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
            "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "email", "given_name",
            "family_name", "nickname",
        ],
        "check_session_iframe": format!("{at}/oauth2/checksession"),
        "userinfo_endpoint": format!("{at}/openid/userinfo"),
        "kerberos_endpoint": format!("{at}/kerberos"),
        "tenant_region_scope": subject.region,
        "tenant_region_sub_scope": subject.elsewhere.then_some("DODCON"),
        "cloud_instance_name": if subject.elsewhere { "microsoftonline.us" } else { "microsoftonline.com" },
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    })
}

fn v2(names: &Names, subject: &Subject) -> Value {
    let at = format!("{}/{}", names.login, subject.address);
    json!({
        "token_endpoint": format!("{at}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{at}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": names.issuer_v2(&subject.issuer),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "authorization_endpoint": format!("{at}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{at}/oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{at}/oauth2/v2.0/logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
            "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name",
            "tid", "ver", "at_hash", "c_hash", "email",
        ],
        "kerberos_endpoint": format!("{at}/kerberos"),
        "tenant_region_scope": subject.region,
        "tenant_region_sub_scope": subject.elsewhere.then_some("DODCON"),
        "cloud_instance_name": if subject.elsewhere { "microsoftonline.us" } else { "microsoftonline.com" },
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    })
}

pub(crate) async fn keys_v1(
    State(directory): State<Directory>,
    Path(asked): Path<String>,
    headers: HeaderMap,
) -> Response {
    keys(&directory, &asked, &headers, || directory.keys().set_v1())
}

pub(crate) async fn keys_v2(
    State(directory): State<Directory>,
    Path(asked): Path<String>,
    headers: HeaderMap,
) -> Response {
    keys(&directory, &asked, &headers, || directory.keys().set_v2(directory.names()))
}

fn keys(directory: &Directory, asked: &str, headers: &HeaderMap, set: impl Fn() -> Value) -> Response {
    let trace = Trace::of(headers);
    match subject(asked) {
        Ok(_) => trace.json(StatusCode::OK, set()),
        Err(refusal) => refusal.answer(&trace, directory.names()),
    }
}

/// The query of instance discovery.
#[derive(Debug, Deserialize)]
pub(crate) struct InstanceQuery {
    authorization_endpoint: Option<String>,
}

/// Tells a client library which hosts belong together.
pub(crate) async fn instance(
    State(directory): State<Directory>,
    Query(query): Query<InstanceQuery>,
    headers: HeaderMap,
) -> Response {
    let (trace, names) = (Trace::of(&headers), directory.names());
    let Some(asked) = query.authorization_endpoint else {
        return Refusal::parameter_missing("authorization_endpoint").answer(&trace, names);
    };
    let login = names.login_host();
    let ours = Url::parse(&asked)
        .ok()
        .filter(|url| Url::parse(&names.login).is_ok_and(|login| login.origin() == url.origin()));
    let Some(tenant) = ours.as_ref().and_then(|url| url.path_segments()?.next()) else {
        return Refusal::instance_unknown().answer(&trace, names);
    };
    trace.json(
        StatusCode::OK,
        json!({
            "tenant_discovery_endpoint": format!("{}/{tenant}/v2.0/.well-known/openid-configuration", names.login),
            "api-version": "1.1",
            "metadata": [{ "preferred_network": login, "preferred_cache": login, "aliases": names.login_aliases() }],
        }),
    )
}
