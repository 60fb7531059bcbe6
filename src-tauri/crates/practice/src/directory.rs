//! What the practice cloud knows and remembers: apps, consents, and who asked what.
//!
//! A [`Directory`] is shared between the routes and whoever started them. Everything a test may turn is turned
//! here, through Rust; nothing that changes the cloud's mind can be reached over HTTP, except what a person does
//! on the consent page.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use consentry_onboarding::ids::{AppId, Domain, TenantId};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::secret::ClientSecret;

use crate::keys::SigningKeys;
use crate::names::Names;
use crate::shelf::{self, Consent, Fault, Scenario};

/// So many consent pages may be open at once; the oldest is forgotten first.
const OPEN_PAGES: usize = 256;
/// So many requests are remembered.
const REMEMBERED: usize = 10_000;

/// The simulated Entra directory and Defender service. Cloning it gives another handle to the same one.
#[derive(Clone)]
pub struct Directory(Arc<Inner>);

struct Inner {
    names: Names,
    keys: SigningKeys,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    apps: BTreeMap<AppId, App>,
    consents: HashMap<(TenantId, AppId), Change>,
    /// When a token was first asked for, where somebody accepts some time after that.
    first_asked: HashMap<(TenantId, AppId), Instant>,
    open_pages: VecDeque<(String, OpenPage)>,
    seen: VecDeque<SeenRequest>,
    propagation: Duration,
}

/// A registered partner app.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) id: AppId,
    pub(crate) name: String,
    pub(crate) secret: ClientSecret,
    pub(crate) declared: BTreeSet<Permission>,
}

/// A consent that was given or taken away after the start.
struct Change {
    /// The roles granted; `None` when the app is not in the tenant.
    after: Option<BTreeSet<Permission>>,
    /// What holds until the change has reached the token service.
    before: Option<BTreeSet<Permission>>,
    reaches: Instant,
}

/// A consent page that somebody has open, under its one-time value.
#[derive(Clone)]
pub(crate) struct OpenPage {
    pub(crate) form: crate::consent::Form,
    pub(crate) tenant: TenantId,
    pub(crate) app: AppId,
    pub(crate) redirect: url::Url,
    pub(crate) scope: Option<String>,
    pub(crate) state: Option<String>,
    /// Whether accepting grants the application permissions (`/.default`), or delegated ones only.
    pub(crate) grants_roles: bool,
}

/// A request that was answered, by what may be told of it: no value of any field is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// The `Host` that was asked.
    pub host: String,
    /// The path, without its query.
    pub path: String,
    /// Names of the query's fields, in their order.
    pub query_names: Vec<String>,
    /// Names of the form's fields, in their order.
    pub form_names: Vec<String>,
    /// Whether it carried an `Authorization` header.
    pub authorized: bool,
    /// Whether it came over TLS; unknown where the routes are served by somebody else.
    pub over_tls: Option<bool>,
}

/// The tenant part of an address.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// `common`.
    Common,
    /// `organizations`.
    Organizations,
    /// `consumers`.
    Consumers,
    /// One of the practice tenants.
    Tenant(&'static Scenario),
    /// A tenant ID or domain that nobody has.
    Unknown,
    /// Neither a tenant ID nor a domain.
    Malformed,
}

impl Directory {
    /// An empty directory under these names: the practice tenants exist, no app does. Makes the signing keys.
    pub fn new(names: Names) -> io::Result<Self> {
        let keys = SigningKeys::make()?;
        Ok(Self(Arc::new(Inner { names, keys, book: Mutex::default() })))
    }

    /// The names it answers under.
    pub fn names(&self) -> &Names {
        &self.0.names
    }

    /// Registers a partner app that declares the practice permissions, or replaces one.
    pub fn add_app(&self, id: AppId, secret: ClientSecret, name: &str) {
        let app = App { id, name: name.to_owned(), secret, declared: shelf::wanted() };
        self.book().apps.insert(id, app);
    }

    /// Changes which permissions an app declares. As with Entra, customers who consented before keep what they
    /// granted.
    pub fn declare(&self, app: AppId, permissions: BTreeSet<Permission>) {
        if let Some(app) = self.book().apps.get_mut(&app) {
            app.declared = permissions;
        }
    }

    /// Grants an app these roles in a tenant at once, or removes it from there (`None`).
    pub fn set_consent(&self, tenant: TenantId, app: AppId, roles: Option<BTreeSet<Permission>>) {
        let change = Change { before: None, after: roles, reaches: Instant::now() };
        self.book().consents.insert((tenant, app), change);
    }

    /// How long a consent given on the page takes to reach the token service; nothing, unless set.
    pub fn set_propagation(&self, delay: Duration) {
        self.book().propagation = delay;
    }

    /// The roles that a token would carry; `None` when the app is not in the tenant.
    pub fn roles(&self, tenant: TenantId, app: AppId) -> Option<BTreeSet<Permission>> {
        self.book().roles(tenant, app, Instant::now())
    }

    /// Notes that a token is asked for, which sets the administrator thinking who accepts later.
    pub(crate) fn note_question(&self, tenant: TenantId, app: AppId) {
        self.book().first_asked.entry((tenant, app)).or_insert_with(Instant::now);
    }

    /// The requests answered so far, oldest first.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.book().seen.iter().cloned().collect()
    }

    /// Forgets consents, open pages and requests, and what [`Directory::set_propagation`] said; apps stay.
    pub fn reset(&self) {
        let mut book = self.book();
        let apps = std::mem::take(&mut book.apps);
        *book = Book { apps, ..Book::default() };
    }

    pub(crate) fn keys(&self) -> &SigningKeys {
        &self.0.keys
    }

    pub(crate) fn app(&self, id: AppId) -> Option<App> {
        self.book().apps.get(&id).cloned()
    }

    /// Somebody accepted on the consent page.
    pub(crate) fn accept(&self, page: &OpenPage) {
        let mut book = self.book();
        let now = Instant::now();
        let before = book.roles(page.tenant, page.app, now);
        let granted = match book.apps.get(&page.app) {
            Some(app) if page.grants_roles => app.declared.clone(),
            // Delegated permissions only: the app comes into the tenant, its roles stay as they are.
            _ => before.clone().unwrap_or_default(),
        };
        let reaches = now + book.propagation;
        book.consents.insert((page.tenant, page.app), Change { after: Some(granted), before, reaches });
    }

    pub(crate) fn open_page(&self, once: String, page: OpenPage) {
        let mut book = self.book();
        if book.open_pages.len() >= OPEN_PAGES {
            book.open_pages.pop_front();
        }
        book.open_pages.push_back((once, page));
    }

    /// Takes an open page by its one-time value; it cannot be taken twice.
    pub(crate) fn take_page(&self, once: &str) -> Option<OpenPage> {
        let mut book = self.book();
        let at = book.open_pages.iter().position(|(value, _)| value == once)?;
        book.open_pages.remove(at).map(|(_, page)| page)
    }

    pub(crate) fn remember(&self, request: SeenRequest) {
        let mut book = self.book();
        if book.seen.len() >= REMEMBERED {
            book.seen.pop_front();
        }
        book.seen.push_back(request);
    }

    /// A panic elsewhere leaves the book as readable as before: every change to it is one insertion.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn roles(&self, tenant: TenantId, app: AppId, at: Instant) -> Option<BTreeSet<Permission>> {
        let app = self.apps.get(&app)?;
        if let Some(change) = self.consents.get(&(tenant, app.id)) {
            let current = if at < change.reaches { &change.before } else { &change.after };
            return current.clone();
        }
        match tenant_by_id(tenant)?.behaviour.consent {
            Consent::Full => Some(app.declared.clone()),
            Consent::Without(missing) => {
                Some(app.declared.iter().filter(|one| one.as_str() != missing).cloned().collect())
            }
            Consent::None => None,
            Consent::Nothing => Some(BTreeSet::new()),
            Consent::Later | Consent::Spreading => {
                let asked = self.first_asked.get(&(tenant, app.id))?;
                (at >= *asked + shelf::LATER).then(|| app.declared.clone())
            }
        }
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory").field("names", &self.0.names).finish_non_exhaustive()
    }
}

/// Tenants that exist: the shelf without the one that must not be found, and the partner's own.
fn tenants() -> impl Iterator<Item = &'static Scenario> {
    let known = shelf::shelf().iter().filter(|one| one.behaviour.fault != Fault::TenantUnknown);
    known.chain([shelf::home()])
}

fn tenant_by_id(id: TenantId) -> Option<&'static Scenario> {
    tenants().find(|tenant| tenant.tenant_id == id)
}

/// Reads the tenant part of an address.
pub(crate) fn place(text: &str) -> Place {
    match text.to_ascii_lowercase().as_str() {
        "common" => return Place::Common,
        "organizations" => return Place::Organizations,
        "consumers" => return Place::Consumers,
        _ => {}
    }
    // `TenantId` forgives what people paste around an ID; an address has to be exact.
    if text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
        let tenant = TenantId::parse(text).ok().and_then(tenant_by_id);
        return tenant.map_or(Place::Unknown, Place::Tenant);
    }
    match Domain::parse(text) {
        Ok(domain) => tenants().find(|tenant| tenant.domain == domain).map_or(Place::Unknown, Place::Tenant),
        Err(_) => Place::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::Form;

    #[test]
    fn a_consent_arrives_when_it_is_told_to_and_not_before() {
        let directory = Directory::new(Names::loopback(1)).unwrap();
        let app = AppId::parse("11111111-2222-4333-8444-555555555555").unwrap();
        directory.add_app(app, ClientSecret::from_store("s".to_owned()), "App");
        let tenant = shelf::undecided().unwrap().tenant_id;
        directory.set_propagation(Duration::from_secs(3_600));
        directory.accept(&OpenPage {
            form: Form::AdminV2,
            tenant,
            app,
            redirect: url::Url::parse("https://partner.example").unwrap(),
            scope: None,
            state: None,
            grants_roles: true,
        });
        assert_eq!(directory.roles(tenant, app), None);
        let later = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert_eq!(directory.book().roles(tenant, app, later(3_000)), None);
        assert_eq!(directory.book().roles(tenant, app, later(3_601)), Some(shelf::wanted()));

        // What an app declares later, nobody has granted yet.
        directory.set_consent(tenant, app, Some(shelf::wanted()));
        directory.declare(app, BTreeSet::new());
        assert_eq!(directory.roles(tenant, app), Some(shelf::wanted()));
        directory.set_consent(tenant, app, None);
        assert_eq!(directory.roles(tenant, app), None);
    }

    #[test]
    fn one_administrator_accepts_some_time_after_the_first_question() {
        let directory = Directory::new(Names::loopback(1)).unwrap();
        let app = AppId::parse("11111111-2222-4333-8444-555555555555").unwrap();
        directory.add_app(app, ClientSecret::from_store("s".to_owned()), "App");
        let tenant =
            shelf::shelf().iter().find(|one| one.behaviour.consent == Consent::Later).unwrap().tenant_id;
        let roles = |later: Duration| directory.book().roles(tenant, app, Instant::now() + later);
        assert_eq!(roles(Duration::from_secs(3_600)), None, "nobody has asked yet");
        directory.note_question(tenant, app);
        assert_eq!(roles(Duration::from_secs(10)), None);
        assert_eq!(roles(Duration::from_secs(25)), Some(shelf::wanted()));
        directory.note_question(tenant, app);
        assert_eq!(roles(Duration::from_secs(25)), Some(shelf::wanted()), "the first question counts");
        directory.reset();
        assert_eq!(roles(Duration::from_secs(25)), None);
    }

    #[test]
    fn the_tenant_part_of_an_address_is_read_exactly() {
        let well = &shelf::shelf()[0];
        let is_well = |text: &str| matches!(place(text), Place::Tenant(found) if found.name == well.name);
        let id = well.tenant_id.to_string();
        assert!(is_well(&id) && is_well(&id.to_uppercase()) && is_well("CONTOSO.example"));
        assert!(matches!(place("Common"), Place::Common));
        assert!(matches!(place("organizations"), Place::Organizations));
        assert!(matches!(place("consumers"), Place::Consumers));
        for unknown in
            ["contoso.com", "00000000-0000-0000-0000-000000000000", "9188040d-6c67-4c5b-b112-36a304b66dad"]
        {
            assert!(matches!(place(unknown), Place::Unknown), "{unknown}");
        }
        for malformed in ["", "x", "contoso", &format!("{{{id}}}"), "a b.example", &format!("{id}0")] {
            assert!(matches!(place(malformed), Place::Malformed), "{malformed}");
        }
    }
}
