//! The records that window and terminal share. A registry that does not exist is not made here: looking something
//! up must leave no trace.

use std::io::ErrorKind;
use std::sync::Arc;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::desk::{Clouds, Desk, DeskProblem};
use consentry_onboarding::evidence::Known;
use consentry_onboarding::gather::Http;
use consentry_onboarding::history::SinceItWorked;
use consentry_onboarding::ids::{AppId, TenantRef};
use consentry_onboarding::ports::{RegistryProblem, SystemClock};
use consentry_onboarding::records::{AppRecord, CustomerRecord, CustomerRow};
use consentry_platform::{Found, Keychain, MemorySecrets, Places, SetAside, SqliteRegistry};

use crate::exit::Trouble;
use crate::output::Out;

/// What is on record about an app, and how to get at its secret.
pub struct OnRecord {
    /// The desk it was found at.
    pub desk: Desk,
    /// The app.
    pub app: AppRecord,
    /// What bears on a verdict about the tenant asked for.
    pub known: Known,
}

/// The desk of this user; `None` where nothing was ever recorded, an error text where the registry cannot be used,
/// which this once goes for one that was just replaced because it was damaged: what is looked for was in the old one.
///
/// The folder is closed to others first, as the window does it: in one that was open, they could put another file in the
/// place of the registry. A link that leads nowhere is no registry that was never there; it is refused.
pub fn desk(out: Out) -> Result<Option<Desk>, String> {
    let places = Places::of_this_user().map_err(|problem| problem.to_string())?;
    places.close().map_err(|problem| problem.to_string())?;
    let path = places.registry();
    match path.symlink_metadata() {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    }
    let (registry, set_aside) = SqliteRegistry::open(&path).map_err(|problem| problem.to_string())?;
    if let Some(SetAside { kept_at, found }) = set_aside {
        let said = match found {
            Found::Damaged => out.say(
                "the records were damaged; an empty registry took their place, and the old file is kept at",
                "uppgifterna var skadade; ett tomt register tog deras plats och den gamla filen ligger kvar i",
            ),
            Found::Emptied => out.say(
                "something else emptied the records; a new registry took their place, and the empty file is kept at",
                "något annat har tömt uppgifterna; ett nytt register tog deras plats och den tomma filen ligger kvar i",
            ),
        };
        return Err(format!("{said} {}", kept_at.display()));
    }
    Ok(Some(Desk::new(
        Arc::new(registry),
        Arc::new(Keychain::new()),
        Arc::new(MemorySecrets::default()),
        Http::system(),
        Clouds::Real,
        Arc::new(SystemClock),
    )))
}

/// What is on record about an app and, if the tenant is a customer of it, about that customer.
pub async fn look_up(
    out: Out,
    cloud: CloudId,
    app_id: AppId,
    tenant: &TenantRef,
) -> Result<Option<OnRecord>, String> {
    let Some(desk) = desk(out)? else { return Ok(None) };
    let unusable = |problem: RegistryProblem| problem.to_string();
    let Some(app) = desk.app_by_id(cloud, app_id).await.map_err(unusable)? else { return Ok(None) };
    let is_asked_for = |customer: &CustomerRecord| match tenant {
        TenantRef::Id(id) => customer.tenant_id == *id,
        TenantRef::Domain(domain) => customer.domain.as_ref() == Some(domain),
    };
    let customers = desk.registry().customers().await.map_err(unusable)?;
    let customer = customers.into_iter().find(|customer| customer.app == app.row && is_asked_for(customer));
    let known = match customer {
        Some(customer) => {
            desk.known(&customer, &app).await.map_err(|problem: DeskProblem| problem.to_string())?
        }
        None => Known { declared: app.permissions.clone(), ..Known::default() },
    };
    Ok(Some(OnRecord { desk, app, known }))
}

/// What became of a customer that once was connected, by its history. A history that cannot be read is no reason to
/// keep a verdict back.
pub async fn since_it_worked(desk: &Desk, customer: CustomerRow) -> Option<SinceItWorked> {
    let read = async || {
        let registry = desk.registry();
        let Some(milestones) = registry.milestones(customer).await? else { return Ok(None) };
        let customer = registry.customer(customer).await?;
        Ok(SinceItWorked::of(&registry.app(customer.app).await?, &customer, &milestones))
    };
    read().await.unwrap_or_else(|problem: RegistryProblem| {
        tracing::warn!(%problem, "the history could not be read");
        None
    })
}

/// The one customer that a name or tenant ID means.
pub async fn customer(
    out: Out,
    desk: &Desk,
    text: &str,
    app_id: Option<AppId>,
) -> Result<Result<CustomerRecord, Trouble>, RegistryProblem> {
    let apps = desk.registry().apps().await?;
    let named = text.trim().to_lowercase();
    let id = consentry_onboarding::ids::TenantId::parse(text).ok();
    let mut found = desk.registry().customers().await?;
    found.retain(|customer| {
        let of_app =
            apps.iter().any(|app| app.row == customer.app && app_id.is_none_or(|id| id == app.app_id));
        of_app && (Some(customer.tenant_id) == id || customer.name.to_lowercase() == named)
    });
    Ok(match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(no_such_customer(out)),
        _ => Err(several_customers(out)),
    })
}

/// More than one by that name.
pub fn several_customers(out: Out) -> Trouble {
    let said = out.say(
        "several customers answer to this; give the tenant ID, and the app with --app-id",
        "flera kunder heter så; ange klientorganisations-ID:t, och appen med --app-id",
    );
    Trouble::Usage(format!("--customer: {said}"))
}

/// Nobody by that name.
pub fn no_such_customer(out: Out) -> Trouble {
    let said = out.say(
        "no such customer on record; consentry check --app-id … --tenant … needs none",
        "det finns ingen sådan kund; consentry check --app-id … --tenant … behöver ingen",
    );
    Trouble::Usage(format!("--customer: {said}"))
}
