//! The administrator's way through the consent page, from the link to the address they end on.

use consentry_testbed::administrator::{accepts, cancels};
use consentry_testbed::scene::{APP, Scene, app, tenant};

#[test]
fn an_administrator_can_cancel_and_accept() {
    let scene = Scene::set();
    let customer = tenant("not-consented");
    let link = format!(
        "https://login.microsoftonline.com/{customer}/v2.0/adminconsent?client_id={APP}&scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default&redirect_uri=https%3A%2F%2Fportal.azure.com&state=abc123"
    );
    let ended_on = cancels(&scene.microsoft, &link);
    assert!(ended_on.contains("AADSTS65004") && ended_on.contains("state=abc123"), "{ended_on}");
    assert_eq!(scene.directory.roles(customer, app()), None);
    let ended_on = accepts(&scene.microsoft, &link);
    assert!(ended_on.contains("admin_consent=True") && ended_on.contains("state=abc123"), "{ended_on}");
    assert_eq!(scene.directory.roles(customer, app()).unwrap().len(), 3);
}
