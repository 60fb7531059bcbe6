//! What Consentry knows of apps and customers, in one SQLite file.
//!
//! The file holds no secret and no token; a test refuses columns that are named as if they did. All access goes
//! through one thread by channel: callers wait asynchronously and SQLite sees one transaction after the other.
//! The window and the terminal open the same file at the same time, which works because each transaction is
//! short and waits up to five seconds for the other (WAL, full sync). A row that both of them change is caught by
//! its version: whoever saves second is told [`RegistryProblem::Conflict`] and reads again.
//!
//! Every check is kept for as long as its customer is; nothing is pruned. Evidence that this version cannot read,
//! because a newer one wrote it, is left out of listings and stays in the file.
//!
//! A file that is moved away or replaced while it is open is neither read nor written any more
//! ([`RegistryProblem::Moved`]): its rows are not those of the file that lies there now.
//!
//! One act works for half a minute at the most (`deadline`), and no value is larger than what is ever stored.
//!
//! How a file is opened, and what becomes of a newer or a damaged one, is told in `file`; the tables are in
//! `schema`.

mod apps;
mod checks;
mod customers;
mod deadline;
mod file;
mod mark;
mod past;
mod place;
mod problem;
mod schema;
mod shape;
mod support;
mod turn;
mod unsettled;

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use async_trait::async_trait;
use consentry_onboarding::bundle::Entry;
use consentry_onboarding::evidence::Grant;
use consentry_onboarding::history::{HistoryPage, Milestones, PastCheck};
use consentry_onboarding::ids::AppId;
use consentry_onboarding::ports::{KeychainTurn, LatestChecks, Registry, RegistryProblem, SecretPlace};
use consentry_onboarding::records::{
    AppRecord, AppRow, CheckRecord, CheckRow, CustomerRecord, CustomerRow, Preferences, SetupDraft, Ticks,
    WatchRecord,
};
use consentry_onboarding::standing::{MetElsewhere, Standing};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use time::OffsetDateTime;
use tokio::sync::oneshot;

pub use file::{Found, SetAside};
use problem::Fault;

type Work = Box<dyn FnOnce(&mut Open) + Send>;

/// The open file: what the thread owns.
struct Open {
    connection: Connection,
    place: place::Place,
    /// How long one act may work.
    longest: Duration,
}

impl Open {
    /// Closing writes the log into the file and deletes the log by its name, which is another file's now where this one
    /// was moved or replaced: then both stay as they are.
    fn close(self) {
        if self.place.still_holds().is_err()
            && let Err(error) =
                self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        {
            tracing::error!("a moved registry could not be let go of: {error}");
        }
    }
}

/// The registry in a file.
#[derive(Debug)]
pub struct SqliteRegistry {
    path: PathBuf,
    /// `None` only while it is being dropped.
    work: Option<mpsc::Sender<Work>>,
    thread: Option<JoinHandle<()>>,
}

impl SqliteRegistry {
    /// Opens the registry, or makes one; blocks for as long as that takes.
    ///
    /// A file from a newer version is left untouched ([`RegistryProblem::Newer`]). One that is damaged or is not a
    /// registry at all is moved aside, a new one is made, and the answer says where the old one is.
    pub fn open(path: &Path) -> Result<(Self, Option<SetAside>), RegistryProblem> {
        let path = place::followed(path)?;
        let (connection, set_aside) = file::open(&path, schema::MIGRATIONS)?;
        let place = place::Place::of(path);
        Ok((Self::over(Open { connection, place, longest: deadline::ACT })?, set_aside))
    }

    fn over(mut open: Open) -> Result<Self, RegistryProblem> {
        let (path, (work, queue)) = (open.place.path.clone(), mpsc::channel::<Work>());
        let thread = thread::Builder::new()
            .name("registry".into())
            .spawn(move || {
                for work in queue {
                    work(&mut open);
                }
                open.close();
            })
            .map_err(|error| RegistryProblem::Broken(error.to_string()))?;
        Ok(Self { path, work: Some(work), thread: Some(thread) })
    }

    /// Has the thread do something in one transaction, which is undone unless it succeeds.
    async fn change<T, F>(&self, change: F) -> Result<T, RegistryProblem>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    {
        // Immediate: the write lock is waited for at the beginning, where waiting is safe.
        self.run(TransactionBehavior::Immediate, change).await
    }

    /// Has the thread read something; all of it from the same moment.
    async fn read<T, F>(&self, read: F) -> Result<T, RegistryProblem>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    {
        self.run(TransactionBehavior::Deferred, read).await
    }

    async fn run<T, F>(&self, behavior: TransactionBehavior, inside: F) -> Result<T, RegistryProblem>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |open| {
            let result = in_transaction(open, behavior, inside);
            // Nobody waits any more where the answer is dropped; the change stands all the same.
            let _ = answer.send(result);
        });
        let sent = self.work.as_ref().is_some_and(|channel| channel.send(work).is_ok());
        match answered.await {
            Ok(result) if sent => result,
            _ => Err(RegistryProblem::Broken("the registry's thread ended".into())),
        }
    }
}

impl Drop for SqliteRegistry {
    /// Waits until what was asked for is written and the file is closed.
    fn drop(&mut self) {
        self.work = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the registry's thread panicked");
        }
    }
}

#[async_trait]
impl Registry for SqliteRegistry {
    async fn apps(&self) -> Result<Vec<AppRecord>, RegistryProblem> {
        self.read(apps::all).await
    }

    async fn add_app(&self, app: AppRecord) -> Result<AppRecord, RegistryProblem> {
        self.change(move |t| apps::add(t, app)).await
    }

    async fn save_app(&self, app: AppRecord) -> Result<AppRecord, RegistryProblem> {
        self.change(move |t| apps::save(t, app)).await
    }

    async fn remove_app(&self, app: AppRow) -> Result<(), RegistryProblem> {
        self.change(move |t| apps::remove(t, app)).await
    }

    async fn tick(&self, app: AppRow, ticks: Ticks) -> Result<(), RegistryProblem> {
        self.change(move |t| apps::tick(t, app, &ticks)).await
    }

    async fn setup_draft(&self) -> Result<Option<SetupDraft>, RegistryProblem> {
        let text: Option<String> = self
            .read(|t| Ok(t.query_row("SELECT draft FROM setup_draft", [], |row| row.get(0)).optional()?))
            .await?;
        // One that only a newer version can read is no reason to refuse everything else.
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    async fn save_setup_draft(&self, draft: Option<SetupDraft>) -> Result<(), RegistryProblem> {
        let text = draft.map(|draft| serde_json::to_string(&draft)).transpose();
        let text = text.map_err(|error| RegistryProblem::Broken(error.to_string()))?;
        self.change(move |t| {
            t.execute("DELETE FROM setup_draft", [])?;
            if let Some(text) = text {
                t.execute("INSERT INTO setup_draft (id, draft) VALUES (1, ?1)", [text])?;
            }
            Ok(())
        })
        .await
    }

    async fn secret_proved(
        &self,
        app: AppRow,
        generation: u32,
        at: OffsetDateTime,
    ) -> Result<(), RegistryProblem> {
        self.change(move |t| apps::secret_proved(t, app, generation, at)).await
    }

    async fn customer(&self, row: CustomerRow) -> Result<CustomerRecord, RegistryProblem> {
        self.read(move |t| customers::one(t, row)).await
    }

    async fn link_sent(&self, customer: CustomerRow, at: OffsetDateTime) -> Result<(), RegistryProblem> {
        self.change(move |t| customers::link_sent(t, customer, at)).await
    }

    async fn customers(&self) -> Result<Vec<CustomerRecord>, RegistryProblem> {
        self.read(customers::all).await
    }

    async fn add_customer(&self, customer: CustomerRecord) -> Result<CustomerRecord, RegistryProblem> {
        self.change(move |t| customers::add(t, customer)).await
    }

    async fn add_customers(
        &self,
        customers: Vec<CustomerRecord>,
    ) -> Result<Vec<CustomerRecord>, RegistryProblem> {
        self.change(move |t| customers.into_iter().map(|customer| customers::add(t, customer)).collect())
            .await
    }

    async fn save_customer(&self, customer: CustomerRecord) -> Result<CustomerRecord, RegistryProblem> {
        self.change(move |t| customers::save(t, &customer)).await
    }

    async fn remove_customer(
        &self,
        customer: CustomerRow,
        at: OffsetDateTime,
    ) -> Result<(), RegistryProblem> {
        self.change(move |t| customers::remove(t, customer, at)).await
    }

    async fn restore_customer(&self, customer: CustomerRow) -> Result<CustomerRecord, RegistryProblem> {
        self.change(move |t| customers::restore(t, customer)).await
    }

    async fn forget_removed(&self, before: OffsetDateTime) -> Result<(), RegistryProblem> {
        self.change(move |t| customers::forget_removed(t, before)).await
    }

    async fn watch(&self, customer: CustomerRow, watch: Option<WatchRecord>) -> Result<(), RegistryProblem> {
        self.change(move |t| customers::watch(t, customer, watch)).await
    }

    async fn move_watch(
        &self,
        customer: CustomerRow,
        from: WatchRecord,
        to: Option<WatchRecord>,
    ) -> Result<bool, RegistryProblem> {
        self.change(move |t| customers::move_watch(t, customer, from, to)).await
    }

    async fn note_unsettled(&self, places: Vec<SecretPlace>) -> Result<(), RegistryProblem> {
        self.change(move |t| unsettled::note(t, &places)).await
    }

    async fn unsettled(&self) -> Result<Vec<SecretPlace>, RegistryProblem> {
        self.read(unsettled::all).await
    }

    async fn settle(&self, places: Vec<SecretPlace>) -> Result<(), RegistryProblem> {
        self.change(move |t| unsettled::settle(t, &places)).await
    }

    async fn keychain_turn(&self, patience: Duration) -> Result<Option<KeychainTurn>, RegistryProblem> {
        turn::take(&self.path, patience).await
    }

    async fn add_check(&self, customer: CustomerRow, check: CheckRecord) -> Result<(), RegistryProblem> {
        self.change(move |t| checks::add(t, customer, &check)).await
    }

    async fn checks(&self, customer: CustomerRow, limit: usize) -> Result<Vec<CheckRecord>, RegistryProblem> {
        self.read(move |t| checks::newest(t, customer, limit)).await
    }

    async fn standings(&self) -> Result<Vec<Standing>, RegistryProblem> {
        self.read(checks::standings).await
    }

    async fn met_elsewhere(
        &self,
        app: AppRow,
        besides: CustomerRow,
        since: OffsetDateTime,
    ) -> Result<MetElsewhere, RegistryProblem> {
        self.read(move |t| checks::met_elsewhere(t, app, besides, since)).await
    }

    async fn latest_of(&self, customer: CustomerRow) -> Result<Option<LatestChecks>, RegistryProblem> {
        self.read(move |t| checks::latest_of(t, customer)).await
    }

    async fn last_grant(
        &self,
        customer: CustomerRow,
        app_id: AppId,
    ) -> Result<Option<Grant>, RegistryProblem> {
        self.read(move |t| past::last_grant(t, customer, app_id)).await
    }

    async fn milestones(&self, customer: CustomerRow) -> Result<Option<Milestones>, RegistryProblem> {
        self.read(move |t| past::milestones(t, customer)).await
    }

    async fn history(
        &self,
        customer: CustomerRow,
        before: Option<CheckRow>,
    ) -> Result<HistoryPage, RegistryProblem> {
        self.read(move |t| past::page(t, customer, before)).await
    }

    async fn past_check(&self, customer: CustomerRow, check: CheckRow) -> Result<PastCheck, RegistryProblem> {
        self.read(move |t| past::one(t, customer, check)).await
    }

    async fn for_support(
        &self,
        customers: Vec<CustomerRow>,
        most_checks: usize,
    ) -> Result<Vec<Entry>, RegistryProblem> {
        self.read(move |t| support::entries(t, &customers, most_checks)).await
    }

    async fn preferences(&self) -> Result<Preferences, RegistryProblem> {
        self.read(|t| {
            t.query_row("SELECT language, theme, current_app FROM preferences", [], |row| {
                let current_app = row.get::<_, Option<i64>>(2)?.map(AppRow);
                Ok(Preferences { language: row.get(0)?, theme: row.get(1)?, current_app })
            })
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(Fault::from)
        })
        .await
    }

    async fn save_look(
        &self,
        language: Option<String>,
        theme: Option<String>,
    ) -> Result<(), RegistryProblem> {
        self.change(move |t| {
            t.execute(
                "INSERT INTO preferences (id, language, theme) VALUES (1, ?1, ?2)
                 ON CONFLICT (id) DO UPDATE SET language = excluded.language, theme = excluded.theme",
                params![language, theme],
            )?;
            Ok(())
        })
        .await
    }

    async fn choose_app(&self, app: AppRow) -> Result<(), RegistryProblem> {
        self.change(move |t| {
            t.execute(
                "INSERT INTO preferences (id, current_app) VALUES (1, ?1)
                 ON CONFLICT (id) DO UPDATE SET current_app = excluded.current_app",
                [app.0],
            )?;
            Ok(())
        })
        .await
    }
}

fn in_transaction<T>(
    Open { connection, place, longest }: &mut Open,
    behavior: TransactionBehavior,
    inside: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
) -> Result<T, RegistryProblem> {
    let run = || {
        deadline::set(connection, *longest)?;
        let open = connection.transaction_with_behavior(behavior)?;
        // A newer Consentry may have migrated the file under us; what we would write is no longer right for it.
        let version = schema::version(&open)?;
        if version != schema::newest(schema::MIGRATIONS) {
            let text = format!("another program brought it to version {version} meanwhile");
            return Err(RegistryProblem::Newer(text).into());
        }
        let value = inside(&open)?;
        // Looked at last: a file that was put elsewhere takes every write without a word, and nobody reads it again.
        place.still_holds()?;
        open.commit()?;
        Ok(value)
    };
    run().map_err(|fault: Fault| fault.told(&place.path))
}

/// Times are stored as nanoseconds since 1970: exact, and in the right order for an index.
fn nanos(time: OffsetDateTime) -> Result<i64, Fault> {
    i64::try_from(time.unix_timestamp_nanos())
        .map_err(|_| RegistryProblem::Broken(format!("{time} is too far away to be stored")).into())
}

fn nanos_of(time: Option<OffsetDateTime>) -> Result<Option<i64>, Fault> {
    time.map(nanos).transpose()
}

fn time(nanos: i64) -> OffsetDateTime {
    // Every 64-bit count of nanoseconds lies between the years 1677 and 2262.
    OffsetDateTime::from_unix_timestamp_nanos(nanos.into()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// A value in the file that this program would not have written.
fn unreadable(what: &str, value: &str) -> Fault {
    RegistryProblem::Broken(format!("the registry holds {value} where {what} belongs")).into()
}

/// What it means that a row of the given version was not there to be changed.
fn not_changed(t: &Transaction<'_>, exists: &str, row: i64) -> Fault {
    match t.query_row(exists, [row], |_| Ok(())).optional() {
        Ok(Some(())) => RegistryProblem::Conflict.into(),
        Ok(None) => RegistryProblem::NotFound.into(),
        Err(error) => error.into(),
    }
}
