//! Checking many: eight at a time, no tenant twice at once, one that must wait holds up nobody, and a stop is quick.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use consentry_onboarding::desk::{AT_ONCE, AppDraft, Came, Ending, Turns};
use consentry_onboarding::ids::TenantId;
use consentry_onboarding::ports::{Registry as _, SecretStoreProblem};
use consentry_onboarding::records::{AppRow, CustomerRecord, CustomerRow, KeptIn};
use consentry_onboarding::verdict::{Cause, Verdict};
use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::authority::PUBLISHED;
use crate::fakes::*;
use crate::hurry::{START, hurry};
use crate::scene::*;
use crate::stand_in::{Act, Answer};

/// Whatever tenant is asked about, everything is well there.
pub fn every_tenant(asked: &Asked) -> Option<Act> {
    match asked.place {
        Place::Metadata => Some(Answer::json(200, &theirs(asked, &metadata(&asked.base))?).into()),
        Place::Token => Some(token_answer(&PUBLISHED.sign(&header(), &theirs(asked, &claims(&asked.base))?))),
        _ => None,
    }
}

/// The same for the tenant that is asked about.
pub fn theirs(asked: &Asked, document: &serde_json::Value) -> Option<serde_json::Value> {
    let tenant = asked.seen.path.split('/').find_map(|part| TenantId::parse(part).ok())?;
    serde_json::from_str(&document.to_string().replace(TENANT, &tenant.to_string())).ok()
}

pub fn tenant_number(number: usize) -> TenantId {
    TenantId::parse(&format!("{number:08x}-1111-4222-8333-444444444444")).unwrap()
}

pub struct Many {
    pub at: AtDesk,
    turns: Turns,
    pub app: AppRow,
    cancel: CancellationToken,
}

/// What was told, and how many had their turn at the most.
#[derive(Default)]
pub struct Told {
    at_work: HashMap<CustomerRow, TenantId>,
    pub most: usize,
    pub ended: Vec<(CustomerRow, String, Option<Verdict>)>,
}

impl Many {
    pub async fn new(spoil: impl Fn(&Asked) -> Option<Act> + Send + Sync + 'static) -> Self {
        let at = AtDesk::new(Scene::new(move |asked| spoil(asked).or_else(|| every_tenant(asked))).await);
        let homeless = AppDraft { home_tenant: String::new(), ..app_draft() };
        let app = at.desk.save_app(homeless, pasted(SECRET), KeptIn::Keychain).await.unwrap().app.row;
        Self { at, turns: Turns::default(), app, cancel: CancellationToken::new() }
    }

    pub async fn add(&self, app: AppRow, tenants: impl IntoIterator<Item = usize>) -> Vec<CustomerRow> {
        let customer = |number: usize| {
            CustomerRecord::new(app, format!("Customer {number}"), tenant_number(number), START)
        };
        let all = tenants.into_iter().map(customer).collect();
        self.at.registry.add_customers(all).await.unwrap().iter().map(|customer| customer.row).collect()
    }

    pub async fn check(&self, rows: &[CustomerRow], on: impl Fn(&Told) + Send + Sync) -> Told {
        let known: HashMap<CustomerRow, TenantId> = self
            .at
            .registry
            .customers()
            .await
            .unwrap()
            .into_iter()
            .map(|customer| (customer.row, customer.tenant_id))
            .collect();
        let told = Mutex::new(Told::default());
        let report = |came: Came<'_>| {
            let mut told = told.lock().unwrap();
            match came {
                Came::Began(row) => {
                    let tenant = known[&row];
                    assert!(told.at_work.values().all(|other| *other != tenant), "{tenant} twice at once");
                    told.at_work.insert(row, tenant);
                    told.most = told.most.max(told.at_work.len());
                }
                Came::Ended(row, ending, stands) => {
                    told.at_work.remove(&row);
                    let verdict = stands.and_then(|one| one.standing).map(|one| one.attempt.verdict);
                    told.ended.push((row, name(&ending), verdict));
                }
            }
            on(&told);
        };
        self.at.desk.check_all(rows, &self.turns, &report, &self.cancel).await.unwrap();
        told.into_inner().unwrap()
    }
}

fn name(ending: &Ending) -> String {
    match ending {
        Ending::Checked(_) => "checked".to_owned(),
        Ending::NotKept(..) => "not kept".to_owned(),
        Ending::NoSecret(cause) => cause.id().to_owned(),
        Ending::NotRead(_) => "not read".to_owned(),
        Ending::Gone => "gone".to_owned(),
    }
}

#[tokio::test]
async fn eight_at_a_time_and_everyone_once() {
    let many = Many::new(|_| None).await;
    let rows = many.add(many.app, 1..=30).await;
    let told = many.check(&rows, |_| {}).await;
    assert_eq!(told.most, AT_ONCE);
    assert!(told.at_work.is_empty());
    let mut ended: Vec<CustomerRow> = told.ended.iter().map(|(row, ..)| *row).collect();
    ended.sort();
    assert_eq!(ended, rows);
    let connected = |(_, ending, verdict): &(CustomerRow, String, Option<Verdict>)| {
        ending == "checked" && *verdict == Some(Verdict::Connected)
    };
    assert!(told.ended.iter().all(connected), "{:?}", told.ended);
    assert_eq!(many.at.scene.count(Place::Token), 30);
    let asked_for = many.at.done().iter().filter(|what| what.starts_with("keychain get")).count();
    assert_eq!(asked_for, 1, "the keychain is asked once, not thirty times");
}

#[tokio::test]
async fn a_tenant_under_two_apps_is_checked_twice_but_never_at_once() {
    let many = Many::new(|_| None).await;
    let other = AppDraft { app_id: OTHER_TENANT.to_owned(), home_tenant: String::new(), ..app_draft() };
    let other = many.at.desk.save_app(other, pasted(SECRET), KeptIn::Keychain).await.unwrap().app.row;
    let mut rows = many.add(many.app, 1..=6).await;
    rows.extend(many.add(other, 1..=6).await);
    // `check` itself holds every beginning against what is under way.
    let told = many.check(&rows, |_| {}).await;
    assert_eq!(told.ended.len(), 12);
    assert!(told.most <= 6, "six tenants, so six turns at the most: {}", told.most);
}

#[tokio::test]
async fn one_that_somebody_else_is_checking_is_waited_for() {
    let many = Many::new(|_| None).await;
    let rows = many.add(many.app, 1..=3).await;
    let held = Mutex::new(many.turns.begin(rows[0], Some(tenant_number(1))));
    let told = many
        .check(&rows, |told| {
            if told.ended.len() == 2 {
                drop(held.lock().unwrap().take());
            }
        })
        .await;
    let order: Vec<CustomerRow> = told.ended.iter().map(|(row, ..)| *row).collect();
    assert_eq!(order.last(), Some(&rows[0]), "the others do not wait for it");
    assert_eq!(order.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn one_that_must_wait_holds_up_nobody() {
    let _hurry = hurry();
    let slow = tenant_number(1).to_string();
    let tries = Arc::new(Mutex::new(0));
    let many = Many::new(move |asked| {
        if asked.place != Place::Token || !asked.seen.path.contains(&slow) {
            return None;
        }
        let mut tries = tries.lock().unwrap();
        *tries += 1;
        let too_many = || Answer::json(429, &json!({"error": "x"})).with("retry-after", "60");
        (*tries == 1).then(|| too_many().into())
    })
    .await;
    let rows = many.add(many.app, 1..=20).await;
    let nineteen_after = Mutex::new(None);
    let told = many
        .check(&rows, |told| {
            if told.ended.len() == 19 {
                nineteen_after.lock().unwrap().get_or_insert(many.at.desk.clock().now() - START);
            }
        })
        .await;
    assert_eq!(told.ended.last().unwrap().0, rows[0], "it comes last");
    assert!(told.ended.iter().all(|(_, _, verdict)| *verdict == Some(Verdict::Connected)));
    let took = nineteen_after.into_inner().unwrap().unwrap();
    assert!(took < time::Duration::seconds(55), "the other nineteen were done before its minute: {took}");
}

#[tokio::test]
async fn a_stop_is_quick_begins_no_other_and_keeps_what_is_done() {
    let many = Many::new(|asked| {
        let mute = asked.place == Place::Token
            && (5..=40).any(|number| asked.seen.path.contains(&tenant_number(number).to_string()));
        mute.then_some(Act::Mute)
    })
    .await;
    let rows = many.add(many.app, 1..=40).await;
    let stopped_at = Mutex::new(None);
    let told = many
        .check(&rows, |told| {
            // Four are done, and eight more hang.
            if told.ended.len() == 4 && told.at_work.len() == AT_ONCE {
                stopped_at.lock().unwrap().get_or_insert_with(Instant::now);
                many.cancel.cancel();
            }
        })
        .await;
    let stopped_at = stopped_at.into_inner().unwrap().unwrap();
    assert!(stopped_at.elapsed() < Duration::from_secs(2), "{:?}", stopped_at.elapsed());
    assert_eq!(told.ended.len(), 12);
    let verdicts = |wanted| told.ended.iter().filter(|(_, _, verdict)| *verdict == Some(wanted)).count();
    assert_eq!((verdicts(Verdict::Connected), verdicts(Verdict::Unknown)), (4, 8));
    for row in &rows[12..] {
        assert!(many.at.registry.checks(*row, 1).await.unwrap().is_empty(), "no other was begun");
    }
    assert!(many.turns.begin(rows[4], None).is_some(), "every turn is given back");
}

#[tokio::test]
async fn a_stop_wakes_one_who_waits_for_somebody_else_s_turn() {
    let many = Many::new(|_| None).await;
    let rows = many.add(many.app, 1..=1).await;
    let _held = many.turns.begin(rows[0], None);
    let stopper = async {
        tokio::task::yield_now().await;
        many.cancel.cancel();
    };
    let (told, ()) = tokio::join!(many.check(&rows, |_| {}), stopper);
    assert!(told.ended.is_empty());
}

#[tokio::test]
async fn one_of_them_can_be_stopped_by_itself() {
    let hangs = tenant_number(2).to_string();
    let many = Many::new(move |asked| {
        (asked.place == Place::Token && asked.seen.path.contains(&hangs)).then_some(Act::Mute)
    })
    .await;
    let rows = many.add(many.app, 1..=3).await;
    let told = many
        .check(&rows, |told| {
            if told.ended.len() == 2 {
                many.turns.cancel(rows[1]);
            }
        })
        .await;
    assert_eq!(told.ended[2], (rows[1], "checked".to_owned(), Some(Verdict::Unknown)));
}

#[tokio::test]
async fn whoever_was_removed_meanwhile_is_passed_over() {
    let many = Many::new(|_| None).await;
    let rows = many.add(many.app, 1..=2).await;
    many.at.registry.remove_customer(rows[0], START).await.unwrap();
    let told = many.check(&[rows[0], rows[1], CustomerRow(99)], |_| {}).await;
    let mut endings: Vec<&str> = told.ended.iter().map(|(_, ending, _)| ending.as_str()).collect();
    endings.sort_unstable();
    assert_eq!(endings, ["checked", "gone", "gone"]);
}

#[tokio::test]
async fn one_that_the_registry_cannot_read_is_told_and_the_others_go_on() {
    let many = Many::new(|_| None).await;
    let rows = many.add(many.app, 1..=20).await;
    *many.at.registry.unreadable.lock().unwrap() = Some(rows[0]);
    *many.at.registry.without_history.lock().unwrap() = Some(rows[1]);
    let mut told = many.check(&rows, |_| {}).await;
    told.ended.sort_by_key(|(row, ..)| *row);
    assert_eq!(told.ended[0], (rows[0], "not read".to_owned(), None));
    assert_eq!(told.ended[1], (rows[1], "checked".to_owned(), None));
    let connected = |(_, ending, verdict): &(CustomerRow, String, Option<Verdict>)| {
        ending == "checked" && *verdict == Some(Verdict::Connected)
    };
    assert_eq!(told.ended.len(), 20);
    assert!(told.ended[2..].iter().all(connected), "{:?}", told.ended);
    assert!(many.turns.begin(rows[0], None).is_some(), "its turn is given back");
}

#[tokio::test]
async fn without_a_secret_nobody_is_asked_and_nothing_is_written_down() {
    let many = Many::new(|_| None).await;
    let rows = many.add(many.app, 1..=20).await;
    *many.at.keychain.fails.lock().unwrap() = Some(SecretStoreProblem::Locked);
    let told = many.check(&rows, |_| {}).await;
    assert!(told.ended.iter().all(|(_, ending, _)| ending == Cause::KeychainLocked.id()), "{:?}", told.ended);
    assert!(many.at.scene.server.seen().is_empty());
    assert!(many.at.registry.checks(rows[0], 1).await.unwrap().is_empty());
}
