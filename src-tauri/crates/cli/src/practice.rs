//! `consentry practice`: the embedded tenants, each with one fault.

use std::fmt::Write as _;

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::gather::{self, Credential, Http, Plan};
use consentry_onboarding::ids::{TenantId, TenantRef};
use consentry_onboarding::ports::{Clock as _, SystemClock};
use consentry_onboarding::verdict::Cause;
use consentry_practice::{PracticeCloud, Scenario, shelf};
use consentry_words::cause_title;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::args::PracticeArgs;
use crate::exit::{Exit, Trouble};
use crate::output::Out;
use crate::progress::Teller;
use crate::{block_on, render, serve};

/// A practice customer in JSON.
#[derive(Debug, Serialize)]
pub struct Listed {
    scenario: &'static str,
    tenant_id: TenantId,
    /// What a check must find; null where it must say "connected".
    cause: Option<Cause>,
}

/// All practice customers.
pub fn listed() -> Vec<Listed> {
    let one = |scenario: &Scenario| Listed {
        scenario: scenario.name,
        tenant_id: scenario.tenant_id,
        cause: scenario.cause,
    };
    shelf().iter().map(one).collect()
}

/// Lists, serves, or checks one practice customer.
pub fn run(args: &PracticeArgs, out: Out) -> Result<Exit, Trouble> {
    match args.scenario {
        Some(scenario) => check(scenario, out),
        None if args.serve => serve::run(out),
        None if out.json => {
            out.document(&listed())?;
            Ok(Exit::Done)
        }
        None => {
            out.text(&list(out))?;
            if !args.list {
                out.aside(out.say(
                    "\nCheck one:  consentry practice --scenario all-well\nServe them: consentry practice --serve\n",
                    "\nKontrollera en: consentry practice --scenario all-well\nServa dem:      consentry practice --serve\n",
                ));
            }
            Ok(Exit::Done)
        }
    }
}

fn list(out: Out) -> String {
    let width = shelf().iter().map(|scenario| scenario.name.len()).max().unwrap_or(0);
    let names = shelf().iter().map(|scenario| scenario.customer.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for scenario in shelf() {
        let title = scenario
            .cause
            .map_or(out.say("All is well", "Allt är som det ska"), |cause| cause_title(out.lang, cause));
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{:width$}  {:names$}  {title}", scenario.name, scenario.customer);
    }
    text
}

fn check(scenario: &Scenario, out: Out) -> Result<Exit, Trouble> {
    let practice = PracticeCloud::start().map_err(|error| Trouble::machine(&error))?;
    let cloud = Cloud::practice(practice.port());
    let http = Http::practice(practice.ca_der()).map_err(|error| Trouble::machine(&error))?;
    let mut plan = Plan::new(&cloud, Some(practice.app_id()), Some(TenantRef::Id(scenario.tenant_id)));
    plan.wanted = practice.wanted();
    plan.known = scenario.known(SystemClock.now());
    let credential = Credential::Secret(practice.secret().clone());
    let teller = Teller::new(out);
    let report = |progress: gather::Progress<'_>| teller.tell(&progress);
    let cancel = CancellationToken::new();
    let evidence = block_on(gather::check(&http, &cloud, plan, credential, &SystemClock, &report, &cancel))?;
    render::conclude(out, &evidence)
}
