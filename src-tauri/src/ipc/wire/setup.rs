//! Setting the partner app up.

use std::collections::{BTreeMap, BTreeSet};

use consentry_onboarding::calls::{self, Operation, Status};
use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::{PORTAL_REDIRECT, RedirectUri};
use consentry_onboarding::desk::{DeskProblem, Field, InputProblem};
use consentry_onboarding::knowledge::Api;
use consentry_onboarding::portal::{self, PortalPage};
use consentry_onboarding::records::{PortalStep, SetupDraft};
use consentry_words::{self as words, Lang, PORTAL_LABELS};
use serde::{Deserialize, Serialize};

super::wire! {
    /// A new app on its way through the wizard, as it was left. Never with a secret.
    #[derive(Debug, Serialize)]
    struct SetupDraftView {
        pub name: String,
        #[cfg_attr(test, ts(type = "CloudId"))]
        pub cloud: CloudId,
        pub app_id: String,
        pub home_tenant: String,
        pub publisher: String,
        pub contact: String,
        pub redirect_uris: Vec<String>,
        /// Picked by name.
        pub permissions: Vec<String>,
        /// Ids of the ticked tasks.
        pub tasks: Vec<String>,
        pub secret_expires_on: String,
        #[cfg_attr(test, ts(type = "Partial<Record<PortalStep, string>>"))]
        pub ticks: BTreeMap<&'static str, String>,
        /// The step it was left on, by the window's own id.
        pub step: String,
    }

    /// The same as entered; the core gives the ticks their times.
    #[derive(Debug, Deserialize)]
    struct SetupDraftEntered {
        pub name: String,
        #[cfg_attr(test, ts(type = "CloudId"))]
        pub cloud: CloudId,
        pub app_id: String,
        pub home_tenant: String,
        pub publisher: String,
        pub contact: String,
        pub redirect_uris: Vec<String>,
        pub permissions: Vec<String>,
        pub tasks: Vec<String>,
        pub secret_expires_on: String,
        #[cfg_attr(test, ts(type = "PortalStep[]"))]
        pub ticks: BTreeSet<PortalStep>,
        pub step: String,
    }

    /// A page of the portal and the menu path to it. `opens`: there is an address for it in this cloud.
    #[derive(Debug, Serialize)]
    struct PortalPageView {
        pub path: String,
        pub opens: bool,
    }

    /// What the portal calls things. English in both languages, as most tenants show it.
    #[derive(Debug, Serialize)]
    struct PortalGuide {
        /// The day on which words and addresses were last checked.
        pub checked: String,
        #[cfg_attr(test, ts(type = "Record<PortalPage, PortalPageView>"))]
        pub pages: BTreeMap<PortalPage, PortalPageView>,
        pub new_registration: &'static str,
        pub account_type: &'static str,
        pub account_type_before: &'static str,
        pub redirect_type: &'static str,
        pub application_id: &'static str,
        pub directory_id: &'static str,
        pub add_permission: &'static str,
        pub grant_consent: &'static str,
        pub secret_value: &'static str,
        pub secret_id: &'static str,
        pub api_name: &'static str,
        pub api_id: &'static str,
        /// The redirect address of the guide.
        pub portal_redirect: &'static str,
        /// The one for sessions on one computer.
        pub loopback_redirect: &'static str,
    }

    /// Where the partner's own consent is asked for.
    #[derive(Debug, Deserialize)]
    struct HomeConsent {
        #[cfg_attr(test, ts(type = "CloudId"))]
        pub cloud: CloudId,
        pub app_id: String,
        pub home_tenant: String,
        pub redirect_uris: Vec<String>,
    }

    /// A documented call as something to do, in the asked language.
    #[derive(Debug, Serialize)]
    struct TaskView {
        pub id: &'static str,
        pub title: &'static str,
        pub area: &'static str,
        pub area_name: &'static str,
        /// One of these opens it, the least first.
        pub permissions: Vec<String>,
        /// When it ends or ended.
        pub notice: Option<&'static str>,
        /// It no longer works, so that it cannot be asked for.
        pub ended: bool,
        /// What else to know of it.
        pub flag: Option<String>,
    }

    /// What was found for a task.
    #[derive(Debug, Serialize)]
    struct TasksFound {
        pub best: Vec<TaskView>,
        pub others: Vec<TaskView>,
    }

    /// A task by its id and its title in the asked language.
    #[derive(Debug, Serialize)]
    struct TaskName {
        pub id: &'static str,
        pub title: &'static str,
    }

    /// The permissions to ask for.
    #[derive(Debug, Serialize)]
    struct PermissionPlan {
        pub permissions: Vec<String>,
        /// For each that a task needs: the tasks.
        pub needed_for: BTreeMap<String, Vec<TaskName>>,
        /// Picked by name, and opening nothing that the others do not open.
        pub spare: Vec<String>,
        /// The `requiredResourceAccess` of the manifest, to paste.
        pub manifest: String,
        /// Not in the manifest: their app role is not known.
        pub unknown: Vec<String>,
    }
}

/// Something to carry over to the portal. The core builds or reads each: nothing is copied as the page hands it over.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PortalValue {
    /// The app's name, as entered.
    Name { text: String },
    /// A redirect address, as entered.
    RedirectUri { text: String },
    /// The account type.
    AccountType,
    /// The API's name.
    ApiName,
    /// The API's application ID.
    ApiId,
    /// The manifest's list of permissions.
    Manifest { permissions: Vec<String> },
    /// The consent link for the partner's own tenant.
    HomeConsent { at: HomeConsent },
}

impl PortalValue {
    /// The text for the clipboard.
    pub fn text(self) -> Result<String, DeskProblem> {
        let api = Api::windows_defender_atp();
        let invalid = |field, problem| DeskProblem::Invalid { field, problem };
        Ok(match self {
            PortalValue::Name { text } => {
                let name = text.trim();
                if name.is_empty() {
                    return Err(invalid(Field::Name, InputProblem::Empty));
                }
                if name.chars().any(char::is_control) || name.chars().count() > 200 {
                    return Err(invalid(Field::Name, InputProblem::ControlCharacters));
                }
                name.to_owned()
            }
            PortalValue::RedirectUri { text } => RedirectUri::parse(&text)
                .map_err(|_| invalid(Field::RedirectUri, InputProblem::NotARedirectUri))?
                .as_str()
                .to_owned(),
            PortalValue::AccountType => PORTAL_LABELS.account_type.to_owned(),
            PortalValue::ApiName => api.name.clone(),
            PortalValue::ApiId => api.app_id.clone(),
            PortalValue::Manifest { permissions } => {
                let permissions = crate::ipc::setup::parsed(&permissions)?;
                manifest_text(&calls::required_resource_access(&permissions))
            }
            // A link needs the cloud's hosts, which only the desk has.
            PortalValue::HomeConsent { .. } => {
                return Err(invalid(Field::Cloud, InputProblem::NotACloud));
            }
        })
    }
}

fn manifest_text(manifest: &calls::Manifest) -> String {
    serde_json::to_string_pretty(&manifest.required_resource_access).unwrap_or_default()
}

impl From<&SetupDraft> for SetupDraftView {
    fn from(draft: &SetupDraft) -> Self {
        let known = CloudId::REAL.into_iter().chain([CloudId::Practice]);
        Self {
            name: draft.name.clone(),
            cloud: known.into_iter().find(|cloud| cloud.id() == draft.cloud).unwrap_or(CloudId::Commercial),
            app_id: draft.app_id.clone(),
            home_tenant: draft.home_tenant.clone(),
            publisher: draft.publisher.clone(),
            contact: draft.contact.clone(),
            redirect_uris: draft.redirect_uris.clone(),
            permissions: draft.permissions.clone(),
            tasks: draft.tasks.clone(),
            secret_expires_on: draft.secret_expires_on.clone(),
            ticks: crate::ipc::views::ticks(&draft.ticks),
            step: draft.step.clone(),
        }
    }
}

impl From<SetupDraftEntered> for (SetupDraft, BTreeSet<PortalStep>) {
    fn from(entered: SetupDraftEntered) -> Self {
        let draft = SetupDraft {
            name: entered.name,
            cloud: entered.cloud.id().to_owned(),
            app_id: entered.app_id,
            home_tenant: entered.home_tenant,
            publisher: entered.publisher,
            contact: entered.contact,
            redirect_uris: entered.redirect_uris,
            permissions: entered.permissions,
            tasks: entered.tasks,
            secret_expires_on: entered.secret_expires_on,
            ticks: std::collections::BTreeMap::new(),
            step: entered.step,
        };
        (draft, entered.ticks)
    }
}

impl PortalGuide {
    /// The guide for one cloud.
    pub fn of(cloud: CloudId) -> Self {
        let api = Api::windows_defender_atp();
        let page = |page| {
            let opens = portal::address(cloud, page, None).is_some();
            (page, PortalPageView { path: words::portal_path(page), opens })
        };
        let labels = PORTAL_LABELS;
        Self {
            checked: portal::last_checked().to_string(),
            pages: PortalPage::ALL.into_iter().map(page).collect(),
            new_registration: labels.new_registration,
            account_type: labels.account_type,
            account_type_before: labels.account_type_before,
            redirect_type: labels.redirect_type,
            application_id: labels.application_id,
            directory_id: labels.directory_id,
            add_permission: labels.add_permission,
            grant_consent: labels.grant_consent,
            secret_value: labels.secret_value,
            secret_id: labels.secret_id,
            api_name: &api.name,
            api_id: &api.app_id,
            portal_redirect: PORTAL_REDIRECT,
            loopback_redirect: "http://localhost/consentry",
        }
    }
}

impl TaskView {
    /// A call in the reader's language.
    pub fn of(call: &'static Operation, lang: Lang) -> Self {
        Self {
            id: &call.id,
            title: words::call_title(lang, &call.id).unwrap_or(&call.title),
            area: &call.area,
            area_name: words::area_name(lang, &call.area).unwrap_or(&call.area),
            permissions: call.permissions_any_of.iter().map(ToString::to_string).collect(),
            notice: words::call_notice(lang, &call.id),
            ended: call.status == Status::Retired,
            flag: words::call_flag(lang, call),
        }
    }
}

impl PermissionPlan {
    /// A plan in the reader's language.
    pub fn of(plan: &calls::PermissionPlan, lang: Lang) -> Self {
        let name = |id: &&'static str| TaskName { id, title: words::call_title(lang, id).unwrap_or(id) };
        let names = |ids: &Vec<&'static str>| ids.iter().map(name).collect();
        let manifest = calls::required_resource_access(&plan.permissions);
        Self {
            permissions: plan.permissions.iter().map(ToString::to_string).collect(),
            needed_for: plan.needed_for.iter().map(|(one, ids)| (one.to_string(), names(ids))).collect(),
            spare: plan.spare.iter().map(ToString::to_string).collect(),
            manifest: manifest_text(&manifest),
            unknown: manifest.unknown.iter().map(ToString::to_string).collect(),
        }
    }
}
