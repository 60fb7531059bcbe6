//! Looking back: a history page by page, and one check out of it.

use std::sync::Arc;

use consentry_onboarding::desk::Desk;
use consentry_onboarding::records::{CheckRow, CustomerRow};
use consentry_words::Lang;
use tauri::State;

use super::customers::with_desk;
use super::history_views as views;
use super::wire::{CommandError, HistoryPage, PastCheck};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

/// What was checked before a check, folded.
#[tauri::command]
pub async fn earlier_checks(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    before: i64,
    lang: Lang,
) -> Answer<HistoryPage> {
    let read = async |desk: &Desk| {
        Ok(desk.registry().history(CustomerRow(customer), Some(CheckRow(before))).await?)
    };
    Ok(views::page(&with_desk(&house, realm, read, lang).await?, lang))
}

/// One check out of a customer's history.
#[tauri::command]
pub async fn past_check(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    check: i64,
    lang: Lang,
) -> Answer<PastCheck> {
    let read =
        async |desk: &Desk| Ok(desk.registry().past_check(CustomerRow(customer), CheckRow(check)).await?);
    Ok(views::past(&with_desk(&house, realm, read, lang).await?, lang))
}
