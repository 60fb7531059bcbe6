//! The practice cloud with a desk of its own: secrets in memory, a registry in a file of its own, and a shelf of
//! customers that is put there at the start.

use std::collections::BTreeMap;
use std::sync::Arc;

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::desk::{Clouds, Desk};
use consentry_onboarding::evidence::{
    Asked, Evidence, FORMAT, Flow, Grant, Known, NotDone, SignatureReading, Step, TokenFacts, TokenReading,
};
use consentry_onboarding::gather::Http;
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::ports::{Clock as _, Registry, SecretPlace, SecretStore, SystemClock};
use consentry_onboarding::records::{
    AppRecord, AppRow, CheckRecord, CustomerRecord, CustomerRow, KeptIn, SecretRecord,
};
use consentry_onboarding::verdict::Verdict;
use consentry_platform::{MemorySecrets, SqliteRegistry};
use consentry_practice::{PracticeCloud, RunningPractice, Scenario, shelf};
use time::OffsetDateTime;

use crate::house::HouseProblem;

/// The running practice cloud and its desk.
pub struct PracticeHouse {
    running: RunningPractice,
    registry: Arc<SqliteRegistry>,
    secrets: Arc<MemorySecrets>,
    /// The desk.
    pub desk: Desk,
}

impl PracticeHouse {
    /// Starts the cloud and lays out the shelf, unless an earlier session's is still there.
    pub async fn start(registry: SqliteRegistry) -> Result<Self, HouseProblem> {
        // Makes keys, which takes up to a second.
        let started = tokio::task::spawn_blocking(PracticeCloud::start).await;
        let running = started
            .map_err(|problem| HouseProblem::Practice(problem.to_string()))?
            .map_err(|problem| HouseProblem::Practice(problem.to_string()))?;
        let cloud = Cloud::practice(running.port());
        let http = Http::practice(running.ca_der())
            .map_err(|problem| HouseProblem::Practice(problem.to_string()))?;
        let registry = Arc::new(registry);
        let secrets = Arc::new(MemorySecrets::default());
        let desk = Desk::new(
            Arc::<SqliteRegistry>::clone(&registry),
            Arc::<MemorySecrets>::clone(&secrets),
            Arc::<MemorySecrets>::clone(&secrets),
            http,
            Clouds::Practice(Box::new(cloud)),
            Arc::new(SystemClock),
        );
        let house = Self { running, registry, secrets, desk };
        house.lay_out().await?;
        Ok(house)
    }

    /// Takes everything back to the beginning: consents, customers, history.
    pub async fn reset(&self) -> Result<(), HouseProblem> {
        self.running.directory().reset();
        for customer in self.registry.customers().await? {
            self.registry.remove_customer(customer.row).await?;
        }
        self.lay_out().await
    }

    /// The app, its secret (in memory, so with every start anew) and the shelf.
    async fn lay_out(&self) -> Result<(), HouseProblem> {
        let now = SystemClock.now();
        let app = self.app(now).await?;
        let place = SecretPlace { cloud: app.cloud, app_id: app.app_id, generation: 1 };
        let stored = self.secrets.put(place, self.running.secret().clone()).await;
        stored.map_err(|problem| HouseProblem::Practice(problem.to_string()))?;
        if !self.registry.customers().await?.is_empty() {
            return Ok(());
        }
        for scenario in shelf() {
            let customer = self.registry.add_customer(customer_of(scenario, app.row, now)).await?;
            if let Some(grant) = scenario.known(now).last_grant {
                self.registry.add_check(customer.row, earlier_check(&app, scenario, grant)).await?;
            }
        }
        Ok(())
    }

    async fn app(&self, now: OffsetDateTime) -> Result<AppRecord, HouseProblem> {
        let declared =
            shelf().iter().map(|scenario| scenario.known(now).declared).find(|declared| !declared.is_empty());
        let permissions: BTreeMap<_, _> = declared.unwrap_or_else(|| {
            self.running.wanted().into_iter().map(|permission| (permission, now)).collect()
        });
        let apps = self.registry.apps().await?;
        let old = apps.into_iter().find(|app| app.app_id == self.running.app_id());
        let fresh = AppRecord {
            row: old.as_ref().map_or(AppRow(0), |old| old.row),
            version: old.as_ref().map_or(0, |old| old.version),
            name: self.running.app_name().to_owned(),
            cloud: CloudId::Practice,
            app_id: self.running.app_id(),
            home_tenant: Some(self.running.home_tenant()),
            redirect_uris: vec![self.running.redirect_uri()],
            permissions,
            secret: Some(SecretRecord {
                generation: 1,
                kept_in: KeptIn::Memory,
                stored_at: now,
                proved_at: Some(now),
            }),
        };
        Ok(if fresh.row == AppRow(0) {
            self.registry.add_app(fresh).await?
        } else {
            self.registry.save_app(fresh).await?
        })
    }
}

/// The scenario of a customer of the shelf; none for one that was added by hand.
pub fn scenario(customer: &CustomerRecord) -> Option<&'static Scenario> {
    shelf().iter().find(|scenario| scenario.tenant_id == customer.tenant_id)
}

fn customer_of(scenario: &Scenario, app: AppRow, now: OffsetDateTime) -> CustomerRecord {
    CustomerRecord {
        row: CustomerRow(0),
        version: 0,
        app,
        name: scenario.customer.to_owned(),
        tenant_id: scenario.tenant_id,
        domain: Some(scenario.domain.clone()),
        region: None,
        added_at: now,
        link_state: None,
        link_sent_at: None,
        consent_hint_at: None,
    }
}

/// The history that a scenario begins with: an earlier check that saw these permissions. Practice's own fiction,
/// told in the same form as any other check.
fn earlier_check(app: &AppRecord, scenario: &Scenario, grant: Grant) -> CheckRecord {
    let facts = TokenFacts {
        algorithm: "RS256".to_owned(),
        version: "1.0".to_owned(),
        roles: grant.roles.clone(),
        ..TokenFacts::default()
    };
    let evidence = Evidence {
        format: FORMAT,
        made_by: "practice".to_owned(),
        asked: Asked {
            cloud: CloudId::Practice,
            app_id: Some(app.app_id),
            tenant: Some(TenantRef::Id(scenario.tenant_id)),
            wanted: grant.roles,
            flow: Flow::default(),
            call: true,
        },
        known: Known::default(),
        started_at: grant.at,
        finished_at: Some(grant.at),
        issuers: None,
        tenant: Step::NotDone { why: NotDone::NotAsked },
        token: Step::Answered { took_ms: 0, value: TokenReading::Readable { facts: Box::new(facts) } },
        signature: Step::Answered {
            took_ms: 0,
            value: SignatureReading::Verified { key_id: "earlier".to_owned() },
        },
        call: Step::NotDone { why: NotDone::NotAsked },
        clock_ahead_seconds: None,
    };
    CheckRecord { at: grant.at, verdict: Verdict::Connected, cause: None, evidence }
}
