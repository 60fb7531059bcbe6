//! The consent page: what an administrator of the customer sees, decides, and where the browser goes then.
//!
//! Three forms of link lead here, as in `consent.json` of the design catalogue: the guide's own (`authorize`),
//! the older and the newer `adminconsent`. What is wrong with a link ends on Entra's own error page, from which
//! no redirect comes back. A decision is taken by POST with a value that works once, so that no other page can
//! accept in the person's name.

use aws_lc_rs::rand;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use consentry_onboarding::ids::AppId;
use url::Url;
use uuid::Uuid;

use crate::directory::{App, Directory, OpenPage, Place, place};
use crate::facts::{Resource, resource_named};
use crate::pages;
use crate::refusal::{Refusal, Trace};
use crate::shelf::{self, Fault, Scenario};
use crate::words::Words;

/// Where practice's own redirect address leads.
pub(crate) const DONE_PATH: &str = "/practice/done";
/// The first redirect address of an app that follows Microsoft's guide.
const PARKING: &str = "https://portal.azure.com/";
/// Microsoft Graph, which every tenant has; the practice app declares nothing there.
const GRAPH_DEFAULT: &str = "https://graph.microsoft.com/.default";

/// Which form of link was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `/{tenant}/oauth2/authorize`, the guide's.
    Guide,
    /// `/{tenant}/adminconsent`.
    AdminV1,
    /// `/{tenant}/v2.0/adminconsent`.
    AdminV2,
}

/// The fields of a link.
struct Link {
    form: Form,
    fields: Vec<(String, String)>,
}

impl Link {
    fn read(form: Form, query: Option<&str>) -> Self {
        let parsed = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self { form, fields: parsed.into_owned().collect() }
    }

    fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(key, value)| key == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.field(name).ok_or_else(|| Refusal::parameter_missing(name))
    }
}

/// Everything the page shows.
pub(crate) struct Asked {
    pub(crate) app: App,
    pub(crate) tenant: &'static Scenario,
    /// The shared name in the link (`common`, `organizations`) where it names no tenant.
    pub(crate) shared: Option<String>,
    pub(crate) grants_roles: bool,
}

pub(crate) async fn guide(
    State(directory): State<Directory>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    ask(&directory, &tenant, &Link::read(Form::Guide, query.as_deref()), &headers)
}

pub(crate) async fn admin_v1(
    State(directory): State<Directory>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    ask(&directory, &tenant, &Link::read(Form::AdminV1, query.as_deref()), &headers)
}

pub(crate) async fn admin_v2(
    State(directory): State<Directory>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    ask(&directory, &tenant, &Link::read(Form::AdminV2, query.as_deref()), &headers)
}

fn ask(directory: &Directory, tenant: &str, link: &Link, headers: &HeaderMap) -> Response {
    let (trace, words) = (Trace::of(headers), Words::preferred(headers));
    let (asked, redirect) = match read(directory, tenant, link) {
        Ok(read) => read,
        Err(refusal) => return pages::refused(words, &refusal, &trace),
    };
    let mut random = [0; 32];
    if rand::fill(&mut random).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let once = URL_SAFE_NO_PAD.encode(random);
    let response = pages::consent(words, &asked, &once, &redirect, &trace);
    let page = OpenPage {
        form: link.form,
        tenant: asked.tenant.tenant_id,
        app: asked.app.id,
        redirect,
        scope: link.field("scope").map(str::to_owned),
        state: link.field("state").map(str::to_owned),
        grants_roles: asked.grants_roles,
    };
    directory.open_page(once, page);
    response
}

/// Reads a link as Entra does; what is wrong with it is shown there and nowhere else.
fn read(directory: &Directory, asked: &str, link: &Link) -> Result<(Asked, Url), Refusal> {
    let place = place(asked);
    match place {
        Place::Unknown => return Err(Refusal::tenant_not_found(asked)),
        Place::Malformed => return Err(Refusal::tenant_malformed(asked)),
        _ => {}
    }
    let client_id = link.required("client_id")?;
    let app = AppId::parse(client_id).ok().and_then(|id| directory.app(id));
    let app = app.ok_or_else(|| Refusal::app_not_in_tenant(client_id, asked))?;
    let (tenant, shared) = match place {
        Place::Tenant(tenant) => (tenant, None),
        Place::Common | Place::Organizations => {
            let offered = shelf::undecided().ok_or_else(Refusal::no_tenant_named)?;
            (offered, Some(asked.to_ascii_lowercase()))
        }
        _ => return Err(Refusal::work_accounts_only(&app)),
    };
    let redirect = redirect(directory, link, &app)?;
    if link.form == Form::Guide {
        link.required("response_type")?;
    }
    let grants_roles = match link.form {
        Form::AdminV2 => grants_roles(link.required("scope")?, tenant)?,
        Form::Guide | Form::AdminV1 => true,
    };
    match tenant.behaviour.fault {
        Fault::AppDisabled => Err(Refusal::app_disabled(&app)),
        Fault::DefenderMissing => Err(Refusal::no_defender_to_consent_to(&tenant.tenant_id.to_string())),
        _ => Ok((Asked { app, tenant, shared, grants_roles }, redirect)),
    }
}

/// In practice the registered addresses are practice's own page and `http://localhost`. Behind the real names any https address
/// passes for registered, since the routes cannot know what a test registered.
fn redirect(directory: &Directory, link: &Link, app: &App) -> Result<Url, Refusal> {
    let own = directory.names().done_page();
    let asked = link.field("redirect_uri");
    let address = asked.or(own.as_deref()).unwrap_or(PARKING);
    let refused = || Refusal::redirect_not_registered(address, app);
    let url = Url::parse(address).map_err(|_| refused())?;
    // As with Entra, a loopback address counts whatever its port.
    let at_home = url.scheme() == "http" && url.host_str() == Some("localhost") && url.fragment().is_none();
    let registered = at_home
        || match own.as_deref() {
            Some(own) => own == address,
            None => url.scheme() == "https" && url.fragment().is_none(),
        };
    if registered { Ok(url) } else { Err(refused()) }
}

/// Only `/.default` of Defender brings the application permissions; anything else is delegated, or of another
/// API, and grants none of them.
fn grants_roles(scope: &str, tenant: &Scenario) -> Result<bool, Refusal> {
    let mut grants = false;
    for one in scope.split_whitespace() {
        let Some(identifier) = one.strip_suffix("/.default") else { continue };
        match resource_named(identifier) {
            Some(Resource::Defender) => grants = true,
            Some(Resource::Neighbour) => {}
            None if one == GRAPH_DEFAULT => {}
            None => return Err(Refusal::resource_not_found(identifier, tenant.customer)),
        }
    }
    Ok(grants)
}

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Accept,
    Cancel,
}

/// Takes the decision and sends the browser on.
pub(crate) async fn decide(State(directory): State<Directory>, headers: HeaderMap, body: Bytes) -> Response {
    let (trace, words) = (Trace::of(&headers), Words::preferred(&headers));
    // Browsers that tell where a form comes from must say "this very page".
    let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin");
    let (mut once, mut decision) = (None, None);
    for (name, value) in url::form_urlencoded::parse(&body) {
        match (name.as_ref(), value.as_ref()) {
            ("once", value) => once = Some(value.to_owned()),
            ("decision", "accept") => decision = Some(Decision::Accept),
            ("decision", "cancel") => decision = Some(Decision::Cancel),
            _ => {}
        }
    }
    let (Some(once), Some(decision), false) = (once, decision, elsewhere) else {
        return pages::used_up(words, &trace);
    };
    let Some(page) = directory.take_page(&once) else {
        return pages::used_up(words, &trace);
    };
    if decision == Decision::Accept {
        directory.accept(&page);
    }
    let target = answer(&page, decision, &trace);
    match HeaderValue::from_str(target.as_str()) {
        Ok(location) => trace.stamp((StatusCode::FOUND, [(header::LOCATION, location)]).into_response()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The redirect, with the fields that Entra adds for each form and outcome (`aadsts.json`, `consentRedirects`).
fn answer(page: &OpenPage, decision: Decision, trace: &Trace) -> Url {
    let mut url = page.redirect.clone();
    let mut query = url.query_pairs_mut();
    let state = page.state.as_deref();
    let with_state = match (page.form, decision) {
        (Form::Guide, Decision::Accept) => {
            // Nobody redeems the code: consent alone was the purpose.
            query.append_pair("code", &format!("practice-{}", Uuid::new_v4()));
            query.append_pair("session_state", &Uuid::new_v4().to_string());
            true
        }
        (Form::Guide, Decision::Cancel) => {
            query.append_pair("error", "access_denied").append_pair("error_subcode", "cancel");
            true
        }
        (Form::AdminV1, Decision::Accept) => {
            query.append_pair("admin_consent", "True");
            query.append_pair("tenant", &page.tenant.to_string());
            true
        }
        (Form::AdminV1, Decision::Cancel) => {
            query.append_pair("error", "permission_denied");
            query.append_pair("error_description", "The admin canceled the request");
            false
        }
        (Form::AdminV2, Decision::Accept) => {
            query.append_pair("admin_consent", "True");
            query.append_pair("tenant", &page.tenant.to_string());
            query.append_pair("scope", page.scope.as_deref().unwrap_or_default());
            true
        }
        (Form::AdminV2, Decision::Cancel) => {
            let text = format!(
                "AADSTS65004: User declined to consent to access the app. Trace ID: {} Correlation ID: {} \
                 Timestamp: {}",
                trace.id, trace.correlation, trace.timestamp
            );
            query.append_pair("admin_consent", "True").append_pair("error", "consent_required");
            query.append_pair("error_description", &text);
            true
        }
    };
    if let Some(state) = state.filter(|_| with_state) {
        query.append_pair("state", state);
    }
    drop(query);
    url
}

/// Practice's own page at the end of a consent.
pub(crate) async fn done(
    State(directory): State<Directory>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(mut address) = directory.names().done_page() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (trace, words) = (Trace::of(&headers), Words::preferred(&headers));
    let query = query.unwrap_or_default();
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    // An error decides, whatever `admin_consent` says beside it.
    let outcome = match (field("error"), field("admin_consent"), field("code")) {
        (Some(error), ..) => pages::Outcome::Declined { error, description: field("error_description") },
        (None, Some(said), _) if said.eq_ignore_ascii_case("true") => {
            pages::Outcome::Given { tenant: field("tenant") }
        }
        (None, _, Some(_)) => pages::Outcome::Given { tenant: None },
        _ => pages::Outcome::Nothing,
    };
    if !query.is_empty() {
        address.push('?');
        address.push_str(&query);
    }
    pages::done(words, &outcome, &address, &trace)
}
