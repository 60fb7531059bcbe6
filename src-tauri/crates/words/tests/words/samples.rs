//! Evidence and judgements to speak of.

use std::collections::BTreeSet;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::{
    Asked, CallAnswer, Evidence, FORMAT, Failure, FailureKind, Flow, Known, NotDone, Refusal,
    SignatureReading, Step, TenantFound, TokenFacts, TokenReading,
};
use consentry_onboarding::ids::{AppId, TenantId, TenantRef};
use consentry_onboarding::permission::{Permission, PermissionReport};
use consentry_onboarding::verdict::{Actor, Cause, Judgement, Verdict};
use time::OffsetDateTime;
use time::macros::datetime;

pub const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
pub const APP: &str = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
pub const AUDIENCE: &str = "https://api.securitycenter.microsoft.com";
pub const STARTED: OffsetDateTime = datetime!(2026-11-22 10:41:07.25 UTC);

pub fn permissions(names: &[&str]) -> BTreeSet<Permission> {
    names.iter().map(|name| Permission::parse(name).unwrap()).collect()
}

/// A check that has asked nothing yet.
pub fn evidence() -> Evidence {
    Evidence {
        format: FORMAT,
        made_by: "test".to_owned(),
        asked: Asked {
            cloud: CloudId::Commercial,
            app_id: Some(AppId::parse(APP).unwrap()),
            tenant: Some(TenantRef::parse(TENANT).unwrap()),
            wanted: BTreeSet::new(),
            flow: Flow::V2,
            call: true,
        },
        known: Known::default(),
        started_at: STARTED,
        finished_at: Some(STARTED + time::Duration::milliseconds(1_500)),
        issuers: None,
        tenant: Step::NotDone { why: NotDone::EarlierStep },
        token: Step::NotDone { why: NotDone::EarlierStep },
        signature: Step::NotDone { why: NotDone::EarlierStep },
        call: Step::NotDone { why: NotDone::EarlierStep },
        clock_ahead_seconds: None,
    }
}

/// A judgement with nothing but verdict, cause and actor.
pub fn judgement(verdict: Verdict, cause: Option<Cause>, who_acts: Actor) -> Judgement {
    Judgement {
        verdict,
        cause,
        reason: None,
        retry_at: None,
        who_acts,
        permissions: PermissionReport::default(),
        checks: Vec::new(),
    }
}

/// A judgement that misses these permissions.
pub fn missing(names: &[&str], cause: Cause, who_acts: Actor) -> Judgement {
    let mut judged = judgement(Verdict::NeedsAttention, Some(cause), who_acts);
    judged.permissions.wanted = permissions(names);
    judged.permissions.missing = permissions(names);
    judged
}

pub fn tenant_found() -> Step<TenantFound> {
    Step::Answered {
        took_ms: 84,
        value: TenantFound {
            tenant_id: TenantId::parse(TENANT).unwrap(),
            region: Some("EU".to_owned()),
            sub_region: None,
            cloud_instance: Some("microsoftonline.com".to_owned()),
        },
    }
}

/// Everything went well, with these permissions in the token.
pub fn all_well(granted: &[&str]) -> Evidence {
    let mut evidence = evidence();
    let begins = STARTED.unix_timestamp();
    let issuer = format!("https://sts.windows.net/{TENANT}/");
    evidence.issuers = Some(consentry_onboarding::evidence::Issuers {
        v1: issuer.clone(),
        v2: format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
    });
    evidence.tenant = tenant_found();
    evidence.token = Step::Answered {
        took_ms: 212,
        value: TokenReading::Readable {
            facts: Box::new(TokenFacts {
                algorithm: "RS256".to_owned(),
                key_id: Some("key-1".to_owned()),
                version: "1.0".to_owned(),
                issuer,
                audience: AUDIENCE.to_owned(),
                tenant_id: Some(TENANT.to_owned()),
                app_id: Some(APP.to_owned()),
                roles: permissions(granted),
                expires: begins + 3_660,
                not_before: Some(begins),
                issued: Some(begins),
                ..TokenFacts::default()
            }),
        },
    };
    evidence.signature =
        Step::Answered { took_ms: 31, value: SignatureReading::Verified { key_id: "key-1".to_owned() } };
    evidence.call = Step::Answered {
        took_ms: 341,
        value: CallAnswer {
            operation: "alerts.list".to_owned(),
            path: "/api/alerts?$top=1".to_owned(),
            status: 200,
            only_accepted: false,
        },
    };
    evidence
}

/// Entra said no with this number.
pub fn refused_token(code: u64, oauth_error: &str) -> Evidence {
    let mut evidence = evidence();
    evidence.tenant = tenant_found();
    evidence.token = Step::Refused {
        took_ms: 120,
        refusal: Refusal {
            status: 401,
            codes: vec![code],
            oauth_error: Some(oauth_error.to_owned()),
            message: format!("AADSTS{code}: something was refused."),
            correlation_id: Some("0a4c1f6e-0000-4000-8000-000000000001".to_owned()),
            trace_id: Some("0a4c1f6e-0000-4000-8000-000000000002".to_owned()),
            ..Refusal::default()
        },
    };
    evidence
}

/// The token request came to nothing.
pub fn failed_token(kind: FailureKind) -> Evidence {
    let mut evidence = evidence();
    evidence.tenant = tenant_found();
    evidence.token = Step::Failed {
        took_ms: 9_000,
        failure: Failure { kind, raw: "what the transport said".to_owned(), retry_at: None, issued_by: None },
    };
    evidence
}

pub const FAILURES: &[FailureKind] = &[
    FailureKind::NameNotResolved,
    FailureKind::Unreachable,
    FailureKind::TimedOut,
    FailureKind::UntrustedIssuer,
    FailureKind::WrongName,
    FailureKind::CertificateExpired,
    FailureKind::TlsOther,
    FailureKind::NoTrustStore,
    FailureKind::ProxyUnreachable,
    FailureKind::ProxySignIn,
    FailureKind::ProxyRefused,
    FailureKind::CaptivePortal,
    FailureKind::UnexpectedReply,
    FailureKind::TooLarge,
    FailureKind::CredentialMissing,
    FailureKind::SecretIdPasted,
    FailureKind::KeychainLocked,
    FailureKind::KeychainMissing,
    FailureKind::SecretLost,
    FailureKind::Storage,
];
