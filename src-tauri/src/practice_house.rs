//! The practice cloud with a desk of its own: secrets in memory, a registry in a file of its own, and a shelf of
//! customers that is put there at the start.

use std::collections::BTreeMap;
use std::sync::Arc;

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::desk::{Clouds, Desk};
use consentry_onboarding::evidence::{
    Asked, CallAnswer, Evidence, Flow, Grant, Issuers, NotDone, SignatureReading, Step, TenantFound,
    TokenFacts, TokenReading,
};
use consentry_onboarding::gather::Http;
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::judge::judge;
use consentry_onboarding::knowledge::Api;
use consentry_onboarding::ports::{Clock as _, Registry, SecretPlace, SecretStore, SystemClock};
use consentry_onboarding::records::{AppRecord, AppRow, CheckRecord, CustomerRecord, KeptIn, SecretRecord};
use consentry_onboarding::verdict::Cause;
use consentry_platform::{MemorySecrets, SetAside, SqliteRegistry};
use consentry_practice::{PracticeCloud, RunningPractice, Scenario, shelf};
use time::{Duration, OffsetDateTime};

use crate::house::HouseProblem;

/// The running practice cloud and its desk.
pub struct PracticeHouse {
    running: RunningPractice,
    cloud: Cloud,
    registry: Arc<SqliteRegistry>,
    secrets: Arc<MemorySecrets>,
    /// The desk.
    pub desk: Desk,
    /// A damaged registry was moved aside.
    pub set_aside: Option<SetAside>,
}

impl PracticeHouse {
    /// Starts the cloud and lays out the shelf, unless an earlier session's is still there.
    pub async fn start(registry: SqliteRegistry, set_aside: Option<SetAside>) -> Result<Self, HouseProblem> {
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
            Clouds::Practice(Box::new(cloud.clone())),
            Arc::new(SystemClock),
        );
        let house = Self { running, cloud, registry, secrets, desk, set_aside };
        house.lay_out().await?;
        Ok(house)
    }

    /// Takes everything back to the beginning: app, consents, customers, history.
    pub async fn reset(&self) -> Result<(), HouseProblem> {
        self.running.directory().reset();
        for customer in self.registry.customers().await? {
            self.registry.remove_customer(customer.row, SystemClock.now()).await?;
        }
        self.registry.forget_removed(SystemClock.now() + Duration::MINUTE).await?;
        if let Some(old) = self.kept_app().await? {
            let fresh = self.fresh_app(SystemClock.now());
            self.registry.save_app(AppRecord { row: old.row, version: old.version, ..fresh }).await?;
        }
        self.lay_out().await
    }

    /// Lets the practice registration declare what the partner has just chosen, as the portal would.
    pub fn declare(&self, app: &AppRecord) {
        self.running.directory().declare(app.app_id, app.permissions.keys().cloned().collect());
    }

    /// The app with its secret, and the shelf; where an earlier session left them, as it left them.
    async fn lay_out(&self) -> Result<(), HouseProblem> {
        let now = SystemClock.now();
        let app = self.app(now).await?;
        self.declare(&app);
        let generation = app.secret.as_ref().map_or(1, |secret| secret.generation);
        let place = SecretPlace { cloud: app.cloud, app_id: app.app_id, generation };
        let stored = self.secrets.put(place, self.running.secret().clone()).await;
        stored.map_err(|problem| HouseProblem::Practice(problem.to_string()))?;
        let customers = self.registry.customers().await?;
        if customers.is_empty() {
            return self.fill_shelf(&app, now).await;
        }
        for customer in customers {
            self.restore_consent(&customer, &app).await?;
            self.renew_hint(customer, now).await?;
        }
        Ok(())
    }

    async fn fill_shelf(&self, app: &AppRecord, now: OffsetDateTime) -> Result<(), HouseProblem> {
        for scenario in shelf() {
            let customer = self.registry.add_customer(customer_of(scenario, app.row, now)).await?;
            if let Some(grant) = scenario.known(now).last_grant {
                let earlier = earlier_check(&self.cloud, app, scenario, grant);
                self.registry.add_check(customer.row, earlier).await?;
            }
        }
        Ok(())
    }

    /// The practice directory forgets with each start who accepted; the history knows.
    async fn restore_consent(&self, customer: &CustomerRecord, app: &AppRecord) -> Result<(), HouseProblem> {
        let Some(latest) = self.registry.latest_of(customer.row).await?.and_then(|latest| latest.proved)
        else {
            return Ok(());
        };
        let about_consent = matches!(
            latest.cause,
            None | Some(Cause::RoleMissing | Cause::ConsentOutdated | Cause::ApiForbidden)
        );
        if let (true, Some(TokenReading::Readable { facts })) = (about_consent, latest.evidence.token.value())
        {
            let roles = Some(facts.roles.clone());
            self.running.directory().set_consent(customer.tenant_id, app.app_id, roles);
        }
        Ok(())
    }

    /// A consent that is still spreading is from a moment ago in every session, until it was looked at.
    async fn renew_hint(&self, customer: CustomerRecord, now: OffsetDateTime) -> Result<(), HouseProblem> {
        let hint = scenario(&customer).and_then(|scenario| scenario.known(now).consent_hint_at);
        if hint.is_some() && self.registry.latest_of(customer.row).await?.is_none() {
            self.registry.save_customer(CustomerRecord { consent_hint_at: hint, ..customer }).await?;
        }
        Ok(())
    }

    async fn kept_app(&self) -> Result<Option<AppRecord>, HouseProblem> {
        let apps = self.registry.apps().await?;
        Ok(apps.into_iter().find(|app| app.app_id == self.running.app_id()))
    }

    /// The kept app at this start's address and with this start's secret, or a fresh one.
    async fn app(&self, now: OffsetDateTime) -> Result<AppRecord, HouseProblem> {
        let fresh = self.fresh_app(now);
        Ok(match self.kept_app().await? {
            None => self.registry.add_app(fresh).await?,
            Some(kept) => {
                let secret = kept.secret.clone().or_else(|| fresh.secret.clone());
                let redirect_uris = fresh.redirect_uris;
                self.registry.save_app(AppRecord { redirect_uris, secret, ..kept }).await?
            }
        })
    }

    fn fresh_app(&self, now: OffsetDateTime) -> AppRecord {
        let declared =
            shelf().iter().map(|scenario| scenario.known(now).declared).find(|declared| !declared.is_empty());
        let permissions: BTreeMap<_, _> = declared.unwrap_or_else(|| {
            self.running.wanted().into_iter().map(|permission| (permission, now)).collect()
        });
        let name = self.running.app_name().to_owned();
        AppRecord {
            home_tenant: Some(self.running.home_tenant()),
            redirect_uris: vec![self.running.redirect_uri()],
            permissions,
            secret: Some(SecretRecord {
                generation: 1,
                kept_in: KeptIn::Memory,
                stored_at: now,
                proved_at: Some(now),
                expires_on: None,
            }),
            ..AppRecord::new(name, CloudId::Practice, self.running.app_id())
        }
    }
}

impl AsRef<Desk> for PracticeHouse {
    fn as_ref(&self) -> &Desk {
        &self.desk
    }
}

/// The scenario of a customer of the shelf; none for one that was added by hand.
pub fn scenario(customer: &CustomerRecord) -> Option<&'static Scenario> {
    shelf().iter().find(|scenario| scenario.tenant_id == customer.tenant_id)
}

fn customer_of(scenario: &Scenario, app: AppRow, now: OffsetDateTime) -> CustomerRecord {
    CustomerRecord {
        domain: Some(scenario.domain.clone()),
        consent_hint_at: scenario.known(now).consent_hint_at,
        ..CustomerRecord::new(app, scenario.customer.to_owned(), scenario.tenant_id, now)
    }
}

/// The history that a scenario begins with: an earlier check that saw these permissions and ended well. Practice's
/// own fiction, but whole: it is judged, shown and counted like any other check.
fn earlier_check(cloud: &Cloud, app: &AppRecord, scenario: &Scenario, grant: Grant) -> CheckRecord {
    let (tenant, at) = (scenario.tenant_id, grant.at);
    let issuers = Issuers { v1: cloud.issuer_v1(tenant), v2: cloud.issuer_v2(tenant) };
    let found = TenantFound { tenant_id: tenant, region: None, sub_region: None, cloud_instance: None };
    let facts = TokenFacts {
        algorithm: "RS256".to_owned(),
        version: "1.0".to_owned(),
        issuer: issuers.v1.clone(),
        audience: cloud.audience().to_owned(),
        tenant_id: Some(tenant.to_string()),
        app_id: Some(app.app_id.to_string()),
        roles: grant.roles.clone(),
        not_before: Some(at.unix_timestamp()),
        expires: (at + Duration::HOUR).unix_timestamp(),
        ..TokenFacts::default()
    };
    let call = Api::windows_defender_atp().choose_call(&grant.roles, &grant.roles);
    let answered = CallAnswer {
        operation: call.operation.to_owned(),
        path: call.path.to_owned(),
        status: 200,
        only_accepted: false,
    };
    let asked = Asked {
        cloud: cloud.id(),
        app_id: Some(app.app_id),
        tenant: Some(TenantRef::Id(tenant)),
        wanted: grant.roles,
        flow: Flow::default(),
        call: true,
    };
    let evidence = Evidence {
        made_by: "practice".to_owned(),
        issuers: Some(issuers),
        tenant: answer(found),
        token: answer(TokenReading::Readable { facts: Box::new(facts) }),
        signature: answer(SignatureReading::Verified { key_id: "earlier".to_owned() }),
        call: answer(answered),
        ..Evidence::not_done(asked, at, NotDone::NotAsked)
    };
    let judgement = judge(&evidence);
    CheckRecord { at, verdict: judgement.verdict, cause: judgement.cause, evidence }
}

fn answer<T>(value: T) -> Step<T> {
    Step::Answered { took_ms: 0, value }
}

#[cfg(test)]
mod tests {
    use consentry_onboarding::verdict::Verdict;

    use super::*;

    #[tokio::test]
    async fn what_a_scenario_begins_with_is_judged_as_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (registry, set_aside) = SqliteRegistry::open(&folder.path().join("practice.db")).unwrap();
        let house = PracticeHouse::start(registry, set_aside).await.unwrap();
        let mut begun = 0;
        let registry = house.desk.registry();
        for customer in registry.customers().await.unwrap() {
            let Some(latest) = registry.latest_of(customer.row).await.unwrap() else { continue };
            let judgement = judge(&latest.attempt.evidence);
            assert_eq!((latest.attempt.verdict, latest.attempt.cause), (Verdict::Connected, None));
            assert_eq!((judgement.verdict, judgement.cause), (Verdict::Connected, None));
            begun += 1;
        }
        assert!(begun > 0, "one scenario at least begins with a history");
    }
}
