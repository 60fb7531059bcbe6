//! The core against the practice cloud, over real HTTP: what the judge finds at each customer is what the shelf
//! says, through both token addresses.

#![allow(clippy::unwrap_used, reason = "a failure is a panic")]

mod common;

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::evidence::{Evidence, Flow};
use consentry_onboarding::gather::{self, Credential, Http, Plan};
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::judge::{judge, verdict_of};
use consentry_onboarding::ports::{Clock as _, SystemClock};
use consentry_onboarding::verdict::Verdict;
use consentry_practice::{PracticeCloud, RunningPractice, Scenario, shelf};
use tokio_util::sync::CancellationToken;

async fn evidence(practice: &RunningPractice, scenario: &Scenario, flow: Flow) -> Evidence {
    let cloud = Cloud::practice(practice.port());
    let http = Http::practice(practice.ca_der()).unwrap();
    let tenant = TenantRef::Domain(scenario.domain.clone());
    let mut plan = Plan::new(&cloud, Some(practice.app_id()), Some(tenant));
    plan.wanted = practice.wanted();
    plan.known = scenario.known(SystemClock.now());
    plan.flow = flow;
    let secret = Credential::Secret(practice.secret().clone());
    let cancel = CancellationToken::new();
    gather::check(&http, &cloud, plan, secret, &SystemClock, &|_| {}, &cancel).await
}

async fn every_verdict_is_the_one_on_the_shelf(flow: Flow) {
    let practice = PracticeCloud::start().unwrap();
    for scenario in shelf() {
        let evidence = evidence(&practice, scenario, flow).await;
        let judged = judge(&evidence);
        let name = scenario.name;
        assert_eq!(judged.cause, scenario.cause, "{name}: {evidence:#?}");
        let expected = scenario.cause.map_or(Verdict::Connected, verdict_of);
        assert_eq!(judged.verdict, expected, "{name}");
        if let Some(seconds) = scenario.retry_after {
            let wait = (judged.retry_at.unwrap() - SystemClock.now()).whole_seconds();
            assert!((i64::from(seconds) - 30..=i64::from(seconds)).contains(&wait), "{name}: {wait}");
        }
    }
}

#[tokio::test]
async fn the_judge_agrees_with_the_shelf_through_the_new_address() {
    every_verdict_is_the_one_on_the_shelf(Flow::V2).await;
}

#[tokio::test]
async fn the_judge_agrees_with_the_shelf_through_the_old_address() {
    every_verdict_is_the_one_on_the_shelf(Flow::V1).await;
}
