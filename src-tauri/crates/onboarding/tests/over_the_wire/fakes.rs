//! A registry in memory, which keeps the rules of its port, remembers the order of what was done, and fails when told to;
//! and the desk that works on it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use consentry_onboarding::bundle::Entry;
use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::desk::{AppDraft, Clouds, CustomerDraft, Desk};
use consentry_onboarding::evidence::Grant;
use consentry_onboarding::gather::Http;
use consentry_onboarding::history::{HistoryPage, Kept, Milestones, PastCheck, grant_in};
use consentry_onboarding::ids::AppId;
use consentry_onboarding::ports::{
    KeychainTurn, LatestChecks, Registry, RegistryProblem, SecretPlace, SecretStore,
};
use consentry_onboarding::records::{
    AppRecord, AppRow, CheckRecord, CheckRow, CustomerRecord, CustomerRow, Preferences, SetupDraft, Ticks,
    WatchRecord,
};
use consentry_onboarding::secret::PastedSecret;
use consentry_onboarding::standing::{Met, MetElsewhere, Proved, Standing};
use consentry_onboarding::verdict::Verdict;
use time::OffsetDateTime;

use crate::fake_store::InMemoryStore;
use crate::scene::{APP, Scene, TENANT};

/// What was done, in order, by registry and stores together.
pub type Log = Arc<Mutex<Vec<String>>>;

#[derive(Default)]
pub struct Records {
    apps: Vec<AppRecord>,
    customers: Vec<CustomerRecord>,
    removed: Vec<(CustomerRecord, OffsetDateTime)>,
    checks: Vec<(CustomerRow, CheckRecord)>,
    draft: Option<SetupDraft>,
    unsettled: Vec<SecretPlace>,
    preferences: Preferences,
    last_row: i64,
}

pub struct InMemoryRegistry {
    pub records: Mutex<Records>,
    /// The next adding or saving fails so.
    pub fails: Mutex<Option<RegistryProblem>>,
    /// This customer cannot be read alone.
    pub unreadable: Mutex<Option<CustomerRow>>,
    /// What this customer's history ends with cannot be read.
    pub without_history: Mutex<Option<CustomerRow>>,
    /// Whoever is at the keychain, here or elsewhere.
    pub at_keychain: Arc<tokio::sync::Mutex<()>>,
    log: Log,
}

fn broken() -> RegistryProblem {
    RegistryProblem::Broken("cannot be read".to_owned())
}

impl InMemoryRegistry {
    fn write(&self, what: &str) -> Result<std::sync::MutexGuard<'_, Records>, RegistryProblem> {
        if let Some(problem) = self.fails.lock().unwrap().take() {
            return Err(problem);
        }
        self.log.lock().unwrap().push(what.to_owned());
        Ok(self.records.lock().unwrap())
    }
}

#[async_trait]
impl Registry for InMemoryRegistry {
    async fn apps(&self) -> Result<Vec<AppRecord>, RegistryProblem> {
        Ok(self.records.lock().unwrap().apps.clone())
    }

    async fn add_app(&self, mut app: AppRecord) -> Result<AppRecord, RegistryProblem> {
        let mut records = self.write("add app")?;
        if records.apps.iter().any(|known| (known.cloud, known.app_id) == (app.cloud, app.app_id)) {
            return Err(RegistryProblem::Duplicate);
        }
        records.last_row += 1;
        (app.row, app.version) = (AppRow(records.last_row), 1);
        records.apps.push(app.clone());
        Ok(app)
    }

    async fn save_app(&self, mut app: AppRecord) -> Result<AppRecord, RegistryProblem> {
        let mut records = self.write("save app")?;
        let known =
            records.apps.iter_mut().find(|known| known.row == app.row).ok_or(RegistryProblem::NotFound)?;
        if known.version != app.version {
            return Err(RegistryProblem::Conflict);
        }
        app.version += 1;
        *known = app.clone();
        Ok(app)
    }

    async fn customers(&self) -> Result<Vec<CustomerRecord>, RegistryProblem> {
        Ok(self.records.lock().unwrap().customers.clone())
    }

    async fn add_customer(&self, mut customer: CustomerRecord) -> Result<CustomerRecord, RegistryProblem> {
        let mut records = self.write("add customer")?;
        let same =
            |known: &CustomerRecord| (known.app, known.tenant_id) == (customer.app, customer.tenant_id);
        if records.customers.iter().any(same) {
            return Err(RegistryProblem::Duplicate);
        }
        records.last_row += 1;
        (customer.row, customer.version) = (CustomerRow(records.last_row), 1);
        records.customers.push(customer.clone());
        Ok(customer)
    }

    async fn save_customer(&self, mut customer: CustomerRecord) -> Result<CustomerRecord, RegistryProblem> {
        let mut records = self.write("save customer")?;
        let known = records.customers.iter_mut().find(|known| known.row == customer.row);
        let known = known.ok_or(RegistryProblem::NotFound)?;
        if known.version != customer.version {
            return Err(RegistryProblem::Conflict);
        }
        customer.version += 1;
        // These have writers of their own.
        (customer.watch, customer.link_sent_at) = (known.watch, known.link_sent_at);
        *known = customer.clone();
        Ok(customer)
    }

    async fn add_customers(
        &self,
        customers: Vec<CustomerRecord>,
    ) -> Result<Vec<CustomerRecord>, RegistryProblem> {
        let mut added = Vec::new();
        for customer in customers {
            added.push(self.add_customer(customer).await?);
        }
        Ok(added)
    }

    async fn remove_customer(&self, row: CustomerRow, at: OffsetDateTime) -> Result<(), RegistryProblem> {
        let mut records = self.write("remove customer")?;
        let place = records.customers.iter().position(|known| known.row == row);
        let removed = records.customers.remove(place.ok_or(RegistryProblem::NotFound)?);
        records.removed.push((CustomerRecord { watch: None, ..removed }, at));
        Ok(())
    }

    async fn restore_customer(&self, row: CustomerRow) -> Result<CustomerRecord, RegistryProblem> {
        let mut records = self.write("restore customer")?;
        let place = records.removed.iter().position(|(known, _)| known.row == row);
        let (customer, _) = records.removed.remove(place.ok_or(RegistryProblem::NotFound)?);
        records.customers.push(customer.clone());
        Ok(customer)
    }

    async fn forget_removed(&self, before: OffsetDateTime) -> Result<(), RegistryProblem> {
        self.write("forget removed")?.removed.retain(|(_, at)| *at >= before);
        Ok(())
    }

    async fn watch(&self, row: CustomerRow, watch: Option<WatchRecord>) -> Result<(), RegistryProblem> {
        let mut records = self.write("watch")?;
        let known = records.customers.iter_mut().find(|known| known.row == row);
        known.ok_or(RegistryProblem::NotFound)?.watch = watch;
        Ok(())
    }

    async fn move_watch(
        &self,
        row: CustomerRow,
        from: WatchRecord,
        to: Option<WatchRecord>,
    ) -> Result<bool, RegistryProblem> {
        let mut records = self.write("watch")?;
        let known = records.customers.iter_mut().find(|known| known.row == row);
        let watch = &mut known.ok_or(RegistryProblem::NotFound)?.watch;
        let same = *watch == Some(from);
        if same {
            *watch = to;
        }
        Ok(same)
    }

    // Not in the log: notes come and go around everything that is done to the keychain.
    async fn note_unsettled(&self, places: Vec<SecretPlace>) -> Result<(), RegistryProblem> {
        let mut records = self.records.lock().unwrap();
        records.unsettled.retain(|known| !places.contains(known));
        records.unsettled.extend(places);
        Ok(())
    }

    async fn unsettled(&self) -> Result<Vec<SecretPlace>, RegistryProblem> {
        Ok(self.records.lock().unwrap().unsettled.clone())
    }

    async fn settle(&self, places: Vec<SecretPlace>) -> Result<(), RegistryProblem> {
        self.records.lock().unwrap().unsettled.retain(|known| !places.contains(known));
        Ok(())
    }

    async fn keychain_turn(
        &self,
        patience: std::time::Duration,
    ) -> Result<Option<KeychainTurn>, RegistryProblem> {
        let turn = Arc::clone(&self.at_keychain).lock_owned();
        Ok(tokio::time::timeout(patience, turn).await.ok().map(KeychainTurn::while_held))
    }

    async fn remove_app(&self, row: AppRow) -> Result<(), RegistryProblem> {
        let mut records = self.write("remove app")?;
        records.apps.retain(|known| known.row != row);
        records.customers.retain(|known| known.app != row);
        Ok(())
    }

    async fn tick(&self, row: AppRow, ticks: Ticks) -> Result<(), RegistryProblem> {
        let mut records = self.write("tick")?;
        let known = records.apps.iter_mut().find(|known| known.row == row);
        known.ok_or(RegistryProblem::NotFound)?.ticks = ticks;
        Ok(())
    }

    async fn setup_draft(&self) -> Result<Option<SetupDraft>, RegistryProblem> {
        Ok(self.records.lock().unwrap().draft.clone())
    }

    async fn save_setup_draft(&self, draft: Option<SetupDraft>) -> Result<(), RegistryProblem> {
        self.write("save setup draft")?.draft = draft;
        Ok(())
    }

    async fn add_check(&self, customer: CustomerRow, check: CheckRecord) -> Result<(), RegistryProblem> {
        self.write("add check")?.checks.push((customer, check));
        Ok(())
    }

    async fn checks(&self, customer: CustomerRow, limit: usize) -> Result<Vec<CheckRecord>, RegistryProblem> {
        let records = self.records.lock().unwrap();
        let of = |(row, check): &(CustomerRow, CheckRecord)| (*row == customer).then(|| check.clone());
        Ok(records.checks.iter().rev().filter_map(of).take(limit).collect())
    }

    async fn standings(&self) -> Result<Vec<Standing>, RegistryProblem> {
        let mut all = Vec::new();
        for customer in self.customers().await? {
            all.extend(self.latest_of(customer.row).await?.as_ref().map(Standing::from));
        }
        Ok(all)
    }

    async fn met_elsewhere(
        &self,
        app: AppRow,
        besides: CustomerRow,
        since: OffsetDateTime,
    ) -> Result<MetElsewhere, RegistryProblem> {
        let records = self.records.lock().unwrap();
        let others: Vec<CustomerRow> =
            records.customers.iter().filter(|other| other.app == app).map(|other| other.row).collect();
        let proved = records.checks.iter().rev().filter(|(customer, check)| {
            *customer != besides && others.contains(customer) && check.verdict != Verdict::Unknown
        });
        let met = proved.map(|(customer, check)| {
            Ok(Met { customer: *customer, outcome: check.into(), token: Proved::from(check).held.is_some() })
        });
        MetElsewhere::among(met, since)
    }

    async fn latest_of(&self, customer: CustomerRow) -> Result<Option<LatestChecks>, RegistryProblem> {
        if *self.without_history.lock().unwrap() == Some(customer) {
            return Err(broken());
        }
        let checks = self.checks(customer, usize::MAX).await?;
        let proved = checks.iter().find(|check| check.verdict != Verdict::Unknown).cloned();
        Ok(checks.into_iter().next().map(|attempt| LatestChecks { customer, attempt, proved }))
    }

    async fn last_grant(
        &self,
        customer: CustomerRow,
        app_id: AppId,
    ) -> Result<Option<Grant>, RegistryProblem> {
        let checks = self.checks(customer, usize::MAX).await?;
        Ok(checks.iter().find_map(|check| grant_in(check, app_id)))
    }

    async fn milestones(&self, customer: CustomerRow) -> Result<Option<Milestones>, RegistryProblem> {
        Ok(Milestones::among(&self.checks(customer, usize::MAX).await?))
    }

    async fn history(
        &self,
        customer: CustomerRow,
        before: Option<CheckRow>,
    ) -> Result<HistoryPage, RegistryProblem> {
        Ok(HistoryPage::among(&self.checks(customer, usize::MAX).await?, before))
    }

    async fn past_check(&self, customer: CustomerRow, check: CheckRow) -> Result<PastCheck, RegistryProblem> {
        let checks = self.checks(customer, usize::MAX).await?;
        PastCheck::among(&checks, check).ok_or(RegistryProblem::NotFound)
    }

    async fn for_support(
        &self,
        customers: Vec<CustomerRow>,
        most_checks: usize,
    ) -> Result<Vec<Entry>, RegistryProblem> {
        let mut entries = Vec::new();
        for row in customers {
            let Ok(customer) = self.customer(row).await else { continue };
            let checks: Vec<Kept> = {
                let all = self.checks(row, usize::MAX).await?;
                let places = (1..=i64::try_from(all.len()).unwrap()).rev().map(CheckRow);
                places.zip(all).map(|(row, check)| Kept { row, check }).collect()
            };
            let proved = checks.iter().find(|kept| kept.check.verdict != Verdict::Unknown).cloned();
            let turns = Milestones::of(&checks)
                .map(|found| [Some(found.worked), found.broke.map(|broke| broke.first)])
                .into_iter()
                .flatten()
                .flatten();
            let (app, in_all) = (self.app(customer.app).await?, checks.len());
            let newest = checks.iter().take(most_checks).cloned().collect();
            entries.push(Entry::of(
                customer,
                app,
                newest,
                proved.into_iter().chain(turns),
                most_checks,
                in_all,
            ));
        }
        Ok(entries)
    }

    async fn customer(&self, row: CustomerRow) -> Result<CustomerRecord, RegistryProblem> {
        if *self.unreadable.lock().unwrap() == Some(row) {
            return Err(broken());
        }
        let all = self.customers().await?;
        all.into_iter().find(|customer| customer.row == row).ok_or(RegistryProblem::NotFound)
    }

    async fn link_sent(&self, row: CustomerRow, at: OffsetDateTime) -> Result<(), RegistryProblem> {
        let mut records = self.write("link sent")?;
        let known = records.customers.iter_mut().find(|known| known.row == row);
        known.ok_or(RegistryProblem::NotFound)?.link_sent_at = Some(at);
        Ok(())
    }

    async fn secret_proved(
        &self,
        row: AppRow,
        generation: u32,
        at: OffsetDateTime,
    ) -> Result<(), RegistryProblem> {
        let mut records = self.write("secret proved")?;
        for secret in
            records.apps.iter_mut().filter(|app| app.row == row).filter_map(|app| app.secret.as_mut())
        {
            if secret.generation == generation {
                secret.proved_at = Some(at);
            }
        }
        Ok(())
    }

    async fn preferences(&self) -> Result<Preferences, RegistryProblem> {
        Ok(self.records.lock().unwrap().preferences.clone())
    }

    async fn save_look(
        &self,
        language: Option<String>,
        theme: Option<String>,
    ) -> Result<(), RegistryProblem> {
        let known = &mut self.records.lock().unwrap().preferences;
        (known.language, known.theme) = (language, theme);
        Ok(())
    }

    async fn choose_app(&self, app: AppRow) -> Result<(), RegistryProblem> {
        self.records.lock().unwrap().preferences.current_app = Some(app);
        Ok(())
    }
}

/// A desk in practice's way, at a scene.
pub struct AtDesk {
    pub desk: Desk,
    pub registry: Arc<InMemoryRegistry>,
    pub keychain: Arc<InMemoryStore>,
    pub memory: Arc<InMemoryStore>,
    pub log: Log,
    pub scene: Scene,
}

impl AtDesk {
    pub fn new(mut scene: Scene) -> Self {
        let log = Log::default();
        let store = |name| Arc::new(InMemoryStore::new(name, &log));
        let registry = Arc::new(InMemoryRegistry {
            records: Mutex::default(),
            fails: Mutex::default(),
            unreadable: Mutex::default(),
            without_history: Mutex::default(),
            at_keychain: Arc::default(),
            log: Arc::clone(&log),
        });
        let (keychain, memory) = (store("keychain"), store("memory"));
        let http = std::mem::replace(&mut scene.http, Http::system());
        let desk = Desk::new(
            Arc::clone(&registry) as Arc<dyn Registry>,
            Arc::clone(&keychain) as Arc<dyn SecretStore>,
            Arc::clone(&memory) as Arc<dyn SecretStore>,
            http,
            Clouds::Practice(Box::new(scene.cloud.clone())),
            Arc::new(scene.clock.clone()),
        );
        Self { desk, registry, keychain, memory, log, scene }
    }

    /// The log since the last look.
    pub fn done(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

pub fn app_draft() -> AppDraft {
    AppDraft {
        row: None,
        name: "Contoso Partner".to_owned(),
        cloud: CloudId::Practice,
        app_id: APP.to_owned(),
        home_tenant: TENANT.to_owned(),
        publisher: String::new(),
        contact: String::new(),
        secret_expires_on: String::new(),
        redirect_uris: vec![],
        permissions: vec!["Alert.Read.All".to_owned()],
        ticks: None,
    }
}

pub fn customer_draft(app: AppRow, name: &str, tenant: &str) -> CustomerDraft {
    CustomerDraft { row: None, app, name: name.to_owned(), tenant: tenant.to_owned() }
}

/// As it is handed to the desk, where none can be.
#[allow(clippy::unnecessary_wraps, reason = "the desk takes an option")]
pub fn pasted(text: &str) -> Option<PastedSecret> {
    Some(PastedSecret::new(text.to_owned()))
}
