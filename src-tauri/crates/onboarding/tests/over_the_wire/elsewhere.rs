//! Who switched the app off: the number is the same for customer, owner and Microsoft, what the same app last met in
//! other tenants is not.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use consentry_onboarding::desk::AppDraft;
use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::{CustomerRecord, CustomerRow, KeptIn};
use consentry_onboarding::verdict::Actor;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::check_all::{every_tenant, tenant_number};
use crate::fakes::*;
use crate::hurry::START;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

/// Tenants in which the app is switched off, by number.
type Off = Arc<Mutex<BTreeSet<usize>>>;

struct Scenery {
    at: AtDesk,
    off: Off,
    rows: Vec<CustomerRow>,
}

impl Scenery {
    /// Two customers; the app's home is a third tenant.
    async fn new() -> Self {
        let off = Off::default();
        let now = Arc::clone(&off);
        let scene = Scene::new(move |asked| {
            let is_off = now
                .lock()
                .unwrap()
                .iter()
                .any(|number| asked.seen.path.contains(&tenant_number(*number).to_string()));
            if is_off && asked.place == Place::Token { Some(disabled()) } else { every_tenant(asked) }
        })
        .await;
        let at = AtDesk::new(scene);
        let home = AppDraft { home_tenant: tenant_number(9).to_string(), ..app_draft() };
        let app = at.desk.save_app(home, pasted(SECRET), KeptIn::Keychain).await.unwrap().app.row;
        let customers = [1, 2, 9].map(|number| {
            CustomerRecord::new(app, format!("Customer {number}"), tenant_number(number), START)
        });
        let added = at.registry.add_customers(customers.into()).await.unwrap();
        Self { rows: added.iter().map(|customer| customer.row).collect(), at, off }
    }

    fn switch_off(&self, numbers: &[usize]) {
        self.off.lock().unwrap().extend(numbers);
    }

    async fn check(&self, customer: usize) -> (&'static str, Option<String>, Actor) {
        let checked =
            self.at.desk.check(self.rows[customer], &|_| {}, &CancellationToken::new()).await.unwrap();
        let (cause, reason) = outcome(&checked.record.evidence);
        (cause, reason, judge(&checked.record.evidence).who_acts)
    }
}

fn disabled() -> Act {
    let said = format!("AADSTS7000112: Application '{APP}'(Northwind MDR) is disabled.");
    let body = json!({"error": "unauthorized_client", "error_description": said, "error_codes": [7_000_112]});
    Answer::json(400, &body).into()
}

#[tokio::test]
async fn off_in_one_tenant_is_that_customers_doing() {
    let scenery = Scenery::new().await;
    scenery.switch_off(&[1]);
    assert_eq!(scenery.check(0).await, ("app-disabled", None, Actor::Customer), "nothing else is known yet");
    assert_eq!(scenery.check(1).await.0, "connected");
    let here = Some("here-only".to_owned());
    assert_eq!(scenery.check(0).await, ("app-disabled", here, Actor::Customer));
}

#[tokio::test]
async fn off_everywhere_is_the_owners_or_microsofts_doing_and_the_partner_takes_it_up() {
    let scenery = Scenery::new().await;
    assert_eq!(scenery.check(1).await.0, "connected");
    scenery.switch_off(&[1, 2, 9]);
    scenery.check(1).await;
    let everywhere = Some("everywhere".to_owned());
    assert_eq!(scenery.check(0).await, ("app-disabled", everywhere, Actor::Partner));
    assert_eq!(scenery.check(2).await, ("app-disabled", Some("at-home".to_owned()), Actor::Partner));
}
