//! Files for support: shown, saved, and opened on another machine. An open one lives in memory beside the registry and
//! never gets into it; nobody is asked anything about it.

use std::sync::Arc;

use consentry_onboarding::bundle::{self, InShort, MOST_CUSTOMERS, Maker, Names, Opened};
use consentry_onboarding::desk::Desk;
use consentry_onboarding::history::{HistoryPage, Milestones};
use consentry_onboarding::ports::{Clock as _, SystemClock};
use consentry_onboarding::records::CustomerRow;
use consentry_onboarding::secret::PastedText;
use consentry_words::{self as words, Lang};
use tauri::State;

use super::customers::with_desk;
use super::wire::{
    CommandError, CustomerDetail, Replaced, SavedFile, SupportCustomer, SupportFileView, SupportPreview,
};
use super::{files, views};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

/// So much of a file is shown; one customer's is shorter.
const MOST_SHOWN: usize = 400 * 1024;

/// Makes a file about these customers and shows it. Nothing is written.
#[tauri::command]
pub async fn preview_support_file(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customers: Vec<i64>,
    keep_names: bool,
    lang: Lang,
) -> Answer<SupportPreview> {
    let rows: Vec<CustomerRow> = customers.into_iter().map(CustomerRow).collect();
    let maker = Maker::this_program(std::env::consts::OS, std::env::consts::ARCH);
    let names = if keep_names { Names::Kept } else { Names::Replaced };
    let put_together = async |desk: &Desk| {
        let now = desk.clock().now();
        Ok((desk.support_file(&rows, names, &maker, now).await?, now.date()))
    };
    let (made, day) = with_desk(&house, realm, put_together, lang).await?;
    let end = (0..=MOST_SHOWN.min(made.text.len())).rev().find(|at| made.text.is_char_boundary(*at));
    let shown = &made.text[..end.unwrap_or(0)];
    Ok(SupportPreview {
        text: shown.to_owned(),
        whole: shown.len() == made.text.len(),
        bytes: count(made.text.len()),
        customers: count(made.customers),
        left_out: count(rows.len().saturating_sub(MOST_CUSTOMERS)),
        checks: count(made.checks),
        from: made.span.map(|(from, _)| views::moment(from)),
        to: made.span.map(|(_, to)| views::moment(to)),
        replaced: made
            .replaced
            .iter()
            .map(|one| Replaced { name: one.name.clone(), instead: one.instead.clone() })
            .collect(),
        number: house.support.show(made, day),
    })
}

/// Saves the file that was shown under this number as a new file among the downloads.
#[tauri::command]
pub async fn save_support_file(house: State<'_, Arc<House>>, number: u32, lang: Lang) -> Answer<SavedFile> {
    let shown = house.support.shown(number);
    let gone = || CommandError::Unexpected { detail: "another support file was shown since".to_owned() };
    let (text, day) = shown.ok_or_else(gone)?;
    let name = format!("{} {day}.json", words::support_file_name(lang));
    Ok(files::saved(&files::save(&house, &name, text).await?))
}

/// Opens a file that somebody sent; it stays open until another one is.
#[tauri::command]
pub async fn open_support_file(
    house: State<'_, Arc<House>>,
    text: PastedText,
    lang: Lang,
) -> Answer<SupportFileView> {
    let opened = bundle::open(text.expose()).map_err(|problem| views::unopened(&problem, lang))?;
    Ok(view(&house.support.open(opened), lang))
}

/// The file that is open; null where none is.
#[tauri::command]
pub async fn support_file(house: State<'_, Arc<House>>, lang: Lang) -> Answer<Option<SupportFileView>> {
    Ok(house.support.opened().map(|opened| view(&opened, lang)))
}

/// A customer of the file that is open, by its place in it: what the customer's own page shows.
#[tauri::command]
pub async fn support_customer(
    house: State<'_, Arc<House>>,
    place: u32,
    lang: Lang,
) -> Answer<CustomerDetail> {
    let opened = house.support.opened();
    let one = opened.as_ref().and_then(|opened| opened.customers.get(usize::try_from(place).ok()?));
    let gone = || CommandError::Unexpected { detail: "no such customer in the file that is open".to_owned() };
    let one = one.ok_or_else(gone)?;
    let mut history = HistoryPage::among(&one.checks, None);
    while let Some(before) = history.more {
        let below = HistoryPage::among(&one.checks, Some(before));
        history.runs.extend(below.runs);
        history.more = below.more;
    }
    let known = views::Known {
        customer: one.customer.clone(),
        app: one.app.clone(),
        latest: one.checks.first().cloned(),
        standing: one.standing(),
        history,
        milestones: Milestones::among(&one.checks),
    };
    Ok(views::detail(&known, None, SystemClock.now(), lang))
}

fn view(opened: &Opened, lang: Lang) -> SupportFileView {
    SupportFileView {
        made_at: views::moment(opened.made_at),
        made_by: opened.made_by.clone(),
        system: opened.system.clone(),
        names_kept: opened.names == Names::Kept,
        judged_otherwise: count(opened.judged_otherwise),
        customers: opened.customers.iter().map(|one| customer(one.in_short(), lang)).collect(),
    }
}

fn customer(one: InShort, lang: Lang) -> SupportCustomer {
    SupportCustomer {
        name: one.name,
        tenant_id: one.tenant_id,
        verdict: one.verdict,
        cause: one.cause,
        who_acts: one.verdict.map(|_| one.who_acts),
        summary: one.cause.map(|cause| words::cause_title(lang, cause).to_owned()),
        checked_at: one.checked_at.map(views::moment),
        checks: count(one.checks),
    }
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
