//! Asking for consent: what goes with the link, links from elsewhere, and the partner's own page.

use std::sync::Arc;

use consentry_onboarding::consent::{LinkForm, lint};
use consentry_onboarding::desk::ConsentRequest;
use consentry_onboarding::records::{AppRecord, AppRow, CustomerRow};
use consentry_words::{self as words, Lang};
use tauri::State;

use super::customers::{sent, with_desk};
use super::wire::{CommandError, KitFile, KitView, LandingView, LintView, QrView, SavedFile};
use super::{diagnose_views, files, views};
use crate::consent_kit::{self, MailFit};
use crate::house::{House, Realm};
use crate::qr;

type Answer<T> = Result<T, CommandError>;

/// The request of a customer with its link in this form.
pub async fn request(
    house: &House,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    lang: Lang,
) -> Answer<ConsentRequest> {
    with_desk(house, realm, async |desk| desk.consent_request(CustomerRow(customer), form).await, lang).await
}

async fn app(house: &House, realm: Realm, app: i64, lang: Lang) -> Answer<AppRecord> {
    with_desk(house, realm, async |desk| Ok(desk.registry().app(AppRow(app)).await?), lang).await
}

async fn saved(house: &House, name: &str, content: impl Into<Vec<u8>>) -> Answer<SavedFile> {
    Ok(files::saved(&files::save(house, name, content).await?))
}

/// Says what is wrong with a link from elsewhere. It is looked at and forgotten.
#[tauri::command]
pub async fn lint_link(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    text: String,
    lang: Lang,
) -> Answer<LintView> {
    let row = CustomerRow(customer);
    let expected = with_desk(&house, realm, async |desk| desk.expected_link(row).await, lang).await?;
    let found = lint::lint(&text, Some(&expected));
    let good = if found.is_sound() {
        None
    } else {
        Some(request(&house, realm, customer, LinkForm::AdminV2, lang).await?.link.url.to_string())
    };
    Ok(LintView {
        sound: found.is_sound(),
        findings: found.findings.iter().map(|finding| diagnose_views::flaw(finding, lang)).collect(),
        good,
    })
}

/// The message that goes with a customer's link, in its reader's language.
#[tauri::command]
pub async fn consent_kit(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    reader: Lang,
    lang: Lang,
) -> Answer<KitView> {
    let request = request(&house, realm, customer, form, lang).await?;
    let message = consent_kit::message(&request, reader);
    let mail = match consent_kit::mail(&message) {
        MailFit::Whole(_) => "whole",
        MailFit::Short(_) => "short",
        MailFit::TooLong => "too-long",
    };
    Ok(KitView { subject: message.subject, text: message.body_text, mail })
}

/// Puts the message on the clipboard.
#[tauri::command]
pub async fn copy_consent_kit(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    reader: Lang,
    lang: Lang,
) -> Answer<()> {
    let request = request(&house, realm, customer, form, lang).await?;
    let copied = house.copy_text(&consent_kit::message(&request, reader).body_text).await;
    copied.map_err(|problem| CommandError::Clipboard { detail: problem.to_string() })?;
    sent(&house, realm, customer, lang).await
}

/// Asks the mail program to begin the message, as much of it as it takes.
#[tauri::command]
pub async fn mail_consent_kit(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    reader: Lang,
    lang: Lang,
) -> Answer<()> {
    let request = request(&house, realm, customer, form, lang).await?;
    let (MailFit::Whole(draft) | MailFit::Short(draft)) =
        consent_kit::mail(&consent_kit::message(&request, reader))
    else {
        return Err(CommandError::Mail { detail: String::new() });
    };
    let told = house.write_mail(draft).await;
    told.map_err(|problem| CommandError::Mail { detail: problem.to_string() })?;
    sent(&house, realm, customer, lang).await
}

/// Saves the message as a file.
#[tauri::command]
pub async fn save_consent_kit(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    file: KitFile,
    reader: Lang,
    lang: Lang,
) -> Answer<SavedFile> {
    let request = request(&house, realm, customer, form, lang).await?;
    let message = consent_kit::message(&request, reader);
    let name = words::message_file_name(reader, &request.customer.name);
    let saved = match file {
        KitFile::Eml => {
            let (from, now) = (consent_kit::sender(&request.app), time::OffsetDateTime::now_utc());
            saved(&house, &format!("{name}.eml"), words::mail_file(&message, from, now)).await?
        }
        KitFile::Html => saved(&house, &format!("{name}.html"), message.body_html).await?,
    };
    sent(&house, realm, customer, lang).await?;
    Ok(saved)
}

/// A customer's link as a QR code.
#[tauri::command]
pub async fn consent_qr(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    form: LinkForm,
    lang: Lang,
) -> Answer<QrView> {
    let link = request(&house, realm, customer, form, lang).await?.link;
    let drawn = qr::draw(link.url.as_str());
    let drawn = drawn.map_err(|problem| CommandError::Unexpected { detail: problem.to_string() })?;
    // Whoever sees it has the link.
    sent(&house, realm, customer, lang).await?;
    Ok(QrView { path: drawn.path, size: u32::try_from(drawn.size).unwrap_or(u32::MAX) })
}

/// What the partner's own page would say.
#[tauri::command]
pub async fn landing_page(
    house: State<'_, Arc<House>>,
    realm: Realm,
    app: i64,
    reader: Lang,
    lang: Lang,
) -> Answer<LandingView> {
    let app = self::app(&house, realm, app, lang).await?;
    Ok(views::landing(&app, reader))
}

/// Saves the page.
#[tauri::command]
pub async fn save_landing_page(
    house: State<'_, Arc<House>>,
    realm: Realm,
    app: i64,
    reader: Lang,
    lang: Lang,
) -> Answer<SavedFile> {
    let app = self::app(&house, realm, app, lang).await?;
    saved(&house, "consent-done.html", words::landing_page(reader, &consent_kit::landing(&app))).await
}
