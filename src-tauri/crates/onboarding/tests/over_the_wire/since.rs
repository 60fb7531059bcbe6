//! "It worked yesterday": a customer that was connected is checked again after something changed, and its history says
//! what.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use consentry_onboarding::gather::Progress;
use consentry_onboarding::history::{Difference, SinceItWorked, Turn};
use consentry_onboarding::records::{AppRecord, CustomerRecord, KeptIn};
use consentry_onboarding::verdict::{Cause, Verdict};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::authority::PUBLISHED;
use crate::fakes::*;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

/// A Microsoft that changes its mind when it is told to.
#[derive(Clone, Default)]
struct Mood(Arc<AtomicUsize>);

const WELL: usize = 0;
const ROLE_GONE: usize = 1;
const CONSENT_GONE: usize = 2;
const SECRET_REFUSED: usize = 3;
const API_REFUSES: usize = 4;
const NO_ANSWER: usize = 5;

impl Mood {
    fn turn(&self, to: usize) {
        self.0.store(to, Ordering::SeqCst);
    }

    fn act(&self, asked: &Asked) -> Option<Act> {
        let token = |spoil: fn(&mut Value)| {
            let mut claims = claims(&asked.base);
            spoil(&mut claims);
            token_answer(&PUBLISHED.sign(&header(), &claims))
        };
        let refusal = |status, code: u64, error: &str| {
            let text = format!("AADSTS{code}: refused.");
            let body = json!({ "error": error, "error_description": text, "error_codes": [code] });
            Act::from(Answer::json(status, &body))
        };
        match (asked.place, self.0.load(Ordering::SeqCst)) {
            (Place::Token, ROLE_GONE) => Some(token(|claims| claims["roles"] = json!(["Machine.Read.All"]))),
            (Place::Token, CONSENT_GONE) => Some(refusal(400, 700_016, "unauthorized_client")),
            (Place::Token, SECRET_REFUSED) => Some(refusal(401, 7_000_215, "invalid_client")),
            (Place::Token, NO_ANSWER) => {
                Some(Answer::html(200, "<html>sign in to this network</html>").into())
            }
            (Place::Call, API_REFUSES) => {
                let body = json!({ "error": { "code": "Forbidden", "message": "no" } });
                Some(Answer::json(403, &body).into())
            }
            _ => None,
        }
    }
}

struct Past {
    at: AtDesk,
    mood: Mood,
    customer: CustomerRecord,
}

impl Past {
    /// A customer that was found connected.
    async fn connected() -> Self {
        let mood = Mood::default();
        let scene = {
            let mood = mood.clone();
            Scene::new(move |asked| mood.act(asked)).await
        };
        let at = AtDesk::new(scene);
        let app = at.desk.save_app(app_draft(), pasted(SECRET), KeptIn::Keychain).await.unwrap().app;
        let draft = customer_draft(app.row, "Fabrikam", "fabrikam.example");
        let customer = at.desk.save_customer(draft).await.unwrap().customer;
        let past = Self { at, mood, customer };
        assert_eq!(past.check().await, None);
        past
    }

    async fn check(&self) -> Option<Cause> {
        let report = |_: Progress<'_>| {};
        let checked =
            self.at.desk.check(self.customer.row, &report, &CancellationToken::new()).await.unwrap();
        checked.kept.unwrap();
        checked.record.cause
    }

    async fn app(&self) -> AppRecord {
        self.at.desk.registry().app(self.customer.app).await.unwrap()
    }

    async fn since(&self) -> Option<SinceItWorked> {
        let registry = self.at.desk.registry();
        let milestones = registry.milestones(self.customer.row).await.unwrap()?;
        let customer = registry.customer(self.customer.row).await.unwrap();
        SinceItWorked::of(&self.app().await, &customer, &milestones)
    }

    /// What bears, by its public ids.
    async fn reasons(&self) -> Vec<&'static str> {
        let changes = self.since().await.unwrap().changes;
        changes.iter().filter(|change| change.bears).map(|change| change.difference.id()).collect()
    }
}

#[tokio::test]
async fn a_role_that_was_taken_away_is_named() {
    let past = Past::connected().await;
    past.mood.turn(ROLE_GONE);
    assert_eq!(past.check().await, Some(Cause::RoleMissing));
    assert_eq!(past.reasons().await, ["roles-gone"]);
    let since = past.since().await.unwrap();
    assert_eq!(since.changes[0].difference, Difference::RolesGone(wanted(&["Alert.Read.All"])));
    // The customer gives it back.
    past.mood.turn(WELL);
    assert_eq!(past.check().await, None);
    assert_eq!(past.since().await, None, "there is no since while it works");
    let page = past.at.desk.registry().history(past.customer.row, None).await.unwrap();
    let turns: Vec<_> = page.runs.iter().map(|run| (run.verdict, run.turn)).collect();
    assert_eq!(
        turns,
        [
            (Verdict::Connected, Some(Turn::WorksAgain)),
            (Verdict::NeedsAttention, Some(Turn::Broke)),
            (Verdict::Connected, None)
        ]
    );
}

#[tokio::test]
async fn a_consent_that_was_revoked_is_told_with_the_window_in_which_it_went() {
    let past = Past::connected().await;
    past.mood.turn(NO_ANSWER);
    assert_eq!(past.check().await, Some(Cause::CaptivePortal));
    let since = past.since().await.unwrap();
    assert_eq!((since.failed, since.silent_before), (None, 1), "an attempt without an answer breaks nothing");
    past.mood.turn(CONSENT_GONE);
    assert_eq!(past.check().await, Some(Cause::NotConsented));
    assert_eq!(past.check().await, Some(Cause::NotConsented));
    let since = past.since().await.unwrap();
    assert_eq!(past.reasons().await, ["consent-gone"]);
    assert_eq!((since.silent_before, since.silent_after), (1, 0));
    assert_eq!((since.worked.row.0, since.failed.unwrap().row.0, since.latest.unwrap().row.0), (1, 3, 4));
}

#[tokio::test]
async fn a_secret_is_told_from_the_one_that_worked() {
    let past = Past::connected().await;
    past.mood.turn(SECRET_REFUSED);
    assert_eq!(past.check().await, Some(Cause::WrongSecret));
    let since = past.since().await.unwrap();
    assert_eq!(since.changes[0].difference, Difference::SecretRefused { same: Some(true) });
    assert_eq!(since.changes.len(), 1);
    // Another one is entered, without a home tenant that could refuse it.
    let app = past.app().await;
    let draft = consentry_onboarding::desk::AppDraft {
        row: Some(app.row),
        home_tenant: String::new(),
        ..app_draft()
    };
    past.at.desk.save_app(draft, pasted("another~secret-that-is-wrong"), KeptIn::Keychain).await.unwrap();
    let since = past.since().await.unwrap();
    let ids = |since: &SinceItWorked| {
        since.changes.iter().map(|change| (change.difference.clone(), change.bears)).collect::<Vec<_>>()
    };
    assert_eq!(
        ids(&since),
        [
            (Difference::SecretRefused { same: Some(true) }, true),
            (Difference::SecretReplaced { used: false }, false)
        ],
        "no check has tried it yet"
    );
    assert_eq!(past.check().await, Some(Cause::WrongSecret));
    assert_eq!(
        ids(&past.since().await.unwrap()),
        [
            (Difference::SecretRefused { same: Some(false) }, true),
            (Difference::SecretReplaced { used: true }, true)
        ]
    );
    for check in past.at.desk.registry().checks(past.customer.row, 9).await.unwrap() {
        let kept = serde_json::to_string(&check.evidence).unwrap();
        assert!(kept.contains("\"generation\"") && !kept.contains("another~secret"), "{kept}");
    }
}

#[tokio::test]
async fn an_api_that_refuses_the_same_permissions_is_said_to() {
    let past = Past::connected().await;
    past.mood.turn(API_REFUSES);
    assert_eq!(past.check().await, Some(Cause::ApiForbidden));
    let since = past.since().await.unwrap();
    assert_eq!(since.changes.len(), 1);
    assert_eq!(since.changes[0].difference, Difference::ApiRefuses { same_roles: true });
}
