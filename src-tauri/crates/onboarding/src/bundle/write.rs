//! From records to the file, field by field. Each record is taken apart completely, so that a field that is added to it
//! does not compile here before somebody has decided whether it may leave the house.

use time::{OffsetDateTime, UtcOffset};

use super::disguise::Disguise;
use super::document as file;
use super::texts;
use super::{Entry, FORMAT, MOST_CHECKS, MOST_CUSTOMERS, Made, Maker, Names, VERSION};
use crate::evidence::{
    Asked, CallAnswer, Evidence, Failure, Grant, Issuers, Known, Refusal, SecretUsed, SignatureReading, Step,
    TenantFound, TokenFacts, TokenProblem, TokenReading,
};
use crate::ids::TenantRef;
use crate::judge;
use crate::knowledge::Api;
use crate::permission::Permission;
use crate::records::{AppRecord, CheckRecord, CustomerRecord, SecretRecord};

/// Longest name of anything that the file's own kinds mention, such as a header member.
const LONGEST_NAME: usize = 128;

/// Makes the file. Fails only where a record holds a time that cannot be written down.
pub fn make(
    entries: &[Entry],
    names: Names,
    maker: &Maker,
    at: OffsetDateTime,
) -> Result<Made, serde_json::Error> {
    let entries = &entries[..entries.len().min(MOST_CUSTOMERS)];
    let mut writer = Writer { disguise: Disguise::new(names), keep: names == Names::Kept };
    let mut apps: Vec<(&AppRecord, file::App)> = Vec::new();
    let mut begun = Vec::with_capacity(entries.len());
    // Everybody gets their name first: whoever is met in somebody else's evidence has it already.
    for (number, entry) in (1..).zip(entries) {
        let place = apps.iter().position(|(known, _)| known.row == entry.app.row).unwrap_or_else(|| {
            let app = writer.app(&entry.app, apps.len() + 1);
            apps.push((&entry.app, app));
            apps.len() - 1
        });
        begun.push((place, writer.disguise.customer_name(&entry.customer, number)));
    }
    let mut customers = Vec::with_capacity(entries.len());
    for (entry, (app, name)) in entries.iter().zip(begun) {
        let (record, written) = &apps[app];
        writer.disguise.about((&entry.customer, &name), (record, &written.name));
        customers.push(writer.customer(entry, app, name));
    }
    let ends =
        || entries.iter().flat_map(|entry| entry.checks.iter().take(MOST_CHECKS)).map(|check| check.at);
    let made = Made {
        text: String::new(),
        names,
        replaced: Vec::new(),
        customers: customers.len(),
        checks: ends().count(),
        span: ends().min().zip(ends().max()),
    };
    let document = file::Document {
        format: FORMAT.to_owned(),
        version: VERSION,
        made_at: moment(at),
        made_by: maker.program.clone(),
        rules: judge::RULES,
        system: file::System { name: maker.system.clone(), processor: maker.processor.clone() },
        names,
        apps: apps.into_iter().map(|(_, app)| app).collect(),
        customers,
    };
    let text = serde_json::to_string_pretty(&document)? + "\n";
    Ok(Made { text, replaced: writer.disguise.told(), ..made })
}

/// Copies what may leave the house.
struct Writer {
    disguise: Disguise,
    keep: bool,
}

impl Writer {
    fn app(&mut self, app: &AppRecord, number: usize) -> file::App {
        let AppRecord {
            row: _,
            version: _,
            name: _,
            cloud,
            app_id,
            home_tenant,
            publisher: _,
            contact: _,
            redirect_uris: _,
            permissions,
            secret,
            ticks: _,
        } = app;
        let name = self.disguise.app_name(app, number);
        file::App {
            name,
            cloud: *cloud,
            app_id: self.disguise.app(*app_id),
            home_tenant: home_tenant.map(|home| self.disguise.tenant(home)),
            permissions: permissions.iter().map(declared).collect(),
            secret: secret.as_ref().map(|secret| {
                let SecretRecord { generation, kept_in, stored_at, proved_at, expires_on } = secret;
                file::Secret {
                    generation: *generation,
                    kept_in: *kept_in,
                    stored_at: moment(*stored_at),
                    proved_at: proved_at.map(moment),
                    expires_on: expires_on.map(|day| day.to_string()),
                }
            }),
        }
    }

    fn customer(&mut self, entry: &Entry, app: usize, name: String) -> file::Customer {
        let CustomerRecord {
            row: _,
            version: _,
            app: _,
            name: _,
            tenant_id,
            domain,
            region,
            added_at,
            link_state: _,
            link_made_at: _,
            link_answered_at,
            link_sent_at,
            consent_hint_at,
            watch: _,
        } = &entry.customer;
        file::Customer {
            app,
            name,
            tenant_id: self.disguise.tenant(*tenant_id),
            domain: domain.as_ref().map(|domain| self.disguise.domain(domain)),
            region: region.as_deref().map(short),
            added_at: moment(*added_at),
            link_sent_at: link_sent_at.map(moment),
            link_answered_at: link_answered_at.map(moment),
            consent_hint_at: consent_hint_at.map(moment),
            checks: entry
                .checks
                .iter()
                .take(MOST_CHECKS)
                .map(|check| self.check(check, &entry.app))
                .collect(),
        }
    }

    fn check(&mut self, check: &CheckRecord, app: &AppRecord) -> file::Check {
        let CheckRecord { at, verdict, cause, evidence } = check;
        file::Check {
            at: moment(*at),
            verdict: *verdict,
            cause: *cause,
            evidence: self.evidence(evidence, app),
        }
    }

    fn evidence(&mut self, evidence: &Evidence, app: &AppRecord) -> file::Evidence {
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
                TokenReading::Unreadable { problem } => file::Token::Unreadable(unreadable(problem)),
            }),
            signature: self.step(signature, |_, reading| self::signature(reading)),
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
                        raw: self.disguise.prose(raw),
                        // A company that inspects its traffic signs in its own name.
                        issued_by: issued_by.as_deref().map(|by| self.own_name(by)),
                        retry_at: retry_at.filter(writable).map(moment),
                    },
                }
            }
        }
    }

    /// A word that a service means for machines stays; whoever answers in a service's place may put anything there.
    fn machine_word(&mut self, text: &str) -> String {
        let word = short(text);
        let is_word = (1..=64).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
            && texts::guids(&word).is_empty()
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
            // Microsoft's own words for where a tenant lives; they tell one cloud from another.
            region: region.as_deref().map(short),
            sub_region: sub_region.as_deref().map(short),
            cloud_instance: cloud_instance.as_deref().map(short),
        }
    }

    fn facts(&mut self, facts: &TokenFacts, app: &AppRecord, expected: Option<&Issuers>) -> file::Facts {
        let TokenFacts {
            algorithm,
            key_id,
            typ,
            refused_members,
            ignored_members,
            nonce,
            version,
            issuer,
            audience,
            tenant_id,
            app_id,
            credential_kind,
            roles,
            scopes,
            id_type,
            object_id,
            subject,
            expires,
            not_before,
            issued,
            app_name,
            region,
            token_id,
            user_claims,
        } = facts;
        file::Facts {
            algorithm: short(algorithm),
            key_id: key_id.as_deref().map(short),
            typ: typ.as_deref().map(short),
            refused_members: refused_members.iter().map(|name| short(name)).collect(),
            ignored_members: ignored_members.iter().map(|name| short(name)).collect(),
            nonce: *nonce,
            version: short(version),
            issuer: self.issuer(issuer, expected),
            audience: self.audience(audience),
            tenant_id: tenant_id.as_deref().map(|id| self.disguise.identity(id)),
            app_id: app_id.as_deref().map(|id| self.disguise.identity(id)),
            credential_kind: credential_kind.as_deref().map(short),
            roles: roles.iter().cloned().collect(),
            scopes: scopes.as_deref().map(|scopes| self.disguise.identity(scopes)),
            id_type: id_type.as_deref().map(short),
            object_id: object_id.as_deref().map(|id| self.disguise.somebody(id)),
            subject: subject.as_deref().map(|id| self.disguise.somebody(id)),
            expires: *expires,
            not_before: *not_before,
            issued: *issued,
            app_name: app_name.as_deref().map(|name| self.app_name(name, app)),
            region: region.as_deref().map(short),
            token_id: token_id.as_deref().map(short),
            user_claims: user_claims.iter().map(|name| short(name)).collect(),
        }
    }

    /// The claim is held against the expected issuer letter by letter: one that merely looks the same once its odd
    /// letters are gone must not become it.
    fn issuer(&mut self, issuer: &str, expected: Option<&Issuers>) -> String {
        let written = self.disguise.identity(issuer);
        let becomes = |expected: &String, disguise: &mut Disguise| {
            expected != issuer && disguise.identity(expected) == written
        };
        let odd = expected.is_some_and(|Issuers { v1, v2 }| {
            becomes(v1, &mut self.disguise) || becomes(v2, &mut self.disguise)
        });
        if odd { format!("{written} [odd letters]") } else { written }
    }

    /// An audience that is known here belongs to an API and to nobody else.
    fn audience(&mut self, audience: &str) -> String {
        let api = Api::windows_defender_atp();
        let known = |text: &str| api.is_audience(text) || api.other_api(text).is_some();
        if known(audience) {
            return audience.to_owned();
        }
        let written = self.disguise.identity(audience);
        if known(&written) { format!("{written} [odd letters]") } else { written }
    }

    fn own_name(&mut self, name: &str) -> String {
        if self.keep { self.disguise.identity(name) } else { "[name]".to_owned() }
    }

    /// The name under which the app is registered need not be the one that was entered.
    fn app_name(&mut self, name: &str, app: &AppRecord) -> String {
        let written = self.disguise.identity(name);
        match () {
            () if self.keep => written,
            () if name == app.name => written,
            () => "[name]".to_owned(),
        }
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

fn declared((permission, at): (&Permission, &OffsetDateTime)) -> file::Declared {
    file::Declared { permission: permission.clone(), at: moment(*at) }
}

fn unreadable(problem: &TokenProblem) -> file::Problem {
    match problem {
        TokenProblem::TooLong => file::Problem::TooLong,
        TokenProblem::NotThreeParts { parts } => file::Problem::NotThreeParts(*parts),
        TokenProblem::Encrypted => file::Problem::Encrypted,
        TokenProblem::NotBase64Url { part } => file::Problem::NotBase64Url(short(part)),
        TokenProblem::NotJson { part } => file::Problem::NotJson(short(part)),
        TokenProblem::IllTyped { claim } => file::Problem::IllTyped(short(claim)),
        TokenProblem::Missing { claim } => file::Problem::Missing(short(claim)),
    }
}

fn signature(reading: &SignatureReading) -> file::Signature {
    match reading {
        SignatureReading::Verified { key_id } => file::Signature::Verified { key_id: short(key_id) },
        SignatureReading::Invalid { key_id } => file::Signature::Invalid { key_id: short(key_id) },
        SignatureReading::KeyUnknown { key_id } => {
            file::Signature::KeyUnknown { key_id: key_id.as_deref().map(short) }
        }
        SignatureReading::KeyUnfit { key_id, why } => {
            file::Signature::KeyUnfit { key_id: short(key_id), why: short(why) }
        }
        SignatureReading::AlgorithmRefused { algorithm } => {
            file::Signature::AlgorithmRefused { algorithm: short(algorithm) }
        }
        SignatureReading::NotForUs => file::Signature::NotForUs,
    }
}

/// A machine's word, without what could be a credential.
fn short(text: &str) -> String {
    crate::answer::redact(text, None, LONGEST_NAME).replace('\n', " ")
}

/// Whether a moment can be written and read again: a service may name any year.
fn writable(at: &OffsetDateTime) -> bool {
    file::YEARS.contains(&at.year())
}

fn moment(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(UtcOffset::UTC)
}
