//! What the file is held to: nothing of what must stay at home is in it ([`hiding`]), it is judged as the original was
//! ([`judged`]), what was written comes back ([`records`]), and whatever is opened instead of it ends in a reason
//! ([`hostile`]).

mod hiding;
mod hostile;
mod judged;
mod records;

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::*;
use crate::cloud::CloudId;
use crate::evidence::{Evidence, Failure, FailureKind, Refusal, Step, TokenReading};
use crate::ids::{AppId, Domain, TenantId, TenantRef};
use crate::judge::tests::builders::{self, APP, NOW, OTHER_APP, OTHER_TENANT, TENANT, but, good};
use crate::permission::Permission;
use crate::records::{AppRow, CheckRecord, CustomerRow, KeptIn, SecretRecord};
use crate::verdict::Judgement;

const NAME: &str = "Contoso Sjukhus AB";
const APP_NAME: &str = "Norrsken MDE";
const HOME: &str = "0b0d5c1e-9a51-4d6e-8a5c-5f1f3e2d7c11";
const STATE: &str = "Zstate-of-the-link-2026";

fn app() -> AppRecord {
    AppRecord {
        row: AppRow(3),
        home_tenant: Some(TenantId::parse(HOME).unwrap()),
        publisher: Some("Norrsken Security".to_owned()),
        contact: Some("anna@norrsken.example".to_owned()),
        redirect_uris: vec!["https://norrsken.example/done".to_owned()],
        permissions: [(Permission::parse("Alert.Read.All").unwrap(), NOW - Duration::days(9))].into(),
        secret: Some(SecretRecord {
            generation: 4,
            kept_in: KeptIn::Keychain,
            stored_at: NOW - Duration::days(8),
            proved_at: None,
            expires_on: Some((NOW + Duration::days(90)).date()),
        }),
        ..AppRecord::new(APP_NAME.to_owned(), CloudId::Commercial, AppId::parse(APP).unwrap())
    }
}

fn customer() -> CustomerRecord {
    CustomerRecord {
        row: CustomerRow(7),
        domain: Some(Domain::parse("contoso.se").unwrap()),
        region: Some("EU".to_owned()),
        link_state: Some(STATE.to_owned()),
        link_sent_at: Some(NOW - Duration::days(2)),
        ..CustomerRecord::new(AppRow(3), NAME.to_owned(), TenantId::parse(TENANT).unwrap(), NOW)
    }
}

fn checked(evidence: Evidence) -> CheckRecord {
    let Judgement { verdict, cause, .. } = judge::judge(&evidence);
    CheckRecord { at: evidence.finished_at.unwrap_or(NOW), verdict, cause, evidence }
}

/// Of these checks, newest first.
fn entry(checks: Vec<Evidence>) -> Entry {
    let in_all = checks.len();
    let places = (1..=i64::try_from(in_all).unwrap()).rev().map(CheckRow);
    let kept = places.zip(checks).map(|(row, evidence)| Kept { row, check: checked(evidence) });
    Entry { customer: customer(), app: app(), checks: kept.collect(), in_all }
}

/// The same evidence, so many hours later.
fn later(mut evidence: Evidence, hours: i64) -> Evidence {
    evidence.started_at += Duration::hours(hours);
    evidence.finished_at = evidence.finished_at.map(|at| at + Duration::hours(hours));
    if let Step::Answered { value: TokenReading::Readable { facts }, .. } = &mut evidence.token {
        for moment in [Some(&mut facts.expires), facts.not_before.as_mut(), facts.issued.as_mut()] {
            *moment.unwrap_or(&mut 0) += hours * 3_600;
        }
    }
    evidence
}

fn made(entry: Entry, names: Names) -> Made {
    make(&[entry], names, &Maker::this_program("linux", "x86_64"), NOW).unwrap()
}

fn reopened(evidence: Evidence, names: Names) -> Evidence {
    let opened = open(&made(entry(vec![evidence]), names).text).unwrap();
    opened.customers[0].checks[0].check.evidence.clone()
}

/// All that a verdict comes to, but for the made-up IDs in its sentences.
fn outcome(evidence: &Evidence) -> impl PartialEq + std::fmt::Debug + use<> {
    let Judgement { verdict, cause, reason, retry_at, who_acts, permissions, checks } =
        judge::judge(evidence);
    let checks: Vec<_> = checks.iter().map(|check| (check.id, check.status, check.took_ms)).collect();
    (verdict, cause, reason, retry_at, who_acts, permissions, checks)
}

/// A refusal with everything in it that could tell who somebody is.
fn telling() -> Refusal {
    Refusal {
        status: 400,
        codes: vec![700_016],
        oauth_error: Some("unauthorized_client".to_owned()),
        message: format!(
            "AADSTS700016: Application with identifier '{APP}' was not found in the directory 'Contoso Vård'. \
             CONTOSO SJUKHUS AB, anna.berg@contoso.se, 10.1.2.3, proxy.contoso.se, tenant {TENANT} and \
             {OTHER_TENANT}, \"{APP_NAME}\", /home/annaberg/x, Norrsken Security, client_secret=hunter2hunter2, \
             eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln Trace ID: {HOME} \
             Correlation ID: 5d1b7c11-3333-4b7b-9a3c-1c5d2e6f7a88"
        ),
        correlation_id: Some("5d1b7c11-3333-4b7b-9a3c-1c5d2e6f7a88".to_owned()),
        trace_id: Some(HOME.to_owned()),
        ..Refusal::default()
    }
}

/// Evidence in which every text is somebody's.
fn telling_evidence() -> Evidence {
    but(|evidence| {
        builders::change_facts(evidence, |facts| {
            facts.object_id = Some("77e1a5b0-1111-4c4c-8d8d-abcdefabcdef".to_owned());
            facts.subject = Some("pairwise-subject-of-somebody".to_owned());
            facts.app_name = Some("Norrsken's registered name".to_owned());
            facts.tenant_id = Some(TENANT.to_owned());
        });
        evidence.asked.tenant = Some(TenantRef::parse("contoso.se").unwrap());
        evidence.call = Step::Refused { took_ms: 5, refusal: telling() };
        evidence.signature = Step::Failed {
            took_ms: 1,
            failure: Failure {
                kind: FailureKind::ProxyRefused,
                raw: format!("https://contoso.se:8080/{TENANT} refused anna@contoso.se of {NAME}"),
                retry_at: None,
                issued_by: Some("Norrsken Root CA".to_owned()),
            },
        };
    })
}

fn document() -> Value {
    let checks = [good(), telling_evidence(), telling_evidence(), telling_evidence()];
    serde_json::from_str(&made(entry(checks.into()), Names::Replaced).text).unwrap()
}

/// Opening what was spoiled in one place.
fn spoiled(spoil: impl FnOnce(&mut Value)) -> Result<Opened, Unopened> {
    let mut document = document();
    spoil(&mut document);
    open(&document.to_string())
}
