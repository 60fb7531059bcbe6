//! Who switched the app off: the number is the same for customer, owner and Microsoft, what the same app last met in
//! other tenants is not.

use std::collections::BTreeMap;
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

/// What the token endpoint answers in which tenant, by number.
type Answers = Arc<Mutex<BTreeMap<usize, fn() -> Act>>>;

struct Scenery {
    at: AtDesk,
    answers: Answers,
    rows: Vec<CustomerRow>,
}

impl Scenery {
    /// Four customers, of which the third is the app's own home.
    async fn new() -> Self {
        let answers = Answers::default();
        let now = Arc::clone(&answers);
        let scene = Scene::new(move |asked| {
            let at = |number: usize| asked.seen.path.contains(&tenant_number(number).to_string());
            let now = now.lock().unwrap();
            match now.iter().find(|(number, _)| at(**number)) {
                Some((_, answer)) if asked.place == Place::Token => Some(answer()),
                _ => every_tenant(asked),
            }
        })
        .await;
        let at = AtDesk::new(scene);
        let home = AppDraft { home_tenant: tenant_number(9).to_string(), ..app_draft() };
        let app = at.desk.save_app(home, pasted(SECRET), KeptIn::Keychain).await.unwrap().app.row;
        let customers = [1, 2, 9, 3].map(|number| {
            CustomerRecord::new(app, format!("Customer {number}"), tenant_number(number), START)
        });
        let added = at.registry.add_customers(customers.into()).await.unwrap();
        Self { rows: added.iter().map(|customer| customer.row).collect(), at, answers }
    }

    fn answer(&self, answer: fn() -> Act, tenants: &[usize]) {
        self.answers.lock().unwrap().extend(tenants.iter().map(|number| (*number, answer)));
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

/// The older number of a disabled app, with the text of one that is not there.
fn not_there() -> Act {
    let said = format!("AADSTS70001: Application with identifier '{APP}' was not found in the Directory.");
    let body = json!({"error": "unauthorized_client", "error_description": said, "error_codes": [70_001]});
    Answer::json(400, &body).into()
}

fn unknown() -> Act {
    let said = format!("AADSTS700016: Application with identifier '{APP}' was not found in the directory.");
    let body = json!({"error": "unauthorized_client", "error_description": said, "error_codes": [700_016]});
    Answer::json(400, &body).into()
}

#[tokio::test]
async fn off_in_one_tenant_is_that_customers_doing() {
    let scenery = Scenery::new().await;
    scenery.answer(disabled, &[1]);
    assert_eq!(scenery.check(0).await, ("app-disabled", None, Actor::Customer), "nothing else is known yet");
    assert_eq!(scenery.check(1).await.0, "connected");
    let here = Some("here-only".to_owned());
    assert_eq!(scenery.check(0).await, ("app-disabled", here, Actor::Customer));
}

#[tokio::test]
async fn off_in_several_tenants_or_at_home_is_for_the_partner_to_take_up() {
    let scenery = Scenery::new().await;
    assert_eq!(scenery.check(1).await.0, "connected");
    scenery.answer(disabled, &[1, 2, 9]);
    scenery.check(1).await;
    let not_only_here = Some("not-only-here".to_owned());
    assert_eq!(scenery.check(0).await, ("app-disabled", not_only_here, Actor::Partner));
    assert_eq!(scenery.check(2).await, ("app-disabled", Some("at-home".to_owned()), Actor::Partner));
}

#[tokio::test]
async fn one_tenant_that_calls_it_disabled_outweighs_those_where_it_worked_before() {
    let scenery = Scenery::new().await;
    assert_eq!(scenery.check(3).await.0, "connected");
    scenery.answer(disabled, &[1, 2]);
    scenery.check(1).await;
    let not_only_here = Some("not-only-here".to_owned());
    assert_eq!(scenery.check(0).await, ("app-disabled", not_only_here, Actor::Partner));
}

#[tokio::test]
async fn a_token_after_that_shows_that_it_is_not_off_for_everybody() {
    let scenery = Scenery::new().await;
    scenery.answer(disabled, &[1, 2]);
    scenery.check(1).await;
    assert_eq!(scenery.check(3).await.0, "connected");
    assert_eq!(scenery.check(0).await, ("app-disabled", None, Actor::Customer), "nor is it off only here");
}

#[tokio::test]
async fn that_it_worked_elsewhere_before_it_last_worked_here_says_nothing() {
    let scenery = Scenery::new().await;
    assert_eq!(scenery.check(1).await.0, "connected");
    assert_eq!(scenery.check(0).await.0, "connected");
    scenery.answer(disabled, &[1]);
    assert_eq!(scenery.check(0).await, ("app-disabled", None, Actor::Customer));
}

#[tokio::test]
async fn an_app_that_is_not_known_at_home_is_none_that_anybody_could_accept() {
    let scenery = Scenery::new().await;
    scenery.answer(unknown, &[1, 9]);
    let at_home = Some("at-home".to_owned());
    assert_eq!(scenery.check(2).await, ("not-consented", at_home, Actor::Partner));
    assert_eq!(scenery.check(0).await, ("not-consented", None, Actor::Customer), "where it may be accepted");
}

#[tokio::test]
async fn the_older_number_is_the_partners_too_where_others_call_the_app_disabled() {
    let scenery = Scenery::new().await;
    scenery.answer(not_there, &[1]);
    let not_in_directory = || Some("not-in-directory".to_owned());
    assert_eq!(scenery.check(0).await, ("not-consented", not_in_directory(), Actor::Customer));
    scenery.answer(disabled, &[2]);
    scenery.check(1).await;
    let not_only_here = Some("not-only-here".to_owned());
    assert_eq!(scenery.check(0).await, ("not-consented", not_only_here, Actor::Partner));
}
