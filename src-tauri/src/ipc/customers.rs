//! Customers: who, ask, prove.

use std::sync::Arc;

use consentry_onboarding::consent::LinkForm;
use consentry_onboarding::desk::{self, Desk, DeskProblem};
use consentry_onboarding::gather::Progress;
use consentry_onboarding::judge;
use consentry_onboarding::ports::RegistryProblem;
use consentry_onboarding::records::{AppRow, CustomerRecord, CustomerRow};
use consentry_practice::shelf;
use consentry_words::{self as words, Lang};
use tauri::State;
use tauri::ipc::Channel;

use super::ask::request;
use super::views;
use super::wire::{
    CheckProgress, CommandError, CustomerDetail, CustomerDraft, CustomerSaved, Lesson, LinkView,
    ReturnedView, TenantView,
};
use crate::house::{House, Realm};
use crate::practice_house;

type Answer<T> = Result<T, CommandError>;

/// Does something at the desk of a realm.
pub async fn with_desk<T>(
    house: &House,
    realm: Realm,
    work: impl AsyncFnOnce(&Desk) -> Result<T, DeskProblem>,
    lang: Lang,
) -> Answer<T> {
    let done = match realm {
        Realm::Real => work(&house.real().await.map_err(|problem| views::house(&problem))?.desk).await,
        Realm::Practice => {
            work(&house.practice().await.map_err(|problem| views::house(&problem))?.desk).await
        }
    };
    done.map_err(|problem| views::problem(problem, lang))
}

/// The exercise that a practice customer is.
pub fn lesson(realm: Realm, customer: &CustomerRecord, lang: Lang) -> Option<Lesson> {
    let scenario = match realm {
        Realm::Real => None,
        Realm::Practice => practice_house::scenario(customer),
    };
    let scenario = scenario?;
    let number = shelf().iter().position(|one| one.name == scenario.name)? + 1;
    let lesson = words::lesson(lang, scenario.name)?;
    Some(Lesson {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        theme: lesson.theme.to_owned(),
        look: lesson.look.to_owned(),
        cause: scenario.cause.map(|cause| words::cause_title(lang, cause).to_owned()),
        teaches: lesson.teaches.to_owned(),
    })
}

async fn detail(house: &House, realm: Realm, row: CustomerRow, lang: Lang) -> Answer<CustomerDetail> {
    let read = async |desk: &Desk| {
        let known = views::known(desk, row).await?;
        let lesson = lesson(realm, &known.customer, lang);
        Ok(views::detail(&known, lesson, desk.clock().now(), lang))
    };
    with_desk(house, realm, read, lang).await
}

/// Turns a tenant ID or a domain into the tenant.
#[tauri::command]
pub async fn resolve_tenant(
    house: State<'_, Arc<House>>,
    realm: Realm,
    app: i64,
    tenant: String,
    lang: Lang,
) -> Answer<TenantView> {
    let resolve = async |desk: &Desk| {
        let cloud = desk.registry().app(AppRow(app)).await?.cloud;
        Ok((cloud, desk.resolve_tenant(cloud, &tenant).await?))
    };
    let (cloud, (asked, found)) = with_desk(&house, realm, resolve, lang).await?;
    Ok(views::tenant(cloud, &asked, found))
}

/// Adds or changes a customer.
#[tauri::command]
pub async fn save_customer(
    house: State<'_, Arc<House>>,
    realm: Realm,
    draft: CustomerDraft,
    lang: Lang,
) -> Answer<CustomerSaved> {
    let saved = with_desk(&house, realm, async |desk| desk.save_customer(draft.into()).await, lang).await?;
    let detail = detail(&house, realm, saved.customer.row, lang).await?;
    Ok(CustomerSaved { customer: detail.customer, existed: saved.existed })
}

/// Removes a customer and its history.
#[tauri::command]
pub async fn remove_customer(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
) -> Answer<()> {
    let row = CustomerRow(customer);
    house.cancel(realm, row);
    house.calls.cancel(realm, row);
    let remove = async |desk: &Desk| {
        desk.registry().remove_customer(row, desk.clock().now()).await?;
        desk.let_go(row);
        Ok(())
    };
    with_desk(&house, realm, remove, lang).await
}

/// One customer with its last verdict and evidence.
#[tauri::command]
pub async fn customer(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
) -> Answer<CustomerDetail> {
    detail(&house, realm, CustomerRow(customer), lang).await
}

/// Notes that a customer's link went out, in whatever way.
pub async fn sent(house: &House, realm: Realm, customer: i64, lang: Lang) -> Answer<()> {
    with_desk(house, realm, async |desk| desk.link_sent(CustomerRow(customer)).await, lang).await
}

/// A customer's consent link.
#[tauri::command]
pub async fn consent_link(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    lang: Lang,
) -> Answer<LinkView> {
    Ok(views::link(&request(&house, realm, customer, form, lang).await?, lang))
}

/// Puts a customer's consent link on the clipboard.
#[tauri::command]
pub async fn copy_consent_link(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    lang: Lang,
) -> Answer<()> {
    let link = request(&house, realm, customer, form, lang).await?.link;
    house.copy(&link).await.map_err(|problem| CommandError::Clipboard { detail: problem.to_string() })?;
    sent(&house, realm, customer, lang).await
}

/// Opens a customer's consent link in the default browser.
#[tauri::command]
pub async fn open_consent_link(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    lang: Lang,
) -> Answer<()> {
    let link = request(&house, realm, customer, form, lang).await?.link;
    house.open(&link).await.map_err(|problem| CommandError::Browser { detail: problem.to_string() })?;
    sent(&house, realm, customer, lang).await
}

/// Reads the address that the customer's administrator ended on.
#[tauri::command]
pub async fn read_returned_address(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    address: String,
    lang: Lang,
) -> Answer<ReturnedView> {
    let returned = with_desk(
        &house,
        realm,
        async |desk| desk.read_returned(CustomerRow(customer), &address).await,
        lang,
    )
    .await?;
    Ok(views::returned(&returned, lang))
}

/// Checks a customer; every finished check is reported on the channel.
#[tauri::command]
pub async fn check_now(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
    on_progress: Channel<CheckProgress>,
) -> Answer<CustomerDetail> {
    let row = CustomerRow(customer);
    let find = async |desk: &Desk| Ok(desk.registry().customer(row).await?.tenant_id);
    let tenant = with_desk(&house, realm, find, lang).await?;
    let running = house.begin(realm, row, tenant).await.ok_or(CommandError::Busy)?;
    let before = detail(&house, realm, row, lang).await?;
    let told = Told::new(on_progress, lang);
    let report = |progress: Progress<'_>| told.tell(&progress);
    let checked =
        with_desk(&house, realm, async |desk| desk.check(row, &report, &running.cancel).await, lang).await?;
    let mut detail = match (detail(&house, realm, row, lang).await, &checked.kept) {
        (Ok(detail), _) => detail,
        // A registry that can be read no more than written; what was found is shown all the same.
        (Err(_), Err(problem)) if *problem != RegistryProblem::NotFound => before,
        (Err(error), _) => return Err(error),
    };
    if let Err(problem) = checked.kept {
        detail.report = Some(views::report(&checked.record.evidence, lang));
        detail.not_kept = Some(problem.to_string());
    }
    Ok(detail)
}

/// Stops a running check.
#[tauri::command]
pub async fn cancel_check(house: State<'_, Arc<House>>, realm: Realm, customer: i64) -> Answer<()> {
    house.cancel(realm, CustomerRow(customer));
    Ok(())
}

/// Passes progress on to the window. A pause does not change the checks, so the last ones are told again.
pub struct Told {
    channel: Channel<CheckProgress>,
    lang: Lang,
    last: std::sync::Mutex<serde_json::Value>,
}

impl Told {
    /// Nothing was told yet.
    pub fn new(channel: Channel<CheckProgress>, lang: Lang) -> Self {
        Self { channel, lang, last: std::sync::Mutex::new(serde_json::json!([])) }
    }

    /// Tells it.
    pub fn tell(&self, progress: &Progress<'_>) {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let waiting_until = match progress {
            Progress::Step(evidence) => {
                let lines = views::checks(&judge::judge(evidence).checks, self.lang);
                *last = serde_json::to_value(lines).unwrap_or_default();
                None
            }
            Progress::Keychain => None,
            Progress::Waiting(until) => until.map(views::moment),
        };
        // A window that was closed meanwhile listens no more, and the check goes on without it.
        let keychain = matches!(progress, Progress::Keychain);
        let _ = self.channel.send(CheckProgress { checks: last.clone(), waiting_until, keychain });
    }
}

impl From<CustomerDraft> for desk::CustomerDraft {
    fn from(draft: CustomerDraft) -> Self {
        Self {
            row: draft.row.map(CustomerRow),
            app: AppRow(draft.app),
            name: draft.name,
            tenant: draft.tenant,
        }
    }
}
