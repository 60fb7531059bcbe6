//! The board as a whole: checking many, taking a removal back, bringing customers in, and taking the board along.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use consentry_onboarding::desk::{Came, Desk, Ending, Stands};
use consentry_onboarding::import::Reading;
use consentry_onboarding::records::{AppRow, CustomerRow};
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_words::{self as words, BoardLine, Lang};
use tauri::State;
use tauri::ipc::Channel;

use super::customers::{lesson, with_desk};
use super::wire::{
    BoardFormat, CheckAllCounts, CheckAllProgress, CommandError, ImportAdded, ImportFound, ImportLine,
    ImportProgress, ImportReading, SavedFile,
};
use super::{files, views};
use crate::house::{House, Realm};
use crate::runs::Kind;

type Answer<T> = Result<T, CommandError>;

/// So many lines of a list are shown before it is brought in.
const SAMPLE: usize = 8;

/// Checks these customers, eight at a time. Goes on when the page is left; resolves when all are done or it was stopped.
#[tauri::command]
pub async fn check_all(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customers: Vec<i64>,
    lang: Lang,
    on_progress: Channel<CheckAllProgress>,
) -> Answer<CheckAllCounts> {
    let run = house.runs().begin(realm, Kind::Check).ok_or(CommandError::Busy)?;
    let rows: Vec<CustomerRow> = customers.into_iter().map(CustomerRow).collect();
    let told = AllTold::new(realm, lang, rows.len(), on_progress);
    let check = async |desk: &Desk| {
        desk.check_all(&rows, house.turns(realm), &|came| told.tell(came), &run.cancel).await
    };
    with_desk(&house, realm, check, lang).await?;
    Ok(told.counts())
}

/// Stops the checking of many; what is done stays.
#[tauri::command]
pub async fn cancel_check_all(house: State<'_, Arc<House>>, realm: Realm) -> Answer<()> {
    house.runs().cancel(realm, Kind::Check);
    Ok(())
}

/// Puts a removed customer back, with its history.
#[tauri::command]
pub async fn restore_customer(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
) -> Answer<()> {
    let restore = async |desk: &Desk| Ok(desk.registry().restore_customer(CustomerRow(customer)).await?);
    with_desk(&house, realm, restore, lang).await.map(|_| ())
}

async fn reading(house: &House, realm: Realm, app: AppRow, text: &str, lang: Lang) -> Answer<Reading> {
    let read = async |desk: &Desk| desk.read_import(app, text).await;
    with_desk(house, realm, read, lang).await?.map_err(views::unreadable)
}

/// Reads a list of customers and says what could be added; adds nothing.
#[tauri::command]
pub async fn read_import(
    house: State<'_, Arc<House>>,
    realm: Realm,
    app: i64,
    text: String,
    lang: Lang,
) -> Answer<ImportReading> {
    let reading = reading(&house, realm, AppRow(app), &text, lang).await?;
    let line = |line: &consentry_onboarding::import::Line| ImportLine {
        line: line.line,
        name: line.name.clone(),
        tenant: line.tenant.to_string(),
    };
    Ok(ImportReading {
        ready: count(reading.lines.len()),
        sample: reading.lines.iter().take(SAMPLE).map(line).collect(),
        problems: reading.problems.iter().map(|problem| views::import_problem(problem, lang)).collect(),
    })
}

/// Looks the tenants of a list up, and keeps what it found for [`add_import`]; adds nothing.
#[tauri::command]
pub async fn find_import(
    house: State<'_, Arc<House>>,
    realm: Realm,
    app: i64,
    text: String,
    lang: Lang,
    on_progress: Channel<ImportProgress>,
) -> Answer<ImportFound> {
    let run = house.runs().begin(realm, Kind::Import).ok_or(CommandError::Busy)?;
    let lines = reading(&house, realm, AppRow(app), &text, lang).await?.lines;
    let (total, done) = (count(lines.len()), AtomicU32::new(0));
    let tell = || {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        let _ = on_progress.send(ImportProgress { total, done });
    };
    let look = async |desk: &Desk| desk.look_up_all(AppRow(app), lines, &tell, &run.cancel).await;
    let found = with_desk(&house, realm, look, lang).await?;
    let stopped = found.is_none();
    let found = found.unwrap_or_default();
    let ready = count(found.customers.len());
    house.imports().keep(realm, found.customers);
    let problems = found.problems.iter().map(|problem| views::import_problem(problem, lang)).collect();
    Ok(ImportFound { ready, problems, stopped })
}

/// Stops the looking up.
#[tauri::command]
pub async fn cancel_import(house: State<'_, Arc<House>>, realm: Realm) -> Answer<()> {
    house.runs().cancel(realm, Kind::Import);
    Ok(())
}

/// Adds what was found last, all of it or nothing.
#[tauri::command]
pub async fn add_import(house: State<'_, Arc<House>>, realm: Realm, lang: Lang) -> Answer<ImportAdded> {
    let customers = house.imports().kept(realm);
    let add = async |desk: &Desk| Ok(desk.registry().add_customers(customers).await?);
    let added = with_desk(&house, realm, add, lang).await?;
    house.imports().done(realm);
    Ok(ImportAdded { customers: added.iter().map(|customer| customer.row.0).collect() })
}

/// Saves these customers, in this order, into a file among the downloads.
#[tauri::command]
pub async fn export_board(
    house: State<'_, Arc<House>>,
    realm: Realm,
    format: BoardFormat,
    customers: Vec<i64>,
    lang: Lang,
) -> Answer<SavedFile> {
    let content = async |desk: &Desk| {
        let registry = desk.registry();
        let (apps, known, standings) =
            tokio::try_join!(registry.apps(), registry.customers(), registry.standings())?;
        let known: HashMap<_, _> = known.iter().map(|customer| (customer.row.0, customer)).collect();
        let standings: HashMap<_, _> = standings.iter().map(|one| (one.customer, one)).collect();
        let line = |row: &i64| {
            let customer = *known.get(row)?;
            let app = apps.iter().find(|app| app.row == customer.app)?;
            Some(BoardLine { customer, app, standing: standings.get(&customer.row).copied() })
        };
        let lines: Vec<BoardLine<'_>> = customers.iter().filter_map(line).collect();
        let now = desk.clock().now();
        Ok(match format {
            BoardFormat::Csv => (words::board_csv(lang, &lines), now, "csv"),
            BoardFormat::Json => (words::board_json(&lines, now), now, "json"),
        })
    };
    let (content, now, ending) = with_desk(&house, realm, content, lang).await?;
    let name = format!("{} {}.{ending}", words::board_file(lang), now.date());
    Ok(files::saved(&files::save(&house, &name, content).await?))
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// Counts what comes and passes it on to the window.
struct AllTold {
    realm: Realm,
    lang: Lang,
    channel: Channel<CheckAllProgress>,
    state: Mutex<(CheckAllCounts, HashSet<i64>)>,
}

impl AllTold {
    fn new(realm: Realm, lang: Lang, total: usize, channel: Channel<CheckAllProgress>) -> Self {
        let counts = CheckAllCounts { total: count(total), ..CheckAllCounts::default() };
        Self { realm, lang, channel, state: Mutex::new((counts, HashSet::new())) }
    }

    fn counts(&self) -> CheckAllCounts {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    fn tell(&self, came: Came<'_>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (counts, running) = &mut *state;
        let customer = match came {
            Came::Began(row) => {
                running.insert(row.0);
                None
            }
            Came::Ended(row, ending, stands) => {
                running.remove(&row.0);
                add(counts, &ending, self.lang);
                stands.map(|Stands { customer, app, standing }| {
                    let lesson = lesson(self.realm, customer, self.lang);
                    views::customer(customer, Some(app), standing.as_ref(), lesson, self.lang)
                })
            }
        };
        let mut running: Vec<i64> = running.iter().copied().collect();
        running.sort_unstable();
        // A window that was closed meanwhile listens no more, and the checks go on without it.
        let _ = self.channel.send(CheckAllProgress { counts: counts.clone(), running, customer });
    }
}

fn add(counts: &mut CheckAllCounts, ending: &Ending, lang: Lang) {
    counts.done += 1;
    let (verdict, held_up) = match ending {
        Ending::Checked(verdict) => (Some(*verdict), None),
        Ending::NotKept(verdict, _) => (Some(*verdict), Some(Cause::Storage)),
        Ending::NoSecret(cause) => (None, Some(*cause)),
        Ending::NotRead(_) => (None, Some(Cause::Storage)),
        Ending::Gone => (None, None),
    };
    let number = match verdict {
        Some(Verdict::Connected) => &mut counts.connected,
        Some(Verdict::NeedsAttention) => &mut counts.needs_attention,
        Some(Verdict::Unknown) => &mut counts.unknown,
        None => &mut counts.left_out,
    };
    *number += 1;
    if let Some(cause) = held_up {
        let title = words::cause_title(lang, cause);
        if !counts.held_up.iter().any(|known| known == title) {
            counts.held_up.push(title.to_owned());
        }
    }
}
