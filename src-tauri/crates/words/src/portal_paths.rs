//! Sentences that are data point into Microsoft's portal by name, `{registrations}`; here the name becomes the
//! path that [`crate::portal`] knows, so that a renamed page is renamed in one place.

use crate::portal;

/// Every name that a text may use.
const PATHS: [(&str, &str); 17] = [
    ("{account-types}", portal::ACCOUNT_TYPES),
    ("{add-permission}", portal::ADD_PERMISSION),
    ("{advanced-features}", portal::ADVANCED_FEATURES),
    ("{api-permissions}", portal::API_PERMISSIONS),
    ("{application-id}", portal::APPLICATION_ID),
    ("{authentication}", portal::AUTHENTICATION),
    ("{defender}", portal::DEFENDER),
    ("{endpoint-settings}", portal::ENDPOINT_SETTINGS),
    ("{enough-role}", portal::ENOUGH_ROLE),
    ("{enterprise-apps}", portal::ENTERPRISE_APPS),
    ("{multi-tenant}", portal::MULTI_TENANT),
    ("{registrations}", portal::REGISTRATIONS),
    ("{secrets}", portal::SECRETS),
    ("{service-status}", portal::SERVICE_STATUS),
    ("{sign-in-enabled}", portal::SIGN_IN_ENABLED),
    ("{sign-in-logs}", portal::SIGN_IN_LOGS),
    ("{tenant-overview}", portal::TENANT_OVERVIEW),
];

/// The text with every name replaced by its path.
pub(crate) fn filled(text: &str) -> String {
    PATHS.iter().fold(text.to_owned(), |text, (name, path)| text.replace(name, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_paths() {
        assert_eq!(
            filled("Look under {registrations} > your app > {secrets}."),
            "Look under Entra admin center > Entra ID > App registrations > your app > Certificates & secrets."
        );
        assert_eq!(filled("Nothing to fill."), "Nothing to fill.");
    }
}
