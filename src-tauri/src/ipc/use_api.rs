//! The API page: one call at a time, with the customer's token.

use std::collections::BTreeSet;
use std::sync::Arc;

use consentry_onboarding::calls::{self, Amount, NotMade, Operation, ReadOnlyCall};
use consentry_onboarding::cloud::ApiHost;
use consentry_onboarding::desk::{Called, Desk, DeskProblem};
use consentry_onboarding::evidence::{Refusal, Step, TokenReading};
use consentry_onboarding::gather::Data;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::records::CustomerRow;
use consentry_words::{self as words, Lang};
use tauri::State;
use time::OffsetDateTime;

use super::customers::with_desk;
use super::views;
use super::wire::{ApiView, CallView, CommandError, HeaderView, HostView, MadeView, TableView, WhyView};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

/// Permissions, where they were read, and when the token in hand ends.
type Known = (BTreeSet<Permission>, Option<&'static str>, Option<OffsetDateTime>);

async fn known(desk: &Desk, row: CustomerRow) -> Result<Known, DeskProblem> {
    if let Some(token) = desk.token_in_hand(row).await? {
        return Ok((token.roles, Some("token"), Some(token.expires_at)));
    }
    let proved = desk.registry().latest_of(row).await?.and_then(|latest| latest.proved);
    let facts = proved.and_then(|check| match check.evidence.token.value() {
        Some(TokenReading::Readable { facts }) => Some(facts.roles.clone()),
        _ => None,
    });
    Ok(facts.map_or_else(|| (BTreeSet::new(), None, None), |roles| (roles, Some("history"), None)))
}

/// What can be called for a customer, and what the token means for each call.
#[tauri::command]
pub async fn api_page(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
) -> Answer<ApiView> {
    let read = async |desk: &Desk| {
        let row = CustomerRow(customer);
        let app = desk.registry().customer(row).await?.app;
        let cloud = desk.cloud(desk.registry().app(app).await?.cloud)?;
        Ok((cloud.api_hosts(), known(desk, row).await?))
    };
    let (hosts, (roles, roles_from, ends)) = with_desk(&house, realm, read, lang).await?;
    let host = |host: &ApiHost| HostView { id: host.id(), address: host.address() };
    Ok(ApiView {
        hosts: hosts.iter().map(host).collect(),
        calls: calls(&roles, lang),
        roles_from,
        token_expires_at: ends.map(views::moment),
        notice: words::retirement_notice(lang),
    })
}

/// Every call of the catalogue, and what these permissions mean for it.
pub fn calls(held: &BTreeSet<Permission>, lang: Lang) -> Vec<CallView> {
    let allowed = calls::allowed(held);
    let call = |(operation, allowance): (&'static Operation, &calls::Allowance)| {
        let takes = calls::takes(operation);
        CallView {
            id: &operation.id,
            area: words::area_name(lang, &operation.area).unwrap_or(&operation.area),
            title: words::call_title(lang, &operation.id).unwrap_or(&operation.title),
            method: &operation.method,
            path: &operation.path,
            makable: takes.is_some(),
            parameter: takes.and_then(|takes| takes.parameter).map(calls::Parameter::id),
            amount: takes.is_some_and(|takes| takes.amount),
            per_minute: operation.limits.and_then(|limits| limits.per_minute),
            per_hour: operation.limits.and_then(|limits| limits.per_hour),
            allowed_by: allowance.by.as_ref().map(ToString::to_string),
            missing_any_of: allowance.missing_any_of.iter().map(ToString::to_string).collect(),
            perhaps_by: allowance.perhaps_by.as_ref().map(ToString::to_string),
            notice: words::call_notice(lang, &operation.id),
        }
    };
    calls::operations().iter().zip(&allowed).map(call).collect()
}

/// Makes a call. Host and call are named by their ids; a text that was typed becomes one segment of the call's path.
#[tauri::command]
#[allow(clippy::too_many_arguments, reason = "one for each thing that is chosen")]
pub async fn call_api(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    host: String,
    operation: String,
    parameter: Option<String>,
    amount: u8,
    lang: Lang,
) -> Answer<MadeView> {
    let amount = Amount::ALL.into_iter().find(|known| known.number() == amount).unwrap_or_default();
    let call = ReadOnlyCall::new(&operation, parameter.as_deref(), amount).map_err(not_made)?;
    let row = CustomerRow(customer);
    let running = house.calls.begin(realm, row).ok_or(CommandError::Busy)?;
    let make = async |desk: &Desk| desk.call(row, &host, &call, &running.cancel).await;
    let called = with_desk(&house, realm, make, lang).await?;
    Ok(told(called, lang))
}

fn not_made(problem: NotMade) -> CommandError {
    match problem {
        NotMade::NotAParameter(_) => {
            CommandError::Invalid { field: "api-parameter", problem: "not-a-parameter", suggestion: None }
        }
        NotMade::NotReadOnly => CommandError::Unexpected { detail: "this call is not made here".to_owned() },
    }
}

fn told(called: Called, lang: Lang) -> MadeView {
    let Called { made, token } = called;
    let data = made.answer.value();
    let why = match &made.answer {
        Step::Refused { refusal, .. } => Some(refused(refusal, made.operation, lang)),
        Step::Failed { failure, .. } => Some(WhyView {
            title: words::failure(lang, failure.kind).to_owned(),
            cause: None,
            steps: Vec::new(),
            retry_at: failure.retry_at.map(views::moment),
            correlation_id: None,
            raw: failure.raw.clone(),
        }),
        Step::Answered { .. } | Step::NotDone { .. } | Step::Pending => None,
    };
    let table = |data: &Data| {
        let table = data.table.as_ref()?;
        Some(TableView { columns: table.columns.to_vec(), rows: table.rows.clone() })
    };
    MadeView {
        operation: made.operation,
        address: made.address,
        at: views::moment(made.at),
        status: made.status,
        took_ms: made.answer.took_ms(),
        headers: made.headers.into_iter().map(|(name, value)| HeaderView { name, value }).collect(),
        entries: data.and_then(|data| data.entries).map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
        table: data.and_then(table),
        json: data.map(|data| data.json.clone()),
        cut: data.is_some_and(|data| data.cut),
        why,
        stopped: matches!(made.answer, Step::NotDone { .. }),
        token_expires_at: views::moment(token.expires_at),
    }
}

fn refused(refusal: &Refusal, operation: &str, lang: Lang) -> WhyView {
    let code = refusal.api_code.as_deref();
    let words = words::api_meaning_of_call(lang, operation, refusal.status, code, &refusal.message);
    WhyView {
        title: words
            .as_ref()
            .map_or_else(|| format!("HTTP {}", refusal.status), |words| words.meaning.to_owned()),
        cause: words.as_ref().map(|words| words.likely_cause.to_owned()),
        steps: words.map(|words| words.steps).unwrap_or_default(),
        retry_at: refusal.retry_at.map(views::moment),
        correlation_id: refusal.correlation_id.clone(),
        raw: refusal.message.clone(),
    }
}

/// Stops a call under way, or the token that is being got for a file.
#[tauri::command]
pub async fn cancel_call(house: State<'_, Arc<House>>, realm: Realm, customer: i64) -> Answer<()> {
    house.calls.cancel(realm, CustomerRow(customer));
    Ok(())
}

/// Lets go of the customer's token; the page was left.
#[tauri::command]
pub async fn leave_api(house: State<'_, Arc<House>>, realm: Realm, customer: i64, lang: Lang) -> Answer<()> {
    house.calls.cancel(realm, CustomerRow(customer));
    let let_go = async |desk: &Desk| {
        desk.let_go(CustomerRow(customer));
        Ok(())
    };
    with_desk(&house, realm, let_go, lang).await
}
