//! Diagnosing what somebody pasted.

use std::sync::Arc;

use consentry_onboarding::desk::Desk;
use consentry_onboarding::gather::Progress;
use consentry_onboarding::records::CustomerRow;
use consentry_onboarding::secret::PastedText;
use consentry_words::Lang;
use tauri::State;
use tauri::ipc::Channel;

use super::customers::{Told, with_desk};
use super::diagnose_views as views;
use super::wire::{CheckProgress, CommandError, ExplanationView, TokenReading};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

/// Says what a pasted text is; where nobody is chosen, held against the customer that it names. Asks nobody, keeps
/// nothing.
#[tauri::command]
pub async fn explain(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: Option<i64>,
    text: PastedText,
    lang: Lang,
) -> Answer<ExplanationView> {
    let read = async |desk: &Desk| {
        let pasted = text.expose();
        let about = desk.about(pasted, customer.map(CustomerRow)).await?;
        let told = desk.explain(pasted, about.customer).await?;
        let corrected = desk.corrected(&told)?;
        Ok(views::explanation(&told, about, corrected, lang))
    };
    with_desk(&house, realm, read, lang).await
}

/// Verifies the token in a pasted text against the published keys and, with `call`, asks Defender with it. Returns no
/// token; null where the text holds none.
#[tauri::command]
pub async fn inspect_token(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: Option<i64>,
    text: PastedText,
    call: bool,
    lang: Lang,
    on_progress: Channel<CheckProgress>,
) -> Answer<Option<TokenReading>> {
    let told = Told::new(on_progress, lang);
    let report = |progress: Progress<'_>| told.tell(&progress);
    let cancel = house.begin_inspection();
    let about = customer.map(CustomerRow);
    let inspect = async |desk: &Desk| desk.inspect(text.expose(), about, call, &report, &cancel).await;
    let evidence = with_desk(&house, realm, inspect, lang).await?;
    Ok(evidence.map(|evidence| views::token(&evidence, lang)))
}

/// Stops verifying a token.
#[tauri::command]
pub async fn cancel_inspection(house: State<'_, Arc<House>>) -> Answer<()> {
    house.cancel_inspection();
    Ok(())
}
