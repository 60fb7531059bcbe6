//! Evidence as it would be gathered, good throughout, for each test to spoil in one place.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;
use time::macros::datetime;

use crate::cloud::{Cloud, CloudId};
use crate::evidence::{
    Asked, CallAnswer, Evidence, FORMAT, Failure, FailureKind, Flow, Issuers, Known, NotDone, Refusal,
    SignatureReading, Step, TenantFound, TokenFacts, TokenProblem, TokenReading,
};
use crate::ids::{AppId, TenantId, TenantRef};
use crate::permission::Permission;
use crate::verdict::{Check, CheckId, CheckStatus, Judgement};

pub const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:00 UTC);
pub const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
pub const OTHER_TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
pub const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
pub const OTHER_APP: &str = "0a1b2c3d-0000-4000-8000-00000000c0de";

pub fn tenant() -> TenantId {
    TenantId::parse(TENANT).unwrap()
}

pub fn set(names: &[&str]) -> BTreeSet<Permission> {
    names.iter().map(|name| permission(name)).collect()
}

pub fn permission(name: &str) -> Permission {
    Permission::parse(name).unwrap()
}

pub fn declared(names: &[(&str, OffsetDateTime)]) -> BTreeMap<Permission, OffsetDateTime> {
    names.iter().map(|(name, at)| (permission(name), *at)).collect()
}

pub fn answered<T>(value: T) -> Step<T> {
    Step::Answered { took_ms: 10, value }
}

pub fn failed<T>(kind: FailureKind) -> Step<T> {
    Step::Failed {
        took_ms: 10,
        failure: Failure { kind, raw: "raw".to_owned(), retry_at: None, issued_by: None },
    }
}

pub fn refused<T>(refusal: Refusal) -> Step<T> {
    Step::Refused { took_ms: 10, refusal }
}

/// A refusal as Entra words it.
pub fn entra(status: u16, codes: &[u64], oauth_error: &str) -> Refusal {
    Refusal {
        status,
        codes: codes.to_vec(),
        oauth_error: Some(oauth_error.to_owned()),
        message: "AADSTS: some text".to_owned(),
        ..Refusal::default()
    }
}

/// A refusal as Defender words it.
pub fn defender(status: u16, code: &str, message: &str) -> Refusal {
    Refusal { status, api_code: Some(code.to_owned()), message: message.to_owned(), ..Refusal::default() }
}

/// The facts of a token that nothing is wrong with.
pub fn good_facts() -> TokenFacts {
    let now = NOW.unix_timestamp();
    TokenFacts {
        algorithm: "RS256".to_owned(),
        key_id: Some("k1".to_owned()),
        typ: Some("JWT".to_owned()),
        version: "1.0".to_owned(),
        issuer: format!("https://sts.windows.net/{TENANT}/"),
        audience: "https://api.securitycenter.microsoft.com".to_owned(),
        tenant_id: Some(TENANT.to_owned()),
        app_id: Some(APP.to_owned()),
        credential_kind: Some("1".to_owned()),
        roles: set(&["Alert.Read.All"]),
        expires: now + 3600,
        not_before: Some(now - 300),
        issued: Some(now - 300),
        ..TokenFacts::default()
    }
}

/// A finished check of a customer that is connected.
pub fn good() -> Evidence {
    let cloud = Cloud::real(CloudId::Commercial).unwrap();
    Evidence {
        format: FORMAT,
        made_by: "a test".to_owned(),
        asked: Asked {
            cloud: CloudId::Commercial,
            app_id: Some(AppId::parse(APP).unwrap()),
            tenant: Some(TenantRef::Id(tenant())),
            wanted: set(&["Alert.Read.All"]),
            flow: Flow::V2,
            call: true,
        },
        known: Known::default(),
        started_at: NOW,
        finished_at: Some(NOW),
        issuers: Some(Issuers { v1: cloud.issuer_v1(tenant()), v2: cloud.issuer_v2(tenant()) }),
        tenant: answered(TenantFound {
            tenant_id: tenant(),
            region: Some("EU".to_owned()),
            sub_region: None,
            cloud_instance: Some("microsoftonline.com".to_owned()),
        }),
        token: answered(TokenReading::Readable { facts: Box::new(good_facts()) }),
        signature: answered(SignatureReading::Verified { key_id: "k1".to_owned() }),
        call: answered(CallAnswer {
            operation: "alerts.list".to_owned(),
            path: "/api/alerts?$top=1".to_owned(),
            status: 200,
            only_accepted: false,
        }),
        clock_ahead_seconds: Some(0),
    }
}

/// Spoils [`good`].
pub fn but(spoil: impl FnOnce(&mut Evidence)) -> Evidence {
    let mut evidence = good();
    spoil(&mut evidence);
    evidence
}

/// A token with one thing different; everything after it as gathering leaves it for a good token.
pub fn with_facts(spoil: impl FnOnce(&mut TokenFacts)) -> Evidence {
    but(|evidence| change_facts(evidence, spoil))
}

pub fn change_facts(evidence: &mut Evidence, spoil: impl FnOnce(&mut TokenFacts)) {
    let Step::Answered { value: TokenReading::Readable { facts }, .. } = &mut evidence.token else {
        panic!("no readable token to spoil");
    };
    spoil(facts);
}

/// The tenant step ended so; nothing after it was done.
pub fn tenant_ends(step: Step<TenantFound>) -> Evidence {
    but(|evidence| {
        evidence.tenant = step;
        evidence.issuers = None;
        evidence.token = Step::NotDone { why: NotDone::EarlierStep };
        evidence.signature = Step::NotDone { why: NotDone::EarlierStep };
        evidence.call = Step::NotDone { why: NotDone::EarlierStep };
    })
}

/// The token step ended so; nothing after it was done.
pub fn token_ends(step: Step<TokenReading>) -> Evidence {
    but(|evidence| {
        evidence.token = step;
        evidence.signature = Step::NotDone { why: NotDone::EarlierStep };
        evidence.call = Step::NotDone { why: NotDone::EarlierStep };
    })
}

pub fn unreadable(problem: TokenProblem) -> Evidence {
    token_ends(answered(TokenReading::Unreadable { problem }))
}

/// The signature was read so; the call is left as [`good`] has it.
pub fn signature_ends(step: Step<SignatureReading>) -> Evidence {
    but(|evidence| evidence.signature = step)
}

/// The call ended so.
pub fn call_ends(step: Step<CallAnswer>) -> Evidence {
    but(|evidence| evidence.call = step)
}

pub fn check_of(judgement: &Judgement, id: CheckId) -> &Check {
    judgement.checks.iter().find(|check| check.id == id).unwrap()
}

pub fn status_of(judgement: &Judgement, id: CheckId) -> CheckStatus {
    check_of(judgement, id).status
}
