//! Files for support: shown, saved, and opened on another machine. An open one lives in memory beside the registry and
//! never gets into it; nobody is asked anything about it.

use std::sync::Arc;

use consentry_onboarding::bundle::{self, MOST_CUSTOMERS, Maker, Names, Opened, OpenedCustomer};
use consentry_onboarding::desk::Desk;
use consentry_onboarding::ports::{Clock as _, SystemClock};
use consentry_onboarding::records::{CheckRow, CustomerRow};
use consentry_onboarding::secret::PastedText;
use consentry_words::{self as words, Lang};
use tauri::State;

use super::customers::with_desk;
use super::wire::{
    CommandError, CustomerDetail, PastCheck, Replaced, SavedFile, SupportCustomer, SupportFileView,
    SupportPreview,
};
use super::{files, history_views, views};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

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
    let mut preview = SupportPreview {
        number: 0,
        text: String::new(),
        parts: 0,
        bytes: count(made.text.len()),
        customers: count(made.customers),
        left_out: count(rows.len().saturating_sub(MOST_CUSTOMERS)),
        checks: count(made.checks),
        checks_left_out: count(made.left_out),
        from: made.span.map(|(from, _)| views::moment(from)),
        to: made.span.map(|(_, to)| views::moment(to)),
        replaced: made
            .replaced
            .iter()
            .map(|one| Replaced { name: one.name.clone(), instead: one.instead.clone() })
            .collect(),
    };
    preview.number = house.support.show(made, day);
    let (text, parts) = house.support.part(preview.number, 0).ok_or(CommandError::Outdated)?;
    (preview.text, preview.parts) = (text, count(parts));
    Ok(preview)
}

/// Another part of the file that was shown under this number, counted from 0.
#[tauri::command]
pub async fn support_file_part(house: State<'_, Arc<House>>, number: u32, part: u32) -> Answer<String> {
    let part = usize::try_from(part).unwrap_or(usize::MAX);
    Ok(house.support.part(number, part).ok_or(CommandError::Outdated)?.0)
}

/// Saves the file that was shown under this number as a new file among the downloads.
#[tauri::command]
pub async fn save_support_file(house: State<'_, Arc<House>>, number: u32, lang: Lang) -> Answer<SavedFile> {
    let (text, day) = house.support.shown(number).ok_or(CommandError::Outdated)?;
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
    let one = customer_at(&house, place)?;
    let known = views::Known {
        customer: one.customer.clone(),
        app: one.app.clone(),
        latest: one.checks.first().map(|kept| kept.check.clone()),
        standing: one.standing(),
        history: one.history(),
        milestones: one.milestones(),
    };
    let mut detail = views::detail(&known, None, SystemClock.now(), lang);
    for run in &mut detail.history.runs {
        run.then = said_then(&one, CheckRow(run.oldest), CheckRow(run.newest), lang);
    }
    Ok(detail)
}

/// One check of a customer of the file that is open.
#[tauri::command]
pub async fn support_past_check(
    house: State<'_, Arc<House>>,
    place: u32,
    check: i64,
    lang: Lang,
) -> Answer<PastCheck> {
    let (one, row) = (customer_at(&house, place)?, CheckRow(check));
    let gone = || CommandError::Unexpected { detail: "no such check in the file that is open".to_owned() };
    let mut past = history_views::past(&one.check(row).ok_or_else(gone)?, lang);
    past.then = said_then(&one, row, row, lang);
    Ok(past)
}

fn customer_at(house: &House, place: u32) -> Answer<OpenedCustomer> {
    let opened = house.support.opened();
    let one = opened.as_ref().and_then(|opened| opened.customers.get(usize::try_from(place).ok()?));
    let gone = || CommandError::Unexpected { detail: "no such customer in the file that is open".to_owned() };
    one.cloned().ok_or_else(gone)
}

/// What the file says of these checks; of several that it judges otherwise the newest is told, and how many they are.
fn said_then(one: &OpenedCustomer, oldest: CheckRow, newest: CheckRow, lang: Lang) -> Option<String> {
    let mut otherwise = one.otherwise.range(oldest..=newest);
    let (row, then) = otherwise.next_back()?;
    let made_by = one.check(*row).map_or_else(String::new, |past| past.check.evidence.made_by);
    let said = words::judged_then(lang, *then, &made_by);
    Some(match otherwise.filter(|(_, then)| then.is_another_verdict()).count() {
        0 => said,
        more => format!("{said} {}", words::and_more_checks(lang, more)),
    })
}

fn view(opened: &Opened, lang: Lang) -> SupportFileView {
    SupportFileView {
        made_at: views::moment(opened.made_at),
        made_by: opened.made_by.clone(),
        system: opened.system.clone(),
        rules: opened.rules,
        names_kept: opened.names == Names::Kept,
        judged_otherwise: count(opened.judged_otherwise),
        customers: opened.customers.iter().map(|one| customer(one, lang)).collect(),
    }
}

fn customer(of: &OpenedCustomer, lang: Lang) -> SupportCustomer {
    let one = of.in_short();
    SupportCustomer {
        verdict: one.verdict,
        cause: one.cause,
        who_acts: one.verdict.map(|_| one.who_acts),
        summary: one.cause.map(|cause| words::cause_title(lang, cause).to_owned()),
        checked_at: one.checked_at.map(views::moment),
        checks: count(one.checks),
        checks_left_out: one.checks_left_out.map(count),
        then: of.checks.first().and_then(|newest| said_then(of, newest.row, newest.row, lang)),
        name: one.name,
        tenant_id: one.tenant_id,
    }
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
