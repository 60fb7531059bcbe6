//! Pages of Microsoft's portals, by id. The window names a page and never an address.
//!
//! The addresses are data (`knowledge/portal-pages.json`, with sources), one row of hosts per cloud: facts as of the
//! day in the file, which is shown beside every link.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use time::Date;
use url::Url;

use crate::cloud::CloudId;
use crate::ids::AppId;
use crate::knowledge::embedded;

/// A page that a person is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PortalPage {
    /// The list of app registrations, with *New registration*.
    Registrations,
    /// One registration's overview, with its IDs.
    Overview,
    /// Its redirect addresses and account types.
    Authentication,
    /// Its permissions.
    ApiPermissions,
    /// The way to its manifest.
    Manifest,
    /// Its secrets.
    Secrets,
    /// The app as it stands in the partner's own tenant, where it is switched on and off.
    EnterpriseApp,
    /// Where a trial of Defender for Endpoint begins.
    Trial,
}

impl PortalPage {
    /// All of them.
    pub const ALL: [PortalPage; 8] = [
        PortalPage::Registrations,
        PortalPage::Overview,
        PortalPage::Authentication,
        PortalPage::ApiPermissions,
        PortalPage::Manifest,
        PortalPage::Secrets,
        PortalPage::EnterpriseApp,
        PortalPage::Trial,
    ];
}

#[derive(Deserialize)]
struct Book {
    #[serde(with = "day")]
    checked: Date,
    hosts: BTreeMap<CloudId, Hosts>,
    pages: Vec<Page>,
    trial: Trial,
}

#[derive(Deserialize)]
struct Hosts {
    entra: String,
    azure: String,
}

#[derive(Deserialize)]
struct Page {
    id: PortalPage,
    host: Portal,
    fragment: String,
}

#[derive(Deserialize)]
struct Trial {
    address: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Portal {
    Entra,
    Azure,
}

time::serde::format_description!(day, Date, "[year]-[month]-[day]");

fn book() -> &'static Book {
    static BOOK: LazyLock<Book> = LazyLock::new(|| embedded(include_str!("../knowledge/portal-pages.json")));
    &BOOK
}

/// When somebody last held the addresses and the portal's words against the portal.
pub fn last_checked() -> Date {
    book().checked
}

/// A page's address in this cloud; none where the cloud has no portal (practice). A page of one registration becomes
/// the list of all of them while its application ID is not known.
pub fn address(cloud: CloudId, page: PortalPage, app: Option<AppId>) -> Option<Url> {
    let hosts = book().hosts.get(&cloud)?;
    if page == PortalPage::Trial {
        return Url::parse(&book().trial.address).ok();
    }
    let found = |id| book().pages.iter().find(|known| known.id == id);
    let mut row = found(page)?;
    if app.is_none() && row.fragment.contains("{appId}") {
        row = found(PortalPage::Registrations)?;
    }
    let mut address = Url::parse(match row.host {
        Portal::Entra => &hosts.entra,
        Portal::Azure => &hosts.azure,
    })
    .ok()?;
    let app = app.map(|app| app.to_string()).unwrap_or_default();
    address.set_fragment(Some(&row.fragment.replace("{appId}", &app)));
    Some(address)
}

/// Microsoft's own page about one of Entra's numbers. It is public and the same for every cloud.
pub fn look_up(number: u64) -> Option<Url> {
    Url::parse(&format!("https://login.microsoftonline.com/error?code={number}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_opens_on_the_cloud_s_own_portal() {
        let app = AppId::parse("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764").unwrap();
        for cloud in CloudId::REAL {
            let government = matches!(cloud, CloudId::GccHigh | CloudId::Dod);
            for page in PortalPage::ALL {
                let url = address(cloud, page, Some(app)).unwrap();
                assert_eq!(url.scheme(), "https");
                let host = url.host_str().unwrap();
                let expected: &[&str] = match (page, government) {
                    (PortalPage::Trial, _) => &["www.microsoft.com"],
                    (_, false) => &["entra.microsoft.com", "portal.azure.com"],
                    (_, true) => &["entra.microsoft.us", "portal.azure.us"],
                };
                assert!(expected.contains(&host), "{cloud} {page:?}: {url}");
                assert!(!url.as_str().contains('{'), "{url}");
            }
        }
        let page = address(CloudId::Commercial, PortalPage::ApiPermissions, Some(app)).unwrap();
        assert_eq!(
            page.as_str(),
            "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/\
             6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764"
        );
    }

    #[test]
    fn without_an_id_the_list_opens_and_practice_has_no_portal() {
        let list = address(CloudId::Commercial, PortalPage::Registrations, None).unwrap();
        for page in [PortalPage::Overview, PortalPage::Secrets, PortalPage::ApiPermissions] {
            assert_eq!(address(CloudId::Commercial, page, None).unwrap(), list);
        }
        for page in PortalPage::ALL {
            assert_eq!(address(CloudId::Practice, page, None), None);
        }
        assert_eq!(look_up(700_016).unwrap().as_str(), "https://login.microsoftonline.com/error?code=700016");
        assert_eq!(last_checked().to_string(), "2026-11-22");
    }
}
