//! Customers from a list: each tenant is looked up, eight at a time, and what came out is said line by line.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use consentry_onboarding::ids::{Domain, TenantId};
use consentry_onboarding::import::{Fault, Found};
use consentry_onboarding::records::{AppRow, KeptIn};
use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::fakes::*;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

/// `kundN.example` is tenant N, `other.example` tenant 1 again, `nowhere.example` nobody's.
fn many_domains(asked: &Asked) -> Option<Act> {
    let name = asked.seen.path.trim_start_matches('/').split('/').next()?;
    let tenant = match (name, name.strip_prefix("kund").and_then(|rest| rest.strip_suffix(".example"))) {
        ("nowhere.example", _) => {
            let body = json!({"error": "invalid_tenant", "error_codes": [90_002]});
            return Some(Answer::json(400, &body).into());
        }
        ("other.example", _) => tenant_number("1"),
        (_, Some(number)) => tenant_number(number),
        (id, None) => TenantId::parse(id).ok()?.to_string(),
    };
    let document = metadata(&asked.base).to_string().replace(TENANT, &tenant);
    (asked.place == Place::Metadata).then(|| Answer::new(200, document).into())
}

fn tenant_number(number: &str) -> String {
    format!("{number:0>8}-1111-4222-8333-444444444444")
}

async fn desk(spoil: impl Fn(&Asked) -> Option<Act> + Send + Sync + 'static) -> (AtDesk, AppRow) {
    let at = AtDesk::new(Scene::new(move |asked| spoil(asked).or_else(|| many_domains(asked))).await);
    let app = at.desk.save_app(app_draft(), None, KeptIn::Keychain).await.unwrap().app.row;
    (at, app)
}

async fn found(at: &AtDesk, app: AppRow, text: &str) -> Found {
    let reading = at.desk.read_import(app, text).await.unwrap().unwrap();
    let never = CancellationToken::new();
    at.desk.look_up_all(app, reading.lines, &|| {}, &never).await.unwrap().unwrap()
}

#[tokio::test]
async fn every_line_is_looked_up_and_told_of() {
    let (at, app) = desk(|_| None).await;
    at.desk.save_customer(customer_draft(app, "Old", "kund9.example")).await.unwrap();
    let one = tenant_number("5");
    let text = format!(
        "Name,Tenant,Domain\nA,,kund1.example\nB,,other.example\nC,,nowhere.example\nD,{},\nE,{one},kund5.example\nF,{},kund7.example\n",
        tenant_number("9"),
        tenant_number("6"),
    );
    let found = found(&at, app, &text).await;
    let added: Vec<(&str, String, Option<&str>)> = found
        .customers
        .iter()
        .map(|one| (one.name.as_str(), one.tenant_id.to_string(), one.domain.as_ref().map(Domain::as_str)))
        .collect();
    assert_eq!(added, [("A", tenant_number("1"), Some("kund1.example")), ("E", one, Some("kund5.example"))]);
    assert_eq!(found.customers[0].region.as_deref(), Some("EU"));
    let told = |line: u32| &found.problems.iter().find(|problem| problem.line == line).unwrap().fault;
    assert_eq!(*told(3), Fault::Repeats(2));
    assert!(matches!(told(4), Fault::NotFound(evidence) if cause(evidence) == "tenant-not-found"));
    assert_eq!(*told(7), Fault::OtherTenant(TenantId::parse(&tenant_number("7")).unwrap()));
    assert_eq!(found.problems.len(), 3);
    // Line 5 is told before anybody is asked.
    let reading = at.desk.read_import(app, &text).await.unwrap().unwrap();
    assert_eq!(reading.problems[0].fault, Fault::Already("Old".to_owned()));
    assert_eq!(at.desk.registry().customers().await.unwrap().len(), 1, "nothing is added by looking");
}

#[tokio::test]
async fn eight_are_looked_up_at_once_and_a_stop_is_quick() {
    let (at, app) = desk(|asked| (asked.place == Place::Metadata).then_some(Act::Mute)).await;
    let text =
        (1..=30).map(|number| format!("K{number},kund{number}.example\n")).collect::<Vec<_>>().concat();
    let reading = at.desk.read_import(app, &text).await.unwrap().unwrap();
    let (done, cancel) = (AtomicUsize::new(0), CancellationToken::new());
    let count = || {
        done.fetch_add(1, Ordering::SeqCst);
    };
    let stopper = async {
        while at.scene.count(Place::Metadata) < 8 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        cancel.cancel();
        Instant::now()
    };
    let (found, stopped_at) = tokio::join!(at.desk.look_up_all(app, reading.lines, &count, &cancel), stopper);
    assert!(found.unwrap().is_none());
    assert!(stopped_at.elapsed() < Duration::from_secs(2));
    assert_eq!((at.scene.count(Place::Metadata), done.into_inner()), (8, 0));
}
