//! Microsoft's own labels and pages, as they stand on the screen. Last checked 2026-11-22 against
//! <https://learn.microsoft.com/entra/identity-platform/quickstart-register-app>,
//! <https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent> and
//! <https://learn.microsoft.com/defender-endpoint/api/exposed-apis-create-app-partners>.
//! They are the same in both languages; when Microsoft renames something, it is renamed here.

/// Where one's own tenant ID is shown.
pub(crate) const TENANT_OVERVIEW: &str = "Entra admin center > Entra ID > Overview";
/// The partner's registrations; the app's name follows.
pub(crate) const REGISTRATIONS: &str = "Entra admin center > Entra ID > App registrations";
/// The apps present in a tenant; the app's name follows.
pub(crate) const ENTERPRISE_APPS: &str = "Entra admin center > Entra ID > Enterprise apps";
/// Where app-only sign-ins are logged.
pub(crate) const SIGN_IN_LOGS: &str =
    "Entra admin center > Entra ID > Monitoring & health > Sign-in logs > Service principal sign-ins";
/// Below a registration.
pub(crate) const SECRETS: &str = "Certificates & secrets";
/// Below a registration.
pub(crate) const API_PERMISSIONS: &str = "API permissions";
/// Below a registration.
pub(crate) const AUTHENTICATION: &str = "Authentication";
/// Below a registration.
pub(crate) const ACCOUNT_TYPES: &str = "Authentication > Supported account types";
/// The account type that lets customers in.
pub(crate) const MULTI_TENANT: &str = "Multiple Entra ID tenants";
/// From "Add a permission" to the list of application permissions.
pub(crate) const ADD_PERMISSION: &str = "API permissions > Add a permission > APIs my organization uses \
                                         > WindowsDefenderATP > Application permissions";
/// On a registration's overview.
pub(crate) const APPLICATION_ID: &str = "Application (client) ID";
/// On an enterprise app's properties page.
pub(crate) const SIGN_IN_ENABLED: &str = "Enabled for users to sign in";
/// The role that is enough to accept.
pub(crate) const ENOUGH_ROLE: &str = "Application Administrator";
/// The role that is not needed.
pub(crate) const MORE_THAN_ENOUGH_ROLE: &str = "Global Administrator";
/// The Defender portal.
pub(crate) const DEFENDER: &str = "security.microsoft.com";
/// Where Defender's features are switched on.
pub(crate) const ADVANCED_FEATURES: &str =
    "security.microsoft.com > Settings > Endpoints > Advanced features";
/// Where opening the page once sets Defender for Endpoint up.
pub(crate) const ENDPOINT_SETTINGS: &str = "security.microsoft.com > Settings > Endpoints";
/// Microsoft's page on known faults.
pub(crate) const SERVICE_STATUS: &str = "status.cloud.microsoft";
/// Microsoft's own page that explains an Entra number.
pub(crate) fn error_page(number: u64) -> String {
    consentry_onboarding::portal::look_up(number).map(String::from).unwrap_or_default()
}
