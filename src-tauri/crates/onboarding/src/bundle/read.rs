//! From a file to records in memory. Whatever stands in it: each text is cut to its size and rid of what steers the
//! screen, each ID and each time is read strictly, checks stand in the order of their times, and each verdict is that to
//! which the evidence comes here: a customer is connected where that proves it, whatever the file says.

use std::collections::BTreeMap;

use serde::Serialize;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime, UtcOffset};

use super::document as file;
use super::{FORMAT, LONGEST, Opened, OpenedCustomer, Then, VERSION};
use crate::answer::redact;
use crate::evidence::{
    self, Asked, CallAnswer, Evidence, Failure, Grant, Issuers, Known, Refusal, SecretUsed, SignatureReading,
    Step, TenantFound, TokenFacts, TokenProblem, TokenReading,
};
use crate::history::Kept;
use crate::ids::{AppId, Domain, TenantId, TenantRef};
use crate::judge;
use crate::permission::Permission;
use crate::records::{AppRecord, AppRow, CheckRecord, CheckRow, CustomerRecord, CustomerRow, SecretRecord};
use crate::verdict::Verdict;

const LONGEST_NAME: usize = 200;
const LONGEST_CLAIM: usize = 600;
const LONGEST_PROSE: usize = 9 * 1024;
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
    let damaged = |error: &serde_json::Error| Unopened::Damaged(line(&error.to_string()));
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
    let mut customers = Vec::with_capacity(document.customers.len());
    for (row, one) in (1..).zip(document.customers) {
        let Some(app) = apps.get(one.app) else { return odd("a customer of no app") };
        customers.push(customer(one, row, app)?);
    }
    Ok(Opened {
        made_at: moment(document.made_at)?,
        made_by: name(&document.made_by),
        system: name(&format!("{} {}", document.system.name, document.system.processor)),
        rules: document.rules,
        names: document.names,
        judged_otherwise: customers.iter().map(|one: &OpenedCustomer| one.otherwise.len()).sum(),
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

fn customer(customer: file::Customer, row: i64, app: &AppRecord) -> Read<OpenedCustomer> {
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
        region: region.as_deref().map(self::name),
        link_sent_at: optional(link_sent_at)?,
        link_answered_at: optional(link_answered_at)?,
        consent_hint_at: optional(consent_hint_at)?,
        ..CustomerRecord::new(app.row, called(&name)?, self::tenant_id(&tenant_id)?, moment(added_at)?)
    };
    let mut history = checks.into_iter().map(check).collect::<Read<Vec<_>>>()?;
    history.sort_by_key(|one| std::cmp::Reverse(when(&one.check.evidence)));
    let left_out: i64 = history.iter().map(|one| one.left_out_before).sum();
    let mut place = i64::try_from(history.len()).unwrap_or(0) + left_out;
    // More than that: the newest could not be read where the file was made.
    let newer = checks_in_all.map_or(Ok(0), |in_all| match i64::from(in_all) - place {
        newer @ 0.. => Ok(newer),
        _ => odd("the number of checks"),
    })?;
    let (mut kept, mut otherwise) = (Vec::with_capacity(history.len()), BTreeMap::new());
    for Checked { check, then, left_out_before } in history {
        let row = CheckRow(place);
        otherwise.extend(then.map(|then| (row, then)));
        kept.push(Kept { row, check });
        place -= 1 + left_out_before;
    }
    let says = checks_in_all.is_some() || left_out > 0;
    let left_out = says.then(|| usize::try_from(left_out + newer).unwrap_or(usize::MAX));
    Ok(OpenedCustomer { customer: record, app: app.clone(), checks: kept, otherwise, left_out })
}

/// A check of the file, judged here.
struct Checked {
    check: CheckRecord,
    then: Option<Then>,
    left_out_before: i64,
}

fn check(check: file::Check) -> Read<Checked> {
    let file::Check { at: _, verdict, cause, left_out_before, evidence } = check;
    let evidence = self::evidence(evidence)?;
    let today = judge::judge(&evidence);
    let then = match (verdict, cause) {
        _ if (today.verdict, today.cause) == (verdict, cause) => None,
        (Verdict::Connected, None) => Some(Then::CalledConnected),
        (verdict, Some(cause)) if judge::verdict_of(cause) == verdict => Some(Then::Judged(verdict, cause)),
        _ => Some(Then::Impossible),
    };
    // A check ends when its evidence does; a time beside it could only say the same, or something else.
    let at = evidence.finished_at.unwrap_or(evidence.started_at);
    let check = CheckRecord { at, verdict: today.verdict, cause: today.cause, evidence };
    Ok(Checked { check, then, left_out_before: left_out_before.into() })
}

/// When a check ended: by Microsoft's clock where it heard that this machine's was wrong, so that a clock that was set
/// since does not turn a history around.
fn when(evidence: &Evidence) -> i128 {
    let at = evidence.finished_at.unwrap_or(evidence.started_at).unix_timestamp_nanos();
    let ahead = evidence.clock_ahead_seconds.filter(|ahead| ahead.saturating_abs() > judge::MENTIONED_SKEW);
    at - i128::from(ahead.unwrap_or(0)) * 1_000_000_000
}

fn evidence(written: file::Evidence) -> Read<Evidence> {
    let file::Evidence {
        format,
        made_by,
        asked,
        known,
        started_at,
        finished_at,
        issuers,
        tenant,
        token,
        signature,
        call,
        clock_ahead_seconds,
    } = written;
    if format > evidence::FORMAT {
        return odd("evidence in a newer form");
    }
    Ok(Evidence {
        format,
        made_by: name(&made_by),
        asked: self::asked(asked)?,
        known: self::known(known)?,
        started_at: moment(started_at)?,
        finished_at: optional(finished_at)?,
        issuers: issuers.map(|file::Issuers { v1, v2 }| Issuers { v1: claim(&v1), v2: claim(&v2) }),
        tenant: step(tenant, found)?,
        token: step(token, |token| match token {
            file::Token::Readable(facts) => {
                Ok(TokenReading::Readable { facts: Box::new(self::facts(*facts)) })
            }
            file::Token::Unreadable(problem) => Ok(TokenReading::Unreadable { problem: unreadable(problem) }),
        })?,
        signature: step(signature, |reading| Ok(self::signature(reading)))?,
        call: step(call, |file::Call { operation, path, status, only_accepted }| {
            Ok(CallAnswer { operation: name(&operation), path: claim(&path), status, only_accepted })
        })?,
        clock_ahead_seconds,
    })
}

fn asked(asked: file::Asked) -> Read<Asked> {
    let file::Asked { cloud, app_id, tenant, wanted, flow, call } = asked;
    Ok(Asked {
        cloud,
        app_id: app_id.map(|id| self::app_id(&id)).transpose()?,
        tenant: tenant.map(|text| TenantRef::parse(&text).or_else(|_| odd("a tenant"))).transpose()?,
        wanted: wanted.into_iter().collect(),
        flow,
        call,
    })
}

fn known(known: file::Known) -> Read<Known> {
    let file::Known { consent_hint_at, declared, last_grant, elsewhere, secret } = known;
    let last_grant = last_grant
        .map(|file::Grant { at, roles }| Ok(Grant { at: moment(at)?, roles: roles.into_iter().collect() }))
        .transpose()?;
    let secret = secret
        .map(|file::SecretUsed { generation, stored_at, expires_on }| {
            Ok(SecretUsed { generation, stored_at: moment(stored_at)?, expires_on: day(expires_on)? })
        })
        .transpose()?;
    Ok(Known {
        consent_hint_at: optional(consent_hint_at)?,
        declared: self::declared(declared)?,
        last_grant,
        elsewhere,
        secret,
    })
}

fn step<T, F>(step: file::Step<F>, read: impl FnOnce(F) -> Read<T>) -> Read<Step<T>> {
    Ok(match step {
        file::Step::Pending => Step::Pending,
        file::Step::NotDone(why) => Step::NotDone { why },
        file::Step::Answered { took_ms, answer } => Step::Answered { took_ms, value: read(answer)? },
        file::Step::Refused { took_ms, refusal } => {
            Step::Refused { took_ms, refusal: self::refusal(refusal)? }
        }
        file::Step::Failed { took_ms, failure: file::Failure { kind, raw, retry_at, issued_by } } => {
            Step::Failed {
                took_ms,
                failure: Failure {
                    kind,
                    raw: prose(&raw),
                    retry_at: optional(retry_at)?,
                    issued_by: issued_by.as_deref().map(name),
                },
            }
        }
    })
}

fn refusal(refusal: file::Refusal) -> Read<Refusal> {
    let file::Refusal {
        status,
        codes,
        oauth_error,
        suberror,
        api_code,
        message,
        correlation_id,
        trace_id,
        retry_at,
    } = refusal;
    Ok(Refusal {
        status,
        codes,
        oauth_error: oauth_error.as_deref().map(claim),
        suberror: suberror.as_deref().map(claim),
        api_code: api_code.as_deref().map(claim),
        message: prose(&message),
        correlation_id: correlation_id.as_deref().map(claim),
        trace_id: trace_id.as_deref().map(claim),
        retry_at: optional(retry_at)?,
    })
}

fn found(found: file::Tenant) -> Read<TenantFound> {
    let file::Tenant { tenant_id, region, sub_region, cloud_instance } = found;
    Ok(TenantFound {
        tenant_id: self::tenant_id(&tenant_id)?,
        region: region.as_deref().map(claim),
        sub_region: sub_region.as_deref().map(claim),
        cloud_instance: cloud_instance.as_deref().map(claim),
    })
}

fn facts(facts: file::Facts) -> TokenFacts {
    let text = |text: Option<String>| text.as_deref().map(claim);
    let names = |names: Vec<String>| names.iter().map(|name| claim(name)).collect();
    TokenFacts {
        algorithm: claim(&facts.algorithm),
        key_id: text(facts.key_id),
        typ: text(facts.typ),
        refused_members: names(facts.refused_members),
        ignored_members: names(facts.ignored_members),
        nonce: facts.nonce,
        version: claim(&facts.version),
        issuer: claim(&facts.issuer),
        audience: claim(&facts.audience),
        tenant_id: text(facts.tenant_id),
        app_id: text(facts.app_id),
        credential_kind: text(facts.credential_kind),
        roles: facts.roles.into_iter().collect(),
        scopes: text(facts.scopes),
        id_type: text(facts.id_type),
        object_id: text(facts.object_id),
        subject: text(facts.subject),
        expires: facts.expires,
        not_before: facts.not_before,
        issued: facts.issued,
        app_name: text(facts.app_name),
        region: text(facts.region),
        token_id: text(facts.token_id),
        user_claims: names(facts.user_claims),
    }
}

fn unreadable(problem: file::Problem) -> TokenProblem {
    match problem {
        file::Problem::TooLong => TokenProblem::TooLong,
        file::Problem::NotThreeParts(parts) => TokenProblem::NotThreeParts { parts },
        file::Problem::Encrypted => TokenProblem::Encrypted,
        file::Problem::NotBase64Url(part) => TokenProblem::NotBase64Url { part: name(&part) },
        file::Problem::NotJson(part) => TokenProblem::NotJson { part: name(&part) },
        file::Problem::IllTyped(claim) => TokenProblem::IllTyped { claim: name(&claim) },
        file::Problem::Missing(claim) => TokenProblem::Missing { claim: name(&claim) },
    }
}

fn signature(reading: file::Signature) -> SignatureReading {
    match reading {
        file::Signature::Verified { key_id } => SignatureReading::Verified { key_id: claim(&key_id) },
        file::Signature::Invalid { key_id } => SignatureReading::Invalid { key_id: claim(&key_id) },
        file::Signature::KeyUnknown { key_id } => {
            SignatureReading::KeyUnknown { key_id: key_id.as_deref().map(claim) }
        }
        file::Signature::KeyUnfit { key_id, why } => {
            SignatureReading::KeyUnfit { key_id: claim(&key_id), why: claim(&why) }
        }
        file::Signature::AlgorithmRefused { algorithm } => {
            SignatureReading::AlgorithmRefused { algorithm: claim(&algorithm) }
        }
        file::Signature::NotForUs => SignatureReading::NotForUs,
    }
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

fn line(text: &str) -> String {
    redact(text, None, LONGEST_CLAIM).replace('\n', " ")
}

fn claim(text: &str) -> String {
    line(text)
}

fn prose(text: &str) -> String {
    redact(text, None, LONGEST_PROSE)
}

fn name(text: &str) -> String {
    line(text).trim().chars().take(LONGEST_NAME).collect()
}

/// A name that somebody must have.
fn called(text: &str) -> Read<String> {
    let name = name(text);
    if name.is_empty() { odd("a name") } else { Ok(name) }
}
