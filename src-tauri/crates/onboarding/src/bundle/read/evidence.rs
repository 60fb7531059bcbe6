//! The evidence of a check, text by text and step by step.

use super::{Read, claim, day, file, moment, odd, optional, prose, word};
use crate::evidence::{
    self, Asked, CallAnswer, Evidence, Failure, Grant, Issuers, Known, Refusal, SecretUsed, SignatureReading,
    Step, TenantFound, TokenFacts, TokenProblem, TokenReading,
};
use crate::ids::TenantRef;

/// Reads the evidence of a check.
pub(super) fn read(written: file::Evidence) -> Read<Evidence> {
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
        made_by: word(&made_by),
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
            Ok(CallAnswer { operation: word(&operation), path: claim(&path), status, only_accepted })
        })?,
        clock_ahead_seconds,
    })
}

fn asked(asked: file::Asked) -> Read<Asked> {
    let file::Asked { cloud, app_id, tenant, wanted, flow, call } = asked;
    Ok(Asked {
        cloud,
        app_id: app_id.map(|id| super::app_id(&id)).transpose()?,
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
        declared: super::declared(declared)?,
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
                    issued_by: issued_by.as_deref().map(claim),
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
        oauth_error: oauth_error.as_deref().map(word),
        suberror: suberror.as_deref().map(word),
        api_code: api_code.as_deref().map(word),
        message: prose(&message),
        correlation_id: correlation_id.as_deref().map(claim),
        trace_id: trace_id.as_deref().map(claim),
        retry_at: optional(retry_at)?,
    })
}

fn found(found: file::Tenant) -> Read<TenantFound> {
    let file::Tenant { tenant_id, region, sub_region, cloud_instance } = found;
    Ok(TenantFound {
        tenant_id: super::tenant_id(&tenant_id)?,
        region: region.as_deref().map(word),
        sub_region: sub_region.as_deref().map(word),
        cloud_instance: cloud_instance.as_deref().map(word),
    })
}

fn facts(facts: file::Facts) -> TokenFacts {
    let text = |text: Option<String>| text.as_deref().map(claim);
    let short = |text: Option<String>| text.as_deref().map(word);
    let names = |names: Vec<String>| names.iter().map(|name| word(name)).collect();
    TokenFacts {
        algorithm: word(&facts.algorithm),
        key_id: short(facts.key_id),
        typ: short(facts.typ),
        refused_members: names(facts.refused_members),
        ignored_members: names(facts.ignored_members),
        nonce: facts.nonce,
        version: word(&facts.version),
        issuer: claim(&facts.issuer),
        audience: claim(&facts.audience),
        tenant_id: text(facts.tenant_id),
        app_id: text(facts.app_id),
        credential_kind: short(facts.credential_kind),
        roles: facts.roles.into_iter().collect(),
        scopes: text(facts.scopes),
        id_type: short(facts.id_type),
        object_id: text(facts.object_id),
        subject: text(facts.subject),
        expires: facts.expires,
        not_before: facts.not_before,
        issued: facts.issued,
        app_name: text(facts.app_name),
        region: short(facts.region),
        token_id: short(facts.token_id),
        user_claims: names(facts.user_claims),
    }
}

fn unreadable(problem: file::Problem) -> TokenProblem {
    match problem {
        file::Problem::TooLong => TokenProblem::TooLong,
        file::Problem::NotThreeParts(parts) => TokenProblem::NotThreeParts { parts },
        file::Problem::Encrypted => TokenProblem::Encrypted,
        file::Problem::NotBase64Url(part) => TokenProblem::NotBase64Url { part: word(&part) },
        file::Problem::NotJson(part) => TokenProblem::NotJson { part: word(&part) },
        file::Problem::IllTyped(claim) => TokenProblem::IllTyped { claim: word(&claim) },
        file::Problem::Missing(claim) => TokenProblem::Missing { claim: word(&claim) },
    }
}

fn signature(reading: file::Signature) -> SignatureReading {
    match reading {
        file::Signature::Verified { key_id } => SignatureReading::Verified { key_id: word(&key_id) },
        file::Signature::Invalid { key_id } => SignatureReading::Invalid { key_id: word(&key_id) },
        file::Signature::KeyUnknown { key_id } => {
            SignatureReading::KeyUnknown { key_id: key_id.as_deref().map(word) }
        }
        file::Signature::KeyUnfit { key_id, why } => {
            SignatureReading::KeyUnfit { key_id: word(&key_id), why: word(&why) }
        }
        file::Signature::AlgorithmRefused { algorithm } => {
            SignatureReading::AlgorithmRefused { algorithm: word(&algorithm) }
        }
        file::Signature::NotForUs => SignatureReading::NotForUs,
    }
}
