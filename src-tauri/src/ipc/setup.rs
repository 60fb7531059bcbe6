//! Setting the partner app up, step by step: the draft that waits, the portal's pages and words, tasks and the least
//! permissions for them, the partner's own consent, and the way out.

use std::collections::BTreeSet;
use std::sync::Arc;

use consentry_onboarding::calls::{self, Operation};
use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::desk::{Desk, DeskProblem, Field, InputProblem};
use consentry_onboarding::ids::AppId;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::portal::{self, PortalPage};
use consentry_onboarding::records::{AppRow, PortalStep};
use consentry_words::{self as words, Lang};
use tauri::State;

use super::customers::with_desk;
use super::views;
use super::wire::{
    AppView, CommandError, HomeConsent, PermissionPlan, PortalGuide, PortalValue, SetupDraftEntered,
    TaskView, TasksFound, TenantView,
};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

/// Keeps the new app that is on its way through the wizard, or lets it go.
#[tauri::command]
pub async fn save_setup_draft(
    house: State<'_, Arc<House>>,
    realm: Realm,
    draft: Option<SetupDraftEntered>,
    lang: Lang,
) -> Answer<()> {
    let save = async |desk: &Desk| match draft {
        Some(draft) => {
            let (draft, ticks) = draft.into();
            desk.save_setup_draft(draft, ticks).await
        }
        None => desk.drop_setup_draft().await,
    };
    with_desk(&house, realm, save, lang).await
}

/// Ticks a step in the portal as done for an app that is set up, or as not done after all.
#[tauri::command]
pub async fn tick_step(
    house: State<'_, Arc<House>>,
    realm: Realm,
    app: i64,
    step: PortalStep,
    done: bool,
    lang: Lang,
) -> Answer<AppView> {
    let tick = async |desk: &Desk| desk.tick(AppRow(app), step, done).await;
    let today = |desk: &Desk| desk.clock().now().date();
    let ticked = async |desk: &Desk| Ok(views::app(&tick(desk).await?, today(desk)));
    with_desk(&house, realm, ticked, lang).await
}

/// What the portal calls things in this cloud, and which of its pages can be opened.
#[tauri::command]
pub async fn portal_guide(cloud: CloudId) -> Answer<PortalGuide> {
    Ok(PortalGuide::of(cloud))
}

/// Opens a page of the portal in the default browser. The page to open is named, its address is the core's.
#[tauri::command]
pub async fn open_portal_page(
    house: State<'_, Arc<House>>,
    page: PortalPage,
    cloud: CloudId,
    app_id: String,
) -> Answer<()> {
    // An ID that is still being typed is none: then the list of registrations opens.
    let address = portal::address(cloud, page, AppId::parse(&app_id).ok());
    let address = address.ok_or(CommandError::Browser { detail: "practice has no portal".to_owned() })?;
    house
        .open_address(&address)
        .await
        .map_err(|problem| CommandError::Browser { detail: problem.to_string() })
}

/// Puts a value that belongs into the portal on the clipboard.
#[tauri::command]
pub async fn copy_portal_value(
    house: State<'_, Arc<House>>,
    realm: Realm,
    value: PortalValue,
    lang: Lang,
) -> Answer<()> {
    let text = match value {
        PortalValue::HomeConsent { at } => home_link(&house, realm, &at, lang).await?.url.into(),
        other => other.text().map_err(|problem| views::problem(problem, lang))?,
    };
    house.copy_text(&text).await.map_err(|problem| CommandError::Clipboard { detail: problem.to_string() })
}

/// Looks up the partner's own tenant.
#[tauri::command]
pub async fn find_home(
    house: State<'_, Arc<House>>,
    realm: Realm,
    cloud: CloudId,
    tenant: String,
    lang: Lang,
) -> Answer<TenantView> {
    let find = async |desk: &Desk| desk.find_home(cloud, &tenant).await;
    let (asked, found) = with_desk(&house, realm, find, lang).await?;
    Ok(views::tenant(cloud, &asked, found))
}

async fn home_link(
    house: &House,
    realm: Realm,
    at: &HomeConsent,
    lang: Lang,
) -> Answer<consentry_onboarding::consent::ConsentLink> {
    let build = async |desk: &Desk| {
        let redirect = at.redirect_uris.iter().map(String::as_str).find(|text| !text.trim().is_empty());
        desk.home_consent_link(at.cloud, &at.app_id, &at.home_tenant, redirect)
    };
    with_desk(house, realm, build, lang).await
}

/// The consent link for the partner's own tenant.
#[tauri::command]
pub async fn home_consent_link(
    house: State<'_, Arc<House>>,
    realm: Realm,
    at: HomeConsent,
    lang: Lang,
) -> Answer<String> {
    Ok(home_link(&house, realm, &at, lang).await?.url.into())
}

/// Opens the consent link for the partner's own tenant in the default browser.
#[tauri::command]
pub async fn open_home_consent(
    house: State<'_, Arc<House>>,
    realm: Realm,
    at: HomeConsent,
    lang: Lang,
) -> Answer<()> {
    let link = home_link(&house, realm, &at, lang).await?;
    house.open(&link).await.map_err(|problem| CommandError::Browser { detail: problem.to_string() })
}

/// The documented calls that do what somebody wants to do; all of them where nothing is asked.
#[tauri::command]
pub async fn find_tasks(task: String, lang: Lang) -> Answer<TasksFound> {
    let view = |call: &'static Operation| TaskView::of(call, lang);
    if task.trim().is_empty() {
        let all = calls::operations().iter().map(view).collect();
        return Ok(TasksFound { best: all, others: Vec::new() });
    }
    let found = calls::search(&task, &|id| words::call_title(lang, id));
    Ok(TasksFound {
        best: found.best.into_iter().map(view).collect(),
        others: found.others.into_iter().map(view).collect(),
    })
}

/// The least permissions for the ticked tasks on top of those that were picked by name, and the JSON for the manifest.
#[tauri::command]
pub async fn plan_permissions(tasks: Vec<String>, picked: Vec<String>, lang: Lang) -> Answer<PermissionPlan> {
    let picked = parsed(&picked).map_err(|problem| views::problem(problem, lang))?;
    let plan = calls::permission_plan(tasks.iter().map(String::as_str), &picked);
    Ok(PermissionPlan::of(&plan, lang))
}

/// Permissions by their names.
pub fn parsed(names: &[String]) -> Result<BTreeSet<Permission>, DeskProblem> {
    let parse = |name: &String| Permission::parse(name);
    names.iter().map(parse).collect::<Result<_, _>>().map_err(|_| DeskProblem::Invalid {
        field: Field::Permissions,
        problem: InputProblem::NotAPermission,
    })
}

/// Chooses the app that new customers are onboarded to.
#[tauri::command]
pub async fn choose_app(house: State<'_, Arc<House>>, app: i64) -> Answer<()> {
    let real = house.real().await.map_err(|problem| views::house(&problem))?;
    real.desk.registry().choose_app(AppRow(app)).await.map_err(|problem| views::registry(&problem))
}

/// Removes an app with its customers, their history and its secret.
#[tauri::command]
pub async fn remove_app(
    house: State<'_, Arc<House>>,
    realm: Realm,
    app: i64,
    leave_secret: bool,
    lang: Lang,
) -> Answer<()> {
    let customers = async |desk: &Desk| Ok(desk.registry().customers().await?);
    for customer in with_desk(&house, realm, customers, lang).await? {
        if customer.app == AppRow(app) {
            house.cancel(realm, customer.row);
        }
    }
    let remove = async |desk: &Desk| desk.remove_app(AppRow(app), leave_secret).await;
    with_desk(&house, realm, remove, lang).await
}
