//! What a person does, step by step: set up the partner app, add a customer, make a link, check. The window and
//! the terminal both sit at this desk.

mod about;
mod app;
mod ask;
mod bundle;
mod check;
mod check_all;
mod customer;
mod import;
mod secrets;
mod setup;
mod support;
mod tokens;
mod turns;
mod use_api;
mod watch;

use std::sync::Arc;

use serde::Serialize;

use crate::cloud::{Cloud, CloudId};
use crate::evidence::Evidence;
use crate::gather::Http;
use crate::ids::IdProblem;
use crate::ports::{Clock, Registry, RegistryProblem, SecretStore, SecretStoreProblem};
use crate::secret::SecretProblem;

pub use about::About;
pub use app::{AppDraft, AppSaved, SecretOutcome};
pub use ask::{ConsentRequest, redirect_of};
pub use check::{Checked, consent_lacks};
pub use check_all::{AT_ONCE, Came, Ending, Stands};
pub use customer::{CustomerDraft, CustomerSaved};
pub use tokens::TokenInHand;
pub use turns::{Turn, Turns};
pub use use_api::Called;
pub use watch::{Look, Looked, WatchEnd};

/// One registry, one place for secrets, one way out to one kind of cloud. Practice has a desk of its own.
pub struct Desk {
    registry: Arc<dyn Registry>,
    keychain: Arc<dyn SecretStore>,
    memory: Arc<dyn SecretStore>,
    http: Http,
    clouds: Clouds,
    clock: Arc<dyn Clock>,
    /// Held while an app is saved: two savings at once would put two secrets in one place.
    saving: tokio::sync::Mutex<()>,
    /// Tokens between two calls by hand.
    tokens: tokens::Tokens,
    watches_changed: tokio::sync::Notify,
}

/// Which clouds a desk can reach.
#[derive(Debug, Clone)]
pub enum Clouds {
    /// The table of real ones.
    Real,
    /// The running practice cloud, and no other.
    Practice(Box<Cloud>),
}

/// Something entered that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The app's name.
    Name,
    /// The app's cloud.
    Cloud,
    /// The application ID.
    AppId,
    /// The partner's own tenant.
    HomeTenant,
    /// A redirect address.
    RedirectUri,
    /// A permission.
    Permissions,
    /// The secret.
    Secret,
    /// The last day of the secret.
    SecretExpires,
    /// The partner's name for customers.
    Publisher,
    /// Whom a customer may ask.
    Contact,
    /// The customer's name.
    CustomerName,
    /// The customer's tenant.
    CustomerTenant,
    /// The host of the API.
    ApiHost,
}

/// Why an entered value cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputProblem {
    /// Not the identity asked for.
    Id(IdProblem),
    /// Not a client secret.
    Secret(SecretProblem),
    /// Longer than 200 characters.
    TooLong,
    /// Nothing entered.
    Empty,
    /// Control characters.
    ControlCharacters,
    /// Not an address that Entra accepts as a redirect.
    NotARedirectUri,
    /// Not the name of a permission.
    NotAPermission,
    /// Not one of the clouds.
    NotACloud,
    /// Not a day.
    NotADate,
    /// Not a host of this cloud's API.
    NotAHost,
    /// Such an app is set up already.
    Duplicate,
    /// This app has customers: what was proved for them was proved for this very registration.
    HasCustomers,
}

/// Why something at the desk was not done. Nothing entered is lost, and nothing half done stays.
#[derive(Debug, thiserror::Error)]
pub enum DeskProblem {
    /// A value cannot be used.
    #[error("{field:?} cannot be used: {problem:?}")]
    Invalid {
        /// Which.
        field: Field,
        /// Why.
        problem: InputProblem,
    },
    /// Entra knows the secret to be wrong; it was not stored.
    #[error("the secret was refused")]
    SecretRefused(Box<Evidence>),
    /// The tenant does not exist, lives elsewhere, or could not be asked.
    #[error("the tenant was not found")]
    Tenant(Box<Evidence>),
    /// No token that may be used was got; the evidence says why.
    #[error("no token was got that may be used")]
    NoToken(Box<Evidence>),
    /// The keychain.
    #[error(transparent)]
    Secrets(#[from] SecretStoreProblem),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryProblem),
    /// The operating system gave no random numbers.
    #[error("this machine gave no random numbers")]
    NoRandomness,
}

impl Desk {
    /// Opens a desk.
    pub fn new(
        registry: Arc<dyn Registry>,
        keychain: Arc<dyn SecretStore>,
        memory: Arc<dyn SecretStore>,
        http: Http,
        clouds: Clouds,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (saving, tokens) = (tokio::sync::Mutex::new(()), tokens::Tokens::default());
        let watches_changed = tokio::sync::Notify::new();
        Self { registry, keychain, memory, http, clouds, clock, saving, tokens, watches_changed }
    }

    /// The registry, for reading lists and preferences.
    pub fn registry(&self) -> &dyn Registry {
        self.registry.as_ref()
    }

    /// The client, for checks that need no record.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// A cloud that this desk can reach.
    pub fn cloud(&self, id: CloudId) -> Result<Cloud, DeskProblem> {
        let cloud = match &self.clouds {
            Clouds::Real => Cloud::real(id),
            Clouds::Practice(cloud) => (id == cloud.id()).then(|| cloud.as_ref().clone()),
        };
        cloud.ok_or(DeskProblem::Invalid { field: Field::Cloud, problem: InputProblem::NotACloud })
    }
}

/// A name as people type it: trimmed, at most 200 characters, none that is not seen.
pub(crate) fn name_of(text: &str) -> Result<String, InputProblem> {
    let name = text.trim();
    match () {
        () if name.chars().all(takes_no_ink) => Err(InputProblem::Empty),
        () if name.chars().count() > 200 => Err(InputProblem::TooLong),
        () if name.chars().any(crate::answer::steers) => Err(InputProblem::ControlCharacters),
        () => Ok(name.to_owned()),
    }
}

/// Whether a character leaves the paper white: a name of nothing else could not be told from none.
fn takes_no_ink(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

fn name(field: Field, text: &str) -> Result<String, DeskProblem> {
    name_of(text).map_err(|problem| DeskProblem::Invalid { field, problem })
}

/// A text that may be left out, under the same rules as a name.
fn optional(field: Field, text: &str) -> Result<Option<String>, DeskProblem> {
    if text.trim().is_empty() { Ok(None) } else { name(field, text).map(Some) }
}
