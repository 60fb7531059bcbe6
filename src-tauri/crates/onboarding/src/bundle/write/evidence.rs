//! What was asked, known, answered and refused.

use time::OffsetDateTime;

use super::{Writer, declared, file, moment, short, token as tokens};
use crate::bundle::texts;
use crate::evidence::{
    Asked, CallAnswer, Evidence, Failure, Grant, Issuers, Known, Refusal, SecretUsed, Step, TenantFound,
    TokenReading,
};
use crate::ids::TenantRef;
use crate::records::AppRecord;

impl Writer {
    pub(super) fn evidence(&mut self, evidence: &Evidence, app: &AppRecord) -> file::Evidence {
        let Evidence {
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
        } = evidence;
        let expected = issuers.as_ref();
        let issuers = expected.map(|Issuers { v1, v2 }| file::Issuers {
            v1: self.disguise.identity(v1),
            v2: self.disguise.identity(v2),
        });
        file::Evidence {
            format: *format,
            made_by: short(made_by),
            asked: self.asked(asked),
            known: known_of(known),
            started_at: moment(*started_at),
            finished_at: finished_at.map(moment),
            tenant: self.step(tenant, Self::tenant),
            token: self.step(token, |writer, reading| match reading {
                TokenReading::Readable { facts } => {
                    file::Token::Readable(Box::new(writer.facts(facts, app, expected)))
                }
                TokenReading::Unreadable { problem } => file::Token::Unreadable(tokens::unreadable(problem)),
            }),
            signature: self.step(signature, |_, reading| tokens::signature(reading)),
            call: self.step(call, Self::call),
            issuers,
            clock_ahead_seconds: *clock_ahead_seconds,
        }
    }

    fn asked(&mut self, asked: &Asked) -> file::Asked {
        let Asked { cloud, app_id, tenant, wanted, flow, call } = asked;
        file::Asked {
            cloud: *cloud,
            app_id: app_id.map(|id| self.disguise.app(id)),
            tenant: tenant.as_ref().map(|tenant| match tenant {
                TenantRef::Id(id) => self.disguise.tenant(*id),
                TenantRef::Domain(domain) => self.disguise.domain(domain),
            }),
            wanted: wanted.iter().cloned().collect(),
            flow: *flow,
            call: *call,
        }
    }

    fn step<T, F>(&mut self, step: &Step<T>, write: impl FnOnce(&mut Self, &T) -> F) -> file::Step<F> {
        match step {
            Step::Pending => file::Step::Pending,
            Step::NotDone { why } => file::Step::NotDone(*why),
            Step::Answered { took_ms, value } => {
                file::Step::Answered { took_ms: *took_ms, answer: write(self, value) }
            }
            Step::Refused { took_ms, refusal } => {
                file::Step::Refused { took_ms: *took_ms, refusal: self.refusal(refusal) }
            }
            Step::Failed { took_ms, failure: Failure { kind, raw, retry_at, issued_by } } => {
                file::Step::Failed {
                    took_ms: *took_ms,
                    failure: file::Failure {
                        kind: *kind,
                        raw: self.disguise.failure(raw, issued_by.as_deref()),
                        // A company that inspects its traffic signs in its own name.
                        issued_by: issued_by.as_deref().map(|by| self.own_name(by)),
                        retry_at: retry_at.filter(writable).map(moment),
                    },
                }
            }
        }
    }

    /// A word that a service means for machines stays; whoever answers in a service's place may put anything there.
    pub(super) fn machine_word(&mut self, text: &str) -> String {
        let word = short(text);
        let is_word = (1..=64).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
            && texts::ids(&word, &|_| false).is_empty()
            && texts::hosts(&word).is_empty();
        if is_word { word } else { self.disguise.prose(&word) }
    }

    fn refusal(&mut self, refusal: &Refusal) -> file::Refusal {
        let Refusal {
            status,
            codes,
            oauth_error,
            suberror,
            api_code,
            message: _,
            correlation_id,
            trace_id,
            retry_at,
        } = refusal;
        file::Refusal {
            status: *status,
            codes: codes.iter().copied().take(file::MOST_NAMES).collect(),
            // Machine words of the service, by which the judge goes.
            oauth_error: oauth_error.as_deref().map(|word| self.machine_word(word)),
            suberror: suberror.as_deref().map(|word| self.machine_word(word)),
            api_code: api_code.as_deref().map(|word| self.machine_word(word)),
            message: self.disguise.message(refusal),
            correlation_id: correlation_id.as_deref().map(|id| self.disguise.number(id)),
            trace_id: trace_id.as_deref().map(|id| self.disguise.number(id)),
            retry_at: retry_at.filter(writable).map(moment),
        }
    }

    fn tenant(&mut self, found: &TenantFound) -> file::Tenant {
        let TenantFound { tenant_id, region, sub_region, cloud_instance } = found;
        file::Tenant {
            tenant_id: self.disguise.tenant(*tenant_id),
            // Microsoft's own words for where a tenant lives; they tell one cloud from another, the host by how it ends.
            region: region.as_deref().map(|word| self.machine_word(word)),
            sub_region: sub_region.as_deref().map(|word| self.machine_word(word)),
            cloud_instance: cloud_instance.as_deref().map(short),
        }
    }

    fn own_name(&mut self, name: &str) -> String {
        if self.keep { self.disguise.identity(name) } else { "[name]".to_owned() }
    }

    fn call(&mut self, call: &CallAnswer) -> file::Call {
        let CallAnswer { operation, path, status, only_accepted } = call;
        file::Call {
            operation: short(operation),
            path: self.disguise.identity(path),
            status: *status,
            only_accepted: *only_accepted,
        }
    }
}

fn known_of(known: &Known) -> file::Known {
    let Known { consent_hint_at, declared, last_grant, elsewhere, secret } = known;
    file::Known {
        consent_hint_at: consent_hint_at.map(moment),
        declared: declared.iter().map(self::declared).collect(),
        last_grant: last_grant.as_ref().map(|Grant { at, roles }| file::Grant {
            at: moment(*at),
            roles: roles.iter().cloned().collect(),
        }),
        elsewhere: *elsewhere,
        secret: secret.as_ref().map(|SecretUsed { generation, stored_at, expires_on }| file::SecretUsed {
            generation: *generation,
            stored_at: moment(*stored_at),
            expires_on: expires_on.map(|day| day.to_string()),
        }),
    }
}

/// Whether a moment can be written and read again: a service may name any year.
fn writable(at: &OffsetDateTime) -> bool {
    file::YEARS.contains(&at.year())
}
