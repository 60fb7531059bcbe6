//! From a file to records in memory. Whatever stands in it: each text is cut to its size and rid of what steers the
//! screen, each ID and each time is read strictly, checks stand in the order of their times, and each verdict is that to
//! which the evidence comes here: a customer is connected where that proves it, whatever the file says.

mod evidence;

use std::collections::BTreeMap;

use serde::Serialize;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime, UtcOffset};

use super::clean::{claim, name, prose, word};
use super::document as file;
use super::{FORMAT, LONGEST, Opened, OpenedCustomer, Then, VERSION};
use crate::evidence::Evidence;
use crate::history::Kept;
use crate::ids::{AppId, Domain, TenantId, TenantRef};
use crate::judge;
use crate::permission::Permission;
use crate::records::{AppRecord, AppRow, CheckRecord, CheckRow, CustomerRecord, CustomerRow, SecretRecord};
use crate::verdict::Verdict;

const DAY: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");

/// Why a text is no file for support that can be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "problem", content = "detail", rename_all = "kebab-case")]
pub enum Unopened {
    /// Something else.
    #[error("this is no support file of Consentry's")]
    Other,
    /// Longer than [`LONGEST`].
    #[error("the file is longer than any support file")]
    TooLong,
    /// Made by a newer program.
    #[error(
        "the file has version {version} of the format and was made by {made_by}; this program reads up to {VERSION}"
    )]
    Newer {
        /// The version of the format it is in.
        version: u64,
        /// Program and version that made it.
        made_by: String,
    },
    /// It is one, and was cut short or changed.
    #[error("the file is damaged: {0}")]
    Damaged(String),
}

type Read<T> = Result<T, Unopened>;

fn odd<T>(what: &str) -> Read<T> {
    Err(Unopened::Damaged(what.to_owned()))
}

/// Whether a text says of itself that it is such a file.
pub fn looks_like(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('{') && text.contains(&format!("\"{FORMAT}\""))
}

/// Opens a file.
pub fn open(text: &str) -> Read<Opened> {
    if text.len() > LONGEST {
        return if looks_like(text) { Err(Unopened::TooLong) } else { Err(Unopened::Other) };
    }
    let text = text.trim_start_matches('\u{feff}');
    let damaged = |error: &serde_json::Error| Unopened::Damaged(claim(&error.to_string()));
    let head: file::Head = serde_json::from_str(text)
        .map_err(|error| if looks_like(text) { damaged(&error) } else { Unopened::Other })?;
    if head.format != FORMAT {
        return Err(Unopened::Other);
    }
    if head.version > u64::from(VERSION) {
        return Err(Unopened::Newer { version: head.version, made_by: name(&head.made_by) });
    }
    let document: file::Document = serde_json::from_str(text).map_err(|error| damaged(&error))?;
    let apps = (1..).zip(document.apps).map(|(row, one)| app(one, row)).collect::<Read<Vec<_>>>()?;
    let made_at = moment(document.made_at)?;
    let mut customers = Vec::with_capacity(document.customers.len());
    let mut judged_otherwise = 0;
    for (row, one) in (1..).zip(document.customers) {
        let Some(app) = apps.get(one.app) else { return odd("a customer of no app") };
        let (one, otherwise) = customer(one, row, app, made_at)?;
        customers.push(one);
        judged_otherwise += otherwise;
    }
    Ok(Opened {
        made_at,
        made_by: name(&document.made_by),
        system: name(&format!("{} {}", document.system.name, document.system.processor)),
        rules: document.rules,
        names: document.names,
        judged_otherwise,
        customers,
    })
}

fn app(app: file::App, row: i64) -> Read<AppRecord> {
    let file::App { name, cloud, app_id, home_tenant, permissions, secret } = app;
    let secret = secret.map(|secret| {
        let file::Secret { generation, kept_in, stored_at, proved_at, expires_on } = secret;
        Ok(SecretRecord {
            generation,
            kept_in,
            stored_at: moment(stored_at)?,
            proved_at: optional(proved_at)?,
            expires_on: day(expires_on)?,
        })
    });
    Ok(AppRecord {
        row: AppRow(-row),
        home_tenant: home_tenant.map(|id| tenant_id(&id)).transpose()?,
        permissions: declared(permissions)?,
        secret: secret.transpose()?,
        ..AppRecord::new(called(&name)?, cloud, self::app_id(&app_id)?)
    })
}

/// A customer, and how many of its checks the file gives another verdict for.
fn customer(
    customer: file::Customer,
    row: i64,
    app: &AppRecord,
    made_at: OffsetDateTime,
) -> Read<(OpenedCustomer, usize)> {
    let file::Customer {
        app: _,
        name,
        tenant_id,
        domain,
        region,
        added_at,
        link_sent_at,
        link_answered_at,
        consent_hint_at,
        checks_in_all,
        checks,
    } = customer;
    let record = CustomerRecord {
        row: CustomerRow(-row),
        domain: domain.map(|domain| Domain::parse(&domain).or_else(|_| odd("a domain"))).transpose()?,
        region: region.as_deref().map(word),
        link_sent_at: optional(link_sent_at)?,
        link_answered_at: optional(link_answered_at)?,
        consent_hint_at: optional(consent_hint_at)?,
        ..CustomerRecord::new(app.row, called(&name)?, self::tenant_id(&tenant_id)?, moment(added_at)?)
    };
    let read = |one| check(one, &record, app, made_at);
    let mut history = checks.into_iter().map(read).collect::<Read<Vec<_>>>()?;
    let judged_otherwise = history.iter().filter(|one| one.judged_otherwise).count();
    history.sort_by_key(|one| std::cmp::Reverse(when(&one.check.evidence)));
    let left_out: i64 = history.iter().map(|one| one.left_out_before).sum();
    let mut place = i64::try_from(history.len()).unwrap_or(0) + left_out;
    // More than that: the newest could not be read where the file was made.
    let newer = checks_in_all.map_or(Ok(0), |in_all| match i64::from(in_all) - place {
        newer @ 0.. => Ok(newer),
        _ => odd("the number of checks"),
    })?;
    let (mut kept, mut otherwise) = (Vec::with_capacity(history.len()), BTreeMap::new());
    for Checked { check, then, left_out_before, .. } in history {
        let row = CheckRow(place);
        otherwise.extend(then.map(|then| (row, then)));
        kept.push(Kept { row, check });
        place -= 1 + left_out_before;
    }
    let says = checks_in_all.is_some() || left_out > 0;
    let left_out = says.then(|| usize::try_from(left_out + newer).unwrap_or(usize::MAX));
    let one = OpenedCustomer { customer: record, app: app.clone(), checks: kept, otherwise, left_out };
    Ok((one, judged_otherwise))
}

/// A check of the file, judged here.
struct Checked {
    check: CheckRecord,
    then: Option<Then>,
    judged_otherwise: bool,
    left_out_before: i64,
}

fn check(
    check: file::Check,
    customer: &CustomerRecord,
    app: &AppRecord,
    made_at: OffsetDateTime,
) -> Read<Checked> {
    let file::Check { at: _, verdict, cause, left_out_before, evidence } = check;
    let (evidence, anothers) = of_record(evidence::read(evidence)?, customer, app)?;
    let today = judge::judge(&evidence);
    let judged_otherwise = (today.verdict, today.cause) != (verdict, cause);
    // A check ends when its evidence does; a time beside it could only say the same, or something else.
    let at = evidence.finished_at.unwrap_or(evidence.started_at);
    let tolerated = i128::from(judge::MENTIONED_SKEW) * 1_000_000_000;
    let ended = when(&evidence).min(at.unix_timestamp_nanos());
    let then = anothers.or_else(|| match (verdict, cause) {
        _ if !judged_otherwise => {
            (ended > made_at.unix_timestamp_nanos() + tolerated).then_some(Then::LaterThanFile)
        }
        (Verdict::Connected, None) => Some(Then::CalledConnected),
        (verdict, Some(cause)) if judge::verdict_of(cause) == verdict => Some(Then::Judged(verdict, cause)),
        _ => Some(Then::Impossible),
    });
    let check = CheckRecord { at, verdict: today.verdict, cause: today.cause, evidence };
    Ok(Checked { check, then, judged_otherwise, left_out_before: left_out_before.into() })
}

/// Evidence held against the customer and the app that the file records it with. What proves another's connection is
/// judged as an answer to what would have been asked of these, so that it connects neither.
fn of_record(
    mut evidence: Evidence,
    customer: &CustomerRecord,
    app: &AppRecord,
) -> Read<(Evidence, Option<Then>)> {
    let (Some(tenant), Some(app_id)) = (&evidence.asked.tenant, evidence.asked.app_id) else {
        return odd("a check of nobody");
    };
    let found = evidence.tenant.value().map(|found| found.tenant_id);
    let same_tenant = match tenant {
        TenantRef::Id(id) => *id == customer.tenant_id,
        TenantRef::Domain(domain) => {
            found.map_or(customer.domain.as_ref() == Some(domain), |found| found == customer.tenant_id)
        }
    };
    let same_app = app_id == app.app_id && evidence.asked.cloud == app.cloud;
    if same_tenant && same_app {
        return Ok((evidence, None));
    }
    let proves = |evidence: &Evidence| judge::judge(evidence).verdict == Verdict::Connected;
    let then = if same_tenant { Then::AnotherApp } else { Then::AnotherTenant };
    if !proves(&evidence) {
        // The app may have been registered anew since. What its check met is still what it met.
        return Ok((evidence, Some(then).filter(|_| !same_tenant)));
    }
    evidence.asked.tenant = Some(TenantRef::Id(customer.tenant_id));
    (evidence.asked.app_id, evidence.asked.cloud) = (Some(app.app_id), app.cloud);
    if proves(&evidence) { odd("a check of another customer or cloud") } else { Ok((evidence, Some(then))) }
}

/// When a check ended: by Microsoft's clock where it heard that this machine's was wrong, so that a clock that was set
/// since does not turn a history around.
fn when(evidence: &Evidence) -> i128 {
    let at = evidence.finished_at.unwrap_or(evidence.started_at).unix_timestamp_nanos();
    let ahead = evidence.clock_ahead_seconds.filter(|ahead| ahead.saturating_abs() > judge::MENTIONED_SKEW);
    at - i128::from(ahead.unwrap_or(0)) * 1_000_000_000
}

fn declared(list: Vec<file::Declared>) -> Read<BTreeMap<Permission, OffsetDateTime>> {
    list.into_iter().map(|file::Declared { permission, at }| Ok((permission, moment(at)?))).collect()
}

fn day(text: Option<String>) -> Read<Option<Date>> {
    let day = text.map(|text| Date::parse(&text, DAY).or_else(|_| odd("a day"))).transpose()?;
    Ok(day.filter(|day| file::YEARS.contains(&day.year())))
}

fn tenant_id(text: &str) -> Read<TenantId> {
    TenantId::parse(text).or_else(|_| odd("a tenant ID"))
}

fn app_id(text: &str) -> Read<AppId> {
    AppId::parse(text).or_else(|_| odd("an application ID"))
}

/// A year before or after which no sum of times can fall out of the calendar.
fn moment(at: OffsetDateTime) -> Read<OffsetDateTime> {
    if file::YEARS.contains(&at.year()) { Ok(at.to_offset(UtcOffset::UTC)) } else { odd("a time") }
}

fn optional(at: Option<OffsetDateTime>) -> Read<Option<OffsetDateTime>> {
    at.map(moment).transpose()
}

/// A name that somebody must have.
fn called(text: &str) -> Read<String> {
    let name = name(text);
    if name.is_empty() { odd("a name") } else { Ok(name) }
}
