//! Repairing: the text for whoever has to act, Microsoft's page about a number, and what a token may do.

use std::collections::BTreeSet;
use std::sync::Arc;

use consentry_onboarding::calls;
use consentry_onboarding::consent::LinkForm;
use consentry_onboarding::desk::Desk;
use consentry_onboarding::portal;
use consentry_onboarding::records::CustomerRow;
use consentry_onboarding::repair::Reader;
use consentry_onboarding::secret::PastedText;
use consentry_words::{self as words, Lang};
use tauri::State;

use super::ask::request;
use super::customers::{sent, with_desk};
use super::setup::parsed;
use super::wire::{CallsView, CommandError, MissingView, ReachView, RepairAbout, RepairText};
use super::{repair_views, use_api, views};
use crate::consent_kit::{self, MailFit};
use crate::house::{House, Realm};
use crate::shown::TextShown;

type Answer<T> = Result<T, CommandError>;

fn nothing_to_say() -> CommandError {
    CommandError::Unexpected { detail: "there is nothing to write about this".to_owned() }
}

/// The text for whoever has to act, in the reader's language. What is copied or sent is this one, by its number.
#[tauri::command]
pub async fn repair_text(
    house: State<'_, Arc<House>>,
    realm: Realm,
    about: RepairAbout,
    lang: Lang,
) -> Answer<RepairText> {
    let read = async |desk: &Desk| {
        let row = about.customer.map(CustomerRow);
        let pasted = about.pasted.as_ref().map(PastedText::expose);
        repair_views::facts(desk, row, pasted, about.reader).await
    };
    let (mut facts, asks) = with_desk(&house, realm, read, lang).await?.ok_or_else(nothing_to_say)?;
    let asked = about.customer.filter(|_| asks && about.to == Reader::CustomerAdmin);
    if let Some(customer) = asked {
        let link = request(&house, realm, customer, LinkForm::AdminV2, lang).await?.link;
        facts.link = Some(link.url.into());
    }
    let message = words::repair_text(about.reader, about.to, &facts).ok_or_else(nothing_to_say)?;
    let text = TextShown { message, link_of: asked.map(|customer| (realm, customer)) };
    Ok(RepairText {
        subject: text.message.subject.clone(),
        text: text.message.body_text.clone(),
        mail: !matches!(consent_kit::mail(&text.message), MailFit::TooLong),
        has_link: text.link_of.is_some(),
        number: house.texts.show(text),
    })
}

/// Puts the text that was shown under this number on the clipboard.
#[tauri::command]
pub async fn copy_repair_text(house: State<'_, Arc<House>>, number: u32, lang: Lang) -> Answer<()> {
    let text = house.texts.shown(number).ok_or(CommandError::Outdated)?;
    let copied = house.copy_text(&text.message.body_text).await;
    copied.map_err(|problem| CommandError::Clipboard { detail: problem.to_string() })?;
    went_out(&house, &text, lang).await
}

/// Asks the mail program to begin the text that was shown under this number as a message.
#[tauri::command]
pub async fn mail_repair_text(house: State<'_, Arc<House>>, number: u32, lang: Lang) -> Answer<()> {
    let text = house.texts.shown(number).ok_or(CommandError::Outdated)?;
    let (MailFit::Whole(draft) | MailFit::Short(draft)) = consent_kit::mail(&text.message) else {
        return Err(CommandError::Mail { detail: String::new() });
    };
    let told = house.write_mail(draft).await;
    told.map_err(|problem| CommandError::Mail { detail: problem.to_string() })?;
    went_out(&house, &text, lang).await
}

/// A link in a text goes out like any other.
async fn went_out(house: &House, text: &TextShown, lang: Lang) -> Answer<()> {
    match text.link_of {
        Some((realm, customer)) => sent(house, realm, customer, lang).await,
        None => Ok(()),
    }
}

/// Opens Microsoft's own page about a number in the default browser.
#[tauri::command]
pub async fn open_look_up(house: State<'_, Arc<House>>, number: u64) -> Answer<()> {
    let address = portal::look_up(number);
    let address = address.ok_or(CommandError::Browser { detail: String::new() })?;
    let opened = house.open_address(&address).await;
    opened.map_err(|problem| CommandError::Browser { detail: problem.to_string() })
}

/// Puts the link to send instead of a faulty one on the clipboard, and gives it back as it was copied.
#[tauri::command]
pub async fn copy_corrected_link(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: Option<i64>,
    text: PastedText,
    lang: Lang,
) -> Answer<String> {
    let link = if let Some(customer) = customer {
        // The customer's own link, whose answer is known to be theirs.
        request(&house, realm, customer, LinkForm::AdminV2, lang).await?.link.url.to_string()
    } else {
        let correct = async |desk: &Desk| desk.corrected(&desk.explain(text.expose(), None).await?);
        with_desk(&house, realm, correct, lang).await?.ok_or_else(nothing_to_say)?
    };
    let copied = house.copy_text(&link).await;
    copied.map_err(|problem| CommandError::Clipboard { detail: problem.to_string() })?;
    if let Some(customer) = customer {
        sent(&house, realm, customer, lang).await?;
    }
    Ok(link)
}

/// Every call of the catalogue, and what these permissions mean for it.
#[tauri::command]
pub async fn calls_for(held: Vec<String>, lang: Lang) -> Answer<CallsView> {
    let held = parsed(&held).map_err(|problem| views::problem(problem, lang))?;
    Ok(CallsView { calls: use_api::calls(&held, lang), notice: words::retirement_notice(lang) })
}

/// From tasks (ids of calls) back to what is missing for them; with a customer, held against the app's record.
#[tauri::command]
pub async fn reach_of(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: Option<i64>,
    held: Vec<String>,
    tasks: Vec<String>,
    lang: Lang,
) -> Answer<ReachView> {
    let held = parsed(&held).map_err(|problem| views::problem(problem, lang))?;
    let record = async |desk: &Desk| {
        let Some(customer) = customer else { return Ok(None) };
        let app = desk.registry().customer(CustomerRow(customer)).await?.app;
        let declared = desk.registry().app(app).await?.permissions;
        Ok(Some(declared.into_keys().collect::<BTreeSet<_>>()))
    };
    let declared = with_desk(&house, realm, record, lang).await?;
    let found = calls::reach(tasks.iter().map(String::as_str), &held, declared.as_ref());
    let missing = |permission: &_| MissingView {
        value: ToString::to_string(permission),
        name: words::permission_info(lang, permission).map(|told| told.name),
        declared: declared.as_ref().map(|_| !found.undeclared.contains(permission)),
    };
    Ok(ReachView {
        missing: found.missing.iter().map(missing).collect(),
        beyond: found.beyond.iter().map(ToString::to_string).collect(),
    })
}
