//! What the board costs with ten thousand customers, each checked three times: reading the registry, and the whole
//! command as the window asks it, its JSON included. Run by hand: `make bench`.

#![allow(clippy::expect_used, reason = "a figure that cannot be measured is not made up")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use consentry_desktop::House;
use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::gather::{self, Credential, Http, Plan};
use consentry_onboarding::ids::{AppId, Domain, TenantId, TenantRef};
use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::{Clock as _, Registry as _, SystemClock};
use consentry_onboarding::records::{AppRecord, CheckRecord, CustomerRecord};
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_platform::{MemorySecrets, Places, SqliteRegistry};
use consentry_practice::{PracticeCloud, shelf};
use serde_json::json;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{WebviewUrl, WebviewWindowBuilder};
use tokio_util::sync::CancellationToken;

const CUSTOMERS: u32 = 10_000;
const ROUNDS: usize = 9;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let places = Places::below(folder.path());
    places.prepare().expect("its folders");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (registry, _) = SqliteRegistry::open(&places.registry()).expect("a registry");
    let (filled, ()) = timed(|| runtime.block_on(fill(&registry)));
    tell("filling the registry", &mut [filled]);

    let mut read: Vec<Duration> =
        (0..ROUNDS).map(|_| timed(|| runtime.block_on(registry.customers())).0).collect();
    tell("registry: the customers", &mut read);
    let mut read: Vec<Duration> =
        (0..ROUNDS).map(|_| timed(|| runtime.block_on(registry.standings()).expect("a board")).0).collect();
    tell("registry: how they stand", &mut read);
    drop(registry);

    let house = House::with(places, Arc::new(MemorySecrets::default()));
    let app = consentry_desktop::shell(mock_builder(), Arc::new(house))
        .build(consentry_desktop::context())
        .expect("a shell");
    let window = WebviewWindowBuilder::new(&app, "main", WebviewUrl::default()).build().expect("a window");
    let mut asked = Vec::new();
    let mut size = 0;
    for _ in 0..ROUNDS {
        let (took, length) = timed(|| {
            let request = InvokeRequest {
                cmd: "overview".to_owned(),
                callback: CallbackFn(0),
                error: CallbackFn(1),
                url: "tauri://localhost".parse().expect("an address"),
                body: InvokeBody::Json(json!({"realm": "real", "lang": "en"})),
                headers: tauri::http::HeaderMap::default(),
                invoke_key: INVOKE_KEY.to_owned(),
            };
            match tauri::test::get_ipc_response(&window, request).expect("an overview") {
                tauri::ipc::InvokeResponseBody::Json(text) => text.len(),
                tauri::ipc::InvokeResponseBody::Raw(bytes) => bytes.len(),
            }
        });
        asked.push(took);
        size = length;
    }
    tell(&format!("the whole command, {} kB of JSON", size / 1000), &mut asked);
}

/// Customers with the evidence of a real check, and an attempt without an answer for each third.
async fn fill(registry: &SqliteRegistry) {
    let practice = PracticeCloud::start().expect("a practice cloud");
    let cloud = Cloud::practice(practice.port());
    let http = Http::practice(practice.ca_der()).expect("a client");
    let mut plan = Plan::new(&cloud, Some(practice.app_id()), Some(TenantRef::Id(shelf()[0].tenant_id)));
    plan.wanted = practice.wanted();
    let credential = Credential::Secret(practice.secret().clone());
    let never = CancellationToken::new();
    let evidence = gather::check(&http, &cloud, plan, credential, &SystemClock, &|_| (), &never).await;
    assert_eq!(judge(&evidence).verdict, Verdict::Connected);
    let now = SystemClock.now();
    let proved = CheckRecord { at: now, verdict: Verdict::Connected, cause: None, evidence };
    let unclear = CheckRecord { verdict: Verdict::Unknown, cause: Some(Cause::TimedOut), ..proved.clone() };

    let app_id = AppId::parse("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764").expect("an ID");
    let mut app = AppRecord::new("Northwind MDR".to_owned(), CloudId::Commercial, app_id);
    app.permissions = practice.wanted().into_iter().map(|permission| (permission, now)).collect();
    let app = registry.add_app(app).await.expect("an app");
    let customer = |number: u32| {
        let tenant = TenantId::parse(&format!("{number:08x}-1111-4222-8333-444444444444")).expect("an ID");
        let name = format!("{} {number}", ["Åkeri", "Contoso", "Östersund", "Fabrikam"][number as usize % 4]);
        let domain = Domain::parse(&format!("kund{number}.example")).ok();
        CustomerRecord { domain, ..CustomerRecord::new(app.row, name, tenant, now) }
    };
    let added = registry.add_customers((1..=CUSTOMERS).map(customer).collect()).await.expect("customers");
    for customer in added {
        registry.add_check(customer.row, proved.clone()).await.expect("a check");
        registry.add_check(customer.row, proved.clone()).await.expect("a check");
        let last = if customer.row.0 % 3 == 0 { unclear.clone() } else { proved.clone() };
        registry.add_check(customer.row, last).await.expect("a check");
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let result = work();
    (begun.elapsed(), result)
}

#[allow(clippy::print_stdout, reason = "the figures are what this program is for")]
fn tell(what: &str, took: &mut [Duration]) {
    took.sort_unstable();
    println!("{CUSTOMERS} customers, {what}: {:.1?}", took[took.len() / 2]);
}
