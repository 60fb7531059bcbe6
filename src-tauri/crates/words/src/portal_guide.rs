//! What the window shows of Microsoft's portal while the partner app is set up: the labels as they stand on the
//! screen, and the menu path beside every page that can be opened. English in both languages, like everything in
//! [`crate::portal`].

use consentry_onboarding::portal::PortalPage;

use crate::portal;

/// The labels a person looks for.
#[derive(Debug, Clone, Copy)]
pub struct PortalLabels {
    /// On the list of registrations.
    pub new_registration: &'static str,
    /// The account type to choose, as the newest screens have it.
    pub account_type: &'static str,
    /// The same, as older screens and the guide have it.
    pub account_type_before: &'static str,
    /// The platform of a redirect address.
    pub redirect_type: &'static str,
    /// On the overview.
    pub application_id: &'static str,
    /// On the overview.
    pub directory_id: &'static str,
    /// From "Add a permission" to the list.
    pub add_permission: &'static str,
    /// The button of the partner's own consent; the tenant's name follows it.
    pub grant_consent: &'static str,
    /// The column to copy.
    pub secret_value: &'static str,
    /// The column that is something else.
    pub secret_id: &'static str,
}

/// The labels a person looks for while setting the app up.
pub const PORTAL_LABELS: PortalLabels = PortalLabels {
    new_registration: "New registration",
    account_type: portal::MULTI_TENANT,
    account_type_before: "Accounts in any organizational directory",
    redirect_type: "Web",
    application_id: portal::APPLICATION_ID,
    directory_id: "Directory (tenant) ID",
    add_permission: portal::ADD_PERMISSION,
    grant_consent: "Grant admin consent",
    secret_value: "Value",
    secret_id: "Secret ID",
};

/// The menu path to a page; a page of one registration is reached through the app's name in the list.
pub fn portal_path(page: PortalPage) -> String {
    let below = |page: &str| format!("{} > (your app) > {page}", portal::REGISTRATIONS);
    match page {
        PortalPage::Registrations => portal::REGISTRATIONS.to_owned(),
        PortalPage::Overview => below("Overview"),
        PortalPage::Authentication => below(portal::AUTHENTICATION),
        PortalPage::ApiPermissions => below(portal::API_PERMISSIONS),
        PortalPage::Manifest => below("Manifest"),
        PortalPage::Secrets => below(portal::SECRETS),
        PortalPage::EnterpriseApp => format!("{} > (your app) > Properties", portal::ENTERPRISE_APPS),
        PortalPage::Trial => "www.microsoft.com".to_owned(),
    }
}
