//! Checking many customers: eight at a time, one turn per tenant, and whoever has to wait for Microsoft holds up
//! nobody but its own place.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio_util::sync::CancellationToken;

use crate::gather::{Credential, Patience};
use crate::judge;
use crate::ports::RegistryProblem;
use crate::records::{AppRecord, AppRow, CustomerRecord, CustomerRow};
use crate::secret::ClientSecret;
use crate::standing::Standing;
use crate::verdict::{Cause, Verdict};

use super::check::Extent;
use super::turns::{Turn, Turns};
use super::{Desk, DeskProblem};

/// So many are asked at once, checks and look-ups alike: enough to be quick, few enough to be a polite guest.
pub const AT_ONCE: usize = 8;

/// What became of one of many.
#[derive(Debug)]
pub enum Ending {
    /// It was checked.
    Checked(Verdict),
    /// It was checked, and the registry could not take that in.
    NotKept(Verdict, RegistryProblem),
    /// It was not asked about: there is no secret to ask with, and why.
    NoSecret(Cause),
    /// It was not asked about: the registry could not say what to ask.
    NotRead(RegistryProblem),
    /// It is no longer there.
    Gone,
}

/// How far the checking of many has come.
#[derive(Debug)]
pub enum Came<'a> {
    /// This one's turn began.
    Began(CustomerRow),
    /// This one's turn ended.
    Ended(CustomerRow, Ending, Option<Stands<'a>>),
}

/// A customer as it stands after its turn.
#[derive(Debug)]
pub struct Stands<'a> {
    /// The customer.
    pub customer: &'a CustomerRecord,
    /// Its app.
    pub app: &'a AppRecord,
    /// What its history says now.
    pub standing: Option<Standing>,
}

type Secrets = HashMap<(AppRow, Option<u32>), Result<ClientSecret, Cause>>;

/// What the checks of one run share.
#[derive(Default)]
struct Shared {
    secrets: tokio::sync::Mutex<Secrets>,
    /// So many were throttled one after the other. As many as there are places, and the rest are asked once and told
    /// until when instead of waiting: in a storm each place would stand still for two minutes, customer by customer.
    throttled: AtomicUsize,
}

impl Shared {
    fn patience(&self) -> Patience {
        let stormy = self.throttled.load(Ordering::Relaxed) >= AT_ONCE;
        if stormy { Patience::SaysWhen } else { Patience::Waits }
    }

    fn heard(&self, cause: Option<Cause>) {
        if cause == Some(Cause::Throttled) {
            self.throttled.fetch_add(1, Ordering::Relaxed);
        } else {
            self.throttled.store(0, Ordering::Relaxed);
        }
    }
}

type Report<'a> = &'a (dyn Fn(Came<'_>) + Send + Sync);

impl Desk {
    /// Checks these customers in this order, as far as turns allow. A stop ends the running checks at once and begins
    /// no other; what is done stays.
    pub async fn check_all(
        &self,
        customers: &[CustomerRow],
        turns: &Turns,
        report: Report<'_>,
        cancel: &CancellationToken,
    ) -> Result<(), DeskProblem> {
        let known: HashMap<CustomerRow, CustomerRecord> =
            self.registry.customers().await?.into_iter().map(|customer| (customer.row, customer)).collect();
        let mut waiting = VecDeque::new();
        for row in customers {
            match known.get(row) {
                Some(customer) => waiting.push_back(customer),
                None => report(Came::Ended(*row, Ending::Gone, None)),
            }
        }
        let shared = Shared::default();
        let mut running = FuturesUnordered::new();
        loop {
            // Listened for before looking, so that a turn that ends in between is not missed.
            let freed = turns.freed();
            while running.len() < AT_ONCE && !cancel.is_cancelled() {
                let begun = waiting.iter().enumerate().find_map(|(place, customer)| {
                    Some((place, turns.begin(customer.row, Some(customer.tenant_id))?))
                });
                let Some((place, turn)) = begun else { break };
                let row = waiting.remove(place).map_or(CustomerRow(0), |customer| customer.row);
                report(Came::Began(row));
                running.push(self.one_of_many(row, turn, &shared, report, cancel));
            }
            if running.is_empty() && (waiting.is_empty() || cancel.is_cancelled()) {
                return Ok(());
            }
            tokio::select! {
                Some(done) = running.next() => done?,
                () = freed => {}
                // The running ones hear of it themselves; here it wakes whoever waits for a turn.
                () = cancel.cancelled(), if running.is_empty() => {}
            }
        }
    }

    async fn one_of_many(
        &self,
        row: CustomerRow,
        turn: Turn<'_>,
        shared: &Shared,
        report: Report<'_>,
        cancel: &CancellationToken,
    ) -> Result<(), DeskProblem> {
        // Read now and not at the start: it may have been removed or changed while it waited.
        let (customer, app) = match self.customer_and_app(row).await {
            Ok(found) => found,
            Err(DeskProblem::Registry(RegistryProblem::NotFound)) => {
                report(Came::Ended(row, Ending::Gone, None));
                return Ok(());
            }
            // The others are read for themselves, and may fare better.
            Err(DeskProblem::Registry(problem)) => {
                drop(turn);
                report(Came::Ended(row, Ending::NotRead(problem), None));
                return Ok(());
            }
            Err(problem) => return Err(problem),
        };
        let stop = turn.cancel.clone();
        let work = self.checked(&customer, &app, shared, &stop);
        tokio::pin!(work);
        let ending = tokio::select! {
            ending = &mut work => ending,
            () = cancel.cancelled() => {
                stop.cancel();
                work.await
            }
        };
        let ending = match ending {
            Err(DeskProblem::Registry(problem)) => Ending::NotRead(problem),
            ending => ending?,
        };
        let standing = match self.registry.latest_of(row).await {
            Ok(latest) => latest.as_ref().map(Standing::from),
            Err(problem) => {
                tracing::warn!(%problem, "what a customer's history says could not be read");
                None
            }
        };
        // Its turn is over before it is told, so that whoever hears of it can take the next.
        drop(turn);
        report(Came::Ended(row, ending, Some(Stands { customer: &customer, app: &app, standing })));
        Ok(())
    }

    async fn checked(
        &self,
        customer: &CustomerRecord,
        app: &AppRecord,
        shared: &Shared,
        stop: &CancellationToken,
    ) -> Result<Ending, DeskProblem> {
        let credential = tokio::select! {
            biased;
            () = stop.cancelled() => Credential::none(),
            secret = self.shared_secret(app, shared) => match secret {
                Ok(secret) => Credential::Secret(secret),
                Err(cause) => return Ok(Ending::NoSecret(cause)),
            },
        };
        let extent = Extent { patience: shared.patience(), ..Extent::FULL };
        let checked = self.check_with(customer, app, credential, extent, &|_| {}, stop).await?;
        shared.heard(checked.record.cause);
        Ok(match checked.kept {
            Ok(()) => Ending::Checked(checked.record.verdict),
            Err(problem) => Ending::NotKept(checked.record.verdict, problem),
        })
    }

    /// The keychain is asked once per app, not once per customer: one that is locked would ask the person each time.
    async fn shared_secret(&self, app: &AppRecord, shared: &Shared) -> Result<ClientSecret, Cause> {
        let generation = app.secret.as_ref().map(|secret| secret.generation);
        let mut kept = shared.secrets.lock().await;
        if let Some(known) = kept.get(&(app.row, generation)) {
            return known.clone();
        }
        let secret = match self.credential(app).await {
            Credential::Secret(secret) => Ok(secret),
            Credential::Unavailable(kind, _) => Err(judge::of_failure(kind)),
        };
        kept.insert((app.row, generation), secret.clone());
        secret
    }
}
