//! The partner app, the board and the window's own preferences.

use std::collections::HashMap;
use std::sync::Arc;

use consentry_onboarding::calls::opened_by;
use consentry_onboarding::desk::{self, Desk, SecretOutcome};
use consentry_onboarding::knowledge::{Api, Sensitivity};
use consentry_onboarding::records::{AppRow, CustomerRecord, CustomerRow, KeptIn, Preferences};
use consentry_onboarding::secret::PastedSecret;
use consentry_onboarding::standing::Standing;
use consentry_platform::{Found, SetAside};
use consentry_words::{self as words, Lang};
use tauri::State;

use super::customers::{lesson, with_desk};
use super::views;
use super::wire::{AppDraft, AppSaved, CommandError, Notice, Overview, PermissionInfo, SetupDraftView};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

/// Everything the board and the side bar show.
#[tauri::command]
pub async fn overview(house: State<'_, Arc<House>>, realm: Realm, lang: Lang) -> Answer<Overview> {
    let real = house.real().await;
    let preferences = match &real {
        Ok(real) => real.desk.registry().preferences().await.map_err(|problem| views::registry(&problem))?,
        Err(problem) if realm == Realm::Real => return Err(views::house(problem)),
        // Practice needs nothing of the real registry; language and theme then follow the system.
        Err(_) => Preferences::default(),
    };
    let lists = async |desk: &Desk| {
        let registry = desk.registry();
        let (apps, customers, standings, draft) = tokio::try_join!(
            registry.apps(),
            registry.customers(),
            registry.standings(),
            registry.setup_draft()
        )?;
        Ok((apps, customers, standings, draft, desk.clock().now().date()))
    };
    let (apps, customers, standings, draft, today) = with_desk(&house, realm, lists, lang).await?;
    let chosen = preferences.current_app.filter(|_| realm == Realm::Real);
    let current_app =
        chosen.filter(|row| apps.iter().any(|app| app.row == *row)).or(apps.first().map(|app| app.row));
    let set_aside = match realm {
        Realm::Real => real.ok().and_then(|real| real.set_aside.clone()),
        Realm::Practice => house.practice().await.ok().and_then(|practice| practice.set_aside.clone()),
    };
    let set_aside = set_aside.map(|SetAside { kept_at, found }| {
        let kept_at = kept_at.display().to_string();
        let text = match found {
            Found::Damaged => words::registry_set_aside(lang, &kept_at),
            Found::Emptied => words::registry_emptied(lang, &kept_at),
        };
        Notice { id: "registry-set-aside".to_owned(), text }
    });
    let standings: HashMap<CustomerRow, &Standing> =
        standings.iter().map(|standing| (standing.customer, standing)).collect();
    let row = |customer: &CustomerRecord| {
        let its_app = apps.iter().find(|app| app.row == customer.app);
        let standing = standings.get(&customer.row).copied();
        views::customer(customer, its_app, standing, lesson(realm, customer, lang), lang)
    };
    Ok(Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        language: preferences.language,
        theme: preferences.theme,
        current_app: current_app.map(|row| row.0),
        customers: customers.iter().map(row).collect(),
        apps: apps.iter().map(|app| views::app(app, today)).collect(),
        setup_draft: draft.as_ref().map(SetupDraftView::from),
        notices: set_aside.into_iter().collect(),
    })
}

/// Keeps language and theme; anything but a known value counts as "as the system has it".
#[tauri::command]
pub async fn save_preferences(
    house: State<'_, Arc<House>>,
    language: Option<String>,
    theme: Option<String>,
) -> Answer<()> {
    let real = house.real().await.map_err(|problem| views::house(&problem))?;
    let language = language.filter(|language| language.parse::<Lang>().is_ok());
    let theme = theme.filter(|theme| matches!(theme.as_str(), "light" | "dark"));
    let saved = real.desk.registry().save_look(language, theme).await;
    saved.map_err(|problem| views::registry(&problem))
}

/// The catalogue of application permissions.
#[tauri::command]
pub async fn permissions(lang: Lang) -> Answer<Vec<PermissionInfo>> {
    let info = |facts: &consentry_onboarding::knowledge::PermissionFacts| {
        let told = words::permission_info(lang, &facts.value)?;
        Some(PermissionInfo {
            value: facts.value.to_string(),
            name: told.name.to_owned(),
            meaning: told.meaning.to_owned(),
            sensitivity: match facts.sensitivity {
                Sensitivity::Read => "read",
                Sensitivity::Write => "write",
                Sensitivity::ResponseAction => "response-action",
            },
            note: told.note.map(ToOwned::to_owned),
            opens: opened_by(&facts.value)
                .into_iter()
                .map(|call| words::call_title(lang, &call.id).unwrap_or(&call.title))
                .collect(),
        })
    };
    Ok(Api::windows_defender_atp().permissions.iter().filter_map(info).collect())
}

/// Saves the partner app. A secret goes in here and is never given back.
#[tauri::command]
pub async fn save_app(
    house: State<'_, Arc<House>>,
    realm: Realm,
    draft: AppDraft,
    secret: Option<PastedSecret>,
    keep_in_memory: bool,
    lang: Lang,
) -> Answer<AppSaved> {
    let keep_in = if keep_in_memory || realm == Realm::Practice { KeptIn::Memory } else { KeptIn::Keychain };
    let save = async |desk: &Desk| {
        Ok((desk.save_app(draft.into(), secret, keep_in).await?, desk.clock().now().date()))
    };
    let (saved, today) = with_desk(&house, realm, save, lang).await?;
    if realm == Realm::Practice {
        house.practice().await.map_err(|problem| views::house(&problem))?.declare(&saved.app);
    }
    let outcome = match saved.secret {
        SecretOutcome::Unchanged => "unchanged",
        SecretOutcome::Proved => "proved",
        SecretOutcome::NotChecked => "not-checked",
    };
    let why = views::why_not_proved(saved.evidence.as_ref(), lang);
    let (cause, why) = why.map_or((None, None), |(cause, why)| (cause, Some(why)));
    Ok(AppSaved { app: views::app(&saved.app, today), secret: outcome, why, cause, trimmed: saved.trimmed })
}

impl From<AppDraft> for desk::AppDraft {
    fn from(draft: AppDraft) -> Self {
        Self {
            row: draft.row.map(AppRow),
            name: draft.name,
            cloud: draft.cloud,
            app_id: draft.app_id,
            home_tenant: draft.home_tenant,
            publisher: draft.publisher,
            contact: draft.contact,
            secret_expires_on: draft.secret_expires_on,
            redirect_uris: draft.redirect_uris,
            permissions: draft.permissions,
            ticks: Some(draft.ticks),
        }
    }
}
